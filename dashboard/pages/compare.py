"""Comparer: sites and services on a funnel, never a ranking."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html
from dashboard.components.comparing import choose_comparison, show_comparison
from dashboard.wording import comparing as words
from dashboard.wording import phrases
from etl.domain.assessments import EVERYWHERE

if gateway.state() is gateway.State.EMPTY:
    empty.invite(words.TITLE)
if gateway.state() is gateway.State.NOT_ASSESSED:
    empty.ask_to_assess(words.TITLE)

chosen = filters.chosen()
sites = gateway.site_titles()
html.show(
    html.place(
        sites.get(EVERYWHERE, ", ".join(sites.values())),
        wording.period_text(chosen.period),
        phrases.received_until(gateway.data_as_of()),
    )
)
st.title(words.TITLE, anchor=False)
html.show(html.sentence(words.INTRODUCTION))
code, level = choose_comparison()
found = gateway.compare(code, level, chosen.period)
if found is None:
    st.info(words.nothing(level.value, gateway.FEWEST_COMPARED), icon=":material/balance:")
else:
    show_comparison(found, chosen.period)
