"""How the answers to each question spread over its scores: one whole bar a question."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.formats import NARROW

ROW_HEIGHT, MARGIN = 62, 36
ABOVE = 0.4
# Of one hue, from the lowest score to the highest; the number in each part says it too.
HUES = ("#EEF2FA", "#CBD6EC", "#A9BBE0", "#6F8BC4", "#3D5A99")
DARK_FROM, ROOM_FOR_A_NUMBER = 3, 0.07
# The columns of the frame to draw: ``rank`` places a score on its scale, from 0 to 1.
COLUMNS = ("question", "label", "share", "rank", "text", "said")


def scores_figure(scores: pd.DataFrame) -> go.Figure:
    """Draw the questions from top to bottom, their scores from left to right."""
    figure = go.Figure()
    questions = list(dict.fromkeys(scores["question"]))
    for row, question in enumerate(questions):
        own = scores[scores["question"] == question]
        begins = own["share"].cumsum() - own["share"]
        hues = [min(int(rank * len(HUES)), len(HUES) - 1) for rank in own["rank"]]
        figure.add_bar(
            x=own["share"] * 100,
            base=begins * 100,
            y=[row] * len(own),
            orientation="h",
            width=0.42,
            marker={
                "color": [HUES[each] for each in hues],
                "line": {"color": theme.TARGET, "width": 0.6},
            },
            text=[
                text if share >= ROOM_FOR_A_NUMBER else ""
                for text, share in zip(own["text"], own["share"], strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={
                "color": [theme.PAPER if each >= DARK_FROM else theme.INK for each in hues],
                "size": 13,
            },
            customdata=own["said"],
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
        )
        figure.add_annotation(
            x=0, y=row - ABOVE, text=own["label"].iloc[0], showarrow=False, xanchor="left"
        )
    _lay_out(figure, len(questions))
    return figure


def _lay_out(figure: go.Figure, rows: int) -> None:
    figure.update_layout(
        barmode="overlay",
        height=rows * ROW_HEIGHT + MARGIN,
        margin={"l": 4, "r": 16, "t": 4, "b": 4},
        separators=f",{NARROW}",
        dragmode=False,
        font={"size": 14},
        # A number that does not fit is said by the table, not written too small to read.
        uniformtext={"minsize": 11, "mode": "hide"},
    )
    figure.update_xaxes(
        range=[0, 100], dtick=25, ticksuffix=f"{NARROW}%", showgrid=False, zeroline=False,
        fixedrange=True, automargin=True,
    )  # fmt: skip
    figure.update_yaxes(
        range=[rows - 0.6, -0.75], visible=False, fixedrange=True, showgrid=False
    )
