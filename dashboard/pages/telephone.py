"""Téléphone: how many calls are answered, how long they wait, how many agents it takes."""

import streamlit as st

from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.calls import show_again, show_rates, show_voice_server, show_waits
from dashboard.components.calls_week import show_week
from dashboard.components.opening import open_page
from dashboard.components.promises import show_promises
from dashboard.components.staffing import show_staffing
from dashboard.gateway.telephone import telephone, telephone_findings
from dashboard.wording import calls as words

chosen = open_page(words.TITLE)
found = telephone(chosen.site, chosen.period)
if found is None:
    html.show(html.sentence(words.NO_CALL))
    st.caption(words.HOW_TO)
else:
    html.show(html.sentence(words.received(found.received, found.inside)))
    show_rates(chosen.site, chosen.period)
    show_waits(chosen.site, chosen.period)
    show_alike(show_again, chosen.site, chosen.period)
    show_week(chosen.site, chosen.period)
    show_voice_server(chosen.site, chosen.period)
    show_staffing(chosen.site, chosen.period)
show_alike(show_promises, telephone_findings, chosen.site, chosen.period)
