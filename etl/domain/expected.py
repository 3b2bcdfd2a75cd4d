"""What a file of a source must hold: told to those who fill it, and to machines."""

from dataclasses import dataclass
from enum import StrEnum


class Content(StrEnum):
    """What a column of a file holds."""

    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    DAY = "day"
    INSTANT = "instant"
    YES_OR_NO = "yes_or_no"
    WORD = "word"


@dataclass(frozen=True)
class ExpectedColumn:
    """One column: its heading, what it holds, and the words it admits.

    ``required``: a row without it goes to quarantine. ``known_by``: the file is recognised by
    its presence. ``empty``: what may be written where there is nothing. ``personal``: kept as
    a keyed hash only.
    """

    heading: str
    content: Content
    required: bool = False
    known_by: bool = False
    words: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    personal: bool = False
    identifies: bool = False
    # Codes of what is noticed of it, in rows that are accepted all the same.
    signals: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExpectedFile:
    """One kind of file that is described column by column."""

    name: str
    title: str
    columns: tuple[ExpectedColumn, ...]
