"""Mystery campaigns, the next one, and what the same promise says seen from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import wording
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.warehouse import (
    admitted,
    admitted_sites,
    engagements,
    own_sources,
    timezone,
    version,
    warehouse,
)
from etl.assessments.agreement import agreements
from etl.assessments.sampling import size_for_width
from etl.domain.assessments import Verdict
from etl.domain.datasets import Dataset
from etl.domain.expected import ExpectedFile
from etl.domain.periods import Period
from etl.pipeline import campaigns as pipeline
from etl.pipeline import double_ratings as pairing
from etl.pipeline import expected_files

Draw = pipeline.Draw
JUDGED = (Verdict.MET, Verdict.MISSED)


@dataclass(frozen=True)
class Campaign:
    """One campaign on one channel: its days, its tests, what each point scored.

    ``points``: item, title, asked, satisfied, share, low, high, before (the share in the
    campaign before, missing for the first), worst first. ``scenarios``: the same by scenario.
    """

    code: str
    channel: str
    first: pd.Timestamp
    last: pd.Timestamp
    tests: int
    points: pd.DataFrame
    scenarios: pd.DataFrame


@dataclass(frozen=True)
class Observers:
    """How far two observers of the same tests agree, from a first campaign to a last one.

    ``points``: item, title, what ``agreements`` tells of it, ``one_sided`` (how often only
    one of both held the point for applicable); the least agreed first, then those that too
    few tests measure. ``tests`` were rated twice, ``unnamed`` of them without both codes;
    ``apart`` are second ratings without a first one, or of the same observer.
    """

    tests: int
    apart: int
    unnamed: int
    points: pd.DataFrame

    @property
    def measured(self) -> pd.DataFrame:
        return self.points[self.points["share"].notna()]


@dataclass(frozen=True)
class Crossing:
    """One engagement measured in several ways, by findings of different kinds of facts."""

    number: int
    title: str
    findings: tuple[Finding, ...]

    @property
    def contradicts(self) -> bool:
        """Tell whether one way says that the promise is kept and another that it is not."""
        return {each.verdict for each in self.findings} >= set(JUDGED)


def campaign_list(site: str) -> pd.DataFrame:
    """Return campaign, channel, first, last, tests of each campaign, newest first."""
    return _campaigns(version(), admitted_sites(admitted(site)))


def campaign(site: str, code: str, channel: str) -> Campaign | None:
    return _campaign(version(), admitted_sites(admitted(site)), code, channel)


def observers(site: str, code: str, channel: str) -> Observers | None:
    """Return the agreement of observers on a channel, up to a campaign that is known."""
    return _observers(version(), admitted_sites(admitted(site)), code, channel)


def scenario_title(code: str) -> str:
    """Return what the grids call a scenario."""
    return pipeline.scenario_titles(warehouse()).get(code, code)


def crossings(site: str, period: Period) -> tuple[Crossing, ...]:
    """Return what mystery tests and something else measure, contradictions first."""
    found = []
    for own in engagements():
        kinds = {each.dataset for each in own.indicators}
        if Dataset.MYSTERY not in kinds or len(kinds) < 2:
            continue
        told = tuple(each for each in findings_of(own.number, site, period))
        found.append(Crossing(own.number, own.short_title, told))
    return tuple(sorted(found, key=lambda each: not each.contradicts))


def tests_for(share: float, width: float) -> int:
    """Return the fewest tests whose interval around a share is no wider than ``width``."""
    return size_for_width(width, share)


def drawn(asked: Draw) -> pd.DataFrame:
    """Return the draw of a campaign at a site that the visitor may see."""
    own = asked.site if asked.site in admitted_sites() else admitted_sites()[0]
    found = pipeline.draw(warehouse(), replace(asked, site=own))
    return found.assign(at=found["at"].dt.tz_convert(timezone(own)))


def grids() -> tuple[ExpectedFile, ...]:
    """Return the described grids of mystery tests, to be filled."""
    return expected_files(each for each in own_sources() if each.dataset is Dataset.MYSTERY)


def desks_of(site: str) -> tuple[str, ...]:
    return tuple(warehouse().declarations.sites[site].desks) if site in admitted_sites() else ()


def usual_days(today: date) -> tuple[date, date]:
    """Return the next whole month, in which a campaign is drawn unless told otherwise."""
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


@st.cache_data(max_entries=16, show_spinner=False)
def _observed(version: int, sites: tuple[str, ...]) -> pd.DataFrame:
    return pairing.first_ratings(_ratings(version, sites))


@st.cache_data(max_entries=16, show_spinner=False)
def _ratings(version: int, sites: tuple[str, ...]) -> pd.DataFrame:
    return pipeline.ratings(warehouse(), sites)


@st.cache_data(max_entries=16, show_spinner=False)
def _campaigns(version: int, sites: tuple[str, ...]) -> pd.DataFrame:
    return pipeline.campaigns(_observed(version, sites))


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _campaign(version: int, sites: tuple[str, ...], code: str, channel: str) -> Campaign | None:
    every = _campaigns(version, sites)
    own = every[(every["campaign"] == code) & (every["channel"] == channel)]
    if own.empty:
        return None
    row = own.iloc[0]
    observed = _observed(version, sites)
    observed = observed[observed["channel"] == channel]
    these = observed[observed["campaign"] == code]
    earlier = every[(every["channel"] == channel) & (every["last"] < row["first"])]
    points = pipeline.points(these)
    before = _shares(observed, str(earlier.iloc[0]["campaign"])) if len(earlier) else {}
    titles = pipeline.item_titles(warehouse())
    points = points.assign(
        title=points["item"].map(lambda each: titles.get(each, each)),
        before=points["item"].map(before).astype("float64"),
    )
    return Campaign(
        code,
        channel,
        row["first"],
        row["last"],
        int(row["tests"]),
        points.sort_values(["share", "title"], ignore_index=True),
        pipeline.points(these, ("scenario",)),
    )


@st.cache_data(max_entries=32, show_spinner=wording.LOADING)
def _observers(
    version: int, sites: tuple[str, ...], code: str, channel: str
) -> Observers | None:
    every = _campaigns(version, sites)
    own = every[(every["campaign"] == code) & (every["channel"] == channel)]
    if own.empty:
        return None
    ratings = pairing.before(_ratings(version, sites), channel, own.iloc[0]["last"])
    found = pairing.double_ratings(ratings)
    points, titles = agreements(found.pairs, "item"), pipeline.item_titles(warehouse())
    points = points.assign(
        title=points["item"].map(lambda each: titles.get(each, each)),
        one_sided=points["item"].map(found.one_sided).fillna(0).astype("int64"),
    )
    points = points.sort_values(["share", "title"], ignore_index=True)
    return Observers(found.tests, found.apart, found.unnamed, points)


def _shares(observed: pd.DataFrame, code: str) -> Mapping[str, float]:
    found = pipeline.points(observed[observed["campaign"] == code])
    return dict(zip(found["item"], found["share"], strict=True))
