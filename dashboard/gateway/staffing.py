"""The agents that the telephone of a site needs, as the visitor may see them.

The frame is described by ``etl.pipeline.staffing.Staffing``: one row a weekday and half-hour.
"""

from datetime import date, datetime

import streamlit as st

from dashboard.gateway.warehouse import ENTRIES, admitted_sites, version, warehouse
from etl.assessments.erlang import Goal
from etl.pipeline.staffing import Asked, Staffing
from etl.pipeline.staffing import staffing as computed


def staffing(
    site: str, span: tuple[date, date], as_of: datetime, goal: Goal, desk: str = "standard"
) -> Staffing | None:
    """Return the staffing of one site over local days [first, end).

    ``None`` for a site that the visitor may not see, or without such a desk.
    """
    declared = warehouse().declarations.sites
    if site not in admitted_sites(site) or desk not in declared[site].desks:
        return None
    return _staffing(version(), Asked(site, *span, as_of, desk, goal))


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _staffing(version: int, asked: Asked) -> Staffing:
    return computed(warehouse(), asked)
