"""One share by channel, reason or half-hour of the week: computed when it is asked for."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.charts.points import points_figure
from dashboard.charts.week import hour, week_figure
from dashboard.components.figure import DataBox, show_box
from dashboard.components.tables import plain
from dashboard.gateway import splitting
from dashboard.wording import splitting as words
from etl.domain.engagements import Direction
from etl.formats import NARROW, WEEKDAYS, number

DETAIL = "detail"
# As many rows as a picture shows at once.
DRAWN = 12


@dataclass(frozen=True)
class _Detail:
    """What differs between the boxes: the picture, its words, its tables."""

    figure: go.Figure
    sentence: str
    reading: str
    shown: pd.DataFrame
    exported: pd.DataFrame
    basis: str = ""


def show_split(finding: gateway.Finding) -> None:
    """Let a share be told in detail; nothing for what is no share."""
    options = splitting.dimensions(finding.indicator)
    if not options or not finding.counted:
        return
    st.header(words.TITLE, anchor=False)
    filters.follow(DETAIL, options, None)
    st.segmented_control(
        words.CHOOSE,
        options,
        key=DETAIL,
        format_func=words.DIMENSIONS.__getitem__,
        on_change=filters.note,
        args=(DETAIL,),
    )
    chosen = st.session_state[DETAIL]
    asked = gateway.Asked(finding.indicator.code, finding.site, finding.period, finding.as_of)
    if chosen == splitting.WEEK:
        _show_week(finding, asked)
    elif chosen is not None:
        _show_parts(finding, asked, str(chosen))


def _show_parts(finding: gateway.Finding, asked: gateway.Asked, name: str) -> None:
    rows = splitting.parts(asked, name)
    if rows.empty:
        st.caption(words.NOTHING)
        return
    heading = words.DIMENSIONS[name]
    shown = pd.DataFrame(
        {
            heading: [plain(each) for each in rows["title"]],
            "Résultat": [wording.value_text(each, "%") for each in rows["share"]],
            "Intervalle": [
                wording.interval_text(low, high, "%")
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            **_counts(rows),
        }
    )
    detail = _Detail(
        figure=points_figure(_drawn(rows.head(DRAWN))),
        sentence=words.LEGEND,
        reading=_worst(finding, rows, rows["title"]),
        shown=shown,
        exported=splitting.exported_parts(rows, heading, finding.indicator.dataset),
    )
    _show(finding, rows, name, detail)


def _show_week(finding: gateway.Finding, asked: gateway.Asked) -> None:
    rows, untimed = splitting.week(asked)
    if rows.empty or (rows["counted"] < words.FEWEST).all():
        st.caption(" ".join(filter(None, (words.NO_HALF_HOUR, words.untimed(untimed)))))
        return
    names = pd.Series(
        [
            words.half_hour(int(weekday), int(slot))
            for weekday, slot in zip(rows["weekday"], rows["slot"], strict=True)
        ]
    )
    shown = pd.DataFrame(
        {
            "Jour": [WEEKDAYS[int(each)] for each in rows["weekday"]],
            "Demi-heure": [hour(int(each)) for each in rows["slot"]],
            "Résultat": [wording.value_text(each, "%") for each in rows["share"]],
            **_counts(rows),
        }
    )
    detail = _Detail(
        figure=week_figure(_cells(finding, rows, names), full=words.FULLEST),
        sentence=words.WEEK_LEGEND,
        basis=words.untimed(untimed),
        reading=_worst(finding, rows, names),
        shown=shown,
        exported=splitting.exported_week(_half_hours(rows), finding.indicator.dataset),
    )
    _show(finding, rows, splitting.WEEK, detail)


def _counts(rows: pd.DataFrame) -> dict[str, list[str]]:
    return {
        "Numérateur": [number(each) for each in rows["part"]],
        "Effectif": [number(each) for each in rows["counted"]],
    }


def _show(finding: gateway.Finding, rows: pd.DataFrame, name: str, detail: _Detail) -> None:
    code, period = finding.indicator.code, finding.period.code
    show_box(
        DataBox(
            key="detail",
            title=words.title(finding.indicator.title, name),
            figure=detail.figure,
            sentence=detail.sentence,
            reading=detail.reading,
            basis=detail.basis,
            shown=detail.shown,
            exported=detail.exported,
            counted=wording.counted(int(rows["counted"].sum()), words.CASES),
            about=finding.indicator.dataset,
            import_ids=finding.import_ids,
            in_period=False,
            file_name=f"vigie-{code}-{period}-{words.FILES[name]}.csv",
        )
    )


def _is_lower_better(finding: gateway.Finding) -> bool:
    return finding.indicator.better is Direction.LOWER


def _worst(finding: gateway.Finding, rows: pd.DataFrame, names: pd.Series) -> str:
    """Name the worst of those that enough cases tell, where they are not all alike."""
    told = rows[rows["counted"] >= words.FEWEST]
    if told["share"].nunique() < 2:
        return ""
    share = told["share"]
    place = share.idxmax() if _is_lower_better(finding) else share.idxmin()
    own = rows.loc[place]
    return words.worst(str(names.loc[place]), float(own["share"]), int(own["counted"]))


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    told = [
        (str(each["title"]), float(each["share"]), int(each["part"]), int(each["counted"]))
        for each in rows.to_dict("records")
    ]
    return rows.assign(
        label=[words.label(*each) for each in told],
        said=[words.said(*each) for each in told],
        before=np.nan,
    )


def _cells(finding: gateway.Finding, rows: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return the half-hours of the day; those of few cases stay empty."""
    share = rows["share"].where(rows["counted"] >= words.FEWEST)
    percents = [
        "" if pd.isna(each) else wording.value_text(each, "%").removesuffix(f"{NARROW}%")
        for each in share
    ]
    said = [
        words.said(name, float(own["share"]), int(own["part"]), int(own["counted"]))
        for name, own in zip(names, rows.to_dict("records"), strict=True)
    ]
    value = share if _is_lower_better(finding) else 1 - share
    cells = rows.assign(value=value, label=percents, said=said)
    return cells[cells["slot"].between(words.FIRST, words.LAST)]


def _half_hours(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Jour": rows["weekday"].map(dict(enumerate(WEEKDAYS))),
            "Demi-heure": [hour(int(each)) for each in rows["slot"]],
            "Effectif": rows["counted"],
            "Numérateur": rows["part"],
            "Résultat": rows["share"],
        }
    )
