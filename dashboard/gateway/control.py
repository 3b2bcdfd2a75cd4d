"""Control charts: what the finished months of an indicator say, beside its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.annotations import every_annotation
from dashboard.gateway.disclosing import disclosed_findings
from dashboard.gateway.figures import Finding, whole_past_of
from dashboard.gateway.formulas import counted_columns
from dashboard.gateway.limits import LIMIT, limits_text
from dashboard.gateway.summing import told_by_others
from dashboard.gateway.warehouse import ENTRIES, admitted, engagements, version, warehouse
from dashboard.wording import annotations as words
from dashboard.wording import variation
from etl.assessments.chart_rules import Runs, runs_of, signals
from etl.assessments.control_charts import ChartKind
from etl.assessments.plans import deciding, plan_of
from etl.assessments.variation import Reading, chart_of, read_chart, variations
from etl.domain.annotations import Annotation
from etl.domain.assessments import Verdict
from etl.domain.engagements import Indicator
from etl.domain.periods import Period, PeriodKind

# Below this number of measured months there is nothing to compare a month with.
FEWEST = 2
# The mark of a month that is shown and left out of limits.
EXCLUDED = "excluded"


@dataclass(frozen=True)
class Control:
    """The chart of the finished months of an indicator, and its reading at the last one.

    ``points`` is indexed by the first day of the months: value, centre, floor, ceiling (the
    limits), signal, variation (``excluded`` for a month left out). ``at`` is the month that
    the reading is about, ``known`` the number of measured months that its limits rest on,
    from ``since`` to ``until`` (first days), ``decided`` the events that moved limits.
    ``runs`` are the counts of Anhøj's rule on the last stretch.
    """

    points: pd.DataFrame
    reading: Reading
    at: Period
    known: int
    kind: ChartKind = ChartKind.INDIVIDUALS
    since: date | None = None
    until: date | None = None
    decided: tuple[Annotation, ...] = ()
    runs: Runs | None = None


def control(code: str, site: str, period: Period) -> Control | None:
    """Return the chart of an indicator until a month; ``None`` where there is none.

    There is none for quarters and years, nor for an indicator measured over more than one
    month: its months share contacts, so that limits drawn from them would be too narrow.
    """
    return _control(version(), code, admitted(site), period)


def watched(site: str, period: Period) -> frozenset[int]:
    """Return the engagements to watch: a mandatory indicator of theirs deteriorates, or
    cannot reach its target.

    The flag stands beside the verdict and never changes it.
    """
    return _watched(version(), admitted(site), period)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _watched(version: int, site: str, period: Period) -> frozenset[int]:
    if period.kind is not PeriodKind.MONTH:
        return frozenset()
    return frozenset(
        own.number
        for own in engagements()
        for each in own.indicators
        if each.mandatory and is_watched(_control(version, each.code, site, period), period)
    )


def is_watched(found: Control | None, period: Period) -> bool:
    """Tell whether a chart raises the flag for a month: it must speak of it, or of the last
    finished month while this one runs."""
    return found is not None and found.reading.watch and found.at.end >= period.start


def is_flagged(finding: Finding, found: Control | None) -> bool:
    """Tell whether a finding carries the flag; one that measures nothing does not."""
    unmeasured = finding.verdict in (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE)
    return not unmeasured and is_watched(found, finding.period)


def reading_of(finding: Finding, site: str) -> Reading | None:
    """Return what the chart beside a finding says; nothing where nothing is measured."""
    if finding.verdict in (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE):
        return None
    found = control(finding.indicator.code, site, finding.period)
    return found.reading if found and found.at.end >= finding.period.start else None


@st.cache_data(max_entries=4 * ENTRIES, show_spinner=False)
def _control(version: int, code: str, site: str, period: Period) -> Control | None:
    indicator = warehouse().declarations.indicator(code)
    if period.kind is not PeriodKind.MONTH or indicator.window_months > 1:
        return None
    # Every month that is known, not only those shown: a frozen baseline may be old.
    past = whole_past_of(version, code, site, period)
    if past["value"].notna().sum() < FEWEST:
        return None
    # The running month is shown, but it is not finished: the chart does not judge it.
    finished = past[pd.to_datetime(past["end"]) <= _days(past["as_of"])]
    measured = finished[finished["value"].notna()]
    if len(measured) < FEWEST:
        return None
    months = finished[finished["start"] >= measured["start"].iloc[0]].set_index("start")
    target = measured["target"].iloc[-1]
    told = every_annotation(version)
    chart = chart_of(indicator, months, plan_of(told, code, site))
    reading = read_chart(chart, None if pd.isna(target) else float(target), indicator.better)
    at = Period(measured["start"].iloc[-1].date())
    base = _baseline(chart)
    return Control(
        points=_points(indicator, chart),
        reading=reading,
        at=at,
        known=len(base),
        kind=ChartKind(str(chart["kind"].iloc[-1])),
        since=None if base.empty else base[0].date(),
        until=None if base.empty else base[-1].date(),
        decided=tuple(each for each in deciding(told, code, site) if each.first < at.end),
        runs=runs_of(chart),
    )


def _baseline(chart: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the months that the limits in force rest on."""
    known = chart[chart["value"].notna()]
    own = known[known["baseline"] & (known["segment"] == known["segment"].iloc[-1])]
    return pd.DatetimeIndex(own.index)


