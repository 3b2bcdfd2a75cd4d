"""Shares side by side: a dot with its interval for each point, the target as a line."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.formats import NARROW

ROW_HEIGHT, MARGIN = 40, 40
# The columns of the frame to draw, one row a point; shares are fractions.
COLUMNS = ("label", "share", "low", "high", "before", "said")
ABOVE = 0.36


def points_figure(points: pd.DataFrame) -> go.Figure:
    """Draw each share as a disc on its interval; a ring is the campaign before."""
    places = list(range(len(points)))
    figure = go.Figure()
    figure.add_scatter(
        x=points["before"] * 100,
        y=places,
        mode="markers",
        marker={
            "symbol": "circle-open",
            "size": 11,
            "color": theme.TARGET,
            "line": {"width": 2},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=points["share"] * 100,
        y=places,
        mode="markers",
        marker={"size": 11, "color": theme.LINE},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (points["high"] - points["share"]) * 100,
            "arrayminus": (points["share"] - points["low"]) * 100,
            "color": theme.LINE,
            "thickness": 1.6,
            "width": 0,
        },
        customdata=points["said"],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    for row, label in enumerate(points["label"]):
        # From the name, at the left, the eye follows the row to its disc.
        figure.add_hline(y=row, line={"color": theme.GRID, "width": 1}, layer="below")
        figure.add_annotation(
            x=0, y=row - ABOVE, text=label, showarrow=False, xanchor="left", xshift=2
        )
    figure.update_layout(
        height=len(points) * ROW_HEIGHT + MARGIN,
        margin={"l": 4, "r": 16, "t": 4, "b": 4},
        separators=f",{NARROW}",
        dragmode=False,
        font={"size": 14},
    )
    figure.update_xaxes(
        range=[0, 102], dtick=25, ticksuffix=f"{NARROW}%", showgrid=False,
        zeroline=False, fixedrange=True, automargin=True,
    )  # fmt: skip
    figure.update_yaxes(
        range=[len(points) - 0.5, -0.75], visible=False, fixedrange=True, showgrid=False
    )
    return figure
