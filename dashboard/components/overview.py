"""The overview: what all verdicts come to, what asks for attention, every engagement."""

from collections import Counter
from itertools import groupby

import streamlit as st

from dashboard import gateway
from dashboard.components import html
from dashboard.components.attention import show_attention, show_changes
from dashboard.components.card import show_card, show_legend
from dashboard.components.mails import urgent_answers
from dashboard.components.verdict import house_sentence
from dashboard.gateway.attention import concerns
from dashboard.gateway.changes import changes, period_before
from etl.domain.periods import Period


def show_house(site: str, period: Period) -> None:
    """Say in one sentence whether the house keeps its word."""
    cards = gateway.cards(site, period)
    html.show(html.sentence(house_sentence(cards, site, period, period_before(period))))


def show_engagements(site: str, period: Period) -> None:
    """Show the verdicts together, what is urgent, what changed, then every engagement."""
    cards = gateway.cards(site, period)
    with st.container(key="bilan"):
        counts = Counter(card.verdict for card in cards)
        html.show(html.tally(counts) + html.ribbon(card.verdict for card in cards))
    show_attention(urgent_answers(site), concerns(cards, site))
    show_changes(changes(site, period), period, period_before(period))
    by_heading = groupby(cards, key=lambda card: card.engagement.heading)
    for place, (heading, group) in enumerate(by_heading):
        with st.container(key=f"registre-{place}"):
            st.header(heading, anchor=False)
            with st.grid("auto", min_column_width=225, gap="small"):
                for card in group:
                    show_card(card)
    if cards:
        show_legend()
