"""Indicators side by side: each with its verdict, its value and the way to its page."""

from collections.abc import Callable

import streamlit as st

from dashboard import gateway, wording
from dashboard.components import html, links
from dashboard.wording import phrases
from etl.domain.periods import Period

Found = Callable[[str, Period], tuple[gateway.Finding, ...]]


def show_promises(find: Found, site: str, period: Period) -> None:
    """Show the findings that a function of the gateway returns of a site over a period."""
    st.header(phrases.PROMISES, anchor=False)
    with st.grid("auto", min_column_width=225, gap="small"):
        for each in find(site, period):
            show_promise(each)


def show_promise(each: gateway.Finding) -> None:
    own = each.indicator
    with st.container(border=True, gap="xsmall", key=f"promesse-{own.code}", height="stretch"):
        html.show(html.chip(each.verdict) + html.name(own.title))
        value = wording.value_text(each.value, own.unit)
        goal = wording.target_text(each.target, each.comparison, own.unit)
        html.show(html.paragraph(each.reason or f"{value} ({goal})"))
        number = gateway.engagement_number(own.code)
        links.to_engagement(number, phrases.sheet(own.code), own.code)
