"""The share of requests answered within each number of working days."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.wording import delays as words
from etl.domain.engagements import Unit
from etl.formats import NARROW

HEIGHT = 300
# The columns of the frame to draw: one row a whole delay, shares as fractions.
COLUMNS = ("delay", "share", "low", "high", "said")


def delays_figure(
    curve: pd.DataFrame, promised: Sequence[float], unit: Unit = Unit.WORKING_DAYS
) -> go.Figure:
    """Draw the curve in steps, its interval as a band, and each promise as a dashed line."""
    figure = go.Figure()
    _draw_interval(figure, curve)
    figure.add_scatter(
        name="share",
        x=curve["delay"],
        y=curve["share"] * 100,
        mode="lines+markers",
        line={"color": theme.LINE, "width": 2, "shape": "hv"},
        marker={"color": theme.LINE, "size": 6},
        text=curve["said"],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    for days in promised:
        _draw_promise(figure, days, unit)
    _lay_out(figure, max([*promised, float(curve["delay"].max())]))
    return figure


def _draw_interval(figure: go.Figure, curve: pd.DataFrame) -> None:
    known = curve.dropna(subset=["low", "high"])
    for name, fill in (("low", None), ("high", "tonexty")):
        figure.add_scatter(
            name=name,
            x=known["delay"],
            y=known[name] * 100,
            mode="lines",
            fill=fill,
            fillcolor=theme.BAND,
            line={"width": 0, "shape": "hv"},
            hoverinfo="skip",
            showlegend=False,
        )


def _draw_promise(figure: go.Figure, days: float, unit: Unit) -> None:
    figure.add_scatter(
        name="promise",
        x=[days, days],
        y=[0, 100],
        mode="lines",
        line={"color": theme.TARGET, "dash": "dash", "width": 1.6},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_annotation(
        x=days,
        y=0,
        text=words.promise(days, unit),
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"size": 13},
    )


def _lay_out(figure: go.Figure, last: float) -> None:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 4, "r": 12, "t": 12, "b": 4},
        separators=f",{NARROW}",
        hovermode="closest",
        dragmode=False,
        font={"size": 14},
    )
    figure.update_xaxes(
        range=[-0.3, last + 0.5],
        dtick=1 if last <= 12 else 5,
        tickangle=0,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )
    figure.update_yaxes(
        range=[0, 104],
        dtick=25,
        ticksuffix=f"{NARROW}%",
        gridcolor=theme.GRID,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )
