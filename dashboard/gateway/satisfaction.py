"""What visitors think: scores, response rate, comments, complaints."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, wording
from dashboard.gateway.cases import Asked, judged, sites_of
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.warehouse import (
    admitted,
    admitted_services,
    admitted_sites,
    data_as_of,
    engagements,
    of_services,
    version,
    warehouse,
)
from etl.calendars.clock import now
from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.domain.roles import Right
from etl.pipeline import opinions, profiles

COMMENTS_A_PAGE = 10
COMPLAINT = ("complaint",)
COUNTED = (Outcome.MET, Outcome.MISSED, Outcome.PENDING)


@dataclass(frozen=True)
class Satisfaction:
    """What a period's answers say.

    ``scores``: question, score, answers, share (of the question's), asked (its answers),
    mean. ``responses`` are the questionnaires received, ``visits`` the visitors received in
    the same period (0 where no log tells), ``comments`` how many left a comment.
    """

    scores: pd.DataFrame
    responses: int
    visits: int
    comments: int


@dataclass(frozen=True)
class Comments:
    """One page of comments with how many there are in all."""

    rows: pd.DataFrame
    page: int
    pages: int
    found: int


def satisfaction(site: str, period: Period) -> Satisfaction | None:
    """Return what was answered; ``None`` if nothing was."""
    return _satisfaction(version(), admitted_sites(admitted(site)), period, _as_of())


def satisfaction_findings(site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings measured on surveys and on complaints, in the charter's order."""
    return tuple(
        finding
        for own in engagements()
        if any(_is_opinion(each) for each in own.indicators)
        for finding in findings_of(own.number, site, period)
        if _is_opinion(finding.indicator)
    )


def comment_themes(site: str, period: Period) -> pd.DataFrame:
    """Return how many comments speak of each theme: theme, comments."""
    return opinions.themes(_seen_comments(site, period))


def comments(site: str, period: Period, words: str, theme: str, page: int) -> Comments:
    """Return a page of the comments that hold all the words and speak of the theme."""
    told = _seen_comments(site, period)
    if theme:
        told = opinions.of_theme(told, theme)
    if words.strip():
        told = opinions.searched(told, words)
    pages = max(1, -(-len(told) // COMMENTS_A_PAGE))
    page = min(max(page, 1), pages)
    rows = told.iloc[(page - 1) * COMMENTS_A_PAGE : page * COMMENTS_A_PAGE]
    return Comments(rows.reset_index(drop=True), page, pages, len(told))


def _seen_comments(site: str, period: Period) -> pd.DataFrame:
    """Return the comments that the visitor may read."""
    access.require(Right.SEE_CASES)
    told = _comments(version(), admitted_sites(admitted(site)), period, _as_of())
    return of_services(told, admitted_services())


def complaints(site: str, period: Period) -> pd.DataFrame:
    """Return the complaints by reason: received, met, missed, pending, median (working days).

    As the indicator on answers to complaints judges them; empty where none is declared.
    """
    for finding in satisfaction_findings(site, period):
        own = finding.indicator
        if own.dataset is Dataset.MAILS and own.rule == "answered_in_time":
            asked = Asked(own.code, finding.site, period, finding.as_of)
            return _complaints(version(), asked, sites_of(asked))
    return pd.DataFrame()


def _is_opinion(indicator: object) -> bool:
    dataset, where = getattr(indicator, "dataset", None), getattr(indicator, "where", {})
    return dataset is Dataset.SURVEYS or where.get("nature") == COMPLAINT


def _as_of() -> datetime:
    return data_as_of() or now()


@st.cache_data(max_entries=8, show_spinner=wording.LOADING)
def _answers(
    version: int, sites: tuple[str, ...], period: Period, as_of: datetime
) -> pd.DataFrame:
    return opinions.answers(warehouse(), sites, period, as_of)


@st.cache_data(max_entries=16, show_spinner=False)
def _comments(
    version: int, sites: tuple[str, ...], period: Period, as_of: datetime
) -> pd.DataFrame:
    answered = _answers(version, sites, period, as_of)
    if answered.empty:
        return pd.DataFrame(
            {name: [] for name in ("site", "service", "day", "text")}, dtype="str"
        )
    return opinions.comments(answered)


@st.cache_data(max_entries=16, show_spinner=wording.LOADING)
def _satisfaction(
    version: int, sites: tuple[str, ...], period: Period, as_of: datetime
) -> Satisfaction | None:
    answered = _answers(version, sites, period, as_of)
    if answered.empty:
        return None
    scores = opinions.scores(answered)
    asked = scores.groupby("question")["answers"].transform("sum")
    total = (scores["score"] * scores["answers"]).groupby(scores["question"]).transform("sum")
    visits = profiles.visits(warehouse(), sites, period, as_of)
    return Satisfaction(
        scores.assign(share=scores["answers"] / asked, asked=asked, mean=total / asked),
        answered["response"].nunique(),
        int(visits["came"].sum()) if len(visits) else 0,
        len(_comments(version, sites, period, as_of)),
    )


@st.cache_data(max_entries=16, show_spinner=wording.LOADING)
def _complaints(version: int, asked: Asked, sites: tuple[str, ...]) -> pd.DataFrame:
    cases = judged(version, asked, sites)
    if cases.empty:
        return cases
    cases = cases[cases["outcome"].isin(COUNTED)]
    by = cases.assign(
        reason=cases["reason"].fillna(""),
        **{each.value: cases["outcome"].eq(each) for each in COUNTED},
    ).groupby("reason")
    found = by.agg(
        received=("outcome", "size"),
        **{each.value: (each.value, "sum") for each in COUNTED},
        median=("value", "median"),
    )
    return found.sort_values("received", ascending=False, kind="stable").reset_index()
