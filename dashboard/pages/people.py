"""Accès: who may enter, as what, where and until when."""

import streamlit as st

from dashboard import access
from dashboard.components import html
from dashboard.components.people import (
    ask_for_access,
    ask_for_removal,
    show_people,
    tell_outcome,
)
from dashboard.gateway import people
from dashboard.wording import people as words
from etl.domain.roles import Right

st.title(words.TITLE, anchor=False)
if not access.may(Right.MANAGE_ACCESS):
    st.info(words.NOT_ALLOWED, icon=":material/lock:")
    st.stop()
html.show(html.sentence(words.LEAD))
if not people.is_asked():
    st.info(words.NOT_ASKED, icon=":material/computer:")
tell_outcome()
show_people()
ask_for_access()
ask_for_removal()
