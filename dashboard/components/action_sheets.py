"""A finding or an action by itself: its sheet, what follows from it, its history."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import gateway
from dashboard.components import html, links
from dashboard.components.action_forms import show_closing, show_new_action, show_steps
from dashboard.components.actions import show_action_card, show_finding_card
from dashboard.components.tables import show_table
from dashboard.gateway import actions, registers
from dashboard.wording import actions as words
from dashboard.wording import phrases
from etl.domain.actions import Action, AuditFinding, FindingState
from etl.domain.registers import Entry
from etl.domain.roles import Right
from etl.formats import day, instant


def show_finding_sheet(entry: Entry[AuditFinding]) -> None:
    """Show a finding with its actions: the « fiche d'écart »."""
    own = entry.content
    chip = html.chip(words.CATEGORY_LOOKS[own.category], words.CATEGORIES[own.category])
    html.show(f'<p class="role">{chip}{html.soft(words.FINDING_STATES[own.state])}</p>')
    engagement = gateway.engagement(own.engagement)
    html.show(html.promise(engagement.title, engagement.source))
    html.show(
        html.details(
            [
                ("Constat", own.fact),
                ("Site", gateway.site_titles().get(own.site, own.site)),
                ("Indicateur", own.indicator),
                ("Période", own.period),
                ("Suite", own.remark),
                ("Écrit par", entry.author),
            ]
        )
    )
    links.to_engagement(
        own.engagement, phrases.sheet(str(own.engagement)), own.indicator or None
    )
    followed = [each for each in actions.actions() if each.content.finding == entry.number]
    if followed:
        st.header(words.PLAN, anchor=False)
        with st.grid("auto", min_column_width=260, gap="small"):
            for each in followed:
                show_action_card(each)
    if own.state is FindingState.OPEN:
        if registers.may(Right.WRITE_ACTION):
            show_new_action(entry)
        if registers.may(Right.WRITE_FINDING):
            show_closing(entry)
    _show_history(
        [
            (each, words.FINDING_STATES[each.content.state], each.content.remark)
            for each in actions.finding_history(entry.number)
        ],
        own.site,
    )


def show_action_sheet(entry: Entry[Action]) -> None:
    """Show an action: why, who, when, how far, and what it changed."""
    own, late = entry.content, actions.late(entry)
    html.show(
        html.facts(
            [
                ("Étape", words.STATES[own.state], words.LATE if late else ""),
                ("Échéance", day(own.due), words.due_text(own.due, late, gateway.today())),
                ("Réalisée le", day(own.done_on), ""),
                ("Pilote", own.owner, ""),
            ]
        )
    )
    _show_effect(entry)
    html.show(
        html.details(
            [
                ("Cause", own.cause),
                ("Site", gateway.site_titles().get(own.site, own.site)),
                ("Indicateur", own.indicator),
                ("Preuve de clôture", own.proof),
                ("Remarque", own.remark),
            ]
        )
    )
    finding = actions.finding(own.finding) if own.finding else None
    if finding is not None:
        with st.grid("auto", min_column_width=260, gap="small"):
            show_finding_card(finding)
    if registers.may(Right.WRITE_ACTION):
        show_steps(entry)
    _show_history(
        [
            (each, words.STATES[each.content.state], each.content.remark)
            for each in actions.action_history(entry.number)
        ],
        own.site,
    )


def _show_effect(entry: Entry[Action]) -> None:
    reading, own = actions.effect(entry), entry.content
    if reading is None:
        return
    unit = ""
    if own.indicator:
        indicators = gateway.engagement(own.engagement).indicators
        unit = next(each.unit for each in indicators if each.code == own.indicator)
    st.header(words.EFFECT, anchor=False)
    html.show(
        '<div class="verdict">'
        + html.chip(words.EFFECT_LOOKS[reading.effect], words.EFFECTS[reading.effect])
        + "</div>"
        + html.paragraph(words.effect_sentence(reading, unit))
    )
    if own.indicator:
        links.to_engagement(own.engagement, words.SEE_CHART, own.indicator)


def _show_history(
    revisions: Sequence[tuple[Entry[AuditFinding] | Entry[Action], str, str]], site: str
) -> None:
    zone = gateway.timezone(site)
    with st.expander(words.HISTORY, icon=":material/history:"):
        show_table(
            pd.DataFrame(
                [
                    {
                        "Révision": each.revision,
                        "Le": instant(each.at, zone),
                        "Par": each.author,
                        "État": state,
                        "Remarque": remark,
                    }
                    for each, state, remark in revisions
                ]
            )
        )
