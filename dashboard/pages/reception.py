"""Accueil et point numérique: who comes when, and how long they wait."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.opening import open_page
from dashboard.components.promises import show_promises
from dashboard.components.reception import show_waits, show_week
from dashboard.wording import reception as words

chosen = open_page(words.TITLE)
desks = gateway.reception_desks(chosen.site, chosen.period)
if not desks:
    html.show(html.sentence(words.NO_VISIT))
    st.caption(words.HOW_TO)
else:
    filters.follow("guichet", list(desks), desks[0])
    st.segmented_control(
        "Guichet",
        list(desks),
        key="guichet",
        required=True,
        format_func=words.desk_title,
        on_change=filters.note,
        args=("guichet",),
    )
    asked = (chosen.site, chosen.period, st.session_state["guichet"])
    show_alike(show_waits, *asked)
    show_week(*asked)
show_alike(show_promises, gateway.reception_findings, chosen.site, chosen.period)
