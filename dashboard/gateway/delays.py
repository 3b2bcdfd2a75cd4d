"""How long written requests wait for their answer, those still open included."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.gateway.cases import Asked, judged, sites_of
from dashboard.gateway.figures import Finding
from dashboard.gateway.limits import days_of
from dashboard.gateway.warehouse import version
from dashboard.wording import HIDDEN
from dashboard.wording import delays as words
from etl.assessments.disclosure import is_small
from etl.assessments.survival import answered_within, delay_curve, delay_for
from etl.domain.assessments import Outcome
from etl.domain.engagements import Unit

RULE = "answered_in_time"
# What nobody can answer, and what was not dated, have no delay.
COUNTED = (Outcome.MET, Outcome.MISSED, Outcome.PENDING)
# Working days drawn at least, and at most as a multiple of the longest promise.
SHORTEST, BEYOND = 10, 4


@dataclass(frozen=True)
class Delays:
    """The share answered within each number of days of ``unit``, by Kaplan and Meier.

    ``curve`` has one row a whole delay: delay, share, low, high, followed, and where pauses
    shorten delays ``gross``, the share by the delays with the pauses in them. ``drawn`` is
    the longest delay to draw, ``promised`` the limits in ``unit`` that the requests have.
    """

    curve: pd.DataFrame
    contacts: int
    answered: int
    median: float | None
    p90: float | None
    promised: tuple[float, ...]
    drawn: int
    late_median: float | None = None
    late_p90: float | None = None
    unit: Unit = Unit.WORKING_DAYS
    gross_median: float | None = None
    gross_p90: float | None = None

    @property
    def is_net(self) -> bool:
        """Tell whether pauses shorten a delay."""
        return "gross" in self.curve


def delays(finding: Finding) -> Delays | None:
    """Return the delays behind a finding on answers; ``None`` where it is not about them."""
    if finding.indicator.rule != RULE or finding.is_silent:
        return None
    decided = finding.decided
    limits = [] if decided is None else [decided.limit, *decided.limits.values()]
    unit = days_of(finding.indicator) or Unit.WORKING_DAYS
    promised = {each.amount for each in limits if each and each.unit is unit}
    asked = Asked(finding.indicator.code, finding.site, finding.period, finding.as_of)
    return _delays(version(), asked, sites_of(asked), tuple(sorted(promised)), unit)


@st.cache_data(max_entries=64, show_spinner=False)
def _delays(
    version: int,
    asked: Asked,
    sites: tuple[str, ...],
    promised: tuple[float, ...],
    unit: Unit,
) -> Delays | None:
    cases = judged(version, asked, sites)
    if cases.empty:
        return None
    cases = cases[cases["received_at"] < asked.as_of]
    cases = cases[cases["outcome"].isin(COUNTED) & cases["waited"].notna()]
    answered = (cases["answered_at"] <= asked.as_of).fillna(False)
    found = delay_curve(cases["waited"], answered)
    if not found.answered:
        return None
    longest = int(found.steps["delay"].iloc[-1])
    curve = answered_within(found, range(longest + 1))
    is_net = not cases["waited_gross"].equals(cases["waited"].rename("waited_gross"))
    gross = delay_curve(cases["waited_gross"], answered) if is_net else None
    if gross is not None:
        shares = answered_within(gross, range(longest + 1))["share"]
        curve = curve.assign(gross=shares.to_numpy())
    bound = max(SHORTEST, BEYOND * int(max(promised, default=0)))
    return Delays(
        curve=curve,
        contacts=found.contacts,
        answered=found.answered,
        median=delay_for(found),
        p90=delay_for(found, 0.9),
        promised=promised,
        drawn=min(longest, bound),
        late_median=_quantile(cases["overrun"], 0.5),
        late_p90=_quantile(cases["overrun"], 0.9),
        unit=unit,
        gross_median=None if gross is None else delay_for(gross),
        gross_p90=None if gross is None else delay_for(gross, 0.9),
    )


def _quantile(overruns: pd.Series, share: float) -> float | None:
    return None if overruns.isna().all() else float(overruns.quantile(share))


def delays_table(found: Delays) -> pd.DataFrame:
    """Return the whole curve, unrounded, for a spreadsheet."""
    names = {
        "delay": words.days_heading(found.unit),
        "share": "Part répondue",
        "low": "Borne basse",
        "high": "Borne haute",
    }
    if found.is_net:
        names["gross"] = words.GROSS
    told = found.curve[[*names]].rename(columns=names)
    # Of very few requests, shares are counts.
    counts = pd.DataFrame({"contacts": [found.contacts], "answered": [found.answered]})
    if not is_small(counts).any(axis=None):
        return told
    shares = [name for name in told if name != words.days_heading(found.unit)]
    return told.assign(**dict.fromkeys(shares, HIDDEN))
