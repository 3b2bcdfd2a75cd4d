"""Documents: what each validated edition gives to the auditor, the wall and the website."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html, links
from dashboard.components.documents import show_editions
from dashboard.components.registers import number_asked
from dashboard.gateway import publishing
from dashboard.wording import documents as words

site = filters.chosen().site
html.show(html.place(gateway.site_titles().get(site, "")))
st.title(words.TITLE, anchor=False)
offers = publishing.offers(site)
if not offers:
    st.info(words.NO_RIGHT, icon=":material/lock:")
    st.stop()
st.caption(words.LEAD)
known = publishing.editions()
if not known:
    st.info(words.NONE, icon=":material/menu_book:")
    st.caption(words.HOW)
show_editions(known, offers, site, number_asked("edition"))
links.to_next(links.DOCUMENTS)
