"""Décrire un tableau: an unknown CSV or workbook becomes a declared source, without Python."""

import streamlit as st

from dashboard.components import html, links
from dashboard.components.describing import choose_file, show_description
from dashboard.gateway import importing
from dashboard.wording import describing as words

with st.container(horizontal=True, key="retour"):
    links.to_imports()
st.title(words.TITLE, anchor=False)
html.show(html.sentence(words.LEAD))
if not importing.may_describe():
    st.info(words.NOT_ALLOWED, icon=":material/lock:")
    st.stop()
path = choose_file()
if path is not None:
    show_description(path)
