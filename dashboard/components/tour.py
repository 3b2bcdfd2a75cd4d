"""The guided tour: shown at the first visit, step by step, until it is ended once."""

from html import escape

import streamlit as st

from dashboard.components import html
from dashboard.wording import tour as words

# Set by the script of the server when the tour is ended: a yes and nothing else.
COOKIE = "vigie_visite"
STEP, ENDED, ASKED = "visite-pas", "visite-vue", "visite-voulue"


def show_tour() -> None:
    """Show the step of the tour where the visitor is; nothing once it was ended."""
    if not _is_wanted():
        return
    step = min(st.session_state.get(STEP, 0), len(words.STEPS) - 1)
    own, is_last = words.STEPS[step], step == len(words.STEPS) - 1
    with st.container(key="visite", gap="small"):
        html.show(
            f'<p class="rang" id="visite-{own.target}">{escape(words.place(step))}</p>'
            f'<p class="titre-visite">{escape(own.title)}</p><p>{escape(own.text)}</p>'
        )
        st.html(f"<style>.st-key-{own.target} {{ outline: 3px solid var(--accent); "
                "outline-offset: 8px; border-radius: 4px; }</style>")  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            if is_last:
                st.button(words.END, key="visite-fin", on_click=_end, type="primary")
            else:
                st.button(words.NEXT, key="visite-suite", on_click=_go_on, type="primary")
                st.button(words.SKIP, key="visite-fin", on_click=_end, type="tertiary")


def ask_again() -> None:
    """Make the overview show the tour from its beginning."""
    st.session_state.update({STEP: 0, ENDED: False, ASKED: True})


def _is_wanted() -> bool:
    if st.session_state.get(ASKED):
        return True
    return not (st.session_state.get(ENDED) or st.context.cookies.get(COOKIE))


def _go_on() -> None:
    st.session_state[STEP] = st.session_state.get(STEP, 0) + 1


def _end() -> None:
    st.session_state.update({ENDED: True, ASKED: False})
