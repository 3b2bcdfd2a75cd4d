"""Where files come from: a source tells a format what a service calls its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from etl.domain.datasets import Dataset


class Parse(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    TIMESTAMP = "timestamp"
    FLAG = "flag"
    CHOICE = "choice"
    CONSTANT = "constant"


class Rhythm(StrEnum):
    """How often a file of this source is expected."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    EVENT = "event"


@dataclass(frozen=True)
class Column:
    """How one column of a fact is made from columns of the file.

    ``header`` names one column, or several that are joined by a space (date and time).
    ``layouts`` are the ``strptime`` layouts tried in order; ``meanings`` translates the
    words of the file; a word that is not there is rejected, never guessed.
    """

    header: tuple[str, ...] = ()
    parse: Parse = Parse.TEXT
    layouts: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    constant: str | None = None
    # A cell written like one of these is empty ("-", "Sans objet").
    empty: tuple[str, ...] = ()


# Shares of rejected rows: above the first a file deserves a look, above the second a refusal.
REJECTS_WARNED = 0.02
REJECTS_REFUSED = 0.10
# A share of a few rows says little, and each of them is shown: it decides from so many rows
# on, or if nothing at all can be kept.
REJECTS_JUDGED_FROM = 20


@dataclass(frozen=True)
class Source:
    """One kind of export of one service.

    ``file_patterns`` (globs on the file's name) only choose between sources of the same
    format: what a file is, its content says. ``settings`` belong to the format's reader.
    """

    name: str
    title: str
    dataset: Dataset
    format: str
    site: str
    service: str | None = None
    timezone: str = "Europe/Paris"
    rhythm: Rhythm = Rhythm.MONTHLY
    # Above these shares of rejected rows, an import warns, and a file is refused whole.
    rejects_warned: float = REJECTS_WARNED
    rejects_refused: float = REJECTS_REFUSED
    file_patterns: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    # One row a question or item: the columns of the file that become rows (mystery grids).
    melt: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_of_one_site(self) -> bool:
        """Tell whether all its rows are of its own site: nothing in a file names another."""
        return "site" not in self.columns and not _names_a_site(self.settings)


def _names_a_site(settings: object) -> bool:
    if isinstance(settings, Mapping):
        named = any(str(key).startswith("site") for key in settings)
        return named or any(map(_names_a_site, settings.values()))
    return isinstance(settings, (list, tuple)) and any(map(_names_a_site, settings))
