"""The week of the telephone, half-hour by half-hour: calls, answer rate, waits."""

import pandas as pd
import streamlit as st

from dashboard import filters, wording
from dashboard.charts.week import hour, week_figure
from dashboard.components.figure import DataBox, show_box
from dashboard.gateway.telephone import Telephone
from dashboard.wording import calls as words
from etl.formats import ABSENT, NARROW, WEEKDAYS, number

# Half-hours drawn on each side of the opening hours; the table has the others.
MARGIN_MINUTES = 30


def show_week(found: Telephone, period: str) -> None:
    """Show the week as a grid, by calls, by answer rate or by wait."""
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
    week = found.week.assign(rate=found.week["met"] / found.week["counted"])
    drawn = _drawn(_around_opening(week), view)
    if not drawn["value"].notna().any():
        st.caption(words.LEGENDS[view])
        return
    show_box(
        DataBox(
            key="semaine",
            figure=week_figure(drawn, hours=True, full=words.FULLEST.get(view, 0)),
            sentence=words.LEGENDS[view],
            shown=_shown(week),
            exported=_exported(week),
            file_name=f"vigie-telephone-{period}-semaine.csv",
            reading=_reading(week),
        )
    )


def _around_opening(week: pd.DataFrame) -> pd.DataFrame:
    """Return the hours of the day in which some day is open, and a little around."""
    slots = week.loc[week["opened"] > 0, "slot"]
    if slots.empty:
        return week
    first, last = slots.min() - MARGIN_MINUTES, slots.max() + MARGIN_MINUTES
    return week[week["slot"].between(first, last)]


def _drawn(week: pd.DataFrame, view: str) -> pd.DataFrame:
    rate = week["rate"].where(week["counted"] >= words.FEWEST)
    wait = week["wait_p90"].where(week["answered"] >= words.FEWEST)
    if view == words.BY_RATE:
        value, label = 1 - rate, [_percent(each) for each in rate]
    elif view == words.BY_WAIT:
        value, label = wait, [_known(each, 0) for each in wait]
    else:
        value, label = week["a_day"], [_known(each, 1) for each in week["a_day"]]
    said = [
        words.cell(
            int(each["weekday"]),
            int(each["slot"]),
            (int(each["arrivals"]), int(each["outside"])),
            float(each["rate"]),
            float(each["wait_p90"]),
        )
        for each in week.to_dict("records")
    ]
    return week.assign(value=value, label=label, said=said)


def _known(value: float, decimals: int) -> str:
    return "" if pd.isna(value) else number(value, decimals)


def _percent(share: float) -> str:
    return "" if pd.isna(share) else wording.value_text(share, "%").removesuffix(f"{NARROW}%")


def _reading(week: pd.DataFrame) -> str:
    told = []
    opened = week[week["opened"] > 0]
    if len(opened) and opened["arrivals"].sum():
        peak = opened.loc[opened["a_day"].idxmax()]
        told.append(words.busiest(int(peak["weekday"]), int(peak["slot"]), peak["a_day"]))
    judged = week[week["counted"] >= words.FEWEST]
    if len(judged):
        low = judged.loc[judged["rate"].idxmin()]
        told.append(words.worst(int(low["weekday"]), int(low["slot"]), low["rate"]))
    known = week[week["answered"] >= words.FEWEST]
    if len(known):
        long = known.loc[known["wait_p90"].idxmax()]
        told.append(words.longest(int(long["weekday"]), int(long["slot"]), long["wait_p90"]))
    told.append(words.outside(int(week["outside"].sum())))
    return " ".join(filter(None, told))


def _shown(week: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Jour": WEEKDAYS[int(each["weekday"])],
                "Demi-heure": hour(int(each["slot"])),
                "Fois ouverte": number(each["opened"]),
                "Appels": number(each["arrivals"]),
                "Hors ouverture": number(each["outside"]),
                "En moyenne": number(each["a_day"], 1),
                "Décroché": _shared(each["rate"]),
                "Neuf sur dix en": wording.value_text(each["wait_p90"], "s"),
            }
            for each in week.to_dict("records")
        ]
    )


def _shared(rate: float) -> str:
    return ABSENT if pd.isna(rate) else wording.value_text(rate, "%")


def _exported(week: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Jour": week["weekday"].map(dict(enumerate(WEEKDAYS))),
            "Demi-heure": [hour(int(each)) for each in week["slot"]],
            "Fois ouverte": week["opened"],
            "Appels aux heures d'ouverture": week["arrivals"],
            "Appels hors des heures d'ouverture": week["outside"],
            "Appels en moyenne": week["a_day"],
            "Décrochés par un agent": week["met"],
            "Appels comptés": week["counted"],
            "Attentes connues": week["answered"],
            "Neuvième décile de l'attente (s)": week["wait_p90"],
        }
    )
