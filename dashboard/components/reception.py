"""One reception desk: its waits with and without appointment, its week."""

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.components import html
from dashboard.components import week as grid
from dashboard.wording import figures as titles
from dashboard.wording import reception as words
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.formats import ABSENT, number

EXPORTED = {
    "Visites": "arrivals",
    "Visites en moyenne": "a_day",
    "Attentes connues": "waited",
    "Neuvième décile de l'attente (min)": "p90",
}


def show_waits(site: str, period: Period, desk: str) -> None:
    st.header(words.WAITS, anchor=False)
    for row in gateway.reception(site, period, desk).groups.to_dict("records"):
        st.subheader(words.group_title(bool(row["by_appointment"])), anchor=False)
        html.show(
            html.facts(
                words.group_facts(
                    int(row["came"]),
                    int(row["waited"]),
                    float(row["median"]),
                    float(row["p90"]),
                    int(row["no_shows"]),
                    int(row["left"]),
                )
            )
        )


def show_week(site: str, period: Period, desk: str) -> None:
    """Show the week as a grid, by arrivals or by wait."""
    grid.show_week(words.VIEWS, words.LEGENDS, _week, site, period, desk)


def _week(site: str, period: Period, desk: str) -> grid.Week:
    week = gateway.reception(site, period, desk).week
    return grid.Week(
        titles=titles.VISITS_WEEK,
        drawn=lambda view: _drawn(grid.around_opening(week), view),
        shown=_shown(week),
        exported=_exported(week),
        counted=wording.counted(week["arrivals"].sum(), words.VISITS),
        about=Dataset.VISITS,
        reading=_reading(week),
        file_name=f"vigie-{desk or 'guichet'}-{period.code}-semaine.csv",
        hours=True,
    )


def _drawn(week: pd.DataFrame, view: str) -> pd.DataFrame:
    by_wait = view == words.BY_WAIT
    waits = week["p90"].where(week["waited"] >= words.FEWEST)
    value = waits if by_wait else week["a_day"]
    said = [
        words.cell(
            int(each["weekday"]),
            int(each["slot"]),
            float(each["a_day"]),
            int(each["arrivals"]),
            float(each["p90"]),
        )
        for each in week.to_dict("records")
    ]
    label = [grid.known(each, 0 if by_wait else 1) for each in value]
    return week.assign(value=value, label=label, said=said)


def _reading(week: pd.DataFrame) -> str:
    waited = week[week["waited"] >= words.FEWEST]
    told = [
        grid.tell_extreme(grid.opened_of(week), "a_day", words.busiest),
        grid.tell_extreme(waited, "p90", words.longest),
        words.outside(int(week.loc[week["opened"] == 0, "arrivals"].sum())),
    ]
    return " ".join(filter(None, told))


def _shown(week: pd.DataFrame) -> pd.DataFrame:
    averages = week["a_day"]
    return grid.to_read(
        week,
        {
            "Visites": [number(each) for each in week["arrivals"]],
            "En moyenne": [ABSENT if pd.isna(each) else number(each, 1) for each in averages],
            "Neuf sur dix en": [wording.value_text(each, "min") for each in week["p90"]],
        },
    )


def _exported(week: pd.DataFrame) -> pd.DataFrame:
    counts = ("Visites", "Attentes connues")
    figures = ("Visites en moyenne", "Neuvième décile de l'attente (min)")
    table = grid.to_compute(week, EXPORTED)
    return gateway.without_small_counts(table, counts, figures, parts=[counts])
