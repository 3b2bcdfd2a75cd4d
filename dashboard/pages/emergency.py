"""Communication d'urgence: each crisis and exercise with its clocks, and what is due."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.components.emergency import show_events, show_held, show_summary
from dashboard.components.opening import demand_figures, show_place
from dashboard.wording import emergency as words
from etl.domain.assessments import Verdict

demand_figures(words.TITLE)
chosen = filters.chosen()
findings = gateway.emergency_findings(chosen.site, chosen.period)
show_place(
    gateway.site_titles()[chosen.site],
    wording.span_text(gateway.clocks_since(findings) or chosen.period.start, chosen.period.end),
)
st.title(words.TITLE, anchor=False)
if findings and all(each.verdict is Verdict.NOT_APPLICABLE for each in findings):
    html.show(html.sentence(wording.VERDICTS[Verdict.NOT_APPLICABLE] + ". " + words.ELSEWHERE))
    html.show(html.bullets(dict.fromkeys(each.reason for each in findings if each.reason)))
    st.stop()

events = gateway.emergency_events(findings)
show_summary(events)
real = [each for each in events if not each.is_exercise]
show_events(words.REAL, real, words.NO_REAL)
show_events(words.EXERCISES, [each for each in events if each.is_exercise], words.NO_EXERCISE)
show_held(gateway.held(findings))
