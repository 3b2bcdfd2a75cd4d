"""A week of half-hours: one column a day, one row a half-hour, a number in each cell."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.formats import NARROW, WEEKDAYS

ROW_HEIGHT, MARGIN = 26, 40
# The columns of the frame to draw: slot is in minutes after midnight.
COLUMNS = ("weekday", "slot", "value", "label", "said")
# One hue, pale to full: both ends keep their number readable.
SCALE = ((0.0, "#EEF2FA"), (0.5, "#A9BBE0"), (1.0, "#3D5A99"))
DARK_FROM = 0.62


def week_figure(week: pd.DataFrame) -> go.Figure:
    """Draw the week; a half-hour that is never open stays empty."""
    slots = list(range(int(week["slot"].min()), int(week["slot"].max()) + 1, 30))
    days = sorted(week["weekday"].unique())
    shape = (slots, days)
    values = _grid(week, "value", shape).astype("float64")
    figure = go.Figure()
    figure.add_heatmap(
        x=[WEEKDAYS[int(day)][:3] + "." for day in days],
        y=[hour(slot) for slot in slots],
        z=values,
        colorscale=[list(each) for each in SCALE],
        zmin=0,
        showscale=False,
        xgap=3,
        ygap=3,
        customdata=_grid(week, "said", shape),
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    _write_numbers(figure, week, slots, days)
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


def _write_numbers(
    figure: go.Figure, week: pd.DataFrame, slots: list[int], days: list[int]
) -> None:
    """Write each number in its cell, dark on pale and white on full."""
    known = week[week["value"].notna()]
    highest = known["value"].max() if len(known) else 0
    dark = known["value"] > DARK_FROM * highest
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
