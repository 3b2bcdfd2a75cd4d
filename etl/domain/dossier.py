"""What documents are made of: a closed edition, with the tables that prove it.

A dossier is plain: documents read it and nothing else, so that the wall, the website, the
report and the workbook cannot differ. Shares are fractions, instants are in UTC.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison, Origin, Statistic
from etl.domain.periods import Period

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Table:
    """A table that a document shows as it is.

    ``name`` is a short word in ASCII (a sheet, a file); ``empty`` is what is said where there
    is no row; ``wide`` tells which columns hold sentences.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    empty: str = "Rien à signaler."
    wide: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a document: a few paragraphs, then tables."""

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Point:
    """One earlier period of a figure; no value where nothing was measured.

    ``hidden``: its counts are too small to be published.
    """

    period: Period
    value: float | None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    verdict: Verdict = Verdict.NOT_MEASURED
    counted: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class Figure:
    """One indicator over the period of the edition, with its n, interval, target and origin.

    ``unit`` is as declared (``%`` wants a fraction). ``counts_hidden``: neither its n nor its
    interval may be published; ``is_public``: what may not be published is hidden; ``hidden``:
    its value is one of these.
    """

    code: str
    title: str
    unit: str
    statistic: Statistic
    verdict: Verdict
    mandatory: bool
    value: float | None = None
    low: float | None = None
    high: float | None = None
    counted: int = 0
    met: int = 0
    missed: int = 0
    pending: int = 0
    excluded: int = 0
    unknown: int = 0
    target: float | None = None
    comparison: Comparison = Comparison.AT_LEAST
    origin: Origin | None = None
    source: str = ""
    decided_by: str = ""
    goal: str = ""
    limit: str = ""
    formula: str = ""
    window: str = ""
    sentence: str = ""
    reason: str = ""
    definition: str = ""
    of_people: bool = False
    import_ids: tuple[int, ...] = ()
    history: tuple[Point, ...] = ()
    trust: str = ""
    counts_hidden: bool = False
    is_public: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Promise:
    """One engagement of the charter, with its verdict and figures.

    ``lead`` is the code of the figure that decides its verdict.
    """

    number: int
    title: str
    short_title: str
    heading: str
    module: str
    verdict: Verdict
    figures: tuple[Figure, ...]
    lead: str
    blocking: tuple[str, ...] = ()
    reason: str = ""
    tables: tuple[Table, ...] = ()

    @property
    def leading(self) -> Figure:
        return next(each for each in self.figures if each.code == self.lead)


@dataclass(frozen=True)
class Annex:
    """A file that goes into the pack as it is; ``path`` is relative, in ASCII."""

    path: str
    title: str
    data: bytes


@dataclass(frozen=True)
class Identity:
    """Which edition: its number, what it covers, who closed and validated it, and when.

    ``fingerprint`` is the SHA-256 of the frozen data; ``previous`` that of the edition before.
    """

    number: int
    period: Period
    site: str
    charter: str
    publisher: str
    closed_at: datetime
    closed_by: str
    fingerprint: str
    validated_at: datetime | None = None
    validated_by: str = ""
    previous: str = ""
    data_as_of: datetime | None = None
    timezone: str = "Europe/Paris"
    application: str = ""
    replaced_by: int | None = None

    @property
    def slug(self) -> str:
        """Return the beginning of the names of its files: ``edition-3-2026-T2``."""
        return f"edition-{self.number}-{self.period.code}"


@dataclass(frozen=True)
class Dossier:
    """Everything that the documents of one edition say.

    ``decisions`` are the causes and actions that are written down, by engagement; ``journal``
    is how far the journal of acts had come: a line and its hash. ``registers_at``: of when
    evidence, findings, actions and samples are.
    """

    identity: Identity
    promises: tuple[Promise, ...]
    sections: tuple[Section, ...] = ()
    annexes: tuple[Annex, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    journal: tuple[int, str] = (0, "")
    registers_at: datetime | None = None

    def figures(self) -> Iterator[tuple[Promise, Figure]]:
        """Yield each figure with its promise, in the charter's order."""
        for promise in self.promises:
            for figure in promise.figures:
                yield promise, figure

    def promise_of(self, number: int) -> Promise | None:
        return next((each for each in self.promises if each.number == number), None)

    def figure(self, code: str) -> Figure | None:
        return next((each for _, each in self.figures() if each.code == code), None)
