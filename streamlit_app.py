"""Vigie Qualité: the list of pages, and the filters that they share."""

from pathlib import Path

import streamlit as st

from dashboard import access, filters, gateway, metrics, wording
from dashboard.components import html, links
from dashboard.components.alike import show_alike
from dashboard.components.visitor import show_closed_door, show_visitor
from dashboard.gateway import appearance
from dashboard.wording import (
    accessibility,
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
    phrases,
    reception,
    satisfaction,
)
from etl.domain.periods import PeriodKind
from etl.errors import UserError

HERE = Path(__file__).parent
ICON = HERE / "dashboard" / "icon.svg"

st.set_page_config(page_title=wording.PRODUCT, page_icon=str(ICON), layout="wide")
pages = [
    st.Page(links.OVERVIEW, title=wording.OVERVIEW, url_path="apercu", default=True),
    st.Page(links.ENGAGEMENT, title=wording.ENGAGEMENT, url_path="engagement"),
    st.Page(links.COMPARE, title=comparing.TITLE, url_path="comparer"),
    st.Page(links.TELEPHONE, title=calls.TITLE, url_path="telephone"),
    st.Page(links.MAILS, title=mails.TITLE, url_path="courriels"),
    st.Page(links.RECEPTION, title=reception.TITLE, url_path="accueil"),
    st.Page(links.MYSTERY, title=mystery.TITLE, url_path="mysteres"),
    st.Page(links.SATISFACTION, title=satisfaction.TITLE, url_path="satisfaction"),
    st.Page(links.EMERGENCY, title=emergency.TITLE, url_path="urgence"),
    st.Page(links.IMPORTS, title=wording.IMPORTS, url_path="imports"),
    st.Page(links.EXPECTED, title=expected.TITLE, url_path="fichiers-attendus"),
    st.Page(links.AUDIT, title=audit.TITLE, url_path="audit"),
    st.Page(links.EVIDENCE, title=evidence.TITLE, url_path="preuves"),
    st.Page(links.EVENTS, title=events.TITLE, url_path="evenements"),
    st.Page(links.ACTIONS, title=actions.MENU_TITLE, url_path="actions"),
    st.Page(links.DOCUMENTS, title=documents.TITLE, url_path="documents"),
    st.Page(links.EDITIONS, title=editions.TITLE, url_path="editions"),
    st.Page(links.ACTS, title=acts.TITLE, url_path="journal"),
    st.Page(links.METHOD, title=method.TITLE, url_path="methode"),
    st.Page(links.DESCRIBING, title=describing.TITLE, url_path="decrire"),
    st.Page(links.PEOPLE, title=people.TITLE, url_path="acces"),
    st.Page(links.NEWS, title=news.TITLE, url_path="nouveautes"),
    st.Page(links.ACCESSIBILITY, title=accessibility.TITLE, url_path="accessibilite"),
]
page = st.navigation(pages, position="hidden")
st.set_page_config(page_title=f"{page.title} – {wording.PRODUCT}")

try:
    for sheet in appearance.style_sheets():
        st.html(sheet)
    st.logo(str(ICON), size="large")
    if access.entering().role is None:
        show_closed_door()
    if not gateway.site_titles():
        st.error(phrases.NO_SITE, icon=":material/lock:")
        st.stop()
    with st.sidebar:
        html.show(html.brand(ICON.read_text("utf-8"), wording.PRODUCT))
        menu = st.container(gap="xxsmall")
        if gateway.state() is gateway.State.READY:
            st.divider()
            filters.choose(
                gateway.site_titles(),
                {kind: gateway.periods(kind) for kind in PeriodKind},
                {kind: gateway.latest_finished(kind) for kind in PeriodKind},
            )
        # Shown above the filters, made after them: links carry what is chosen.
        with menu:
            show_alike(links.menu)
        show_alike(links.footer)
        show_visitor()
    with metrics.timed(page.url_path or "apercu"):
        page.run()
except UserError as error:
    st.error(str(error), icon=":material/error:")
