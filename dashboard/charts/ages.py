"""Open requests by age: letters to the left, e-mails to the right, the late ones hatched."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.wording import mails as words
from etl.domain.assessments import Verdict
from etl.formats import NARROW, number

ROW_HEIGHT, MARGIN = 34, 66
# The columns of the frame to draw beside its counts: the name of each class of age.
COLUMNS = ("age", "email_in_time", "email_late", "letter_in_time", "letter_late")
# Of the longer side.
SHORTEST = 0.45
TOWARDS = {"letter": -1, "email": 1}
COLOURS = {"in_time": theme.LINE, "late": theme.COLOURS[Verdict.MISSED]}


def ages_figure(found: pd.DataFrame) -> go.Figure:
    """Draw each class of age as one row, the oldest on top."""
    figure = go.Figure()
    for side, sign in TOWARDS.items():
        for state in COLOURS:
            _draw(figure, found, side, state, sign)
    widest = max(_width(found, side) for side in TOWARDS) or 1
    # One scale for both sides; the shorter one keeps room for its name.
    reach = {side: max(_width(found, side) * 1.2, widest * SHORTEST) for side in TOWARDS}
    for side, sign in TOWARDS.items():
        _write_totals(figure, found, side, sign)
        figure.add_annotation(
            x=sign * widest * 0.02,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=4,
            xanchor="left" if sign > 0 else "right",
            text=f"<b>{words.SIDES[side]}</b>",
            showarrow=False,
        )
    _lay_out(figure, len(found), (-reach["letter"], reach["email"]))
    return figure


def _width(found: pd.DataFrame, side: str) -> float:
    return float((found[f"{side}_in_time"] + found[f"{side}_late"]).max())


def _draw(figure: go.Figure, found: pd.DataFrame, side: str, state: str, sign: int) -> None:
    counts = found[f"{side}_{state}"]
    figure.add_bar(
        name=f"{side}_{state}",
        x=sign * counts,
        y=found["age"],
        orientation="h",
        marker={
            "color": COLOURS[state],
            "line": {"width": 0},
            # Not by colour alone: what is late is hatched.
            "pattern": {
                "shape": "/" if state == "late" else "",
                "solidity": 0.35,
                "fillmode": "overlay",
                "fgcolor": "white",
            },
        },
        customdata=[
            words.bar(age, side, state, int(count))
            for age, count in zip(found["age"], counts, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


def _write_totals(figure: go.Figure, found: pd.DataFrame, side: str, sign: int) -> None:
    total = found[f"{side}_in_time"] + found[f"{side}_late"]
    known = total > 0
    figure.add_scatter(
        name=f"{side}_total",
        x=sign * total[known],
        y=found.loc[known, "age"],
        mode="text",
        # A little air between a bar and its number.
        text=[f"{NARROW}{number(each)}{NARROW}" for each in total[known]],
        textposition="middle right" if sign > 0 else "middle left",
        hoverinfo="skip",
        showlegend=False,
    )


def _lay_out(figure: go.Figure, rows: int, span: tuple[float, float]) -> None:
    figure.update_layout(
        barmode="relative",
        bargap=0.28,
        height=rows * ROW_HEIGHT + MARGIN,
        margin={"l": 4, "r": 4, "t": 34, "b": 4},
        separators=f",{NARROW}",
        hovermode="closest",
        dragmode=False,
        font={"size": 14},
    )
    figure.update_xaxes(
        range=list(span),
        showticklabels=False,
        showgrid=False,
        zeroline=True,
        zerolinecolor=theme.TARGET,
        fixedrange=True,
    )
    figure.update_yaxes(
        type="category", automargin=True, showgrid=False, zeroline=False, fixedrange=True
    )
