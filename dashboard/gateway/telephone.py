"""The telephone of a site: how many calls are answered, how long they wait, who calls again."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.warehouse import (
    admitted,
    admitted_sites,
    data_as_of,
    engagements,
    version,
    warehouse,
)
from etl.assessments.disclosure import SMALLEST
from etl.calendars.clock import now
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator
from etl.domain.formulas import FormulaKind
from etl.domain.periods import Period
from etl.pipeline import call_profiles, profiles
from etl.pipeline.call_profiles import Retries
from etl.pipeline.telephone import call_variants

NINE_IN_TEN = 0.9
# Callers who gave up, at least, for anything to be said of what they did next.
FEWEST_FOLLOWED = 10
# Seconds between two stretches of wait.
EDGES = (10, 20, 30, 60, 120, 180, 300)
SLOT = ["weekday", "slot"]
VOICE_SERVER = ("served", "passed", "abandoned")


@dataclass(frozen=True)
class Again:
    """What became of those who gave up, as far as it tells of nobody in particular.

    A number of persons from one to four is ``None``, and so is what would give it back.
    ``fewest`` is the smallest number that is told.
    """

    followed: int
    answered: int | None
    lost: int | None
    silent: int | None
    unknown: int
    fewest: int = SMALLEST


@dataclass(frozen=True)
class Telephone:
    """What the telephone received over a period.

    ``received`` calls came to the desk, ``inside`` of them in its opening hours. ``waits``:
    a row for answered and one for abandoned calls of these hours: known, median, p90
    (seconds). ``buckets``: low, high (seconds, null for no end), answered, abandoned.
    ``voice_server``: calls by what they found there. ``week``: one row a half-hour that was
    open or rang: weekday, slot, opened (how often), arrivals and outside (calls in and out
    of opening hours), a_day (mean number), met, counted, answered, wait_p90.
    """

    received: int
    inside: int
    waits: pd.DataFrame
    buckets: pd.DataFrame
    voice_server: pd.Series
    week: pd.DataFrame


def promised(kind: FormulaKind) -> Indicator | None:
    """Return the first indicator of the telephone that a formula of a kind counts."""
    found = [
        each
        for own in engagements()
        for each in own.indicators
        if each.dataset is Dataset.CALLS and _kind(each) is kind
    ]
    return min(found, key=lambda each: not each.mandatory, default=None)


def _kind(indicator: Indicator) -> FormulaKind | None:
    formula = warehouse().declarations.formula_of(indicator)
    return formula.kind if formula else None


def telephone(site: str, period: Period) -> Telephone | None:
    """Return what the telephone received; ``None`` where no call is known."""
    own = promised(FormulaKind.ANSWER_RATE)
    if own is None:
        return None
    sites = admitted_sites(admitted(site))
    found = _telephone(version(), own.code, sites, period, _as_of())
    return found if found.received or found.voice_server.sum() else None


def received(site: str, period: Period) -> Telephone:
    """Return what the telephone received, where some call is known."""
    found = telephone(site, period)
    if found is None:
        raise KeyError(f"no call is known of {site} in {period.code}")
    return found


def telephone_findings(site: str, period: Period) -> tuple[Finding, ...]:
    """Return the findings of the engagements that calls decide, in the charter's order."""
    own = [
        each.number
        for each in engagements()
        if any(one.dataset is Dataset.CALLS and one.mandatory for one in each.indicators)
    ]
    return tuple(each for number in own for each in findings_of(number, site, period))


def retries(site: str, period: Period) -> Again | None:
    """Return what became of those who gave up; ``None`` where it would tell of a few people."""
    own = promised(FormulaKind.ANSWER_RATE)
    if own is None:
        return None
    sites = admitted_sites(admitted(site))
    return told_of(_retries(version(), own.code, sites, period, _as_of()))


def told_of(found: Retries) -> Again | None:
    """Return the numbers that designate nobody."""
    if found.followed < FEWEST_FOLLOWED:
        return None
    parts = (found.answered, found.lost, found.silent)
    if not any(0 < each < SMALLEST for each in parts):
        return Again(found.followed, *parts, found.unknown)
    rest = found.followed - found.answered
    is_told = not 0 < found.answered < SMALLEST and not 0 < rest < SMALLEST
    answered = found.answered if is_told else None
    # « Moins de cinq » would be false of many answered callers.
    if answered is None and found.answered >= SMALLEST:
        return None
    return Again(found.followed, answered, None, None, found.unknown)


