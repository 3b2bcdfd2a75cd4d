"""« Répondus en n jours ouvrés ou moins » : the delays behind a figure on answers."""

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.delays import delays_figure
from dashboard.components.figure import DataBox, show_box
from dashboard.wording import delays as words
from dashboard.wording.pauses import overrun_sentence
from etl.formats import number


def show_delays(finding: gateway.Finding) -> None:
    """Show the curve of answers; nothing where the indicator is not about answers."""
    found = gateway.delays(finding)
    if found is None:
        return
    st.header(words.HEADING, anchor=False)
    drawn = found.curve[found.curve["delay"] <= found.drawn]
    show_box(
        DataBox(
            key="delais",
            figure=delays_figure(_drawn(drawn), found.promised),
            sentence=words.LEGEND + words.cut(found.drawn, len(drawn) < len(found.curve)),
            shown=_shown(drawn),
            exported=gateway.delays_table(found),
            file_name=f"vigie-{finding.indicator.code}-{finding.period.code}-delais.csv",
            reading=words.delays_sentence(
                found.contacts, found.answered, found.median, found.p90
            )
            + overrun_sentence(found.late_median, found.late_p90),
        )
    )


def _drawn(curve: pd.DataFrame) -> pd.DataFrame:
    shares = zip(curve["delay"], curve["share"], strict=True)
    return curve.assign(said=[words.step(int(delay), share) for delay, share in shares])


def _shown(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the table to read, every cell a ready text."""
    rows = zip(*(curve[name] for name in ("delay", "share", "low", "high")), strict=True)
    return pd.DataFrame(
        [
            {
                "Jours ouvrés": number(delay),
                "Répondus": wording.value_text(share, "%"),
                "Intervalle": wording.interval_text(_known(low), _known(high), "%"),
            }
            for delay, share, low, high in rows
        ]
    )


def _known(bound: float) -> float | None:
    return None if pd.isna(bound) else bound
