"""Tables with French dates, and the choice of a page of a long one."""

import pandas as pd
import streamlit as st

from dashboard import wording

ROW_HEIGHT = 38


def show_table(frame: pd.DataFrame, key: str, alt: str, zone: str = "Europe/Paris") -> None:
    """Show a long table; instants as the clock of the site shows them."""
    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        alt=alt,
        placeholder=wording.NO_ANSWER,
        column_config=columns_of(frame, zone),
    )


def columns_of(frame: pd.DataFrame, zone: str) -> dict[str, object]:
    """Return how each instant and number is shown: never moved to the browser's zone."""
    return {
        str(name): configured
        for name in frame.columns
        if (configured := _column(frame[name], zone)) is not None
    }


def _column(column: pd.Series, zone: str) -> object:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm", timezone=zone)
    if pd.api.types.is_float_dtype(column):
        return st.column_config.NumberColumn(format="localized")
    if pd.api.types.is_integer_dtype(column):
        return st.column_config.NumberColumn(format="%d")
    return None


def page_choice(pages: int, key: str) -> int:
    """Show the choice of a page where there are several; return the chosen one."""
    if pages < 2:
        st.session_state[key] = 1
        return 1
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    return int(st.number_input(f"Page (sur {pages})", 1, pages, key=key, step=1, width=160))