def _days(instants: pd.Series) -> pd.Series:
    return pd.to_datetime(instants, utc=True).dt.tz_localize(None).dt.normalize()


def _points(indicator: Indicator, chart: pd.DataFrame) -> pd.DataFrame:
    found = signals(chart)
    floor = chart["low"]
    if indicator.unit != "%" and not (chart["value"] < 0).any():
        # A delay or a number is never negative, whatever the arithmetic of its limits.
        floor = floor.clip(lower=0)
    return pd.DataFrame(
        {
            "value": chart["value"],
            "centre": chart["centre"],
            "floor": floor.replace([np.inf, -np.inf], np.nan),
            "ceiling": chart["high"].replace([np.inf, -np.inf], np.nan),
            "signal": found.mask(chart["excluded"], EXCLUDED),
            "variation": variations(found, indicator.better).mask(chart["excluded"], EXCLUDED),
        }
    )


def history_table(
    findings: Sequence[Finding],
    control: Control | None,
    happened: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the figures behind a chart, unrounded, for a spreadsheet: it leaves the house.

    ``happened`` are the titles of the events of each period, by its code. With a small count
    hidden, the limits go too: they are made of all the months.
    """
    frame = pd.DataFrame(
        [
            {
                "Période": each.period.code,
                "Valeur": each.value,
                "Borne basse": each.low,
                "Borne haute": each.high,
                "Effectif": each.counted,
                "En cours": each.pending,
                "Objectif": each.target,
                LIMIT: limits_text(each.decided),
                "Verdict": wording.VERDICTS[each.verdict],
                **counted_columns(each),
            }
            for each in findings
        ]
    )
    if happened and any(happened.values()):
        frame = frame.assign(**{words.TITLE: frame["Période"].map(dict(happened)).fillna("")})
    if not frame[LIMIT].any():
        frame = frame.drop(columns=LIMIT)
    told = disclosed_findings(frame, findings, told_by_others(findings))
    if control is None:
        return told
    rows = control.points.reindex(pd.to_datetime([each.period.start for each in findings]))
    names = {
        "centre": "Moyenne",
        "floor": "Limite basse",
        "ceiling": "Limite haute",
        "signal": "Signal",
    }
    limits = rows[[*names]].rename(columns=names).reset_index(drop=True)
    said = limits["Signal"].map(variation.signal_text, na_action="ignore")
    if told is not frame:
        limits = limits.astype("object").mask(limits.notna(), wording.HIDDEN)
    return told.join(limits.assign(Signal=said))
