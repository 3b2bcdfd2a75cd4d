"""What a page shows before there is anything to show: what to do."""

import streamlit as st

from dashboard import wording
from dashboard.components import html


def invite(title: str) -> None:
    """Tell how to load data, then stop the page."""
    suggest(title)
    st.stop()


def suggest(title: str) -> None:
    """Tell how to load data."""
    st.title(title, anchor=False)
    html.show(html.sentence(wording.EMPTY_TITLE + "."))
    for place, (heading, command, note) in enumerate(wording.EMPTY_STEPS):
        with st.container(border=True, gap="xsmall", width=640, key=f"invite-{place}"):
            st.header(heading, anchor=False)
            st.code(command, language=None)
            st.caption(note)


def ask_to_assess(title: str) -> None:
    st.title(title, anchor=False)
    html.show(html.sentence(wording.NOT_ASSESSED))
    st.code(wording.ASSESS_COMMAND, language=None)
    st.stop()
