"""Courriels et courriers: what falls due, what can still be saved, how fast answers come."""

import streamlit as st

from dashboard.components.alike import show_alike
from dashboard.components.delays import show_delays
from dashboard.components.mails import choose_moment, show_ages, show_due, show_opening
from dashboard.components.opening import open_page
from dashboard.components.promises import show_promises
from dashboard.components.rescue import choose_promise, show_rescues, show_worklist
from dashboard.gateway import mails, rescuing
from dashboard.wording import mails as words

chosen = open_page(words.TITLE)
moment = choose_moment()
found = mails.situation(chosen.site, moment.at)
show_opening(moment, found, chosen.site)
show_due(found, chosen.site, moment)

show_alike(show_rescues, chosen.site, chosen.period, moment.at)
findings = rescuing.answer_findings(chosen.site, chosen.period)
code = choose_promise(findings)
if code is not None:
    show_worklist(code, chosen, moment)
show_ages(chosen.site, moment)
if code is not None:
    show_delays((code, chosen.site, chosen.period), moment.at)
show_alike(show_promises, rescuing.answer_findings, chosen.site, chosen.period)
if not moment.is_last_import:
    st.caption(words.AT_LAST_IMPORT)
