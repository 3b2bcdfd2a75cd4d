"""An edition: the figures of a period, closed by one person and validated by another."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum

from etl.domain.assessments import EVERYWHERE
from etl.domain.frozen import (
    FrozenApplicability,
    FrozenCalendar,
    FrozenChange,
    FrozenDeclaration,
    FrozenEngagement,
    FrozenFormula,
    FrozenImport,
    FrozenIndicator,
    FrozenMeasure,
    FrozenSample,
    FrozenSite,
    FrozenSource,
)
from etl.domain.periods import Period

# Editions of the first format froze neither applicability nor samples.
FIRST_FORMAT, FORMAT = "edition/1", "edition/2"
# Months before the end of the period whose figures are kept beside its own.
HISTORY_MONTHS = 12


class EditionState(StrEnum):
    """How far an edition has come; only a validated one is published."""

    CLOSED = "closed"
    VALIDATED = "validated"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Act:
    """Who did it and when (UTC). ``is_declared``: a name that was typed, not an identity."""

    by: str
    at: datetime
    is_declared: bool = False


@dataclass(frozen=True)
class Edition:
    """A numbered edition: ``sha256`` seals its content, ``previous`` that of the one before.

    ``as_of`` is the instant of its figures, ``last_import`` the last import that they know.
    ``replaces``: the edition that this one rectifies, and ``reason`` why; ``replaced_by``: the
    validated one that rectifies it.
    """

    number: int
    period: Period
    site: str
    as_of: datetime
    last_import: int
    declarations: str
    closed: Act
    sha256: str
    previous: str
    validated: Act | None = None
    refused: Act | None = None
    replaces: int | None = None
    reason: str = ""
    replaced_by: int | None = None

    @property
    def state(self) -> EditionState:
        if self.refused:
            return EditionState.REFUSED
        if self.replaced_by:
            return EditionState.SUPERSEDED
        return EditionState.VALIDATED if self.validated else EditionState.CLOSED

    @property
    def is_rectification(self) -> bool:
        return self.replaces is not None


@dataclass(frozen=True)
class FrozenContent:
    """All that an edition freezes: nothing in it is computed again, ever."""

    number: int
    period: Period
    site: str
    site_title: str
    as_of: datetime
    closed_by: str
    is_declared: bool
    last_import: int
    charter_title: str
    charter_publisher: str
    charter_edition: date | None
    sites: tuple[FrozenSite, ...]
    engagements: tuple[FrozenEngagement, ...]
    indicators: tuple[FrozenIndicator, ...]
    measures: tuple[FrozenMeasure, ...]
    calendars: tuple[FrozenCalendar, ...]
    formulas: tuple[FrozenFormula, ...]
    sources: tuple[FrozenSource, ...]
    imports: tuple[FrozenImport, ...]
    declarations: tuple[FrozenDeclaration, ...]
    previous: str
    replaces: int | None = None
    reason: str = ""
    changes: tuple[FrozenChange, ...] = ()
    applicability: tuple[FrozenApplicability, ...] = ()
    samples: tuple[FrozenSample, ...] = ()
    format: str = FORMAT

    def indicator(self, code: str) -> FrozenIndicator:
        return next(each for each in self.indicators if each.code == code)

    def measures_of(self, engagement: int, site: str = EVERYWHERE) -> tuple[FrozenMeasure, ...]:
        """Return the measures of an engagement at a site, in the order of its declaration."""
        return tuple(
            each
            for each in self.measures
            if each.engagement == engagement and each.site == site
        )

    def measure(self, indicator: str, site: str = EVERYWHERE) -> FrozenMeasure | None:
        own = (each for each in self.measures if each.indicator == indicator)
        return next((each for each in own if each.site == site), None)


@dataclass(frozen=True)
class FrozenEdition:
    """An edition with its content, texts of the declarations included."""

    edition: Edition
    content: FrozenContent

    def to_document(self) -> dict[str, object]:
        """Return both as plain values for JSON: dates as ISO texts, instants in UTC."""
        return {"edition": plain(self.edition), "content": plain(self.content)}


def plain(value: object) -> object:
    """Return a value of this module as JSON knows it."""
    if isinstance(value, Period):
        return value.code
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    return value


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are the same but for their case and spaces."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
