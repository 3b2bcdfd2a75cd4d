"""Accueil et point numérique: who comes when, and how long they wait."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html
from dashboard.components.promises import show_promises
from dashboard.components.reception import show_waits, show_week
from dashboard.wording import phrases
from dashboard.wording import reception as words

if gateway.state() is gateway.State.EMPTY:
    empty.invite(words.TITLE)
if gateway.state() is gateway.State.NOT_ASSESSED:
    empty.ask_to_assess(words.TITLE)

chosen = filters.chosen()
desks = gateway.reception_desks(chosen.site, chosen.period)
html.show(
    html.place(
        gateway.site_titles()[chosen.site],
        wording.period_text(chosen.period),
        phrases.received_until(gateway.data_as_of()),
    )
)
st.title(words.TITLE, anchor=False)
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
    found = gateway.reception(chosen.site, chosen.period, st.session_state["guichet"])
    show_waits(found)
    show_week(found, chosen.period.code)
show_promises(gateway.reception_findings(chosen.site, chosen.period))
