"""The list of accesses: who may enter, and how one is given, changed or removed."""

from collections.abc import Sequence

import streamlit as st

from dashboard import gateway
from dashboard.components.tables import show_table
from dashboard.gateway import people
from dashboard.wording import people as words
from etl.domain.assessments import EVERYWHERE
from etl.domain.people import Person
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.errors import UserError

TOLD = "acces_dit"
DATES = "DD/MM/YYYY"


def show_people() -> None:
    """Show everybody who was ever given an access."""
    known = people.accesses()
    if known:
        show_table(people.accesses_table(known))
        st.caption(words.HISTORY_NOTE)
    else:
        st.info(words.NOBODY, icon=":material/person_off:")


def tell_outcome() -> None:
    """Say once what the last button did."""
    told = st.session_state.pop(TOLD, None)
    if told is not None:
        text, is_error = told
        (st.error if is_error else st.success)(text)


def ask_for_access() -> None:
    """Let an access be given, or changed by writing it anew."""
    st.header(words.GIVE, anchor=False)
    sites = {code: each for code, each in gateway.site_titles().items() if code != EVERYWHERE}
    services = dict(people.known_services())
    with st.form("donner-acces", clear_on_submit=True):
        st.text_input(words.IDENTIFIER, key="acces-qui", help=words.IDENTIFIER_HELP)
        st.selectbox(words.ROLE, list(Role), key="acces-role", format_func=words.role_text)
        _choose_codes(words.SITES, sites, "acces-sites", words.ALL_SITES)
        _choose_codes(words.SERVICES, services, "acces-services", words.ALL_SERVICES)
        since, until = st.columns(2)
        since.date_input(words.SINCE, value=None, format=DATES, key="acces-du")
        until.date_input(
            words.UNTIL, value=None, format=DATES, key="acces-au", help=words.UNTIL_HELP
        )
        st.form_submit_button(words.GIVE_BUTTON, type="primary", on_click=_give)


def _choose_codes(label: str, titles: dict[str, str], key: str, every: str) -> None:
    st.multiselect(
        label, list(titles), key=key, format_func=titles.__getitem__, placeholder=every
    )


def _give() -> None:
    state = st.session_state
    person = Person(
        identifier=state["acces-qui"],
        role=state["acces-role"],
        perimeter=Perimeter(_chosen(state["acces-sites"]), _chosen(state["acces-services"])),
        since=state["acces-du"],
        until=state["acces-au"],
    )
    try:
        state[TOLD] = (words.given(people.give_access(person)), False)
    except UserError as error:
        state[TOLD] = (str(error), True)


def _chosen(codes: Sequence[str]) -> frozenset[str] | None:
    """Return what was chosen; nothing chosen is everything, as the field says."""
    return frozenset(codes) or None


def ask_for_removal() -> None:
    """Let an access be removed."""
    standing = [each.identifier for each in people.accesses() if people.stands(each)]
    if not standing:
        return
    st.header(words.REMOVE, anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words.HOLDER,
            standing,
            index=None,
            key="acces-retire",
            placeholder=words.CHOOSE,
            width=420,
        )
        st.button(
            words.REMOVE_BUTTON, disabled=chosen is None, key="retirer-acces", on_click=_remove
        )


def _remove() -> None:
    state = st.session_state
    try:
        state[TOLD] = (words.removed(people.remove_access(state["acces-retire"])), False)
    except UserError as error:
        state[TOLD] = (str(error), True)
