"""What is new, version by version, and the way to see the guided tour again."""

import streamlit as st

from dashboard.components import html, links
from dashboard.components.tour import ask_again
from dashboard.wording import news as words
from dashboard.wording import tour
from dashboard.wording.typography import spaced


def show_news() -> None:
    st.title(words.TITLE, anchor=False)
    html.show(html.sentence(words.INTRODUCTION))
    if st.button(
        tour.AGAIN, key="revoir-visite", icon=":material/explore:", on_click=ask_again
    ):
        links.open_overview()
    for version in words.VERSIONS:
        st.header(words.heading(version), anchor=False)
        for heading, news in version.parts:
            st.subheader(heading, anchor=False)
            html.show(html.bullets(map(spaced, news)))
