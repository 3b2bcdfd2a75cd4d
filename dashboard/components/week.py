"""A week, half-hour by half-hour: the chosen view, its grid, its table and its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from dashboard import filters, wording
from dashboard.charts.week import hour, week_figure
from dashboard.components.alike import show_alike
from dashboard.components.figure import DataBox, show_boxed
from etl.domain.datasets import Dataset
from etl.formats import WEEKDAYS, number

# Minutes drawn on each side of the opening hours; the table has the others.
MARGIN_MINUTES = 30

VIEW = "vue"


@dataclass(frozen=True)
class Week:
    """What a page tells of a week.

    ``drawn`` returns, for a view, the half-hours with ``value``, ``label`` and ``said``;
    ``titles`` name the figure of each view; ``shown`` and ``exported`` are the tables to read
    and to compute with, ``counted`` says how many facts ``about`` which. With ``hours``, a
    frame runs around the opening hours; ``fullest`` is the least value of the fullest colour.
    """

    titles: Mapping[str, str]
    drawn: Callable[[str], pd.DataFrame]
    shown: pd.DataFrame
    exported: pd.DataFrame
    counted: str
    about: Dataset
    reading: str
    file_name: str
    hours: bool = False
    fullest: Mapping[str, float] = field(default_factory=dict)


def show_week(
    views: Mapping[str, str],
    legends: Mapping[str, str],
    make: Callable[..., Week],
    *codes: object,
) -> None:
    """Show as a grid the week that ``make`` returns for some codes, by what is chosen.

    The first of ``views`` is shown unless another is asked; ``legends`` say how to read each.
    """
    st.header(wording.WEEK, anchor=False)
    filters.follow(VIEW, list(views), next(iter(views)))
    st.segmented_control(
        wording.WEEK_VIEW,
        list(views),
        key=VIEW,
        required=True,
        format_func=views.__getitem__,
        on_change=filters.note,
        args=(VIEW,),
    )
    view = st.session_state[VIEW]
    if show_alike(_is_known, make, view, *codes):
        show_boxed("semaine", _box, make, view, legends[view], *codes)
    else:
        st.caption(legends[view])


def _is_known(make: Callable[..., Week], view: str, *codes: object) -> bool:
    return bool(make(*codes).drawn(view)["value"].notna().any())


def _box(make: Callable[..., Week], view: str, legend: str, *codes: object) -> DataBox:
    week = make(*codes)
    full = week.fullest.get(view, 0)
    return DataBox(
        key="semaine",
        title=week.titles[view],
        figure=week_figure(week.drawn(view), hours=week.hours, full=full),
        sentence=legend,
        shown=week.shown,
        exported=week.exported,
        file_name=week.file_name,
        counted=week.counted,
        about=week.about,
        reading=week.reading,
    )


def to_read(rows: pd.DataFrame, texts: Mapping[str, list[str]]) -> pd.DataFrame:
    """Return the table to read: the half-hours, then ready texts."""
    return pd.DataFrame(
        {
            "Jour": [WEEKDAYS[int(each)] for each in rows["weekday"]],
            "Demi-heure": [hour(int(each)) for each in rows["slot"]],
            "Fois ouverte": [number(each) for each in rows["opened"]],
            **texts,
        }
    )


def to_compute(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the table to compute with: the half-hours, then columns under other names."""
    return pd.DataFrame(
        {
            "Jour": rows["weekday"].map(dict(enumerate(WEEKDAYS))),
            "Demi-heure": [hour(int(each)) for each in rows["slot"]],
            "Fois ouverte": rows["opened"],
            **{heading: rows[name] for heading, name in names.items()},
        }
    )


def tell_extreme(
    rows: pd.DataFrame,
    name: str,
    told: Callable[[int, int, float], str],
    lowest: bool = False,
) -> str:
    """Tell the half-hour where a column is highest, or lowest; nothing without half-hour."""
    if rows.empty:
        return ""
    found = rows.loc[rows[name].idxmin() if lowest else rows[name].idxmax()]
    return told(int(found["weekday"]), int(found["slot"]), float(found[name]))


def opened_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the half-hours that are open, if anybody came in them."""
    opened = rows[rows["opened"] > 0]
    return opened if opened["arrivals"].sum() else opened.head(0)


def known(value: float, decimals: int) -> str:
    return "" if pd.isna(value) else number(value, decimals)


def around_opening(week: pd.DataFrame) -> pd.DataFrame:
    """Return the hours of the day in which some day is open, and a little around."""
    slots = week.loc[week["opened"] > 0, "slot"]
    if slots.empty:
        return week
    first, last = slots.min() - MARGIN_MINUTES, slots.max() + MARGIN_MINUTES
    return week[week["slot"].between(first, last)]
