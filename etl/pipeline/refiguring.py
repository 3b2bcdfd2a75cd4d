"""One figure computed again from given facts, declarations and instant: nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from etl.definitions.declarations import Declarations
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Statistic
from etl.domain.periods import Period, add_months
from etl.domain.replays import Figure
from etl.frames.columns import DATED_BY
from etl.pipeline.due import months_between
from etl.pipeline.fact_changes import Between, placed, standing
from etl.pipeline.gathering import COUNTS, concluded
from etl.pipeline.judging import NO_TALLIES, judge_with
from etl.pipeline.pauses import PAUSABLE, counts_pauses
from etl.pipeline.portions import Portion, read_by
from etl.pipeline.spans import axes_of
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import Span, known_contacts, load_facts, load_lives
from etl.store.pauses import load_pauses

SHARES = {Statistic.SHARE: "met", Statistic.SHARE_MISSED: "missed"}
# Calendars may differ from one state to the next: months are taken from a wider span.
MARGIN = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """Which figure: an indicator, a site or all of them, a period."""

    code: str
    site: str
    period: Period


@dataclass(frozen=True)
class State:
    """All that a figure is computed from: ``step`` says which facts stand (fact_changes),
    ``pauses`` after which import pauses are taken."""

    declarations: Declarations
    at: datetime
    imports: pd.DataFrame
    pauses: int
    step: int


@dataclass(frozen=True)
class Evidence:
    """The facts of one dataset as they stood at two imports, read once for all states."""

    warehouse: Warehouse
    dataset: Dataset
    columns: Sequence[str]
    then: int
    now: int
    undone: frozenset[int]
    _read: dict[tuple[str, Span | None], pd.DataFrame] = field(default_factory=dict)

    def of(self, site: str, span: Span | None) -> pd.DataFrame:
        """Return the facts of a site with the steps between which each stands."""
        if (site, span) not in self._read:
            self._read[site, span] = self._placed(site, span)
        return self._read[site, span]

    def _placed(self, site: str, span: Span | None) -> pd.DataFrame:
        both = tuple(sorted({self.then, self.now}))
        with self.warehouse.store.reading() as connection:
            facts = load_facts(connection, self.dataset, span, [site], self.columns, both)
            lives = load_lives(connection, self.dataset, span, [site], both)
            own = lives.set_index("fact_id").loc[facts["fact_id"]].reset_index(drop=True)
            facts = facts.assign(**{name: own[name] for name in own})
            between = Between(
                self.then,
                self.now,
                self.undone,
                lambda ids: known_contacts(connection, self.dataset, ids, self.then),
            )
            return placed(facts, between)

    def pauses(self, site: str, span: Span, as_of_import: int) -> pd.DataFrame:
        with self.warehouse.store.reading() as connection:
            return load_pauses(connection, self.dataset, span, [site], as_of_import)


def columns_of(indicators: Sequence[Indicator]) -> list[str]:
    """Return the columns that judging reads, with the date of a fact."""
    return sorted({*read_by(indicators), DATED_BY[indicators[0].dataset]})


def months_of(period: Period, indicator: Indicator) -> list[Period]:
    """Return the months that a figure of a period measures."""
    first = period.span_start(indicator.window_months)
    return months_between(first, add_months(period.end, -1))


@dataclass(frozen=True)
class Calculator:
    """Computes one figure in any state."""

    warehouse: Warehouse
    question: Question
    evidence: Mapping[Dataset, Evidence]

    def figure(self, state: State) -> Figure:
        """Return the figure from the facts of its span; from those of all time where they may
        tell more: a source that fell silent, a count of zero at a site heard before."""
        indicator = state.declarations.indicator(self.question.code)
        row = self._finding(state, indicator, is_whole=False)
        if _may_depend_on_more(row, indicator):
            row = self._finding(state, indicator, is_whole=True)
        return _figure(row, indicator)

    def facts(self, state: State, site: str) -> pd.DataFrame:
        """Return the facts of the span at a site, in every state."""
        indicator = state.declarations.indicator(self.question.code)
        own = replace(self.warehouse, declarations=state.declarations)
        return self._facts(own, indicator, site, months_of(self.question.period, indicator))

    def _finding(self, state: State, indicator: Indicator, is_whole: bool) -> pd.Series:
        declared, site = state.declarations, self.question.site
        own = replace(self.warehouse, declarations=declared)
        sites = list(declared.sites)
        asked = sites if is_whole or site == EVERYWHERE else [site]
        tallies = [self._tallies(own, state, each, is_whole) for each in asked]
        filled = [each for each in tallies if len(each)]
        known = pd.concat(filled, ignore_index=True) if filled else _no_tallies()
        axes = axes_of(declared.engagements, [indicator.code], sites, [self.question.period])
        found = concluded(declared, axes, (known, state.imports), own.local(state.at))
        return found[(found["site"] == site) & (found["service"] == EVERYWHERE)].iloc[0]

    def _tallies(self, own: Warehouse, state: State, site: str, is_whole: bool) -> pd.DataFrame:
        indicator = state.declarations.indicator(self.question.code)
        months = None if is_whole else months_of(self.question.period, indicator)
        facts = standing(self._facts(own, indicator, site, months), state.step)
        if facts.empty:
            return NO_TALLIES
        calendar = own.calendar(site)
        if months is None:
            ends = calendar.months(facts[DATED_BY[indicator.dataset]])
            months = months_between(ends.min().date(), ends.max().date())
        pauses = None
        if indicator.dataset in PAUSABLE and counts_pauses(indicator):
            dated = calendar.instants(months[0].start, months[-1].end)
            pauses = self.evidence[indicator.dataset].pauses(site, dated, state.pauses)
        portion = Portion(indicator.dataset, site, [indicator], months)
        return judge_with(own, portion, facts.reset_index(drop=True), pauses, state.at)

    def _facts(
        self, own: Warehouse, indicator: Indicator, site: str, months: list[Period] | None
    ) -> pd.DataFrame:
        """Return the dated facts of some months of a site, by its calendar of that state."""
        evidence, calendar = self.evidence[indicator.dataset], own.calendar(site)
        if months is None:
            facts = evidence.of(site, None)
            return facts[facts[DATED_BY[indicator.dataset]].notna()]
        first, end = calendar.instants(months[0].start, months[-1].end)
        facts = evidence.of(site, (first - MARGIN, end + MARGIN))
        dated = facts[DATED_BY[indicator.dataset]]
        return facts[(dated >= first) & (dated < end)]


def _no_tallies() -> pd.DataFrame:
    empty = NO_TALLIES.assign(import_ids=pd.Series([], dtype="str"))
    return empty.astype({"month": "datetime64[us]"})


def _may_depend_on_more(row: pd.Series, indicator: Indicator) -> bool:
    """Tell whether facts outside of the span may change what is said of it.

    A source that was heard in the span is heard; one that seems silent may not be the only
    one. A count of nothing is a zero only at a site that has been heard.
    """
    silenced = row["verdict"] == Verdict.NOT_MEASURED and not pd.isna(row["value"])
    nothing = indicator.statistic in COUNTS and not row["met"]
    return bool(silenced or nothing)


def _figure(row: Mapping[Any, Any], indicator: Indicator) -> Figure:
    value = _or_none(row["value"])
    return Figure(
        value=value,
        exact=None if value is None else exact_of(indicator.statistic, row, value),
        low=_or_none(row["low"]),
        high=_or_none(row["high"]),
        counted=int(_or_none(row["counted"]) or 0),
        met=int(row["met"]),
        missed=int(row["missed"]),
        pending=int(row["pending"]),
        verdict=Verdict(row["verdict"]),
        target=_or_none(row["target"]),
        comparison=str(row["comparison"]),
    )


def exact_of(statistic: Statistic, row: Mapping[Any, Any], value: float) -> Fraction:
    """Return a value without rounding: a share as the fraction of its counts."""
    if statistic not in SHARES:
        return Fraction(value)
    return Fraction(int(row[SHARES[statistic]]), int(row["met"]) + int(row["missed"]))


def _or_none(value: object) -> float | None:
    number = float(str(value)) if value is not None else float("nan")
    return None if number != number else number
