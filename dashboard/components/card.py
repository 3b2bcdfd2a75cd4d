"""An engagement at a glance: one card, all of which is the link to its page."""

from html import escape

import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.sparkline import sparkline
from dashboard.components import html, links
from dashboard.wording import phrases, variation
from etl.domain.assessments import Verdict


def show_card(card: gateway.Card) -> None:
    own = card.engagement
    with st.container(border=True, key=f"carte-{own.number}", gap=None, height="stretch"):
        links.to_engagement(own.number, f"{own.number} · {own.short_title}")
        html.show(_body(card))


def show_legend() -> None:
    """Say what the signs of the cards mean."""
    with st.expander(variation.SIGNS_TITLE, icon=":material/legend_toggle:"):
        html.show(html.legend())


def _body(card: gateway.Card) -> str:
    lead = card.lead
    trace = sparkline(card.values, lead.target)
    return (
        f'<div class="corps {card.verdict.value}">'
        f'<p class="indicateur">{escape(lead.indicator.title)}</p>'
        f'<p class="mesure"><span class="valeur">{escape(_value(lead))}</span>{trace}</p>'
        f'<p class="appui">{escape(support_of(lead))}</p>'
        f'<div class="etat">{html.chip(card.verdict)}{html.flag(card.to_watch)}'
        f'<span class="signes">{html.signs(card.reading, lead.indicator.better)}'
        f"{html.grade(gateway.grade_behind(lead))}</span></div>"
        "</div>"
    )


def _value(lead: gateway.Finding) -> str:
    return wording.value_text(lead.value, lead.indicator.unit, lead.target)


def support_of(lead: gateway.Finding) -> str:
    """Return what a value rests on, or why there is none."""
    if lead.verdict is Verdict.NOT_APPLICABLE:
        return lead.reason
    if lead.verdict is Verdict.NOT_MEASURED:
        if lead.is_silent:
            return phrases.NO_FILE
        if lead.reason:
            return phrases.SILENT_SOURCE
        return phrases.nothing_due(lead.pending, lead.unknown)
    goal = wording.target_text(lead.target, lead.comparison, lead.indicator.unit)
    if lead.verdict is Verdict.INCONCLUSIVE:
        return f"objectif {goal} · {phrases.missing_text(lead.missing)}"
    return f"objectif {goal}{_counted(lead, ' · ')}"


def _counted(lead: gateway.Finding, mark: str) -> str:
    """Return what a value was counted on, unless it is itself a count."""
    if lead.is_count:
        return ""
    return mark + wording.counted(lead.counted, wording.OBSERVED[lead.indicator.dataset])
