"""Éditions: what was closed, by whom, validated by whom; and any figure replayed."""

import streamlit as st

from dashboard.components import editions as shown
from dashboard.components import links
from dashboard.components.opening import open_page
from dashboard.components.registers import show_done, stop_unless_allowed
from dashboard.components.replay import show_replay
from dashboard.gateway import editions
from dashboard.wording import editions as words

chosen = open_page(words.TITLE)
stop_unless_allowed()
show_done()
st.caption(words.LEAD)
known = editions.editions()
waiting = [each for each in known if each.state is editions.EditionState.CLOSED]
if waiting:
    st.warning(words.waiting(waiting), icon=":material/pending_actions:")
shown.show_list(known)
number = shown.chosen_number(known)
if number:
    own = next(each for each in known if each.number == number)
    shown.show_edition(own, chosen.site)
shown.show_closing()
show_replay(chosen)
links.to_next(links.EDITIONS)
