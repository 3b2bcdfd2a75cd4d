"""Findings and verdicts as the pages show them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, wording
from dashboard.gateway.warehouse import (
    ENTRIES,
    admitted,
    admitted_sites,
    engagement,
    version,
    warehouse,
)
from dashboard.wording import phrases
from etl.assessments.commentary import Summary, finding_sentence
from etl.assessments.proportions import bounds_with_unknown
from etl.assessments.verdicts import missing_observations
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.engagements import Comparison, Engagement, Indicator, Statistic, Target
from etl.domain.periods import Period, PeriodKind, parse_period
from etl.store.assessments import load_findings

HISTORY_LENGTH = 24
COUNTS = (Statistic.COUNT, Statistic.COUNT_MISSED, Statistic.PER_WEEK)


@dataclass(frozen=True)
class Finding:
    """What is known of one indicator, for a site (or all) and a period."""

    indicator: Indicator
    site: str
    service: str
    period: Period
    verdict: Verdict
    as_of: datetime
    span_start: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    counted: float = 0
    met: int = 0
    missed: int = 0
    pending: int = 0
    unknown: int = 0
    excluded: int = 0
    # Of the met and of the pending, those that owe it to a pause.
    saved: int = 0
    held: int = 0
    target: float | None = None
    comparison: Comparison = Comparison.AT_LEAST
    missing: int = 0
    rule: str = ""
    definition: str = ""
    import_ids: tuple[int, ...] = ()
    # Why it is not applicable or not measured.
    reason: str = ""

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing at all was received about it."""
        return not (self.counted or self.pending or self.unknown or self.excluded)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Return the share if all the contacts of unknown outcome had failed, and if none
        had; ``None`` where all is known, and for what is not a share."""
        if not self.unknown or self.indicator.statistic is not Statistic.SHARE:
            return None
        low, high = bounds_with_unknown([self.met], [self.met + self.missed], [self.unknown])
        return float(low[0]), float(high[0])

    @property
    def is_count(self) -> bool:
        """Tell whether the value is itself a number of cases."""
        return self.indicator.statistic in COUNTS

    @property
    def is_running(self) -> bool:
        """Tell whether the period was not over when it was assessed."""
        return self.period.end > self.as_of.date()

    @property
    def decided(self) -> Target | None:
        """Return the target in force at the end of the period, with its origin."""
        return self.indicator.target_on(self.period.end - timedelta(days=1))


def findings_of(number: int, site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of an engagement, in the order of its declaration."""
    return _findings_of(version(), number, admitted(site), period)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _findings_of(version: int, number: int, site: str, period: Period) -> tuple[Finding, ...]:
    return findings_in(period_findings(version, site, period), engagement(number))


