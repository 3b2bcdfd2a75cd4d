"""Constats et actions: what was found, what is done about it, and whether it worked."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html, links
from dashboard.components.action_sheets import show_action_sheet, show_finding_sheet
from dashboard.components.actions import show_plan
from dashboard.components.registers import number_asked, show_done, stop_unless_allowed
from dashboard.components.tables import plain
from dashboard.gateway import actions
from dashboard.wording import actions as words
from etl.formats import long_day

site = filters.chosen().site
finding, action = number_asked("constat"), number_asked("action")
if finding or action:
    links.to_actions(words.BACK, icon=":material/arrow_back:")
html.show(html.place(gateway.site_titles().get(site, ""), long_day(gateway.today())))
title = st.empty()
title.title(words.TITLE, anchor=False)
stop_unless_allowed()
show_done()
if finding and (found := actions.finding(finding)):
    title.title(f"{words.finding_name(finding)} · {plain(found.content.title)}", anchor=False)
    show_finding_sheet(found)
elif action and (planned := actions.action(action)):
    title.title(f"{words.action_name(action)} · {plain(planned.content.title)}", anchor=False)
    show_action_sheet(planned)
elif finding or action:
    st.info(words.NOT_FOUND, icon=":material/search_off:")
else:
    show_plan(site)
    links.to_next(links.ACTIONS)
