"""What is missing to conclude, and what the rest of a running period can still change."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from dashboard.gateway.figures import Finding, whole_findings
from dashboard.gateway.warehouse import ENTRIES, version
from etl.assessments.proportions import expected_remaining, missing_without_failure, prospects
from etl.assessments.variation import PARTS
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison, Statistic
from etl.domain.periods import PeriodKind


@dataclass(frozen=True)
class Missing:
    """How many more observations would settle a finding: at the same share, without failure.

    ``flawless`` is ``None`` where no failure is not what the target asks for.
    """

    alike: int
    flawless: int | None


@dataclass(frozen=True)
class Outlook:
    """What the contacts still to come can change, at the pace so far: ``best`` is the share
    if none of them fails."""

    remaining: int
    best: float
    reachable: bool
    certain: bool
    bearable: int


def missing(finding: Finding) -> Missing | None:
    """Return what an inconclusive finding lacks; ``None`` where more would not help."""
    if finding.verdict is not Verdict.INCONCLUSIVE or finding.missing < 1:
        return None
    is_share = finding.indicator.statistic is Statistic.SHARE
    asks_for_more = finding.comparison is Comparison.AT_LEAST
    if not (is_share and asks_for_more and finding.target and finding.target < 1):
        return Missing(finding.missing, None)
    counted = finding.met + finding.missed
    found = missing_without_failure([finding.met], [counted], finding.target)
    return Missing(finding.missing, int(found[0]))


def outlook(finding: Finding) -> Outlook | None:
    """Return what remains possible in a running period; ``None`` where it is over, where too
    little is counted to know a pace, and for what is not a share."""
    part = PARTS.get(finding.indicator.statistic)
    if part is None or finding.target is None or not finding.is_running:
        return None
    last = _last_heard(
        version(), finding.indicator.code, finding.site, finding.span_start, finding.period.end
    )
    counted = finding.met + finding.missed
    if last is None or counted < finding.indicator.enough:
        return None
    # Files come month by month: beyond the last one, nothing has been seen yet.
    elapsed = (min(finding.as_of.date(), last) - finding.span_start).days
    total = (finding.period.end - finding.span_start).days
    if elapsed < 1:
        return None
    received = counted + finding.pending
    # What is pending will count too.
    remaining = finding.pending + int(expected_remaining([received], [elapsed], [total])[0])
    return _prospect(finding, getattr(finding, part), counted, remaining)


def _prospect(finding: Finding, part: int, counted: int, remaining: int) -> Outlook:
    found = prospects(
        pd.DataFrame(
            {
                "part": [part],
                "counted": [counted],
                "remaining": [remaining],
                "target": [finding.target],
                "comparison": [finding.comparison.value],
            }
        )
    ).iloc[0]
    return Outlook(
        remaining=remaining,
        best=float(found["best"]),
        reachable=bool(found["reachable"]),
        certain=bool(found["certain"]),
        bearable=int(found["bearable"]),
    )


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _last_heard(version: int, code: str, site: str, first: date, end: date) -> date | None:
    """Return the end of the last month of a span of which anything was received."""
    months = whole_findings(version, code, site, PeriodKind.MONTH)
    starts = months["start"]
    own = starts >= pd.Timestamp(first)
    heard = months["met"] + months["missed"] + months["pending"] > 0
    ends = pd.to_datetime(months.loc[own & heard & (starts < pd.Timestamp(end)), "end"])
    return None if ends.empty else ends.max().date()
