"""One indicator over a period, by channel, reason or half-hour of the week."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.cases import Asked, judged, sites_of
from dashboard.gateway.disclosing import SHARES, disclosed, without_small_counts
from dashboard.gateway.warehouse import version, warehouse
from dashboard.wording import cases as words
from etl.assessments.disclosure import Margins
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import OF_PEOPLE, Dataset
from etl.domain.engagements import Indicator, Statistic
from etl.frames.columns import DATED_BY
from etl.indicators.measures import wilson
from etl.pipeline.profiles import half_hours

# The columns of each dataset that tell what a contact was about, and its half-hour.
WEEK = "moment"
DIMENSIONS: Mapping[Dataset, tuple[str, ...]] = {
    Dataset.CALLS: ("queue", WEEK),
    Dataset.MAILS: ("channel", "reason", WEEK),
    Dataset.VISITS: ("desk", "reason", WEEK),
    Dataset.MYSTERY: ("channel", "scenario"),
    Dataset.SURVEYS: ("survey",),
    Dataset.EVENTS: ("subject",),
}
FIGURES = ("Résultat", "Borne basse", "Borne haute")
COUNTS = {"Effectif": "counted", "Numérateur": "part"}


def dimensions(indicator: Indicator) -> tuple[str, ...]:
    """Return by what a share can be told in detail; what is no share cannot."""
    return DIMENSIONS[indicator.dataset] if indicator.statistic in SHARES else ()


def parts(asked: Asked, dimension: str) -> pd.DataFrame:
    """Return the cases that count by a column: value (empty: untold), title, part (those
    that the share counts), counted, share, low, high; the largest first."""
    return _parts(version(), asked, sites_of(asked), dimension)


def week(asked: Asked) -> tuple[pd.DataFrame, int]:
    """Return weekday, slot (minutes), part, counted, share of each half-hour of the week.

    The hour is the local one of the contact. Cases that are dated by day only have none: their
    number comes beside.
    """
    return _week(version(), asked, sites_of(asked))


@st.cache_data(max_entries=16, show_spinner=wording.LOADING)
def _parts(version: int, asked: Asked, sites: tuple[str, ...], dimension: str) -> pd.DataFrame:
    frame = _counted(version, asked, sites)
    if frame.empty:
        return frame
    value = frame[dimension].astype("object").fillna("").astype("str")
    found = _shares(frame.assign(value=value), ["value"])
    titles = [_title(each) for each in found["value"]]
    return found.assign(title=titles).sort_values(
        ["counted", "title"], ascending=[False, True], ignore_index=True
    )


@st.cache_data(max_entries=16, show_spinner=wording.LOADING)
def _week(version: int, asked: Asked, sites: tuple[str, ...]) -> tuple[pd.DataFrame, int]:
    frame = _counted(version, asked, sites)
    if frame.empty:
        return frame, 0
    dated = DATED_BY[warehouse().declarations.indicator(asked.code).dataset]
    placed = pd.concat(
        [
            own.assign(
                **half_hours(calendar, own[dated]),
                clock=calendar.local(own[dated]).dt.strftime("%H%M%S"),
            )
            for site, own in frame.groupby("site")
            for calendar in [warehouse().calendar(str(site))]
        ]
    )
    timed = placed[placed["clock"] != "000000"]
    if timed.empty:
        return timed, len(placed)
    return _shares(timed, ["weekday", "slot"]), len(placed) - len(timed)


def _title(code: str) -> str:
    told = words.word(code) if code else words.UNTOLD
    return told[:1].upper() + told[1:]


def _counted(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    """Return the cases in the figure, with whether its share counts them."""
    frame = judged(version, asked, sites)
    if frame.empty:
        return frame
    statistic = warehouse().declarations.indicator(asked.code).statistic
    wanted = "missed" if statistic is Statistic.SHARE_MISSED else "met"
    frame = frame[frame["outcome"].isin(["met", "missed"])]
    return frame.assign(kept=frame["outcome"].eq(wanted))


def _shares(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    found = frame.groupby(by).agg(part=("kept", "sum"), counted=("kept", "size")).reset_index()
    low, high = wilson(found["part"], found["counted"])
    return found.assign(share=found["part"] / found["counted"], low=low, high=high)


def exported_parts(rows: pd.DataFrame, heading: str, dataset: Dataset) -> pd.DataFrame:
    """Return the parts to compute with: of people, small counts and what tells them hidden."""
    frame = pd.DataFrame(
        {
            heading: rows["title"],
            "Effectif": rows["counted"],
            "Numérateur": rows["part"],
            "Résultat": rows["share"],
            "Borne basse": rows["low"],
            "Borne haute": rows["high"],
        }
    )
    if dataset not in OF_PEOPLE:
        return frame
    counts = rows[["value", "part", "counted"]].assign(rest=rows["counted"] - rows["part"])
    whole = counts.drop(columns="value").sum().to_frame().T.assign(value=EVERYWHERE)
    together = pd.concat([counts, whole], ignore_index=True)
    margins = Margins(("value",), ("part", "rest"), "counted")
    padded = pd.concat([frame, frame.head(1)], ignore_index=True)
    return disclosed(padded, together, margins, COUNTS, FIGURES).iloc[:-1]


def exported_week(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return a table of half-hours to publish; of people, without small counts."""
    if dataset not in OF_PEOPLE:
        return rows
    rest = [("Effectif", "Numérateur")]
    return without_small_counts(rows, (*COUNTS,), ("Résultat",), parts=rest)
