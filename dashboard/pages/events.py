"""Évènements: what happened at the sites, told once; what it decides of limits."""

import streamlit as st

from dashboard import gateway
from dashboard.components import html
from dashboard.components.events import show_forms, show_register
from dashboard.components.opening import demand_figures, show_place
from dashboard.wording import events as words

demand_figures(words.TITLE)
show_place()
st.title(words.TITLE, anchor=False)
html.show(html.sentence(words.LEAD))
events = gateway.register_of_events()
show_forms(events)
show_register(events)
