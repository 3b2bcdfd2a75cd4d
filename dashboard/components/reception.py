"""One reception desk: its waits with and without appointment, its week."""

import pandas as pd
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.charts.week import hour, week_figure
from dashboard.components import html
from dashboard.components.figure import DataBox, show_box
from dashboard.wording import reception as words
from etl.formats import ABSENT, WEEKDAYS, number


def show_waits(found: gateway.Reception) -> None:
    st.header(words.WAITS, anchor=False)
    for row in found.groups.to_dict("records"):
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


def show_week(found: gateway.Reception, period: str) -> None:
    """Show the week as a grid, by arrivals or by wait."""
    st.header(words.WEEK, anchor=False)
    filters.follow("vue", list(words.VIEWS), words.BY_ARRIVALS)
    st.segmented_control(
        "Ce que dit chaque case",
        list(words.VIEWS),
        key="vue",
        required=True,
        format_func=words.VIEWS.__getitem__,
        on_change=filters.note,
        args=("vue",),
    )
    view = st.session_state["vue"]
    drawn = _drawn(found.week, view)
    if not drawn["value"].notna().any():
        st.caption(words.LEGENDS[view])
        return
    show_box(
        DataBox(
            key="semaine",
            figure=week_figure(drawn),
            sentence=words.LEGENDS[view],
            shown=_shown(found.week),
            exported=_exported(found.week),
            file_name=f"vigie-{found.desk or 'guichet'}-{period}-semaine.csv",
            reading=_reading(found.week),
        )
    )


def _drawn(week: pd.DataFrame, view: str) -> pd.DataFrame:
    by_wait = view == words.BY_WAIT
    known = week["p90"].where(week["waited"] >= words.FEWEST)
    value = known if by_wait else week["a_day"]
    decimals = 0 if by_wait else 1
    rows = week.to_dict("records")
    return week.assign(
        value=value,
        label=["" if pd.isna(each) else number(each, decimals) for each in value],
        said=[
            words.cell(
                int(each["weekday"]),
                int(each["slot"]),
                float(each["a_day"]),
                int(each["arrivals"]),
                float(each["p90"]),
            )
            for each in rows
        ],
    )


def _reading(week: pd.DataFrame) -> str:
    opened = week[week["a_day"].notna()]
    told = []
    if len(opened) and opened["arrivals"].sum():
        peak = opened.loc[opened["a_day"].idxmax()]
        told.append(words.busiest(int(peak["weekday"]), int(peak["slot"]), peak["a_day"]))
    known = week[week["waited"] >= words.FEWEST]
    if len(known):
        worst = known.loc[known["p90"].idxmax()]
        told.append(words.longest(int(worst["weekday"]), int(worst["slot"]), worst["p90"]))
    outside = int(week.loc[week["opened"] == 0, "arrivals"].sum())
    return " ".join(told) + words.outside(outside)


def _shown(week: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Jour": WEEKDAYS[int(each["weekday"])],
                "Demi-heure": hour(int(each["slot"])),
                "Fois ouverte": number(each["opened"]),
                "Visites": number(each["arrivals"]),
                "En moyenne": ABSENT if pd.isna(each["a_day"]) else number(each["a_day"], 1),
                "Neuf sur dix en": wording.value_text(each["p90"], "min"),
            }
            for each in week.to_dict("records")
        ]
    )


def _exported(week: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "Jour": week["weekday"].map(dict(enumerate(WEEKDAYS))),
            "Demi-heure": [hour(int(each)) for each in week["slot"]],
            "Fois ouverte": week["opened"],
            "Visites": week["arrivals"],
            "Visites en moyenne": week["a_day"],
            "Attentes connues": week["waited"],
            "Neuvième décile de l'attente (min)": week["p90"],
        }
    )
    counts = ("Visites", "Attentes connues")
    figures = ("Visites en moyenne", "Neuvième décile de l'attente (min)")
    return gateway.without_small_counts(frame, counts, figures)