def history(code: str, site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of an indicator until a period, oldest first."""
    return _history(version(), code, admitted(site), period)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _history(version: int, code: str, site: str, period: Period) -> tuple[Finding, ...]:
    past = past_of(version, code, site, period)
    return _as_findings(past, warehouse().declarations.engagement_of(code))


def breakdown(code: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of each admitted site, each followed by its services."""
    found = _breakdown(version(), code, admitted_sites(), period)
    own = access.perimeter()
    return tuple(
        each for each in found if each.service == EVERYWHERE or own.admits_service(each.service)
    )


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _breakdown(
    version: int, code: str, sites: tuple[str, ...], period: Period
) -> tuple[Finding, ...]:
    with warehouse().store.reading() as connection:
        frame = load_findings(
            connection, sites=sites, kind=period.kind, periods=[period.code], indicators=[code]
        )
    # « * », all services together, comes before any name.
    frame = _prepared(frame).sort_values(["site", "service"])
    return _as_findings(frame, warehouse().declarations.engagement_of(code))


def sentence(finding: Finding) -> str:
    """Return what a finding says, in one sentence."""
    own, unit = finding.indicator, finding.indicator.unit
    return finding_sentence(
        Summary(
            title=own.title,
            period=finding.period,
            unit=wording.SHOWN_UNITS.get(unit, unit),
            verdict=finding.verdict,
            value=finding.value,
            counted=None if finding.is_count else int(finding.counted),
            target=finding.target,
            comparison=finding.comparison,
            missing=finding.missing,
        )
    )


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def period_findings(version: int, site: str, period: Period) -> pd.DataFrame:
    """Return the findings of one period, all services together."""
    with warehouse().store.reading() as connection:
        frame = load_findings(
            connection, [site], period.kind, [period.code], service=EVERYWHERE
        )
    return _prepared(frame)


def whole_findings(version: int, code: str, site: str, kind: PeriodKind) -> pd.DataFrame:
    """Return the findings of one indicator, all services together, oldest first."""
    found = _by_indicator(version, site, kind)
    return found.get(code, found[""])


# Shared, never changed: a copy for each indicator costs more than what is done with it.
@st.cache_resource(max_entries=16, show_spinner=False)
def _by_indicator(version: int, site: str, kind: PeriodKind) -> Mapping[str, pd.DataFrame]:
    """Return the findings of each indicator by its code; « » stands for one without any."""
    with warehouse().store.reading() as connection:
        frame = load_findings(connection, [site], kind, service=EVERYWHERE)
    whole = _prepared(frame)
    parts = {str(code): own for code, own in whole.groupby("indicator")}
    return {"": whole.head(0), **parts}


def _prepared(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what the declarations know, and the observations that are missing to conclude."""
    known = {each.code: each for each in warehouse().declarations.indicators}
    frame = frame[frame["indicator"].isin(known)]
    frame = frame.assign(
        start=pd.to_datetime(frame["start"]),
        enough=frame["indicator"].map({code: each.enough for code, each in known.items()}),
        statistic=frame["indicator"].map(
            {code: each.statistic.value for code, each in known.items()}
        ),
        counted=frame["counted"].fillna(0),
    )
    return frame.assign(missing=missing_observations(frame, frame["verdict"]))


def findings_in(frame: pd.DataFrame, own: Engagement) -> tuple[Finding, ...]:
    """Return the findings of an engagement among those of one period."""
    found = _as_findings(frame[frame["engagement"] == own.number], own)
    places = {each.code: place for place, each in enumerate(own.indicators)}
    return tuple(sorted(found, key=lambda each: places[each.indicator.code]))


def past_of(version: int, code: str, site: str, period: Period) -> pd.DataFrame:
    """Return the periods that are shown, oldest first."""
    return whole_past_of(version, code, site, period).tail(HISTORY_LENGTH)


def whole_past_of(version: int, code: str, site: str, period: Period) -> pd.DataFrame:
    """Return every period until one, oldest first."""
    frame = whole_findings(version, code, site, period.kind)
    return frame.iloc[: frame["start"].searchsorted(pd.Timestamp(period.start), "right")]


def _as_findings(frame: pd.DataFrame, own: Engagement) -> tuple[Finding, ...]:
    indicators = {each.code: each for each in own.indicators}
    columns = {name: frame[name].tolist() for name in frame.columns}
    rows = (
        {name: values[place] for name, values in columns.items()} for place in range(len(frame))
    )
    return tuple(_finding(row, indicators[str(row["indicator"])], own) for row in rows)


def _finding(row: dict[str, object], indicator: Indicator, own: Engagement) -> Finding:
    period = parse_period(str(row["period"]))
    verdict = Verdict(str(row["verdict"]))
    numbers = {name: _or_none(row[name]) for name in ("value", "low", "high", "target")}
    return Finding(
        indicator=indicator,
        site=str(row["site"]),
        service=str(row["service"]),
        period=period,
        verdict=verdict,
        as_of=pd.Timestamp(row["as_of"]).to_pydatetime(),
        span_start=pd.Timestamp(row["span_start"]).date(),
        counted=_or_none(row["counted"]) or 0,
        met=int(str(row["met"])),
        missed=int(str(row["missed"])),
        pending=int(str(row["pending"])),
        unknown=int(str(row["unknown"])),
        excluded=int(str(row["excluded"])),
        saved=int(str(row["saved"])),
        held=int(str(row["held"])),
        comparison=Comparison(str(row["comparison"] or Comparison.AT_LEAST)),
        missing=int(str(row["missing"])),
        rule=str(row["rule"]),
        definition=str(row["definition"]),
        import_ids=tuple(int(each) for each in codes_in(row["import_ids"])),
        reason=_why(own, indicator, str(row["site"]), period, verdict)
        or _muted(verdict, numbers["value"]),
        **numbers,
    )


def _why(
    own: Engagement, indicator: Indicator, site: str, period: Period, verdict: Verdict
) -> str:
    """Return why a finding is not applicable; of all sites together, the first reason."""
    if verdict is not Verdict.NOT_APPLICABLE:
        return ""
    day = period.end - timedelta(days=1)
    sites = warehouse().declarations.sites
    asked = tuple(sites) if site == EVERYWHERE else (site,)
    decisions = (own.applies_to(each, day) for each in asked)
    refusals = [each.reason for each in decisions if each and not each.applies]
    measured = [sites[code].title for code in indicator.sites if code in sites]
    return refusals[0] if refusals else phrases.measured_only_at(measured)


def _muted(verdict: Verdict, value: float | None) -> str:
    """Return why a value that was computed proves nothing, if that is so."""
    silent = verdict is Verdict.NOT_MEASURED and value is not None
    return phrases.FELL_SILENT if silent else ""


def _or_none(value: object) -> float | None:
    number = float(str(value)) if value is not None else float("nan")
    return None if number != number else number


def codes_in(text: object) -> list[str]:
    """Return a JSON list, whether the store decoded it already or not."""
    found = json.loads(text) if isinstance(text, str) else text
    return [str(each) for each in found] if isinstance(found, list) else []
