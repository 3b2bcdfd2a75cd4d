"""« Sauver le mois » : which open requests still keep a promise, or since when it is lost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, wording
from dashboard.gateway.acts import note_export
from dashboard.gateway.cases import Asked, judged
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.mails import DuePage, each_once, in_words, open_at, page_of
from dashboard.gateway.warehouse import (
    admitted,
    admitted_services,
    admitted_sites,
    csv,
    engagements,
    of_services,
    version,
    warehouse,
)
from dashboard.wording import mails as words
from etl.assessments.worklist import Promise, Rescue, rescue
from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.domain.roles import Right
from etl.pipeline.worklist import answer_promises

__all__ = ["Rescue", "Rescued", "answer_findings", "rescues", "worklist", "worklist_csv"]


@dataclass(frozen=True)
class Rescued:
    """What one promise on answers can still become over a period, as of an instant.

    ``lost_on`` is the first day on which too many requests were late; ``finished`` tells that
    all the requests of the period had been received.
    """

    indicator: Indicator
    target: float
    finished: bool
    found: Rescue
    lost_on: date | None


def rescues(site: str, period: Period, at: datetime) -> tuple[Rescued, ...]:
    """Return each promise on answers that has a target, e-mails and letters before others."""
    return _rescues(version(), admitted_sites(admitted(site)), site, period, at)


@st.cache_data(max_entries=64, show_spinner=wording.LOADING)
def _rescues(
    version: int, sites: tuple[str, ...], site: str, period: Period, at: datetime
) -> tuple[Rescued, ...]:
    found = []
    for indicator in answer_promises(warehouse()):
        target = indicator.target_on(period.end - timedelta(days=1))
        if target is None or target.value is None:
            continue
        finished = warehouse().local(at).date() >= period.end
        promise = Promise(target.value, target.comparison, indicator.enough, finished)
        own = rescue(_received(version, indicator.code, (site, sites), period, at), promise)
        lost_on = None if own.lost_at is None else warehouse().local(own.lost_at).date()
        found.append(Rescued(indicator, target.value, finished, own, lost_on))
    return tuple(sorted(found, key=lambda each: _rank(each.indicator)))


def answer_findings(site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of the promises on answers, e-mails and letters before others."""
    found = [
        each
        for own in engagements()
        for each in findings_of(own.number, site, period)
        if each.indicator in answer_promises(warehouse())
    ]
    return tuple(sorted(found, key=lambda each: _rank(each.indicator)))


def _rank(indicator: Indicator) -> bool:
    return "channel" not in indicator.where


def worklist(site: str, period: Period, at: datetime, code: str, page: int) -> DuePage:
    """Return a page of the smallest list that keeps a promise, the most urgent first."""
    own, needed = _listed(site, period, at, code)
    return page_of(of_services(own.head(needed), admitted_services()), page)


def worklist_csv(site: str, period: Period, at: datetime, code: str) -> bytes:
    """Return all the open requests of a promise in their order, and which ones are needed."""
    own, needed = _listed(site, period, at, code)
    note_export(f"sauver le mois {code} {period.code}", site=site, rows=len(own))
    if own.empty:
        return csv(own, site)
    # The rank is among all the requests of the site, whoever may open them.
    own = of_services(own.assign(rank=range(1, len(own) + 1)), admitted_services())
    table = in_words(own)
    table.insert(0, words.RANK, own["rank"].tolist())
    table.insert(1, words.PART, [words.part(each <= needed) for each in own["rank"]])
    return csv(table, site)


def _listed(site: str, period: Period, at: datetime, code: str) -> tuple[pd.DataFrame, int]:
    """Return the pending requests of a promise by deadline, those that wait for their sender
    last, and how many of them are needed."""
    access.require(Right.SEE_CASES)
    sites, asked_version = admitted_sites(admitted(site)), version()
    received = _received(asked_version, code, (site, sites), period, at)
    every = open_at(asked_version, sites, at)
    if every.empty or received.empty:
        return each_once(asked_version, sites, at).head(0), 0
    pending = received.loc[received["outcome"] == "pending", "fact_id"]
    own = every[(every["indicator"] == code) & every["fact_id"].isin(pending)]
    needed = next(
        (e.found.needed or 0 for e in rescues(site, period, at) if e.indicator.code == code), 0
    )
    return own.sort_values(["suspended", "deadline_at"], kind="stable"), needed


def _received(
    version: int, code: str, where: tuple[str, tuple[str, ...]], period: Period, at: datetime
) -> pd.DataFrame:
    """Return the judged requests of a period that had been received at an instant."""
    site, sites = where
    found = judged(version, Asked(code, site, period, at), sites)
    if found.empty:
        return pd.DataFrame({"outcome": [], "deadline_at": [], "fact_id": []})
    return found[found["received_at"] < at]
