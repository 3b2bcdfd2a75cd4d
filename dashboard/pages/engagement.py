"""Fiche engagement: one promise, its indicators, its history, its cases, its method."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html, links
from dashboard.components.alike import show_alike
from dashboard.components.breakdown import show_breakdown
from dashboard.components.cases import show_cases
from dashboard.components.delays import show_delays
from dashboard.components.finding import show_finding
from dashboard.components.history import show_history
from dashboard.components.method import show_method
from dashboard.components.opening import demand_figures, show_chosen_place
from dashboard.components.sensitivity import show_counting
from dashboard.components.splitting import show_split
from dashboard.wording import phrases
from etl.domain.assessments import GRAVITY

demand_figures(wording.ENGAGEMENT)
chosen = filters.chosen()
cards = {card.engagement.number: card for card in gateway.cards(chosen.site, chosen.period)}
if not cards:
    empty.ask_to_assess(wording.ENGAGEMENT)

worst_first = sorted(cards.values(), key=lambda card: GRAVITY.index(card.verdict))
filters.follow("numero", list(cards), worst_first[0].engagement.number)
with st.container(horizontal=True, vertical_alignment="center", key="retour"):
    links.to_overview()
    links.choose_engagement({number: each.engagement for number, each in cards.items()})
card = cards[st.session_state["numero"]]
own = card.engagement
findings = gateway.findings_of(own.number, chosen.site, chosen.period)
codes = [each.indicator.code for each in findings]

show_chosen_place(chosen)
st.title(f"{own.number} · {own.short_title}", anchor=False)
html.show(html.promise(own.title, own.source))
told = phrases.engagement_sentence(card.verdict, card.blocking)
html.show(html.verdict(card.verdict, told, card.to_watch))

filters.follow("indicateur", codes, card.lead.indicator.code)
st.segmented_control(
    "Indicateur",
    codes,
    key="indicateur",
    required=True,
    format_func={
        each.indicator.code: phrases.tab(each.indicator.code, each.verdict) for each in findings
    }.get,
    on_change=filters.note,
    args=("indicateur", "cas", "page_cas"),
)
finding = findings[codes.index(st.session_state["indicateur"])]
named = (finding.indicator.code, chosen.site, chosen.period)
show_alike(show_finding, named)
show_counting(finding)
show_history(named)
show_delays(named, finding.as_of)
show_alike(show_breakdown, named[0], chosen.period)
show_split(finding)
show_cases(finding)
show_alike(show_method, named)
