"""Where a figure comes from, and until when its sources have spoken."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import access
from dashboard.gateway.warehouse import (
    ENTRIES,
    admitted,
    admitted_sites,
    source_title,
    version,
    warehouse,
)
from etl.domain.datasets import Dataset
from etl.store.imports import freshness, list_imports


@dataclass(frozen=True)
class Provenance:
    """The titles of sources, in alphabetical order, and the day of the last import of one."""

    titles: tuple[str, ...] = ()
    received: date | None = None


def behind(dataset: Dataset, site: str) -> Provenance:
    """Return the sources of a kind of facts that have sent something about a site (or all)."""
    return _behind(version(), dataset, admitted_sites(admitted(site)))


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _behind(version: int, dataset: Dataset, sites: tuple[str, ...]) -> Provenance:
    with warehouse().store.reading() as connection:
        known = freshness(connection)
    names = [
        each.name
        for each in warehouse().declarations.sources
        if each.dataset is dataset and each.site in sites
    ]
    return _told(known[known["source"].isin(names)], "last_import_at")


def behind_imports(import_ids: tuple[int, ...]) -> Provenance:
    """Return the sources of the imports that a finding was computed from."""
    seen = None if access.perimeter().sites is None else admitted_sites()
    return _behind_imports(version(), import_ids, seen)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _behind_imports(
    version: int, import_ids: tuple[int, ...], sites: tuple[str, ...] | None
) -> Provenance:
    with warehouse().store.reading() as connection:
        known = list_imports(connection)
    own = {each.name for each in warehouse().declarations.sources
           if sites is None or each.site in sites}  # fmt: skip
    known = known[known["id"].isin(import_ids) & known["source"].isin(own)]
    return _told(known, "imported_at")


def _told(known: pd.DataFrame, column: str) -> Provenance:
    if known.empty:
        return Provenance()
    titles = sorted({source_title(str(each)) for each in known["source"]})
    last = pd.Timestamp(known[column].max()).to_pydatetime()
    return Provenance(tuple(titles), warehouse().local(last).date())
