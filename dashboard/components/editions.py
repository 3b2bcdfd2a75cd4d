"""Editions: their list, one of them as it was frozen, and what closes or validates it."""

import pandas as pd
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html, links
from dashboard.components.registers import do, number_asked
from dashboard.components.tables import show_table
from dashboard.gateway import editions, registers
from dashboard.wording import editions as words
from etl.domain.assessments import EVERYWHERE
from etl.domain.editions import Edition, EditionState
from etl.domain.frozen import FrozenChange
from etl.domain.periods import Period

EDITION = "edition"
PUBLISHED = (EditionState.VALIDATED, EditionState.SUPERSEDED)
LONGEST_NAME, LONGEST_REASON = 80, 300


def show_list(known: list[Edition]) -> None:
    """Show every edition, newest first, and the choice of one."""
    if not known:
        st.info(words.NONE, icon=":material/inventory_2:")
        return
    zone = gateway.timezone(EVERYWHERE)
    rows = [
        {
            "N°": each.number,
            "Période": wording.period_text(each.period),
            "État": words.state_text(each),
            "Arrêtée par": words.act_text(each.closed, zone),
            "Validée par": words.act_text(each.validated, zone),
            "Empreinte": each.sha256[:12],
        }
        for each in known
    ]
    show_table(pd.DataFrame(rows))
    numbers = [each.number for each in known]
    options = {each.number: words.option(each) for each in known}
    filters.follow(EDITION, numbers, None)
    st.selectbox(
        words.OPEN,
        numbers,
        index=None,
        key=EDITION,
        format_func=options.__getitem__,
        placeholder=words.CHOOSE,
        on_change=filters.note,
        args=(EDITION,),
        width=420,
    )


def chosen_number(known: list[Edition]) -> int:
    """Return the edition that the address asks for, 0 where it asks for none that exists."""
    asked = number_asked(EDITION)
    return asked if asked in [each.number for each in known] else 0


def show_edition(own: Edition, site: str) -> None:
    """Show one edition as it was frozen, at a site: its acts, its figures, what it changes."""
    content = editions.frozen(own.number).content
    zone = gateway.timezone(EVERYWHERE)
    with st.container(border=True, key="edition-ouverte", gap="small"):
        st.header(words.title_of(own), anchor=False)
        html.show(
            html.details(
                [
                    ("État", words.state_text(own)),
                    ("Arrêtée par", words.act_text(own.closed, zone)),
                    ("Validée par", words.act_text(own.validated, zone)),
                    ("Refusée par", words.act_text(own.refused, zone)),
                    (words.REASON, own.reason),
                    (words.SEAL, own.sha256),
                ]
            )
        )
        _show_changes(content.changes)
        _show_figures(own, site)
        if own.state in PUBLISHED:
            links.to_documents(own.number, words.DOCUMENTS)
        if editions.may_take():
            st.download_button(
                words.DOWNLOAD,
                data=lambda: editions.document(own.number),
                file_name=f"edition-{own.number}-{own.period.code}.json",
                mime="application/json",
                key="json-edition",
                on_click="ignore",
                icon=":material/download:",
            )
        if own.state is EditionState.CLOSED and editions.may_validate():
            _decide(own)


def _show_changes(changes: tuple[FrozenChange, ...]) -> None:
    if not changes:
        return
    titles = words.every_site(dict(gateway.site_titles()))
    with st.expander(f"{words.CHANGES} ({len(changes)})", icon=":material/difference:"):
        show_table(pd.DataFrame([words.change_cells(each, titles) for each in changes]))


def _show_figures(own: Edition, site: str) -> None:
    """Show the frozen measures of a site: one table, in the order of the engagements."""
    content = editions.frozen(own.number).content
    indicators = {each.code: each for each in content.indicators}
    rows = [
        {"Engagement": f"{engagement.number} · {engagement.short_title}"}
        | words.measure_cells(
            each, indicators[each.indicator].title, indicators[each.indicator].unit
        )
        for engagement in content.engagements
        for each in content.measures_of(engagement.number, site)
    ]
    title = f"{words.FIGURES} · {gateway.site_titles().get(site, '')}"
    with st.expander(title, icon=":material/table_rows:"):
        show_table(pd.DataFrame(rows))


def _decide(own: Edition) -> None:
    """Let somebody else validate it, or refuse it for a reason."""
    with st.form("decider-edition"):
        name = ask_name("decider")
        reason = st.text_input(words.REFUSE_REASON, key="motif-refus", max_chars=LONGEST_REASON)
        with st.container(horizontal=True):
            is_valid = st.form_submit_button(words.VALIDATE, type="primary")
            is_refused = st.form_submit_button(words.REFUSE)
    if is_valid:
        do(lambda: editions.validate(own.number, name), words.done(own, "validée"))
    if is_refused:
        do(lambda: editions.refuse(own.number, name, reason), words.done(own, "refusée"))


def ask_name(key: str) -> str:
    """Ask who acts, where no identity tells it."""
    if registers.is_named():
        return ""
    return st.text_input(
        words.NAME, key=f"nom-{key}", max_chars=LONGEST_NAME, help=words.NAME_HELP
    )


def show_closing() -> None:
    """Let a finished period be closed, or rectified with a reason."""
    finished = editions.closable()
    if not finished or not editions.may_close():
        return
    with st.expander(words.CLOSE, icon=":material/lock_clock:"):
        st.caption(words.CLOSE_NOTE)
        with st.form("arreter", border=False):
            period = st.selectbox(
                words.PERIOD,
                finished,
                key="periode-arretee",
                format_func=wording.period_text,
                width=420,
            )
            name = ask_name("arreter")
            reason = st.text_input(
                words.REASON,
                key="motif-edition",
                max_chars=LONGEST_REASON,
                help=words.RECTIFY_NOTE,
            )
            asked = st.form_submit_button(words.CLOSE_BUTTON, type="primary")
        if asked:
            _close(period, name, reason)


def _close(period: Period, name: str, reason: str) -> None:
    def work() -> None:
        made = editions.close(period, name, reason)
        st.query_params[EDITION] = str(made.number)

    with st.spinner(words.WORKING):
        do(work, words.closed(period))
