"""Who is reading: said at the bottom of the menu, with the way out; or a closed door."""

from html import escape
from urllib.parse import quote, urlsplit

import streamlit as st

from dashboard import access
from dashboard.gateway import people
from dashboard.wording import identity as words
from dashboard.wording import people as people_words


def show_visitor() -> None:
    """Say who is identified and how to leave; or that nobody is asked."""
    if not people.is_asked():
        st.html(f'<p class="discret">{words.LOCAL_ONLY}</p>')
        return
    told = escape(words.connected(access.visitor()))
    if people.is_by_provider():
        told += f"<br>{_way('/deconnexion', words.LOG_OUT)}"
    st.html(f'<p class="discret">{told}</p>')


def show_closed_door() -> None:
    """Say that no access is open, and stop; a session that ended may be opened again."""
    st.title(people_words.CLOSED_TITLE, anchor=False)
    if people.is_by_provider():
        st.warning(people_words.ENDED, icon=":material/lock:")
        told = urlsplit(str(st.context.url or ""))
        here = told.path + (f"?{told.query}" if told.query else "")
        st.html(_way(f"/connexion?retour={quote(here or '/')}", words.LOG_IN_AGAIN))
    else:
        st.warning(people_words.CLOSED, icon=":material/lock:")
    st.stop()


def _way(address: str, text: str) -> str:
    """Return a link that leaves the pages in the same window, for the door itself."""
    return f'<a href="{escape(address)}" target="_self">{escape(text)}</a>'
