"""A comparison: who differs from the others by more than chance explains."""

import pandas as pd
import streamlit as st

from dashboard import filters, gateway, theme, wording
from dashboard.charts.funnel import funnel_figure
from dashboard.components.figure import DataBox, show_box
from dashboard.wording import comparing as words
from dashboard.wording import figures
from dashboard.wording.codes import tidy
from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.formats import number

MEASURE, LEVEL = "mesure", "niveau"


def choose_comparison() -> tuple[str, gateway.Level]:
    """Let an indicator and a level be chosen; both are in the address."""
    own = {each.code: each for each in gateway.comparable()}
    filters.follow(MEASURE, list(own), next(iter(own)))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix-comparaison"):
        st.selectbox(
            words.INDICATOR,
            list(own),
            key=MEASURE,
            format_func=lambda code: f"{tidy(code)} · {own[code].title}",
            on_change=filters.note,
            args=(MEASURE,),
            width=520,
        )
        code = st.session_state[MEASURE]
        return code, _choose_level(own[code])


def _choose_level(indicator: Indicator) -> gateway.Level:
    levels = gateway.levels_of(indicator)
    if len(levels) == 1:
        return levels[0]
    filters.follow(LEVEL, levels, levels[0])
    st.segmented_control(
        words.LEVEL,
        levels,
        key=LEVEL,
        format_func=lambda level: words.LEVELS[level.value],
        required=True,
        on_change=filters.note,
        args=(LEVEL,),
    )
    return gateway.Level(st.session_state[LEVEL])


def show_comparison(found: gateway.Funnel, period: Period) -> None:
    own, drawn, level = found.indicator, found.drawn, found.level.value
    show_box(
        DataBox(
            key="comparaison",
            title=figures.funnel(own.title, level),
            in_period=False,
            figure=funnel_figure(drawn.assign(said=_said(drawn)), found.lines, found.centre),
            sentence=words.sentence(own.title, found.centre, len(drawn), level),
            listed=words.legend(drawn["mark"], drawn["title"]),
            shown=_shown(found),
            exported=gateway.funnel_table(found),
            counted=wording.counted(drawn["counted"].sum(), wording.OBSERVED[own.dataset]),
            about=own.dataset,
            file_name=f"vigie-comparaison-{own.code}-{level}-{period.code}.csv",
            reading=words.reading(_outside(found), len(drawn), level),
            basis=words.basis(
                found.adjusted,
                level,
                len(drawn),
                found.alarms,
                len(found.units) - len(drawn),
                gateway.FEWEST_COMPARED,
            ),
        )
    )


def _outside(found: gateway.Funnel) -> list[tuple[str, str, str]]:
    rows = found.outside
    values = [wording.value_text(each, "%") for each in rows["value"]]
    return list(zip(rows["title"], values, rows["place"], strict=True))


def _said(drawn: pd.DataFrame) -> list[str]:
    names = drawn["mark"] + " · " + drawn["title"]
    rows = zip(names, drawn["value"], drawn["counted"], drawn["place"], strict=True)
    return [
        f"<b>{title}</b><br>{wording.value_text(value, '%')} · {number(counted)}<br>"
        f"{words.PLACES[place]}"
        for title, value, counted, place in rows
    ]


def _shown(found: gateway.Funnel) -> pd.DataFrame:
    """Return the table to read, in alphabetical order: no rank is meant."""
    units = found.units
    return pd.DataFrame(
        {
            words.MARK: units["mark"],
            words.UNITS[found.level.value][0].capitalize(): units["title"],
            "Résultat": [wording.value_text(each, "%") for each in units["value"]],
            "Effectif": [number(each) for each in units["counted"]],
            words.LIMITS: [
                wording.interval_text(_known(low), _known(high), "%")
                for low, high in zip(units["l998"], units["u998"], strict=True)
            ],
            "Place": [f"{theme.PLACES[each]} {words.PLACES[each]}" for each in units["place"]],
        }
    )


def _known(limit: float) -> float | None:
    return None if limit != limit else min(max(limit, 0.0), 1.0)
