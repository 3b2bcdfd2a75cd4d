"""Links between pages: every one carries the site and the period."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboard import access, filters, wording
from dashboard.components import html
from dashboard.wording import (
    actions,
    acts,
    audit,
    calls,
    comparing,
    describing,
    documents,
    editions,
    emergency,
    events,
    evidence,
    expected,
    mails,
    method,
    mystery,
    news,
    people,
    reception,
    satisfaction,
)
from etl.domain.engagements import Engagement
from etl.domain.roles import Right

OVERVIEW = "dashboard/pages/overview.py"
ENGAGEMENT = "dashboard/pages/engagement.py"
COMPARE = "dashboard/pages/compare.py"
TELEPHONE = "dashboard/pages/telephone.py"
MAILS = "dashboard/pages/mails.py"
RECEPTION = "dashboard/pages/reception.py"
MYSTERY = "dashboard/pages/mystery.py"
SATISFACTION = "dashboard/pages/satisfaction.py"
EMERGENCY = "dashboard/pages/emergency.py"
EVENTS = "dashboard/pages/events.py"
DOCUMENTS = "dashboard/pages/documents.py"
METHOD = "dashboard/pages/method.py"
ACTIONS = "dashboard/pages/actions.py"
AUDIT = "dashboard/pages/audit.py"
EVIDENCE = "dashboard/pages/evidence.py"
IMPORTS = "dashboard/pages/imports.py"
EXPECTED = "dashboard/pages/expected_files.py"
DESCRIBING = "dashboard/pages/describing.py"
PEOPLE = "dashboard/pages/people.py"
EDITIONS = "dashboard/pages/editions.py"
ACTS = "dashboard/pages/acts.py"
NEWS = "dashboard/pages/news.py"
ACCESSIBILITY = "dashboard/pages/accessibility.py"


def to_overview() -> None:
    st.page_link(
        OVERVIEW,
        label=wording.OVERVIEW,
        icon=":material/arrow_back:",
        query_params=filters.written(),
    )


def open_overview() -> None:
    """Go to the overview, keeping what is chosen."""
    st.switch_page(OVERVIEW, query_params=filters.written())


def to_imports() -> None:
    st.page_link(
        IMPORTS,
        label=wording.IMPORTS,
        icon=":material/arrow_back:",
        query_params=filters.written(),
    )


def to_describing() -> None:
    st.page_link(
        DESCRIBING,
        label=describing.LINK,
        icon=":material/table_edit:",
        query_params=filters.written(),
    )


def to_engagement(number: int, label: str, indicator: str | None = None) -> None:
    st.page_link(
        ENGAGEMENT,
        label=label,
        query_params=filters.written(numero=number, indicateur=indicator),
    )


def to_evidence(label: str, icon: str | None = None, **more: object) -> None:
    """Link to the register of evidence, at an engagement if one is given."""
    st.page_link(EVIDENCE, label=label, icon=icon, query_params=filters.written(**more))


def to_replay(code: str) -> None:
    """Link to the replay of a figure of the chosen site and period, for who may see it."""
    if not access.may(Right.SEE_AUDIT):
        return
    st.page_link(
        EDITIONS,
        label=editions.REPLAY_LINK,
        icon=":material/history:",
        query_params=filters.written(indicateur=code),
    )


def to_actions(label: str, icon: str | None = None, **more: object) -> None:
    """Link to findings and actions, at one of them if one is given."""
    st.page_link(ACTIONS, label=label, icon=icon, query_params=filters.written(**more))


def to_audit(label: str, **more: object) -> None:
    """Link to the samples of the page *Audit*, at one of them."""
    st.page_link(AUDIT, label=label, query_params=filters.written(volet="tirage", **more))


def to_edition(number: int, label: str) -> None:
    """Link to an edition as it was frozen, for who may see it."""
    if access.may(Right.SEE_AUDIT):
        st.page_link(
            EDITIONS,
            label=label,
            icon=":material/lock_clock:",
            query_params=filters.written(edition=number),
        )


def to_documents(number: int, label: str) -> None:
    """Link to the documents of an edition."""
    st.page_link(
        DOCUMENTS,
        label=label,
        icon=":material/inventory_2:",
        query_params=filters.written(edition=number),
    )


# The path of an audit: what is missing, what proves, what is done, what is closed and handed.
PATH = (
    (AUDIT, audit.NEXT, Right.SEE_AUDIT),
    (EVIDENCE, evidence.NEXT, Right.SEE_AUDIT),
    (ACTIONS, actions.NEXT, Right.SEE_AUDIT),
    (EDITIONS, editions.NEXT, Right.SEE_AUDIT),
    (DOCUMENTS, documents.NEXT, Right.EXPORT),
    (ACTS, acts.NEXT, Right.SEE_JOURNAL),
)


def to_next(page: str) -> None:
    """Link to the next step of the path of an audit that the visitor may take."""
    place = [step[0] for step in PATH].index(page)
    for address, label, right in (*PATH[place + 1 :], *PATH[:place]):
        if access.may(right):
            st.page_link(
                address,
                label=label,
                icon=":material/arrow_forward:",
                query_params=filters.written(),
            )
            return


def to_sources(label: str) -> None:
    st.page_link(IMPORTS, label=label, query_params=filters.written())


def to_mails(label: str, icon: str | None = None, **more: object) -> None:
    """Link to the letters and e-mails, at a day or at another period if one is given."""
    st.page_link(MAILS, label=label, icon=icon, query_params=filters.written(**more))


def case_address(**more: object) -> str:
    """Return the address of a case on its fiche, for a link inside a table."""
    return f"engagement?{urlencode(filters.written(**more))}"


def to_method(code: str) -> None:
    st.page_link(
        METHOD,
        label=method.READ_METHOD,
        icon=":material/menu_book:",
        query_params=filters.written(indicateur=code),
    )


# The pages of the menu, under the headings of what they are for.
MENU: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        wording.STEERING,
        (
            (OVERVIEW, wording.OVERVIEW, ":material/dashboard:"),
            (ENGAGEMENT, wording.ENGAGEMENT, ":material/fact_check:"),
            (COMPARE, comparing.TITLE, ":material/balance:"),
        ),
    ),
    (
        wording.CHANNELS,
        (
            (TELEPHONE, calls.TITLE, ":material/call:"),
            (MAILS, mails.TITLE, ":material/mail:"),
            (RECEPTION, reception.TITLE, ":material/storefront:"),
            (MYSTERY, mystery.TITLE, ":material/theater_comedy:"),
            (SATISFACTION, satisfaction.TITLE, ":material/reviews:"),
            (EMERGENCY, emergency.TITLE, ":material/crisis_alert:"),
        ),
    ),
    (
        wording.DATA,
        (
            (IMPORTS, wording.IMPORTS, ":material/upload_file:"),
            (EXPECTED, expected.TITLE, ":material/table_view:"),
            (EVENTS, events.TITLE, ":material/event_note:"),
        ),
    ),
    (
        wording.AUDIT,
        (
            (AUDIT, audit.TITLE, ":material/verified:"),
            (EVIDENCE, evidence.TITLE, ":material/folder_managed:"),
            (ACTIONS, actions.MENU_TITLE, ":material/checklist:"),
            (DOCUMENTS, documents.TITLE, ":material/inventory_2:"),
            (EDITIONS, editions.TITLE, ":material/lock_clock:"),
            (ACTS, acts.TITLE, ":material/history:"),
            (METHOD, method.TITLE, ":material/menu_book:"),
        ),
    ),
)


def menu() -> None:
    """Show the pages in the sidebar, keeping what is chosen."""
    for heading, pages in (*MENU, *_of_administrators()):
        html.show(html.menu_heading(heading))
        for page, label, icon in pages:
            st.page_link(page, label=label, icon=icon, query_params=filters.written())


def _of_administrators() -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    if not access.may(Right.MANAGE_ACCESS):
        return ()
    return ((wording.ADMINISTRATION, ((PEOPLE, people.TITLE, ":material/group:"),)),)


def footer() -> None:
    """Show, at the bottom of the sidebar, what every public site must link to."""
    with st.container(key="pied"):
        st.page_link(NEWS, label=news.link(), query_params=filters.written())
        st.page_link(ACCESSIBILITY, label=wording.ACCESSIBILITY, query_params=filters.written())


def choose_engagement(engagements: Mapping[int, Engagement]) -> None:
    """Let another engagement be opened from this one."""
    st.selectbox(
        "Engagement affiché",
        list(engagements),
        key="numero",
        format_func=lambda number: f"{number} · {engagements[number].short_title}",
        on_change=_open_engagement,
        label_visibility="collapsed",
        width=380,
    )


def _open_engagement() -> None:
    """Write the engagement in the address; what belonged to the former one leaves it."""
    for name in ("indicateur", "issue", "cas", "page_cas"):
        st.query_params.pop(name, None)
    st.session_state.pop("indicateur", None)
    filters.note("numero")
