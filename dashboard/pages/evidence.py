"""Preuves: what each promise is proved with, what is missing, expired or to be reviewed."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html, links
from dashboard.components.evidence import (
    filter_options,
    show_ledger,
    show_sheet,
    show_summary,
)
from dashboard.components.registers import pills, show_done, stop_unless_allowed
from dashboard.gateway import evidence
from dashboard.wording import evidence as words
from etl.formats import long_day

site = filters.chosen().site
asked = st.query_params.get("engagement", "")
own = next((each for each in gateway.engagements() if str(each.number) == asked), None)
if own is not None:
    links.to_evidence(words.BACK, icon=":material/arrow_back:")
html.show(html.place(gateway.site_titles().get(site, ""), long_day(gateway.today())))
st.title(f"{own.number} · {own.short_title}" if own else words.TITLE, anchor=False)
stop_unless_allowed()
show_done()
sheets = evidence.sheets(site)
if own is not None:
    show_sheet(next(each for each in sheets if each.engagement == own), site)
    links.to_engagement(own.number, words.SEE_FIGURES)
    st.stop()
show_summary(sheets)
st.caption(words.LEAD)
show_ledger(sheets, pills("etat", words.SHOW, filter_options(sheets)))
links.to_next(links.EVIDENCE)
