"""The style sheets of the pages: the neutral one, then the State's colours where chosen."""

from pathlib import Path

import streamlit as st

from dashboard import theme
from etl.config import load_settings


@st.cache_resource(show_spinner=False)
def style_sheets() -> tuple[Path, ...]:
    return theme.style_sheets(load_settings(Path("quality.toml")).theme)
