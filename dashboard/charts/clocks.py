"""The clocks of one event, as bars on one line of minutes."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.domain.assessments import Verdict
from etl.formats import NARROW, NO_BREAK

ROW_HEIGHT, MARGIN = 54, 40
# Where the name of a clock stands: above its bar, so that a narrow screen keeps room.
ABOVE = 0.43
# The columns of the frame to draw: one row a clock, times in minutes; ``state`` is a verdict.
COLUMNS = ("label", "begins", "minutes", "limit", "state", "said")


def clocks_figure(clocks: pd.DataFrame) -> go.Figure:
    """Draw each clock from its order to its effect, the promised limit as a mark."""
    figure = go.Figure()
    states = clocks["state"]
    figure.add_bar(
        x=clocks["minutes"],
        base=clocks["begins"],
        y=list(range(len(clocks))),
        orientation="h",
        width=0.3,
        marker={
            "color": [theme.COLOURS[each] for each in states],
            # Not by colour alone: a late one is hatched.
            "pattern": {
                "shape": ["/" if each == Verdict.MISSED else "" for each in states],
                "solidity": 0.35,
                "fillmode": "overlay",
                "fgcolor": "white",
            },
            "cornerradius": 3,
        },
        customdata=clocks["said"],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    _draw_limits(figure, clocks)
    for row, label in enumerate(clocks["label"]):
        figure.add_annotation(
            x=0, y=row - ABOVE, text=label, showarrow=False, xanchor="left", xshift=2
        )
    last = float((clocks["begins"] + clocks[["minutes", "limit"]].max(axis=1)).max())
    _lay_out(figure, len(clocks), last)
    return figure


def _draw_limits(figure: go.Figure, clocks: pd.DataFrame) -> None:
    figure.add_scatter(
        x=clocks["begins"] + clocks["limit"],
        y=list(range(len(clocks))),
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 15,
            "line": {"color": theme.TARGET, "width": 2.4},
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _lay_out(figure: go.Figure, rows: int, last: float) -> None:
    figure.update_layout(
        height=rows * ROW_HEIGHT + MARGIN,
        margin={"l": 4, "r": 12, "t": 4, "b": 4},
        separators=f",{NARROW}",
        hovermode="closest",
        dragmode=False,
        font={"size": 14},
    )
    figure.update_xaxes(
        range=[0, last * 1.06],
        dtick=30 if last <= 240 else None,
        tickangle=0,
        ticksuffix=f"{NO_BREAK}min",
        gridcolor=theme.GRID,
        zeroline=True,
        zerolinecolor=theme.GRID,
        fixedrange=True,
        automargin=True,
    )
    figure.update_yaxes(
        range=[rows - 0.6, -0.75], visible=False, fixedrange=True, showgrid=False
    )
