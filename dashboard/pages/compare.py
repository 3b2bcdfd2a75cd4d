"""Comparer: sites and services on a funnel, never a ranking."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.components.comparing import choose_comparison, show_comparison
from dashboard.components.opening import demand_figures, show_place
from dashboard.wording import comparing as words
from etl.domain.assessments import EVERYWHERE

demand_figures(words.TITLE)
chosen = filters.chosen()
sites = gateway.site_titles()
show_place(
    sites.get(EVERYWHERE, ", ".join(sites.values())),
    wording.period_text(chosen.period),
)
st.title(words.TITLE, anchor=False)
html.show(html.sentence(words.INTRODUCTION))
code, level = choose_comparison()
found = gateway.compare(code, level, chosen.period)
if found is None:
    st.info(words.nothing(level.value, gateway.FEWEST_COMPARED), icon=":material/balance:")
else:
    show_comparison(found, chosen.period)
