"""Sites or services by their number of observations, within the limits of chance."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.wording import comparing as words
from etl.formats import NARROW

HEIGHT = 420
# Shape and colour of a point, by where it lies.
MARKS: Mapping[str, tuple[str, str]] = {
    "below_998": ("diamond", "#B7791F"),
    "above_998": ("diamond", "#B7791F"),
    "below_95": ("triangle-up", "#7B8190"),
    "above_95": ("triangle-up", "#7B8190"),
    "inside": ("circle", "#5B78B8"),
}
LINES: Mapping[str, str] = {"l998": "solid", "u998": "solid", "l95": "dash", "u95": "dash"}


def funnel_figure(units: pd.DataFrame, lines: pd.DataFrame, centre: float) -> go.Figure:
    """Draw units (mark, counted, value, place, said) around a centre; shares as fractions."""
    figure = go.Figure()
    for name, dash in LINES.items():
        figure.add_scatter(
            name=name,
            x=lines["counted"],
            y=lines[name] * 100,
            mode="lines",
            line={"color": theme.TARGET, "width": 1.3, "dash": dash},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_hline(y=centre * 100, line={"color": theme.LINE, "width": 1}, layer="below")
    _draw_units(figure, units)
    _lay_out(figure)
    return figure


def _draw_units(figure: go.Figure, units: pd.DataFrame) -> None:
    marks = [MARKS[each] for each in units["place"]]
    figure.add_scatter(
        name="units",
        x=units["counted"],
        y=units["value"] * 100,
        mode="markers+text",
        marker={
            "symbol": [symbol for symbol, _ in marks],
            "color": [colour for _, colour in marks],
            "size": 13,
        },
        text=units["mark"],
        textposition="middle right",
        textfont={"size": 15, "weight": 600},
        hovertext=units["said"],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
        showlegend=False,
    )


def _lay_out(figure: go.Figure) -> None:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 4, "r": 12, "t": 26, "b": 4},
        separators=f",{NARROW}",
        hovermode="closest",
        dragmode=False,
        font={"size": 14},
    )
    figure.update_xaxes(
        tickformat=",d",
        title={"text": words.AXIS, "font": {"size": 14}},
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )
    figure.update_yaxes(
        ticksuffix=f"{NARROW}%",
        gridcolor=theme.GRID,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )
