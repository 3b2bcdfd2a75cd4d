"""What happened at the sites that a visitor may see."""

from datetime import date

import streamlit as st

from dashboard.gateway.warehouse import admitted, admitted_sites, version, warehouse
from etl import pipeline
from etl.domain.annotations import Annotation


def annotations(site: str, start: date, end: date) -> tuple[Annotation, ...]:
    """Return the events that touch [start, end) at a site, or at all sites, oldest first."""
    sites = admitted_sites(admitted(site))
    return tuple(
        each
        for each in every_annotation(version())
        if (each.everywhere or each.site in sites)
        and each.first < end
        and (each.last or each.first) >= start
    )


@st.cache_data(max_entries=2, show_spinner=False)
def every_annotation(version: int) -> tuple[Annotation, ...]:
    return pipeline.annotations(warehouse())
