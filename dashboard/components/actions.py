"""Findings and the action plan: what is proposed, what was found, and the wheel of actions."""

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import gateway
from dashboard.components import html, links
from dashboard.components.action_forms import show_draft_form, show_new_finding
from dashboard.components.registers import show_counts
from dashboard.components.tables import plain
from dashboard.gateway import actions, registers
from dashboard.wording import actions as words
from etl.domain.actions import RUNNING, Action, AuditFinding, FindingState
from etl.domain.assessments import Verdict
from etl.domain.registers import Entry
from etl.domain.roles import Right

CLOSED_SHOWN = 30


def show_plan(site: str) -> None:
    """Show the whole register, what asks for a decision first."""
    found, planned, proposed = actions.findings(), actions.actions(), actions.proposed(site)
    still_open = [each for each in found if each.content.state is FindingState.OPEN]
    running = [each for each in planned if each.content.state in RUNNING]
    late = [each for each in running if actions.late(each)]
    told = words.summary(len(still_open), len(running), len(late), len(proposed))
    html.show(html.sentence(told))
    counts = Counter(each.content.category for each in still_open)
    show_counts(
        (words.CATEGORY_LOOKS[each], counts[each], word.lower())
        for each, word in words.CATEGORIES.items()
    )
    st.caption(words.LEAD)
    _show_board(planned)
    _show_findings(found)
    _show_proposed(proposed)


def _show_board(planned: Sequence[Entry[Action]]) -> None:
    with st.container(key="registre-plan"):
        st.header(words.PLAN, anchor=False)
        if not planned:
            st.caption(words.NO_ACTION)
            return
        for column, (state, heading) in zip(
            st.columns(len(words.BOARD)), words.BOARD.items(), strict=True
        ):
            own = [each for each in planned if each.content.state is state]
            with column:
                st.subheader(f"{heading} ({len(own)})", anchor=False)
                if not own:
                    st.caption(words.NOTHING_HERE)
                for each in own:
                    show_action_card(each)


def show_action_card(entry: Entry[Action]) -> None:
    own, late = entry.content, actions.late(entry)
    with st.container(border=True, key=f"carte-action-{entry.number}", gap=None):
        links.to_actions(f"{entry.number} · {plain(own.title)}", action=entry.number)
        due = words.due_text(own.due, late, gateway.today())
        if own.state not in RUNNING:
            due = words.STATES[own.state].lower()
        html.show(
            f'<div class="corps"><p class="appui">Engagement {own.engagement} · '
            f"{escape(gateway.site_titles().get(own.site, own.site))} · {escape(own.owner)}"
            f"<br>{escape(due)}</p><div class='etat'>{_marks(entry, late)}</div></div>"
        )


def _marks(entry: Entry[Action], late: bool) -> str:
    found = html.chip(Verdict.MISSED, words.LATE) if late else ""
    reading = actions.effect(entry)
    if reading is not None:
        found += html.chip(words.EFFECT_LOOKS[reading.effect], words.EFFECTS[reading.effect])
    return found


def _show_findings(found: Sequence[Entry[AuditFinding]]) -> None:
    with st.container(key="registre-constats"):
        st.header(words.FINDINGS, anchor=False)
        if not found:
            st.caption(words.NO_FINDING)
        order = list(words.CATEGORIES)
        ranked = sorted(
            found,
            key=lambda each: (
                each.content.state is not FindingState.OPEN,
                order.index(each.content.category),
            ),
        )
        with st.grid("auto", min_column_width=260, gap="small"):
            for each in ranked[:CLOSED_SHOWN]:
                show_finding_card(each)
        if registers.may(Right.WRITE_FINDING):
            show_new_finding()


def show_finding_card(entry: Entry[AuditFinding]) -> None:
    own = entry.content
    key = f"carte-constat-{entry.number}"
    with st.container(border=True, key=key, gap=None, height="stretch"):
        links.to_actions(f"{entry.number} · {plain(own.title)}", constat=entry.number)
        place = gateway.site_titles().get(own.site, own.site)
        state = words.FINDING_STATES[own.state]
        html.show(
            f'<div class="corps"><p class="appui">Engagement {own.engagement} · '
            f"{escape(place)} · {escape(state)}</p><div class='etat'>"
            f"{html.chip(words.CATEGORY_LOOKS[own.category], words.CATEGORIES[own.category])}"
            "</div></div>"
        )


def _show_proposed(proposed: Sequence[AuditFinding]) -> None:
    with st.container(key="registre-proposes"):
        st.header(words.PROPOSED, anchor=False)
        if not proposed:
            st.caption(words.NOTHING_PROPOSED)
            return
        st.caption(words.PROPOSED_HINT)
        with st.grid("auto", min_column_width=380, gap="small"):
            for place, draft in enumerate(proposed):
                with st.container(
                    border=True, key=f"propose-{place}", gap="small", height="stretch"
                ):
                    _show_draft(draft, place)


def _show_draft(draft: AuditFinding, place: int) -> None:
    chip = html.chip(words.CATEGORY_LOOKS[draft.category], words.CATEGORIES[draft.category])
    title = f"{draft.engagement} · {draft.title}"
    html.show(
        f'<p class="role">{chip}</p><p class="texte"><strong>{escape(title)}</strong><br>'
        f"{escape(draft.fact)}</p>"
    )
    if registers.may(Right.WRITE_FINDING):
        show_draft_form(draft, place)
