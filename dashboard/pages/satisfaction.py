"""Satisfaction et réclamations: scores, comments, complaints."""

import streamlit as st

from dashboard import gateway
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.opening import open_page
from dashboard.components.promises import show_promises
from dashboard.components.satisfaction import show_comments, show_complaints, show_scores
from dashboard.wording import satisfaction as words

chosen = open_page(words.TITLE)
found = gateway.satisfaction(chosen.site, chosen.period)
if found is None:
    html.show(html.sentence(words.NO_ANSWER))
    st.caption(words.HOW_TO)
else:
    html.show(html.sentence(words.summary(found.responses, found.visits, found.comments)))
    show_scores(chosen.site, chosen.period)
    show_comments(chosen.site, chosen.period)
show_alike(show_complaints, chosen.site, chosen.period)
show_alike(show_promises, gateway.satisfaction_findings, chosen.site, chosen.period)
