"""Telephone: shares as bars under their names, waits as two bars a stretch."""

from collections.abc import Sequence
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.formats import NARROW

ROW_HEIGHT, MARGIN, HEIGHT = 68, 34, 320
# A name is cut in two lines there, so that a narrow screen holds it.
LINE_LENGTH = 44
# The columns of the frames to draw; shares are fractions, ``own`` is that of the promise.
SHARE_COLUMNS = ("label", "share", "own", "said")
WAIT_COLUMNS = ("stretch", "answered", "abandoned", "answered_said", "abandoned_said")
PALE = "#A9BBE0"


def shares_figure(shares: pd.DataFrame, target: float | None = None) -> go.Figure:
    """Draw a bar for each share, its name above it; the target as a dashed line."""
    rows = list(range(len(shares)))
    figure = go.Figure()
    figure.add_bar(
        x=shares["share"] * 100,
        y=rows,
        orientation="h",
        width=0.24,
        marker={
            "color": [theme.LINE if own else PALE for own in shares["own"]],
            "cornerradius": 3,
        },
        customdata=shares["said"],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    for row, label, own in zip(rows, shares["label"], shares["own"], strict=True):
        lines = "<br>".join(balanced(label))
        figure.add_annotation(
            x=0,
            y=row - 0.16,
            text=f"<b>{lines}</b>" if own else lines,
            align="left",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
        )
    if target is not None:
        figure.add_vline(
            x=target * 100, line={"color": theme.TARGET, "dash": "dash", "width": 1.6}
        )
    _lay_out(figure, len(shares) * ROW_HEIGHT + MARGIN)
    figure.update_xaxes(
        range=[0, 101], dtick=25, ticksuffix=f"{NARROW}%", showgrid=False, tickangle=0
    )
    figure.update_yaxes(range=[len(shares) - 0.7, -0.85], visible=False)
    return figure


def balanced(label: str) -> list[str]:
    """Return a name in as few lines as a narrow screen holds, of about one length.

    >>> balanced("91,5 % · Taux de décroché, abandons courts écartés")
    ['91,5 % · Taux de décroché,', 'abandons courts écartés']
    """
    fewest = wrap(label, LINE_LENGTH, break_on_hyphens=False)
    for length in range(len(label) // max(len(fewest), 1), LINE_LENGTH):
        lines = wrap(label, length, break_on_hyphens=False)
        if len(lines) == len(fewest):
            return lines
    return fewest


def waits_figure(waits: pd.DataFrame, names: Sequence[str]) -> go.Figure:
    """Draw the answered and the abandoned calls of each stretch of wait, side by side."""
    figure = go.Figure()
    drawn = (("answered", theme.LINE, ""), ("abandoned", theme.TARGET, "/"))
    for (column, colour, pattern), name in zip(drawn, names, strict=True):
        figure.add_bar(
            name=name,
            x=waits["stretch"],
            y=waits[column],
            marker={
                "color": colour,
                "cornerradius": 2,
                # Not by colour alone.
                "pattern": {
                    "shape": pattern,
                    "solidity": 0.35,
                    "fillmode": "overlay",
                    "fgcolor": "white",
                },
            },
            customdata=waits[f"{column}_said"],
            hovertemplate="%{customdata}<extra></extra>",
        )
    _lay_out(figure, HEIGHT)
    figure.update_layout(
        bargap=0.25,
        bargroupgap=0.08,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    )
    # Where the stretches do not fit side by side, they turn.
    figure.update_xaxes(type="category", showgrid=False, autotickangles=[0, 45, 90])
    figure.update_yaxes(rangemode="tozero", showgrid=True)
    return figure


def _lay_out(figure: go.Figure, height: int) -> None:
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 12, "t": 4, "b": 4},
        separators=f",{NARROW}",
        hovermode="closest",
        dragmode=False,
        font={"size": 14},
    )
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(gridcolor=theme.GRID, zeroline=False, fixedrange=True, automargin=True)
