"""Journal: who did what, when, and the proof that no line was touched."""

import streamlit as st

from dashboard.components import links
from dashboard.components.acts import ask, show_lines, show_state
from dashboard.gateway import acts
from dashboard.wording import acts as words

st.title(words.TITLE, anchor=False)
if not acts.may_see():
    st.info(words.NO_RIGHT, icon=":material/lock:")
    st.stop()
st.caption(words.LEAD)
show_state()
show_lines(ask())
links.to_next(links.ACTS)
