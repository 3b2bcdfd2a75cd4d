"""Vue d'ensemble: every engagement at a glance."""

import streamlit as st

from dashboard import filters, wording
from dashboard.components.alike import show_alike
from dashboard.components.opening import demand_figures, show_chosen_place
from dashboard.components.overview import show_engagements, show_house
from dashboard.components.tour import show_tour
from dashboard.components.verdict import show_printing

demand_figures(wording.OVERVIEW)
chosen = filters.chosen()
show_chosen_place(chosen)
with st.container(horizontal=True, vertical_alignment="center", key="titre"):
    st.title(wording.OVERVIEW, anchor=False)
    show_printing()
show_alike(show_house, chosen.site, chosen.period)
show_tour()
show_alike(show_engagements, chosen.site, chosen.period)
