"""Why a source has its grade, line by line."""

import pandas as pd
import streamlit as st

from dashboard import gateway
from dashboard.components.tables import show_table
from dashboard.wording import trust as words


def show_grades(sources: pd.DataFrame) -> None:
    """Show what each received source was judged on, the worst first."""
    rows = [
        {
            "Source": title,
            "Examen": words.CRITERIA[line.criterion],
            "Note": line.grade.value,
            "Constat": words.explanation(line),
        }
        for name, title in zip(sources["source"], sources["title"], strict=True)
        for line in gateway.trust_of(name).lines
    ]
    if not rows:
        return
    with st.expander(words.TITLE):
        st.caption(words.NOTE)
        worst_first = pd.DataFrame(rows).sort_values("Note", ascending=False, kind="stable")
        show_table(worst_first)
