"""An indicator through time: its values, their interval, its target as it was decided."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.wording import variation
from etl.domain.periods import PeriodKind
from etl.formats import MONTHS, NARROW, WEEKDAYS

HEIGHT = 340
# The columns of the frame to draw: one row a period, oldest first. Those of the control
# chart (centre, floor, ceiling, variation) are missing where it does not judge.
COLUMNS = ("start", "label", "value", "low", "high", "target", "verdict", "said")
CONTROL = ("centre", "floor", "ceiling")
# Of the height of the chart: a thinner band has no room for its name.
ROOM_FOR_A_NAME = 0.16

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


def history_figure(
    findings: pd.DataFrame, unit: str, kind: PeriodKind, events: pd.DataFrame | None = None
) -> go.Figure:
    """Draw findings against their target; shape and colour of a point tell its verdict.

    ``events`` are numbered lines: ``start`` (of the period that each falls in), ``mark``,
    ``said``, ``moves`` (whether limits change there).
    """
    factor, suffix = (100, f"{NARROW}%") if unit == "%" else (1, f" {unit}" if unit else "")
    names = ["value", "low", "high", "target", *(set(CONTROL) & set(findings.columns))]
    drawn = findings.assign(**{name: findings[name] * factor for name in names})
    axis = _range(drawn, is_share=unit == "%")
    figure = go.Figure()
    if "centre" in drawn and drawn["centre"].notna().any():
        _draw_control(figure, drawn, axis)
    _draw_interval(figure, drawn)
    _draw_target(figure, drawn)
    _draw_values(figure, drawn)
    if events is not None:
        _draw_events(figure, events)
    _lay_out(figure, kind, suffix, marked=events is not None and not events.empty)
    figure.update_yaxes(range=axis)
    return figure


def _draw_control(figure: go.Figure, drawn: pd.DataFrame, axis: list[float] | None) -> None:
    """Draw the band of ordinary variation, its mean, and a ring around each signal."""
    # A month without a value has no limits: the band passes over it.
    judged = drawn.dropna(subset=["centre", "floor", "ceiling"])
    quiet = {"mode": "lines", "hoverinfo": "skip", "showlegend": False}
    for name, fill in (("floor", None), ("ceiling", "tonexty")):
        figure.add_scatter(
            name=name,
            x=judged["start"],
            y=judged[name],
            fill=fill,
            fillcolor=theme.BAND,
            line={"width": 0, "shape": "hvh"},
            **quiet,
        )
    figure.add_scatter(
        name="centre",
        x=judged["start"],
        y=judged["centre"],
        line={"color": theme.LINE, "width": 1, "shape": "hvh"},
        **quiet,
    )
    _draw_signals(figure, drawn)
    if axis and len(judged):
        _name_band(figure, judged, axis)


def _draw_signals(figure: go.Figure, drawn: pd.DataFrame) -> None:
    found = drawn[drawn["variation"].isin(list(theme.SIGNALS))]
    marks = [theme.SIGNALS[each] for each in found["variation"]]
    figure.add_scatter(
        name="signals",
        x=found["start"],
        y=found["value"],
        mode="markers",
        marker={
            "symbol": [symbol for symbol, _ in marks],
            "size": 16,
            "color": [colour for _, colour in marks],
            "line": {"width": 1.4},
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _name_band(figure: go.Figure, judged: pd.DataFrame, axis: list[float]) -> None:
    first = judged.iloc[0]
    top, bottom = min(first["ceiling"], axis[1]), max(first["floor"], axis[0])
    if top - bottom >= ROOM_FOR_A_NAME * (axis[1] - axis[0]):
        figure.add_annotation(
            x=first["start"],
            y=bottom,
            text=variation.BAND,
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"size": 13},
        )


def _draw_events(figure: go.Figure, events: pd.DataFrame) -> None:
    """Draw a numbered line for each period with events; a full one where limits change."""
    for start, own in events.groupby("start"):
        moves = bool(own["moves"].any())
        figure.add_vline(
            x=start,
            line={
                "color": theme.EVENT,
                "width": 1.6 if moves else 1,
                "dash": "solid" if moves else "dot",
            },
            layer="below",
        )
        figure.add_annotation(
            x=start,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=" ".join(own["mark"]),
            hovertext="<br>".join(own["said"]),
            showarrow=False,
            font={"size": 17, "color": theme.EVENT},
        )


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
        opacity=0.6,
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
            "size": 10,
            "line": {"width": 0},
        },
        text=drawn["said"],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _lay_out(figure: go.Figure, kind: PeriodKind, suffix: str, marked: bool) -> None:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 4, "r": 12, "t": 26 if marked else 12, "b": 4},
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
    shown = [name for name in ("value", "low", "high", "target", *CONTROL) if name in drawn]
    seen = pd.concat([drawn[name] for name in shown]).dropna()
    if seen.empty:
        return None
    air = max((seen.max() - seen.min()) * 0.12, abs(seen.max()) * 0.02, 0.5)
    low, high = seen.min() - air, seen.max() + air
    if is_share:
        floor = max(low, -2.0) if seen.min() >= 0 else low
        # A little room for the points at 100 %, not enough for a tick above.
        return [floor, min(high, 100 + 0.06 * (100 - floor))]
    return [min(0.0, seen.min()) - air * 0.2, high]
