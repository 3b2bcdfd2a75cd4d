"""How a page of figures begins: nothing to show yet, else where, when, and its title."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html
from dashboard.wording import phrases


def demand_figures(title: str) -> None:
    """Say what to do, and stop the page, while there is no figure to show."""
    if gateway.state() is gateway.State.EMPTY:
        empty.invite(title)
    if gateway.state() is gateway.State.NOT_ASSESSED:
        empty.ask_to_assess(title)


def show_place(*places: str) -> None:
    """Show where and when the page looks, and until when files were received."""
    html.show(html.place(*places, phrases.received_until(gateway.data_as_of())))


def show_chosen_place(chosen: filters.Selection) -> None:
    show_place(gateway.site_titles()[chosen.site], wording.period_text(chosen.period))


def open_page(title: str) -> filters.Selection:
    """Begin a page of a site over a period; return what is chosen."""
    demand_figures(title)
    chosen = filters.chosen()
    show_chosen_place(chosen)
    st.title(title, anchor=False)
    return chosen
