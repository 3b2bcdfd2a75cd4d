"""One engagement at a glance: its verdict, the finding that decides it, its flag."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.gateway.control import reading_of, watched
from dashboard.gateway.figures import (
    Finding,
    codes_in,
    findings_in,
    past_of,
    period_findings,
)
from dashboard.gateway.warehouse import ENTRIES, admitted, engagements, version, warehouse
from etl.assessments.variation import Reading
from etl.domain.assessments import EVERYWHERE, GRAVITY, Verdict
from etl.domain.engagements import Engagement
from etl.domain.periods import Period
from etl.store.assessments import load_verdicts

# Where nothing is measured there is nothing to watch.
JUDGED = (Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE)


@dataclass(frozen=True)
class Card:
    """One engagement at a glance, led by the finding that decides its verdict."""

    engagement: Engagement
    verdict: Verdict
    lead: Finding
    blocking: tuple[str, ...]
    values: tuple[float | None, ...]
    # A control chart of it deteriorates, or cannot reach its target.
    to_watch: bool
    # What the control chart of the leading finding says.
    reading: Reading | None = None


def cards(site: str, period: Period) -> tuple[Card, ...]:
    """Return the engagements that have a verdict, in the charter's order."""
    return _cards(version(), admitted(site), period)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _cards(version: int, site: str, period: Period) -> tuple[Card, ...]:
    with warehouse().store.reading() as connection:
        verdicts = load_verdicts(connection, [site], period.kind, [period.code])
    worth = verdicts[verdicts["service"] == EVERYWHERE].set_index("engagement")
    frame = period_findings(version, site, period)
    own_watched = watched(site, period)
    found = []
    for each in engagements():
        if each.number in worth.index:
            verdict = Verdict(str(worth.at[each.number, "verdict"]))
            blocking = tuple(codes_in(worth.at[each.number, "blocking"]))
            lead = _lead(findings_in(frame, each), verdict)
            past = past_of(version, lead.indicator.code, site, period)["value"]
            values = tuple(None if pd.isna(value) else float(value) for value in past)
            to_watch = verdict in JUDGED and each.number in own_watched
            reading = reading_of(lead, site)
            found.append(Card(each, verdict, lead, blocking, values, to_watch, reading))
    return tuple(found)


def _lead(findings: tuple[Finding, ...], verdict: Verdict) -> Finding:
    """Return the finding that decides: the first mandatory one of the engagement's verdict."""
    rank = {each: place for place, each in enumerate(GRAVITY)}
    return min(
        findings,
        key=lambda each: (
            not each.indicator.mandatory,
            each.verdict is not verdict,
            rank.get(each.verdict, len(rank)),
        ),
    )
