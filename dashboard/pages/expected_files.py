"""Fichiers attendus: what each file must hold, with a template to fill."""

import streamlit as st

from dashboard import gateway
from dashboard.components import html
from dashboard.components.expected import choose_file, show_file
from dashboard.components.tables import show_table
from dashboard.wording import expected

files, tools = gateway.expected(), gateway.tools()
html.show(html.place(expected.PLACE))
st.title(expected.TITLE, anchor=False)
html.show(html.sentence(expected.sentence(len(files), len(tools))))
if files:
    show_file(choose_file(files))
st.header(expected.TOOLS_TITLE, anchor=False)
st.caption(expected.TOOLS_NOTE)
show_table(tools)
