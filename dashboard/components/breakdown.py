"""The same indicator, site by site and service by service."""

import pandas as pd
import streamlit as st

from dashboard import gateway, theme, wording
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import Period
from etl.formats import number


def show_breakdown(code: str, period: Period) -> None:
    """Show one row a site, then one a service; nothing where there is a single row."""
    told = [each for each in gateway.breakdown(code, period) if not each.is_silent]
    if len(told) < 2:
        return
    st.header("Par site et service", anchor=False)
    st.table(pd.DataFrame([_row(each) for each in told]), hide_index=True, border="horizontal")


def _limit(each: gateway.Finding) -> dict[str, str]:
    told = gateway.limits_text(each.decided)
    return {gateway.LIMIT: told} if told else {}


def _row(each: gateway.Finding) -> dict[str, str]:
    own = each.indicator
    whole = each.service == EVERYWHERE
    return {
        "Site": gateway.site_titles().get(each.site, each.site),
        "Service": "Ensemble" if whole else gateway.service_title(each.site, each.service),
        "Résultat": wording.value_text(each.value, own.unit, each.target),
        "Objectif": wording.target_text(each.target, each.comparison, own.unit),
        **_limit(each),
        "Effectif": number(each.counted),
        "En cours": number(each.pending),
        "Verdict": f"{theme.MARKS[each.verdict]} {wording.VERDICTS[each.verdict]}",
    }