def variants(kind: FormulaKind, site: str, period: Period) -> pd.DataFrame:
    """Return the formulas of a kind on the same calls, that of the promise first.

    Columns of ``call_variants``, and ``indicators``: the codes that a formula counts. Where
    no indicator counts by a formula of this kind, the calls are those of the answer rate.
    """
    base = promised(kind) or promised(FormulaKind.ANSWER_RATE)
    if base is None:
        return pd.DataFrame()
    sites = admitted_sites(admitted(site))
    found = _variants(version(), base.code, sites, period, _as_of())
    return found[found["kind"] == kind.value].reset_index(drop=True)


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _variants(
    version: int, code: str, sites: tuple[str, ...], period: Period, as_of: datetime
) -> pd.DataFrame:
    found = call_variants(warehouse(), code, sites, period, as_of)
    users: dict[str, list[str]] = {}
    for each in warehouse().declarations.indicators:
        users.setdefault(str(each.parameters.get("formula")), []).append(each.code)
    codes = [", ".join(users.get(each, [])) for each in found["code"]]
    found = found.assign(indicators=codes)
    return found.sort_values("own", ascending=False, kind="stable", ignore_index=True)


def _as_of() -> datetime:
    """Return the instant of the last import: nothing is known of what came later."""
    return data_as_of() or now()


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _retries(
    version: int, code: str, sites: tuple[str, ...], period: Period, as_of: datetime
) -> Retries:
    return call_profiles.retries(warehouse(), code, sites, period, as_of)


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _telephone(
    version: int,
    code: str,
    sites: tuple[str, ...],
    period: Period,
    as_of: datetime,
) -> Telephone:
    calls = call_profiles.calls(warehouse(), code, sites, period, as_of)
    if calls.empty:
        nothing = pd.DataFrame()
        return Telephone(0, 0, nothing, nothing, pd.Series(dtype="int64"), nothing)
    direct = calls[calls["direct"]]
    desk = str(warehouse().declarations.indicator(code).parameters.get("desk", ""))
    opened = profiles.open_half_hours(warehouse(), sites, desk, period, as_of)
    days = pd.date_range(period.start, min(period.end, as_of.date()), inclusive="left")
    often = pd.Series(days.day_of_week).value_counts() * calls["site"].nunique()
    return Telephone(
        received=len(direct),
        inside=int(direct["is_open"].sum()),
        waits=_waits(direct[direct["is_open"]]),
        buckets=call_profiles.waits(warehouse(), code, sites, period, EDGES),
        voice_server=_voice_server(calls),
        week=_week(direct, opened, often),
    )


def _voice_server(calls: pd.DataFrame) -> pd.Series:
    entered = calls[calls["ended"] != "unfinished"]
    return entered["voice_server"].value_counts().reindex(VOICE_SERVER, fill_value=0)


def _waits(calls: pd.DataFrame) -> pd.DataFrame:
    by = calls.groupby("ended")["wait"]
    found = pd.DataFrame(
        {"known": by.count(), "median": by.median(), "p90": by.quantile(NINE_IN_TEN)}
    )
    wanted = found.reindex(["answered", "abandoned"])
    return wanted.assign(known=wanted["known"].fillna(0).astype("int64"))


def _week(calls: pd.DataFrame, opened: pd.DataFrame, often: pd.Series) -> pd.DataFrame:
    """Lay the calls on the week; ``often`` is how many days each weekday had."""
    inside, answered = calls["is_open"], calls["ended"] == "answered"
    marked = calls[SLOT].assign(
        arrivals=inside,
        outside=~inside,
        met=calls["outcome"] == "met",
        counted=calls["outcome"].isin(["met", "missed"]),
        wait=calls["wait"].where(inside & answered),
    )
    by = marked.groupby(SLOT)
    seen = by[["arrivals", "outside", "met", "counted"]].sum()
    seen = seen.assign(answered=by["wait"].count(), wait_p90=by["wait"].quantile(NINE_IN_TEN))
    week = opened.merge(seen.reset_index(), on=SLOT, how="outer").sort_values(SLOT)
    counts = ["opened", "arrivals", "outside", "met", "counted", "answered"]
    week[counts] = week[counts].fillna(0).astype("int64")
    is_open = week["opened"] > 0
    closed = (week["arrivals"] + week["outside"]) / week["weekday"].map(often)
    a_day = (week["arrivals"] / week["opened"].where(is_open)).where(is_open, closed)
    return week.assign(a_day=a_day).reset_index(drop=True)
