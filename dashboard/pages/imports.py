"""Imports et sources: what came in, what is late, what was refused and what to do."""

import streamlit as st

from dashboard import gateway, wording
from dashboard.components import empty, html, links
from dashboard.components.importing import show_import, show_undo
from dashboard.components.journal import (
    show_journal,
    show_quarantine,
    show_remarks,
    show_sources,
)
from dashboard.wording import phrases

if gateway.state() is gateway.State.EMPTY:
    empty.suggest(wording.IMPORTS)
    show_import()
    links.to_describing()
    st.stop()

imports = gateway.imports()
html.show(html.place(phrases.received_until(gateway.data_as_of())))
st.title(wording.IMPORTS, anchor=False)
html.show(html.sentence(phrases.imports_sentence(imports)))
show_import()
links.to_describing()
show_sources(gateway.sources())
show_quarantine(imports)
show_remarks()
show_journal(imports)
show_undo(imports)
