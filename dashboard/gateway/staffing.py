"""The agents that the telephone of a site needs, as the visitor may see them.

The frame is described by ``etl.pipeline.staffing.Staffing``: one row a weekday and half-hour.
"""

from datetime import date, datetime

import streamlit as st

from dashboard.gateway.warehouse import (
    ENTRIES,
    admitted_sites,
    data_as_of,
    version,
    warehouse,
)
from etl.assessments.erlang import Goal
from etl.calendars.clock import now
from etl.domain.periods import Period
from etl.pipeline.staffing import Asked, Staffing
from etl.pipeline.staffing import staffing as computed

__all__ = ["Staffing", "goal", "staffing", "staffing_in"]
DESK = "standard"


def staffing(
    site: str,
    span: tuple[date, date],
    as_of: datetime,
    goal: Goal,
    desk: str = DESK,
    agents: int | None = None,
) -> Staffing | None:
    """Return the staffing of one site over local days [first, end).

    With ``agents``, what is expected of that number in every half-hour. ``None`` for a site
    that the visitor may not see, or without such a desk.
    """
    declared = warehouse().declarations.sites
    if site not in admitted_sites(site) or desk not in declared[site].desks:
        return None
    return _staffing(version(), Asked(site, *span, as_of, desk, goal, agents=agents))


def staffing_in(site: str, period: Period, goal: Goal, agents: int | None) -> Staffing | None:
    """Return the same over a period, from what was known at the last import."""
    span = (period.start, period.end)
    return staffing(site, span, data_as_of() or now(), goal, agents=agents)


def goal(level_pct: int, within_s: int, absence_pct: int) -> Goal:
    """Return a goal from whole percentages, as a person chooses them."""
    return Goal(service_level=level_pct / 100, within_s=within_s, shrinkage=absence_pct / 100)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _staffing(version: int, asked: Asked) -> Staffing:
    return computed(warehouse(), asked)
