"""The statement of applicability: what applies where, and the decisions that say so."""

from collections import defaultdict

import pandas as pd
import streamlit as st

from dashboard import gateway
from dashboard.components.registers import ask_author, day_of, do
from dashboard.components.tables import show_table
from dashboard.gateway import auditing
from dashboard.wording import audit as words
from etl.domain.applicability import Decision
from etl.domain.registers import Entry
from etl.formats import day


def show_applicability() -> None:
    st.caption(words.APPLIED_LEAD)
    show_table(_statement())
    found = auditing.decisions()
    if found:
        st.header(words.RECORDED, anchor=False)
        show_table(_recorded(found))
    if auditing.may_decide():
        _show_form()
        _show_withdrawal([each for each in found if not each.content.withdrawn])


def _statement() -> pd.DataFrame:
    """Return one row an engagement, one column a site, and why it is not applicable."""
    titles = gateway.site_titles()
    rows: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for line in auditing.statement():
        own, told = line.engagement, rows[line.engagement.number]
        told["Engagement"] = f"{own.number} · {own.short_title}"
        told[titles.get(line.site, line.site)] = (
            words.APPLIES if line.applies else words.DOES_NOT
        )
        decision = line.decision
        if decision is not None and not line.applies:
            origin = words.FROM_REGISTER if decision.recorded else words.FROM_FILE
            told["Pourquoi"] = decision.reason
            told["Depuis"] = day(decision.since)
            told["Décidé par"] = f"{decision.decided_by} ({origin})"
    return pd.DataFrame(list(rows.values()))


def _recorded(found: list[Entry[Decision]]) -> pd.DataFrame:
    titles = gateway.site_titles()
    return pd.DataFrame(
        [
            {
                "N°": each.number,
                "Engagement": str(each.content.engagement),
                "Site": titles.get(each.content.site, each.content.site),
                "Décision": words.APPLIES if each.content.applies else words.DOES_NOT,
                "Depuis": day(each.content.since),
                "Motif": each.content.reason,
                "Décidé par": each.content.decided_by,
                "Inscrite par": each.author,
                "État": words.WITHDRAWN if each.content.withdrawn else "",
            }
            for each in found
        ]
    )


def _show_form() -> None:
    with (
        st.expander(words.DECIDE, icon=":material/gavel:"),
        st.form("decision", border=False),
    ):
        above, below = st.columns(3), st.columns(2)
        numbers = {each.number: each.short_title for each in gateway.engagements()}
        engagement = above[0].selectbox(
            words.ENGAGEMENT,
            list(numbers),
            format_func=lambda each: f"{each} · {numbers[each]}",
            key="decision-engagement",
        )
        sites = gateway.site_titles()
        site = above[1].selectbox(
            words.SITE, list(sites), format_func=sites.__getitem__, key="decision-site"
        )
        since = above[2].text_input(words.SINCE, day(gateway.today()), key="decision-depuis")
        applies = st.radio(
            words.DECISION,
            [False, True],
            format_func=lambda each: words.APPLIES if each else words.DOES_NOT,
            horizontal=True,
            key="decision-sens",
        )
        reason = below[0].text_input(words.REASON, key="decision-motif", max_chars=500)
        decided_by = below[1].text_input(words.DECIDED_BY, key="decision-par", max_chars=120)
        author = ask_author("decision")
        if st.form_submit_button(words.DECIDE, type="primary"):
            do(
                lambda: auditing.decide(
                    Decision(engagement, applies, day_of(since), reason, decided_by, site),
                    author,
                ),
                words.DECIDED_NOW,
                author,
            )


def _show_withdrawal(standing: list[Entry[Decision]]) -> None:
    if not standing:
        return
    with (
        st.expander(words.WITHDRAW, icon=":material/undo:"),
        st.form("retrait", border=False),
    ):
        numbers = {each.number: each for each in standing}
        chosen = st.selectbox(
            words.DECISION,
            list(numbers),
            format_func=lambda each: f"n° {each} · {numbers[each].content.engagement}",
            key="retrait-numero",
        )
        author = ask_author("retrait")
        if st.form_submit_button(words.WITHDRAW):
            do(lambda: auditing.withdraw(numbers[chosen], author), words.WITHDRAWN_NOW, author)
