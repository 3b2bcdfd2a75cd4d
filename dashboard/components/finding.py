"""One finding: its sentence, its facts, its history."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import gateway, theme, wording
from dashboard.charts.history import history_figure
from dashboard.components import html
from dashboard.components.figure import DataBox, show_box
from dashboard.wording import phrases
from etl.domain.assessments import Verdict
from etl.formats import number

FEWEST_POINTS = 2


def show_finding(finding: gateway.Finding) -> None:
    """Show the verdict on an indicator in words, then its facts."""
    own = finding.indicator
    st.header(own.title, anchor=False)
    html.show(
        f'<p class="role">{html.chip(finding.verdict)}'
        f"{html.soft(phrases.role(own.mandatory))}</p>"
        f"{html.paragraph(finding.reason or gateway.sentence(finding))}"
    )
    html.show(html.facts(_facts(finding)))


def _facts(finding: gateway.Finding) -> list[tuple[str, str, str]]:
    own, decided = finding.indicator, finding.decided
    goal = wording.target_text(finding.target, finding.comparison, own.unit)
    observed = wording.OBSERVED[own.dataset]
    return [
        ("Résultat", wording.value_text(finding.value, own.unit), ""),
        ("Objectif", goal, wording.ORIGINS[decided.origin] if decided else ""),
        ("Effectif", number(finding.counted), wording.plural(finding.counted, observed)),
        (
            phrases.INTERVAL,
            wording.interval_text(finding.low, finding.high, own.unit),
            "",
        ),
        ("En cours", number(finding.pending), "délai non échu"),
        ("Mesure absente", number(finding.unknown), "le fichier ne dit rien"),
    ]


def show_history(finding: gateway.Finding, past: Sequence[gateway.Finding]) -> None:
    kind = finding.period.kind
    measured = [each for each in past if each.value is not None]
    if not measured:
        return
    # What lies before the first measure is not history.
    past = past[past.index(measured[0]) :]
    st.header(wording.HISTORIES[kind], anchor=False)
    if len(measured) < FEWEST_POINTS:
        st.caption(phrases.ONE_POINT)
        return
    own = finding.indicator
    unit = wording.SHOWN_UNITS.get(own.unit, own.unit)
    show_box(
        DataBox(
            key="historique",
            figure=history_figure(_drawn(past), unit, kind),
            sentence=phrases.history_sentence(own.title, _verdicts(measured), kind),
            shown=_shown(past),
            exported=gateway.history_table(past),
            file_name=f"vigie-{own.code}-{finding.period.code}.csv",
        )
    )


def _verdicts(past: Sequence[gateway.Finding]) -> list[Verdict]:
    return [each.verdict for each in past]


def _drawn(past: Sequence[gateway.Finding]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime([each.period.start for each in past]),
            "label": [wording.period_text(each.period) for each in past],
            "verdict": [each.verdict.value for each in past],
            "said": [_said(each) for each in past],
        }
    )
    numbers = {
        name: pd.Series([getattr(each, name) for each in past], dtype="float64")
        for name in ("value", "low", "high", "target")
    }
    return frame.assign(**numbers)


def _said(each: gateway.Finding) -> str:
    value = wording.value_text(each.value, each.indicator.unit)
    counted = wording.counted(each.counted, wording.OBSERVED[each.indicator.dataset])
    verdict = wording.VERDICTS[each.verdict]
    return f"<b>{wording.period_text(each.period)}</b><br>{value} · {counted}<br>{verdict}"


def _shown(past: Sequence[gateway.Finding]) -> pd.DataFrame:
    """Return the table to read, newest first, every cell a ready text."""
    return pd.DataFrame(
        [
            {
                "Période": wording.period_text(each.period),
                "Résultat": wording.value_text(each.value, each.indicator.unit),
                "Intervalle": wording.interval_text(each.low, each.high, each.indicator.unit),
                "Effectif": number(each.counted),
                "Objectif": wording.target_text(
                    each.target, each.comparison, each.indicator.unit
                ),
                "Verdict": f"{theme.MARKS[each.verdict]} {wording.VERDICTS[each.verdict]}",
            }
            for each in reversed(past)
        ]
    )
