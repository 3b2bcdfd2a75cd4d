"""Vue d'ensemble: every engagement at a glance."""

from collections import Counter
from itertools import groupby

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.components.card import show_card, show_legend, show_priority
from dashboard.components.mails import show_urgent, urgent_answers
from dashboard.components.opening import demand_figures, show_chosen_place
from dashboard.wording import phrases
from etl.domain.assessments import Verdict

demand_figures(wording.OVERVIEW)
chosen = filters.chosen()
cards = gateway.cards(chosen.site, chosen.period)
counts = Counter(card.verdict for card in cards)

show_chosen_place(chosen)
st.title(wording.OVERVIEW, anchor=False)
html.show(html.sentence(phrases.house_sentence(counts, phrases.period_phrase(chosen.period))))
html.show(html.tally(counts) + html.ribbon(card.verdict for card in cards))

missed = [card for card in cards if card.verdict is Verdict.MISSED]
urgent = urgent_answers(chosen.site)
if missed or urgent:
    st.header("À traiter d'abord", anchor=False)
    show_urgent(urgent)
    with st.grid("auto", min_column_width=225, gap="small", key="priorites"):
        for card in missed:
            show_priority(card)

by_heading = groupby(cards, key=lambda card: card.engagement.heading)
for place, (heading, group) in enumerate(by_heading):
    with st.container(key=f"registre-{place}"):
        st.header(heading, anchor=False)
        with st.grid("auto", min_column_width=225, gap="small"):
            for card in group:
                show_card(card)
if cards:
    show_legend()
