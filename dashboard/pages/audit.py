"""Audit: what an auditor would catch first, what applies where, and samples to check."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html, links
from dashboard.components.applicability import show_applicability
from dashboard.components.completeness import show_completeness
from dashboard.components.registers import pills, show_done, stop_unless_allowed
from dashboard.components.sampling import show_sampling
from dashboard.wording import audit as words
from etl.formats import long_day

chosen = filters.chosen()
html.show(html.place(gateway.site_titles().get(chosen.site, ""), long_day(gateway.today())))
st.title(words.TITLE, anchor=False)
stop_unless_allowed()
show_done()
section = pills("volet", words.SECTION, words.SECTIONS)
if section == "applicabilite":
    show_applicability()
elif section == "tirage":
    show_sampling(chosen)
else:
    show_completeness(chosen.site)
links.to_next(links.AUDIT)
