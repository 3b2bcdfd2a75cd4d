"""Méthode: how every figure is made, written from the declarations."""

import streamlit as st

from dashboard.components import html
from dashboard.components.reference import choose_section, show_section
from dashboard.wording import method as words
from dashboard.wording.typography import spaced

st.title(words.TITLE, anchor=False)
html.show(html.sentence(spaced(words.INTRODUCTION)))
show_section(choose_section())
