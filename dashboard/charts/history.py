"""An indicator through time: its values, their interval, its target as it was decided."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from etl.domain.periods import PeriodKind
from etl.formats import MONTHS, NARROW, WEEKDAYS

HEIGHT = 340
# The columns of the frame to draw: one row a period, oldest first.
COLUMNS = ("start", "label", "value", "low", "high", "target", "verdict", "said")

SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
CONFIG: Mapping[str, object] = {
    "displayModeBar": False,
    "locale": "fr",
    "locales": {
        "fr": {
            "dictionary": {},
            "format": {
                "months": list(MONTHS),
                "shortMonths": list(SHORT_MONTHS),
                "days": [WEEKDAYS[-1], *WEEKDAYS[:-1]],
                "shortDays": [day[:3] + "." for day in (WEEKDAYS[-1], *WEEKDAYS[:-1])],
                "date": "%d/%m/%Y",
            },
        }
    },
}


def history_figure(findings: pd.DataFrame, unit: str, kind: PeriodKind) -> go.Figure:
    """Draw findings against their target; shape and colour of a point tell its verdict."""
    factor, suffix = (100, f"{NARROW}%") if unit == "%" else (1, f" {unit}" if unit else "")
    numbers = {name: findings[name] * factor for name in ("value", "low", "high", "target")}
    drawn = findings.assign(**numbers)
    figure = go.Figure()
    _draw_interval(figure, drawn)
    _draw_target(figure, drawn)
    _draw_values(figure, drawn)
    _lay_out(figure, kind, suffix)
    figure.update_yaxes(range=_range(drawn, is_share=unit == "%"))
    return figure


def _draw_interval(figure: go.Figure, drawn: pd.DataFrame) -> None:
    spread = {
        "type": "data",
        "array": drawn["high"] - drawn["value"],
        "arrayminus": drawn["value"] - drawn["low"],
        "color": theme.LINE,
        "thickness": 1.2,
        "width": 4,
    }
    figure.add_scatter(
        x=drawn["start"],
        y=drawn["value"],
        error_y=spread,
        mode="none",
        hoverinfo="skip",
        opacity=0.75,
        showlegend=False,
    )


def _draw_target(figure: go.Figure, drawn: pd.DataFrame) -> None:
    if drawn["target"].notna().any():
        figure.add_scatter(
            x=drawn["start"],
            y=drawn["target"],
            mode="lines",
            line={"color": theme.TARGET, "dash": "dash", "width": 1.6, "shape": "hvh"},
            hoverinfo="skip",
            showlegend=False,
        )


def _draw_values(figure: go.Figure, drawn: pd.DataFrame) -> None:
    verdicts = drawn["verdict"].astype("str")
    figure.add_scatter(
        x=drawn["start"],
        y=drawn["value"],
        mode="lines+markers",
        connectgaps=False,
        line={"color": theme.LINE, "width": 2},
        marker={
            "color": verdicts.map(dict(theme.COLOURS)),
            "symbol": verdicts.map(dict(theme.SYMBOLS)),
            "size": 11,
            "line": {"width": 0},
        },
        text=drawn["said"],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _lay_out(figure: go.Figure, kind: PeriodKind, suffix: str) -> None:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 4, "r": 12, "t": 12, "b": 4},
        separators=f",{NARROW}",
        hovermode="closest",
        dragmode=False,
        font={"size": 14},
    )
    months = {PeriodKind.MONTH: "%b\n%Y", PeriodKind.QUARTER: "%b\n%Y", PeriodKind.YEAR: "%Y"}
    steps = {PeriodKind.MONTH: "M3", PeriodKind.QUARTER: "M6", PeriodKind.YEAR: "M12"}
    figure.update_xaxes(
        tickformat=months[kind],
        dtick=steps[kind],
        tickangle=0,
        showgrid=False,
        fixedrange=True,
        automargin=True,
    )
    figure.update_yaxes(
        ticksuffix=suffix,
        gridcolor=theme.GRID,
        zeroline=False,
        fixedrange=True,
        automargin=True,
    )


def _range(drawn: pd.DataFrame, is_share: bool) -> list[float] | None:
    """Return an axis that leaves air around what is drawn, and stays within 0 and 100 %."""
    seen = pd.concat([drawn["value"], drawn["low"], drawn["high"], drawn["target"]]).dropna()
    if seen.empty:
        return None
    air = max((seen.max() - seen.min()) * 0.12, abs(seen.max()) * 0.02, 0.5)
    low, high = seen.min() - air, seen.max() + air
    if is_share:
        floor = max(low, -2.0) if seen.min() >= 0 else low
        # A little room for the points at 100 %, not enough for a tick above.
        return [floor, min(high, 100 + 0.06 * (100 - floor))]
    return [min(0.0, seen.min()) - air * 0.2, high]
