"""Enquêtes mystères: campaigns point by point, the next one, the same promises elsewhere."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.mystery import show_campaign, show_crossings, show_next
from dashboard.components.observers import show_observers
from dashboard.components.opening import open_page
from dashboard.gateway.mystery import observers
from dashboard.wording import mystery as words

chosen = open_page(words.TITLE)
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
        show_campaign(chosen.site, found.code, found.channel)
        share = float(found.points["satisfied"].sum() / found.points["asked"].sum())
        scenarios = tuple(found.scenarios["scenario"])
        show_observers(found, observers(chosen.site, found.code, found.channel))
show_alike(show_crossings, chosen.site, chosen.period)
show_next(chosen.site, share, scenarios, gateway.today())
