"""The trust register, and the grade of what stands behind a figure."""

from datetime import date

import streamlit as st

from dashboard.gateway.figures import Finding
from dashboard.gateway.journal import sources_of
from dashboard.gateway.warehouse import ENTRIES, admitted_sites, version, warehouse
from etl.calendars.clock import now
from etl.domain.trust import Grade, Trust
from etl.pipeline import trust_register
from etl.store.imports import list_imports


def trust_of(source: str) -> Trust:
    """Return what a declared source is worth today, line by line."""
    return _trust(source) if source in sources_of(admitted_sites()) else Trust(source, ())


def _trust(source: str) -> Trust:
    return _register(version(), now().date()).get(source, Trust(source, ()))


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _register(version: int, today: date) -> dict[str, Trust]:
    return trust_register(warehouse(), now())


def grade_behind(finding: Finding) -> Grade | None:
    """Return the grade of the worst source that a figure was computed from, if any."""
    sources = _sources_of_imports(version())
    names = {sources[each] for each in finding.import_ids if each in sources}
    grades = [_trust(each).grade for each in sorted(names)]
    return max((each for each in grades if each is not None), default=None)


@st.cache_data(max_entries=2, show_spinner=False)
def _sources_of_imports(version: int) -> dict[int, str]:
    with warehouse().store.reading() as connection:
        frame = list_imports(connection)
    return dict(zip(frame["id"].tolist(), frame["source"].tolist(), strict=True))
