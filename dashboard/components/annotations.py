"""The events of a chart: what the visitor chose to see, and all that the register tells."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.components import html
from dashboard.wording import annotations as words
from etl.domain.annotations import Annotation

NAME, HIDDEN = "evenements", "non"


def choose_events(count: int) -> bool:
    """Let the events of a chart be hidden; the choice is in the address."""
    if not count:
        return False
    st.session_state[NAME] = is_shown()
    return st.toggle(words.TOGGLE, key=NAME, on_change=_note)


def is_shown() -> bool:
    """Tell whether the address lets events be shown."""
    return st.query_params.get(NAME) != HIDDEN


def _note() -> None:
    if st.session_state[NAME]:
        st.query_params.pop(NAME, None)
    else:
        st.query_params[NAME] = HIDDEN


def list_events(annotations: Sequence[Annotation], titles: Mapping[str, str]) -> None:
    """Show the numbered events of a chart with what each decides."""
    if annotations:
        with st.expander(words.LIST, icon=":material/event_note:"):
            html.show(
                html.numbered(
                    (words.mark(number), each.title, words.details_text(each, titles))
                    for number, each in enumerate(annotations, start=1)
                )
            )
