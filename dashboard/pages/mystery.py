"""Enquêtes mystères: campaigns point by point, the next one, the same promises elsewhere."""

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import empty, html
from dashboard.components.mystery import show_campaign, show_crossings, show_next
from dashboard.wording import mystery as words
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
every = gateway.campaign_list(chosen.site)
share, scenarios = None, ()
if every.empty:
    html.show(html.sentence(words.NO_CAMPAIGN))
    st.caption(words.HOW_TO)
else:
    codes = (every["campaign"] + "." + every["channel"]).tolist()
    filters.follow("campagne", codes, codes[0])
    st.selectbox(
        words.CAMPAIGN,
        codes,
        key="campagne",
        format_func=lambda each: words.campaign_title(*each.rsplit(".", 1)),
        on_change=filters.note,
        args=("campagne",),
        width=380,
    )
    found = gateway.campaign(chosen.site, *st.session_state["campagne"].rsplit(".", 1))
    if found is not None and len(found.points):
        show_campaign(found, gateway.timezone(chosen.site))
        share = float(found.points["satisfied"].sum() / found.points["asked"].sum())
        scenarios = tuple(found.scenarios["scenario"])
show_crossings(gateway.crossings(chosen.site, chosen.period))
show_next(chosen.site, share, scenarios, gateway.today())
