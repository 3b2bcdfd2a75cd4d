"""The journal of acts: is it whole, its filters, its lines."""

from datetime import date

import streamlit as st

from dashboard import filters
from dashboard.components.tables import page_choice, show_doors
from dashboard.gateway import acts
from dashboard.wording import acts as words
from etl.domain.journal import Deed

DEED, PERSON, SINCE, UNTIL, PAGE = "acte", "qui", "du", "au", "page"
SHOWN_DATES = "DD/MM/YYYY"


def show_state() -> None:
    """Say whether somebody touched the journal, and the seal to give out."""
    seal, faults = acts.state()
    if faults:
        st.error(words.altered(faults), icon=":material/gpp_bad:")
    else:
        st.success(words.intact(seal), icon=":material/verified_user:")
    with st.expander(words.SEAL, icon=":material/fingerprint:"):
        st.code(f"{seal.number} {seal.sha256}", language=None, wrap_lines=True)
        st.caption(words.SEAL_NOTE)


def ask() -> acts.Asked:
    """Show the choices, kept in the address; return what is asked for."""
    deeds = [None, *acts.DEEDS]
    filters.follow(DEED, deeds, None)
    filters.follow(PERSON, ["", *acts.people()], "")
    with st.container(horizontal=True, key="choix-journal"):
        st.selectbox(
            words.DEED,
            deeds,
            key=DEED,
            format_func=_deed_text,
            on_change=filters.note,
            args=(DEED, PAGE),
            width=240,
        )
        st.selectbox(
            words.PERSON,
            ["", *acts.people()],
            key=PERSON,
            format_func=lambda name: name or words.EVERYBODY,
            on_change=filters.note,
            args=(PERSON, PAGE),
            width=240,
        )
        since = _ask_day(SINCE, words.SINCE)
        until = _ask_day(UNTIL, words.UNTIL)
    return acts.Asked(st.session_state[DEED], st.session_state[PERSON], since, until)


def _deed_text(deed: Deed | None) -> str:
    return acts.DEEDS[deed].capitalize() if deed else words.EVERY_DEED


def _ask_day(name: str, label: str) -> date | None:
    _follow_day(name)
    chosen: date | None = st.date_input(
        label,
        key=name,
        format=SHOWN_DATES,
        on_change=filters.note,
        args=(name, PAGE),
        width=150,
    )
    return chosen


def _follow_day(name: str) -> None:
    """Bring a day to what the address asks; nothing for what is no day."""
    try:
        asked = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        asked = None
        st.query_params.pop(name, None)
    st.session_state[name] = asked


def show_lines(asked: acts.Asked) -> None:
    """Show one page of lines, each with a link to what it is about, and their file."""
    page = filters.page(PAGE)
    found = acts.lines(asked, page)
    if not found.total:
        st.info(words.NOTHING, icon=":material/search_off:")
        return
    pages = -(-found.total // acts.LINES_A_PAGE)
    if page > pages:
        page, found = pages, acts.lines(asked, pages)
    st.caption(words.count_text(found.total))
    show_doors(found.table, "Objet", found.addresses)
    page_choice(pages, PAGE, page)
    st.download_button(
        words.DOWNLOAD,
        data=lambda: acts.lines_csv(asked),
        file_name="vigie-journal.csv",
        mime="text/csv",
        key="csv-journal",
        on_click="ignore",
        icon=":material/download:",
    )
