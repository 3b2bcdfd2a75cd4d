"""What happened in a crisis or an exercise: its clocks, and what is to be held again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from dashboard.gateway.cases import Asked, judged, sites_of
from dashboard.gateway.explaining import instant_of
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.warehouse import engagement_number, engagements, timezone, version
from etl.domain.assessments import Outcome, Verdict
from etl.domain.engagements import Comparison, Statistic, Unit
from etl.domain.periods import Period, add_months

MODULE = "urgence"
CLOCK_RULES = ("done_in_time", "delay")
HELD_RULES = ("events_held", "held_outside_hours", "checks_passed")
MINUTES = {Unit.SECONDS: 1 / 60, Unit.MINUTES: 1, Unit.HOURS: 60}
# Facts of one name further apart than this belong to two events.
APART = timedelta(days=30)


@dataclass(frozen=True)
class Clock:
    """One delay promised in minutes, from what starts it to what stops it.

    ``begins`` is in minutes after the first instant of its event; ``minutes`` the time taken
    (so far, if it is still running); ``kept`` is ``None`` while nobody can tell.
    """

    code: str
    number: int
    kind: str
    audience: str
    started_at: datetime
    begins: float
    minutes: float
    limit: float
    is_done: bool
    kept: bool | None
    file_name: str
    line: int


@dataclass(frozen=True)
class Event:
    """One real crisis or one exercise, with its clocks in the order in which they started."""

    name: str
    is_exercise: bool
    site: str
    began_at: datetime
    clocks: tuple[Clock, ...]


@dataclass(frozen=True)
class Held:
    """What must be held so many times in a span, and until when it is.

    ``due`` is the last day on which one more keeps the target; ``None`` where it was never
    reached. ``last_at`` is the latest one held.
    """

    finding: Finding
    last_at: datetime | None
    due: date | None


def emergency_findings(site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of the engagements on emergencies, in the charter's order."""
    numbers = [each.number for each in engagements() if each.module == MODULE]
    return tuple(each for number in numbers for each in findings_of(number, site, period))


def clocks_since(findings: tuple[Finding, ...]) -> date | None:
    """Return the first day that all the clocks look at: some look further back."""
    return max((each.span_start for each in findings if _is_clock(each)), default=None)


def emergency_events(findings: tuple[Finding, ...]) -> tuple[Event, ...]:
    """Return the crises and exercises since the day of :func:`clocks_since`, newest first."""
    since = clocks_since(findings)
    found = [clocks for each in findings if (clocks := _clocks(each, since)) is not None]
    if not found:
        return ()
    frame = pd.concat(found).sort_values(["site", "exercise", "subject", "started_at"])
    same = ["site", "exercise", "subject"]
    begins_anew = frame.groupby(same)["started_at"].diff() > APART
    frame = frame.assign(event=begins_anew.groupby([frame[each] for each in same]).cumsum())
    own = [_event(each) for _, each in frame.groupby([*same, "event"], sort=False)]
    return tuple(sorted(own, key=lambda each: each.began_at, reverse=True))


def held(findings: tuple[Finding, ...]) -> tuple[Held, ...]:
    """Return what must be held again and again: exercises, tests."""
    return tuple(
        _held(each)
        for each in findings
        if each.indicator.rule in HELD_RULES
        and each.indicator.statistic is Statistic.COUNT
        and each.comparison is Comparison.AT_LEAST
        and each.verdict is not Verdict.NOT_APPLICABLE
    )


def _cases(finding: Finding) -> pd.DataFrame:
    asked = Asked(finding.indicator.code, finding.site, finding.period, finding.as_of)
    return judged(version(), asked, sites_of(asked))


def _is_clock(finding: Finding) -> bool:
    return finding.indicator.rule in CLOCK_RULES and _limit(finding) is not None


def _clocks(finding: Finding, since: date | None) -> pd.DataFrame | None:
    limit = _limit(finding)
    if not _is_clock(finding) or limit is None or finding.is_silent:
        return None
    cases = _cases(finding)
    if cases.empty:
        return None
    begins = pd.Timestamp(since or finding.span_start, tz=timezone(finding.site))
    cases = cases[cases["started_at"] >= begins]
    if cases.empty:
        return None
    done = cases["done_at"].where(cases["done_at"] <= finding.as_of)
    taken = (done.fillna(finding.as_of) - cases["started_at"]).dt.total_seconds() / 60
    return cases.assign(
        indicator=finding.indicator.code,
        number=engagement_number(finding.indicator.code),
        limit=limit,
        minutes=taken,
        is_done=done.notna(),
        is_known=~cases["outcome"].isin([Outcome.PENDING, Outcome.UNKNOWN, Outcome.EXCLUDED]),
        is_kept=done.notna() & ~(done >= cases["deadline_at"]),
        subject=cases["subject"].fillna(""),
        exercise=cases["exercise"].fillna(False).astype(bool),
    )


def _limit(finding: Finding) -> float | None:
    """Return what is promised, in minutes; ``None`` where it is promised in days."""
    limit = finding.decided.limit if finding.decided else None
    if limit is None or limit.unit not in MINUTES:
        return None
    return limit.amount * MINUTES[limit.unit]


def _event(rows: pd.DataFrame) -> Event:
    rows = rows.sort_values(["started_at", "number", "indicator"])
    first = rows.iloc[0]
    return Event(
        name=str(first["subject"]),
        is_exercise=bool(first["exercise"]),
        site=str(first["site"]),
        began_at=_instant(first["started_at"]),
        clocks=tuple(_clock_rows(rows)),
    )


def _clock_rows(rows: pd.DataFrame) -> Iterator[Clock]:
    start = rows["started_at"].iloc[0]
    offsets = (rows["started_at"] - start).dt.total_seconds() / 60
    for place, row in enumerate(rows.to_dict("records")):
        yield Clock(
            code=str(row["indicator"]),
            number=int(row["number"]),
            kind=str(row["kind"]),
            audience="" if pd.isna(row["audience"]) else str(row["audience"]),
            started_at=_instant(row["started_at"]),
            begins=float(offsets.iloc[place]),
            minutes=float(row["minutes"]),
            limit=float(row["limit"]),
            is_done=bool(row["is_done"]),
            kept=bool(row["is_kept"]) if row["is_known"] else None,
            file_name=str(row["file_name"]),
            line=int(row["line"]),
        )


def _instant(value: object) -> datetime:
    found = instant_of(value)
    if found is None:
        raise ValueError("a clock without a start")
    return found


def _held(finding: Finding) -> Held:
    cases = _cases(finding)
    own = cases[cases["outcome"] == Outcome.MET] if len(cases) else cases
    if own.empty:
        return Held(finding, None, None)
    newest = own["started_at"].sort_values(ascending=False)
    needed = max(1, int(finding.target or 1))
    due = None
    if len(newest) >= needed:
        # Whole months are measured: the last of those that carry the target leaves the
        # window with the month that follows it by as many months.
        carries = newest.iloc[needed - 1].tz_convert(timezone(finding.site))
        leaves = add_months(carries.date(), finding.indicator.window_months + 1)
        due = leaves - timedelta(days=1)
    return Held(finding, _instant(newest.iloc[0]), due)
