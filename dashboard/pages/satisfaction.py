"""Satisfaction et réclamations: scores, comments, complaints."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html
from dashboard.components.promises import show_promises
from dashboard.components.satisfaction import show_comments, show_complaints, show_scores
from dashboard.wording import phrases
from dashboard.wording import satisfaction as words

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
found = gateway.satisfaction(chosen.site, chosen.period)
if found is None:
    html.show(html.sentence(words.NO_ANSWER))
    st.caption(words.HOW_TO)
else:
    html.show(html.sentence(words.summary(found.responses, found.visits, found.comments)))
    show_scores(found, chosen.period.code)
    show_comments(chosen.site, chosen.period)
show_complaints(chosen.site, chosen.period)
show_promises(gateway.satisfaction_findings(chosen.site, chosen.period))
