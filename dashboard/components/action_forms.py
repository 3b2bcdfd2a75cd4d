"""The forms of findings and actions: keep, dismiss, decide, take a step."""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import gateway
from dashboard.components.registers import ask_author, day_of, day_or_none, do
from dashboard.gateway import actions
from dashboard.wording import actions as words
from etl.domain.actions import Action, AuditFinding, Category, FindingState
from etl.domain.registers import Entry
from etl.formats import day

USUAL_DAYS = 60
LONG, SHORT = 2000, 160


def show_draft_form(draft: AuditFinding, place: int) -> None:
    """Let a proposed finding be completed and kept, or dismissed."""
    with (
        st.popover(f"{words.KEEP} ou {words.DISMISS.lower()}", icon=":material/gavel:"),
        st.form(f"retenir-{place}", border=False),
    ):
        told = _ask_finding(draft, f"propose-{place}")
        reason = st.text_input(words.REASON, key=f"motif-propose-{place}", max_chars=LONG)
        author = ask_author(f"propose-{place}")
        with st.container(horizontal=True):
            keeps = st.form_submit_button(words.KEEP, type="primary")
            dismisses = st.form_submit_button(words.DISMISS)
        if keeps:
            do(lambda: actions.write_finding(told, author), words.SAVED, author)
        elif dismisses:
            do(lambda: actions.dismiss(draft, reason, author), words.SAVED, author)


def show_new_finding() -> None:
    """Let a person write a finding that no verdict tells."""
    with (
        st.expander(words.WRITE_FINDING, icon=":material/add:"),
        st.form("constat-nouveau", border=False),
    ):
        engagement, site = _ask_place("constat-nouveau")
        blank = AuditFinding(engagement, Category.OBSERVATION, "", "", site)
        told = _ask_finding(blank, "constat-nouveau")
        author = ask_author("constat-nouveau")
        if st.form_submit_button(words.WRITE_FINDING, type="primary"):
            do(lambda: actions.write_finding(told, author), words.SAVED, author)


def _ask_place(key: str) -> tuple[int, str]:
    left, right = st.columns(2)
    numbers = {each.number: each.short_title for each in gateway.engagements()}
    engagement = left.selectbox(
        words.ENGAGEMENT,
        list(numbers),
        format_func=lambda each: f"{each} · {numbers[each]}",
        key=f"engagement-{key}",
    )
    sites = gateway.site_titles()
    site = right.selectbox(
        words.SITE, list(sites), format_func=sites.__getitem__, key=f"site-{key}"
    )
    return engagement, site


def _ask_finding(draft: AuditFinding, key: str) -> AuditFinding:
    options = list(words.CATEGORIES)
    category = st.selectbox(
        words.CATEGORY,
        options,
        index=options.index(draft.category),
        format_func=words.CATEGORIES.__getitem__,
        key=f"nature-{key}",
        width=280,
    )
    title = st.text_input(words.HEADING, draft.title, key=f"titre-{key}", max_chars=SHORT)
    fact = st.text_area(words.FACT, draft.fact, key=f"fait-{key}", max_chars=LONG, height=110)
    return replace(draft, category=category, title=title, fact=fact)


def show_new_action(finding: Entry[AuditFinding]) -> None:
    """Let an action be decided about a finding."""
    own, key = finding.content, f"action-{finding.number}"
    with (
        st.expander(words.ADD_ACTION, icon=":material/add_task:"),
        st.form(key, border=False),
    ):
        title = st.text_input(words.ACTION, key=f"titre-{key}", max_chars=SHORT)
        cause = st.text_area(words.CAUSE, key=f"cause-{key}", max_chars=LONG, height=80)
        columns = st.columns(3)
        owner = columns[0].text_input(words.OWNER, key=f"pilote-{key}", max_chars=120)
        usual = gateway.today() + timedelta(days=USUAL_DAYS)
        due = columns[1].text_input(words.DUE, day(usual), key=f"echeance-{key}")
        indicator = columns[2].selectbox(
            words.INDICATOR,
            _indicators(own.engagement),
            index=_indicators(own.engagement).index(own.indicator),
            format_func=lambda code: code or words.NO_INDICATOR,
            key=f"indicateur-{key}",
        )
        author = ask_author(key)
        if st.form_submit_button(words.ADD_ACTION, type="primary"):
            do(
                lambda: actions.write_action(
                    Action(
                        engagement=own.engagement,
                        title=title,
                        cause=cause,
                        owner=owner,
                        due=day_of(due),
                        site=own.site,
                        finding=finding.number,
                        indicator=indicator,
                    ),
                    author,
                ),
                words.SAVED,
                author,
            )


def _indicators(engagement: int) -> list[str]:
    return ["", *(each.code for each in gateway.engagement(engagement).indicators)]


def show_closing(finding: Entry[AuditFinding]) -> None:
    """Let a finding be closed or dismissed."""
    key = f"solder-{finding.number}"
    with (
        st.expander(words.CLOSE_FINDING, icon=":material/task_alt:"),
        st.form(key, border=False),
    ):
        options = {FindingState.CLOSED: words.SOLVE, FindingState.DISMISSED: words.SET_ASIDE}
        state = st.radio(
            words.CLOSE_FINDING,
            list(options),
            format_func=options.__getitem__,
            horizontal=True,
            key=f"suite-{key}",
        )
        remark = st.text_input(words.REASON, key=f"motif-{key}", max_chars=LONG)
        author = ask_author(key)
        if st.form_submit_button(words.CLOSE, type="primary"):
            do(lambda: actions.close(finding, state, remark, author), words.SAVED, author)


def show_steps(entry: Entry[Action]) -> None:
    """Let an action be taken one step further."""
    options, key = actions.next_states(entry), f"etape-{entry.number}"
    if not options:
        return
    with st.form(key, border=True):
        state = st.radio(
            words.NEXT_STEP,
            options,
            format_func=words.STEPS.__getitem__,
            horizontal=True,
            key=f"suite-{key}",
        )
        columns = st.columns(3)
        done_on = columns[0].text_input(
            words.DONE_ON, key=f"faite-{key}", placeholder=day(gateway.today())
        )
        proof = columns[1].text_input(words.PROOF, key=f"preuve-{key}", help=words.PROOF_HINT)
        remark = columns[2].text_input(words.REASON, key=f"motif-{key}", max_chars=LONG)
        author = ask_author(key)
        if st.form_submit_button(words.ADVANCE, type="primary"):
            do(
                lambda: actions.advance(
                    entry, actions.Step(state, day_or_none(done_on), proof, remark), author
                ),
                words.SAVED,
                author,
            )
