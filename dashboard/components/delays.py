"""« Répondus en n jours ouvrés ou moins » : the delays behind a figure on answers."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.delays import delays_figure
from dashboard.components.alike import show_alike
from dashboard.components.figure import DataBox, show_boxed
from dashboard.components.finding import Named, finding_of
from dashboard.wording import delays as words
from dashboard.wording import figures
from dashboard.wording.pauses import overrun_sentence
from etl.domain.datasets import Dataset
from etl.domain.engagements import Unit
from etl.formats import number


def show_delays(named: Named, as_of: datetime) -> None:
    """Show the curve of answers as of an instant; nothing for what is not about answers."""
    unit = show_alike(_unit, named, as_of)
    if unit is not None:
        st.header(words.heading(unit), anchor=False)
        show_boxed("delais", _delays, named, as_of)


def _found(named: Named, as_of: datetime) -> tuple[gateway.Finding, gateway.Delays | None]:
    finding = replace(finding_of(named), as_of=as_of)
    return finding, gateway.delays(finding)


def _unit(named: Named, as_of: datetime) -> Unit | None:
    _, found = _found(named, as_of)
    return None if found is None else found.unit


def _delays(named: Named, as_of: datetime) -> DataBox:
    finding, found = _found(named, as_of)
    assert found is not None, "a curve that is shown is known"
    drawn = found.curve[found.curve["delay"] <= found.drawn]
    return DataBox(
        key="delais",
        title=figures.delays(finding.indicator.title),
        figure=delays_figure(_drawn(drawn, found.unit), found.promised, found.unit),
        sentence=words.legend(found.unit, found.is_net)
        + words.cut(found.drawn, len(drawn) < len(found.curve)),
        shown=_shown(drawn, found.unit),
        exported=gateway.delays_table(found),
        counted=wording.counted(found.contacts, wording.OBSERVED[Dataset.MAILS]),
        about=Dataset.MAILS,
        import_ids=finding.import_ids,
        file_name=f"vigie-{finding.indicator.code}-{finding.period.code}-delais.csv",
        reading=words.delays_sentence(
            found.contacts, found.answered, found.median, found.p90, found.unit
        )
        + _gross(found)
        + overrun_sentence(found.late_median, found.late_p90),
    )


def _gross(found: gateway.Delays) -> str:
    if not found.is_net:
        return ""
    return words.gross_sentence(found.gross_median, found.gross_p90, found.unit)


def _drawn(curve: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    shares = zip(curve["delay"], curve["share"], strict=True)
    return curve.assign(said=[words.step(int(delay), share, unit) for delay, share in shares])


def _shown(curve: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Return the table to read, every cell a ready text."""
    rows = zip(*(curve[name] for name in ("delay", "share", "low", "high")), strict=True)
    shown = pd.DataFrame(
        [
            {
                words.days_heading(unit): number(delay),
                "Répondus": wording.value_text(share, "%"),
                "Intervalle": wording.interval_text(_known(low), _known(high), "%"),
            }
            for delay, share, low, high in rows
        ]
    )
    if "gross" in curve:
        gross = [wording.value_text(each, "%") for each in curve["gross"]]
        shown.insert(2, words.SHOWN_GROSS, gross)
    return shown


def _known(bound: float) -> float | None:
    return None if pd.isna(bound) else bound
