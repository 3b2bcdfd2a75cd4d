"""A page of text: headings, paragraphs, lists, with the spaces of French."""

import streamlit as st

from dashboard.components import html
from dashboard.wording import accessibility
from dashboard.wording.typography import spaced


def show_statement() -> None:
    st.title(accessibility.TITLE, anchor=False)
    html.show(html.sentence(spaced(accessibility.STATE)))
    with st.container(key="declaration"):
        for heading, parts in accessibility.SECTIONS:
            st.header(heading, anchor=False)
            html.show("".join(map(_part, parts)))


def _part(part: str | tuple[str, ...]) -> str:
    if isinstance(part, str):
        return html.paragraph(spaced(part))
    return html.bullets(spaced(each) for each in part)
