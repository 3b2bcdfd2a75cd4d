"""The documents of an edition: one link each, with what it is for."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard import gateway
from dashboard.components import html, links
from dashboard.gateway.publishing import Offer
from dashboard.wording import documents as words
from etl.domain.editions import Edition


def show_editions(
    editions: tuple[Edition, ...], offers: tuple[Offer, ...], site: str, asked: int = 0
) -> None:
    """Show the last edition open, the earlier ones folded but the one that is asked for."""
    for place, each in enumerate(editions):
        if place == 0:
            st.header(words.heading(each), anchor=False)
            show_edition(each, offers, site)
            continue
        with st.expander(words.folded(each), expanded=each.number == asked):
            show_edition(each, offers, site)


def show_edition(edition: Edition, offers: tuple[Offer, ...], site: str) -> None:
    """Show what may be taken of an edition, for the audit and for the public."""
    st.caption(words.signed(edition, gateway.timezone(site)))
    links.to_edition(edition.number, words.SEE_EDITION)
    audit = [each for each in offers if not each.is_public]
    public = [each for each in offers if each.is_public]
    if audit:
        st.subheader(words.AUDIT, anchor=False)
        _show(edition, audit, {})
        st.caption(words.AUDIT_NOTE)
    if public:
        st.subheader(words.PUBLIC, anchor=False)
        _show(edition, public, {"site": site})
        st.caption(words.public_note(gateway.site_titles()[site]))


def _show(edition: Edition, offers: Iterable[Offer], asked: dict[str, str]) -> None:
    items = "".join(f"<li>{_link(edition, each, asked)}</li>" for each in offers)
    html.show(f'<ul class="documents">{items}</ul>')


def _link(edition: Edition, offer: Offer, asked: dict[str, str]) -> str:
    title, use = words.TEXTS[offer.name]
    query = f"?{urlencode(asked)}" if asked else ""
    named = f"{title}, {offer.suffix.upper()}, {words.folded(edition)}"
    address = f"documents/{edition.number}/{offer.name}{query}"
    return (
        f'<a href="{escape(address)}" target="_self" download aria-label="{escape(named)}">'
        f"{escape(title)}"
        f'<span class="format">{offer.suffix.upper()}</span></a>'
        f"<p>{escape(use)}</p>"
    )
