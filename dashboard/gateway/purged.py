"""Of which months the rows are gone, their counts left."""

from datetime import date

import streamlit as st

from dashboard.gateway import warehouse as opened
from etl.domain.datasets import Dataset
from etl.store.purging import purged_before


def kept_since(dataset: Dataset) -> date | None:
    """Return the first day of which a kind of fact still has its rows; ``None``: of all."""
    return _kept(opened.version()).get(dataset)


@st.cache_data(max_entries=2, show_spinner=False)
def _kept(version: int) -> dict[Dataset, date]:
    with opened.warehouse().store.reading() as connection:
        return purged_before(connection)
