"""Courriels et courriers: what falls due, what can still be saved, how fast answers come."""

from dataclasses import replace

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html
from dashboard.components.delays import show_delays
from dashboard.components.mails import choose_moment, show_ages, show_due, show_opening
from dashboard.components.promises import show_promises
from dashboard.components.rescue import choose_promise, show_rescues, show_worklist
from dashboard.gateway import mails, rescuing
from dashboard.wording import mails as words
from dashboard.wording import phrases

if gateway.state() is gateway.State.EMPTY:
    empty.invite(words.TITLE)
if gateway.state() is gateway.State.NOT_ASSESSED:
    empty.ask_to_assess(words.TITLE)

chosen = filters.chosen()
html.show(
    html.place(
        gateway.site_titles()[chosen.site],
        wording.period_text(chosen.period),
        phrases.received_until(gateway.data_as_of()),
    )
)
st.title(words.TITLE, anchor=False)
moment = choose_moment()
found = mails.situation(chosen.site, moment.at)
show_opening(moment, found, chosen.site)
show_due(found, chosen.site, moment)

rescued = rescuing.rescues(chosen.site, chosen.period, moment.at)
show_rescues(rescued, chosen.period)
findings = rescuing.answer_findings(chosen.site, chosen.period)
code = choose_promise(findings)
if code is not None:
    show_worklist(rescued, code, chosen, moment)
show_ages(chosen.site, moment)
for finding in findings:
    if finding.indicator.code == code:
        show_delays(replace(finding, as_of=moment.at))
show_promises(findings)
if not moment.is_last_import:
    st.caption(words.AT_LAST_IMPORT)
