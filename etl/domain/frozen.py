"""The parts of a frozen edition: plain values, as they stood when it was closed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from etl.domain.assessments import Verdict
from etl.domain.samples import CaseCheck, Sample


class Why(StrEnum):
    """Why a measure has no verdict of its own."""

    DECIDED = "decided"  # not applicable by a decision: ``reason`` gives it
    ELSEWHERE = "elsewhere"  # measured at other sites only
    NO_DATA = "no_data"
    SILENT = "silent"  # a value, but its source fell silent: it proves nothing


@dataclass(frozen=True)
class FrozenTarget:
    """The target in force at the end of the period; shares are fractions."""

    value: float | None
    comparison: str
    origin: str
    source: str
    decided_by: str
    since: date
    limit: float | None = None
    limit_unit: str = ""
    limit_origin: str = ""
    limit_source: str = ""


@dataclass(frozen=True)
class FrozenPoint:
    """One month of a history. ``hidden``: its counts are too small to be published."""

    period: str
    start: date
    value: float | None
    low: float | None
    high: float | None
    counted: float
    met: int
    missed: int
    target: float | None
    verdict: Verdict
    hidden: bool = False


@dataclass(frozen=True)
class FrozenMeasure:
    """One indicator at one site (``*``: all of them), over the span of the period.

    ``hidden`` names the fields that must not be published (small counts, and what would tell
    them): met, missed, counted, pending, and with any of them value, low and high. ``goal``
    is the target in words. ``trust``: the grade of the worst source behind it.
    """

    indicator: str
    engagement: int
    site: str
    verdict: Verdict
    span_start: date
    span_end: date
    value: float | None
    low: float | None
    high: float | None
    counted: float
    met: int
    missed: int
    pending: int
    excluded: int
    unknown: int
    saved: int
    held: int
    missing: int
    target: FrozenTarget | None
    goal: str
    sentence: str
    why: Why | None
    reason: str
    definition: str
    rule: str
    imports: tuple[int, ...]
    sources: tuple[str, ...]
    trust: str | None
    hidden: tuple[str, ...] = ()
    history: tuple[FrozenPoint, ...] = ()


@dataclass(frozen=True)
class FrozenIndicator:
    """How an indicator measures, as it was declared."""

    code: str
    title: str
    engagement: int
    dataset: str
    rule: str
    statistic: str
    unit: str
    unit_text: str
    better: str
    mandatory: bool
    formula: str
    formula_code: str
    why_it_matters: str
    evidence: tuple[str, ...]
    enough: int
    window_months: int
    population: str


@dataclass(frozen=True)
class FrozenVerdict:
    """What an engagement was worth at one site (``*``: all of them)."""

    site: str
    verdict: Verdict
    blocking: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class FrozenEngagement:
    """One promise in the charter's own words, and its verdict at every site."""

    number: int
    title: str
    short_title: str
    module: str
    module_title: str
    heading: str
    source: str
    verdicts: tuple[FrozenVerdict, ...]


@dataclass(frozen=True)
class FrozenSite:
    code: str
    title: str
    timezone: str
    zone: str


@dataclass(frozen=True)
class FrozenApplicability:
    """Whether an engagement applied at a site on the last day of the period.

    Without decision (no ``since``) it applies. ``recorded``: its number in the register; none
    for what a file of declarations says.
    """

    engagement: int
    site: str
    applies: bool
    since: date | None = None
    reason: str = ""
    decided_by: str = ""
    recorded: int | None = None


@dataclass(frozen=True)
class FrozenSample:
    """A draw of the register on the period, with what was found in its cases until then."""

    number: int
    author: str
    at: datetime
    sample: Sample
    checks: tuple[CaseCheck, ...]


@dataclass(frozen=True)
class FrozenHours:
    """The hours of one desk on one weekday (1: Monday), from a first day on."""

    desk: str
    since: date
    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True)
class FrozenClosure:
    first: date
    last: date
    reason: str
    decided_by: str
    desk: str
    stops_deadlines: bool
    import_id: int | None


@dataclass(frozen=True)
class FrozenCalendar:
    """By what a site counted its days: hours of its desks, closures, holidays worked."""

    site: str
    hours: tuple[FrozenHours, ...]
    closures: tuple[FrozenClosure, ...]
    worked_holidays: tuple[date, ...]


@dataclass(frozen=True)
class FrozenFormula:
    """A version of a telephone formula in force over the period."""

    code: str
    title: str
    kind: str
    since: date
    origin: str
    decided_by: str
    source: str
    switches: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FrozenTrustLine:
    """One thing looked at of a source (``etl.domain.trust.Line``)."""

    criterion: str
    grade: str
    found: float
    among: float
    unit: str


@dataclass(frozen=True)
class FrozenSource:
    """A declared source and what it was worth; no grade: it never sent anything."""

    name: str
    title: str
    rhythm: str
    grade: str | None
    lines: tuple[FrozenTrustLine, ...]


@dataclass(frozen=True)
class FrozenImport:
    """One line of the journal of imports, as it stood. ``is_behind``: a figure rests on it."""

    number: int
    kind: str
    source: str
    file: str
    sha256: str
    imported_at: datetime
    records: int
    accepted: int
    rejected: int
    first_at: datetime | None
    last_at: datetime | None
    undone_by: int | None
    is_behind: bool


@dataclass(frozen=True)
class FrozenDeclaration:
    """One file of declarations; its text is kept by its hash, beside the content."""

    path: str
    sha256: str
    text: str = ""


@dataclass(frozen=True)
class FrozenChange:
    """What a rectification changes of one measure: the field, before and after, as texts."""

    indicator: str
    site: str
    field: str
    before: str
    after: str
