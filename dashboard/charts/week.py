"""A week of half-hours: one column a day, one row a half-hour, a number in each cell."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.formats import NARROW, WEEKDAYS

ROW_HEIGHT, MARGIN, STEP = 26, 40, 30
# The columns of the frame to draw: slot is in minutes after midnight.
COLUMNS = ("weekday", "slot", "value", "label", "said")
# One hue, pale to full: both ends keep their number readable.
SCALE = ((0.0, "#EEF2FA"), (0.5, "#A9BBE0"), (1.0, "#3D5A99"))
DARK_FROM = 0.78


def week_figure(week: pd.DataFrame, hours: bool = False, full: float = 0) -> go.Figure:
    """Draw the week; a half-hour without a value stays empty.

    With ``hours``, a frame runs around the half-hours whose ``opened`` is not zero. The
    fullest colour is that of the highest value, or of ``full`` if it is higher.
    """
    slots = list(range(int(week["slot"].min()), int(week["slot"].max()) + 1, STEP))
    days = sorted(week["weekday"].unique())
    shape = (slots, days)
    values = _grid(week, "value", shape).astype("float64")
    top = max([full, *week["value"].dropna()])
    figure = go.Figure()
    figure.add_heatmap(
        x=[WEEKDAYS[int(day)][:3] + "." for day in days],
        y=[hour(slot) for slot in slots],
        z=values,
        colorscale=[list(each) for each in SCALE],
        zmin=0,
        zmax=top,
        showscale=False,
        xgap=3,
        ygap=3,
        customdata=_grid(week, "said", shape),
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    _write_numbers(figure, week, top)
    if hours:
        _frame_hours(figure, week, slots, days)
    figure.update_layout(
        height=len(slots) * ROW_HEIGHT + MARGIN,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        separators=f",{NARROW}",
        dragmode=False,
        font={"size": 14},
    )
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True, showgrid=False)
    figure.update_xaxes(side="top", fixedrange=True, automargin=True, showgrid=False)
    return figure


def hour(slot: int) -> str:
    """Return the beginning of a half-hour.

    >>> hour(570)
    '9\\xa0h\\xa030'
    """
    hours, minutes = divmod(int(slot), 60)
    return f"{hours}\u00a0h\u00a0{minutes:02d}"


def _grid(week: pd.DataFrame, name: str, shape: tuple[list[int], list[int]]) -> np.ndarray:
    table = week.pivot(index="slot", columns="weekday", values=name)
    return np.asarray(table.reindex(index=shape[0], columns=shape[1]))


def _write_numbers(figure: go.Figure, week: pd.DataFrame, top: float) -> None:
    """Write each number in its cell, dark on pale and white on full."""
    known = week[week["value"].notna()]
    dark = known["value"] > DARK_FROM * top
    for shown, ink in ((known[~dark], theme.INK), (known[dark], theme.PAPER)):
        figure.add_scatter(
            x=[WEEKDAYS[int(day)][:3] + "." for day in shown["weekday"]],
            y=[hour(slot) for slot in shown["slot"]],
            mode="text",
            text=shown["label"],
            textfont={"color": ink, "size": 13},
            hoverinfo="skip",
            showlegend=False,
        )


def _frame_hours(
    figure: go.Figure, week: pd.DataFrame, slots: list[int], days: list[int]
) -> None:
    """Draw a frame around each stretch of half-hours that is open on some of the days."""
    opened = week[week["opened"] > 0].sort_values(["weekday", "slot"])
    begins = opened["slot"].diff().ne(STEP) | opened["weekday"].diff().ne(0)
    stretches = opened.groupby(begins.cumsum()).agg(
        weekday=("weekday", "first"), first=("slot", "first"), last=("slot", "last")
    )
    for each in stretches.itertuples(index=False):
        column = days.index(each.weekday)
        figure.add_shape(
            type="rect",
            x0=column - 0.5,
            x1=column + 0.5,
            y0=slots.index(each.first) - 0.5,
            y1=slots.index(each.last) + 0.5,
            line={"color": theme.TARGET, "width": 1.4},
            layer="above",
        )
