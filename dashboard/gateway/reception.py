"""Reception desks: who came, when, and how long they waited."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.warehouse import (
    admitted,
    admitted_sites,
    data_as_of,
    engagements,
    version,
    warehouse,
)
from etl.calendars.clock import now
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.pipeline import profiles

NINE_IN_TEN = 0.9


@dataclass(frozen=True)
class Reception:
    """A desk over a period.

    ``groups``: one row with and one without appointment: came, waited (whose wait is known),
    median, p90 (minutes), no_shows, left. ``week``: one row a half-hour that was open or saw
    somebody: weekday, slot, opened (how often), arrivals, a_day (arrivals for each time that
    it was open), waited, p90.
    """

    desk: str
    groups: pd.DataFrame
    week: pd.DataFrame


def reception_desks(site: str, period: Period) -> tuple[str, ...]:
    """Return the desks of a site (or of all) that have visits in the period, busiest first."""
    found = _visits(version(), admitted_sites(admitted(site)), period, _as_of())
    return tuple(found["desk"].value_counts().index) if len(found) else ()


def reception(site: str, period: Period, desk: str) -> Reception:
    return _reception(version(), admitted_sites(admitted(site)), period, desk, _as_of())


def reception_findings(site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of the engagements that visits decide, in the charter's order."""
    own = [
        each.number
        for each in engagements()
        if any(one.dataset is Dataset.VISITS and one.mandatory for one in each.indicators)
    ]
    return tuple(each for number in own for each in findings_of(number, site, period))


def _as_of() -> datetime:
    """Return the instant of the last import: nothing is known of what came later."""
    return data_as_of() or now()


@st.cache_data(max_entries=8, show_spinner=wording.LOADING)
def _visits(
    version: int, sites: tuple[str, ...], period: Period, as_of: datetime
) -> pd.DataFrame:
    return profiles.visits(warehouse(), sites, period, as_of)


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _reception(
    version: int, sites: tuple[str, ...], period: Period, desk: str, as_of: datetime
) -> Reception:
    visits = _visits(version, sites, period, as_of)
    visits = visits[visits["desk"] == desk]
    opened = profiles.open_half_hours(warehouse(), sites, desk, period, as_of)
    return Reception(desk, _groups(visits), _week(visits, opened))


def _groups(visits: pd.DataFrame) -> pd.DataFrame:
    by = visits.groupby("by_appointment")
    return pd.DataFrame(
        {
            "came": by["came"].sum(),
            "waited": by["wait"].count(),
            "median": by["wait"].median(),
            "p90": by["wait"].quantile(NINE_IN_TEN),
            "no_shows": by.size() - by["came"].sum(),
            "left": by["left"].sum(),
        }
    ).reset_index()


def _week(visits: pd.DataFrame, opened: pd.DataFrame) -> pd.DataFrame:
    by = visits[visits["came"]].groupby(["weekday", "slot"])
    seen = pd.DataFrame(
        {
            "arrivals": by.size(),
            "waited": by["wait"].count(),
            "p90": by["wait"].quantile(NINE_IN_TEN),
        }
    ).reset_index()
    week = opened.merge(seen, on=["weekday", "slot"], how="outer").sort_values(
        ["weekday", "slot"]
    )
    week = week.fillna({"opened": 0, "arrivals": 0, "waited": 0})
    a_day = (week["arrivals"] / week["opened"]).where(week["opened"] > 0)
    return week.assign(a_day=a_day).reset_index(drop=True)
