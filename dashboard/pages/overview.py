"""Vue d'ensemble: every engagement at a glance."""

from collections import Counter
from itertools import groupby

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.components.attention import show_attention, show_changes
from dashboard.components.card import show_card, show_legend
from dashboard.components.mails import urgent_answers
from dashboard.components.opening import demand_figures, show_chosen_place
from dashboard.components.tour import show_tour
from dashboard.components.verdict import house_sentence, show_printing
from dashboard.gateway.attention import concerns
from dashboard.gateway.changes import changes, period_before

demand_figures(wording.OVERVIEW)
chosen = filters.chosen()
cards = gateway.cards(chosen.site, chosen.period)
counts = Counter(card.verdict for card in cards)
before = period_before(chosen.period)

show_chosen_place(chosen)
with st.container(horizontal=True, vertical_alignment="center", key="titre"):
    st.title(wording.OVERVIEW, anchor=False)
    show_printing()
html.show(html.sentence(house_sentence(cards, chosen, before)))
show_tour()
with st.container(key="bilan"):
    html.show(html.tally(counts) + html.ribbon(card.verdict for card in cards))
show_attention(urgent_answers(chosen.site), concerns(cards, chosen.site))
show_changes(changes(chosen.site, chosen.period), chosen.period, before)

by_heading = groupby(cards, key=lambda card: card.engagement.heading)
for place, (heading, group) in enumerate(by_heading):
    with st.container(key=f"registre-{place}"):
        st.header(heading, anchor=False)
        with st.grid("auto", min_column_width=225, gap="small"):
            for card in group:
                show_card(card)
if cards:
    show_legend()
