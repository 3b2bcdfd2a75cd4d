"""Would the verdict hold if another defensible choice had been made? The same rules, again.

Each choice changes one thing only: what counts as a short abandon, which hours, which formula,
whether pauses stop the clock, what a duplicate is, in which days a limit runs. The facts are
judged again by the indicator's own rule, added up and compared as findings are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import pandas as pd

from etl.assessments.verdicts import verdicts
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Limit, Receipt, Target, Unit
from etl.domain.formulas import Admitted, Counting, Settled, Switches
from etl.domain.periods import Period
from etl.indicators.conditions import Conditions
from etl.indicators.measures import measure
from etl.indicators.rules import RULES
from etl.indicators.tallies import merge, tally
from etl.pipeline.cases import facts_of, is_measured, months_of
from etl.pipeline.judging import belonging, by_terms, conditions
from etl.pipeline.pauses import counts_pauses, labelled, pauses_of
from etl.pipeline.warehouse import Warehouse

SHORT_ABANDONS_S = (3, 5, 10)
AGAIN_WITHIN = pd.Timedelta(hours=1)
IN_DAYS = (Unit.WORKING_DAYS, Unit.WORKABLE_DAYS, Unit.CALENDAR_DAYS)
OWN = "own"
COLUMNS = ["choice", "option", "value", "low", "high", "counted", "verdict", "flips"]

Changed = Callable[[Conditions], Conditions]
Kept = Callable[[pd.DataFrame], pd.DataFrame]


def _same_given(given: Conditions) -> Conditions:
    return given


def _same_facts(facts: pd.DataFrame) -> pd.DataFrame:
    return facts


@dataclass(frozen=True)
class Choice:
    """One thing done otherwise: ``name`` and ``option`` are codes for those who tell it."""

    name: str
    option: str = ""
    given: Changed = _same_given
    facts: Kept = _same_facts
    formula: str = ""
    other_pauses: bool = False


def sensitivity(
    warehouse: Warehouse, code: str, sites: Sequence[str], period: Period, as_of: datetime
) -> pd.DataFrame:
    """Return the verdict of an indicator over a period by each choice, its own one first.

    Columns: choice, option, value, low, high, counted, verdict, and ``flips``: it is not the
    verdict of the own choice. Choices that change nothing of how this indicator is counted
    are left out; there is no row where nothing is to be reached.
    """
    indicator = warehouse.declarations.indicator(code)
    target = indicator.target_on(period.end - timedelta(days=1))
    if target is None or target.value is None:
        return pd.DataFrame(columns=COLUMNS)
    months = [
        each
        for site in sites
        if is_measured(warehouse, indicator, site, period)
        for each in _months_of(warehouse, indicator, site, period, as_of)
    ]
    choices = [Choice(OWN), *_choices(warehouse, indicator, target)]
    told = [each for each in choices if each.name == OWN or _changes(each, months)]
    rows = [_figure(indicator, each, months) for each in told if months]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    finished = period.end <= warehouse.local(as_of).date()
    frame = pd.concat(rows, ignore_index=True).assign(
        choice=[each.name for each in told],
        option=[each.option for each in told],
        target=target.value,
        comparison=target.comparison.value,
        enough=indicator.enough,
        statistic=indicator.statistic.value,
        applies=True,
        silent=False,
        finished=finished,
    )
    found = verdicts(frame)
    return frame.assign(verdict=found, flips=found != found.iloc[0])[COLUMNS]


@dataclass(frozen=True)
class _Months:
    """Facts of a site whose months share their terms; ``pauses`` are all that are known."""

    facts: pd.DataFrame
    given: Conditions
    pauses: pd.DataFrame | None
    countings: dict[str, Counting | None]


def _months_of(
    warehouse: Warehouse, indicator: Indicator, site: str, period: Period, as_of: datetime
) -> Iterator[_Months]:
    months = months_of(indicator, period)
    facts, month = facts_of(warehouse, indicator, site, months)
    facts = facts.assign(month=month)
    span = warehouse.calendar(site).instants(months[0].start, months[-1].end)
    stopping = replace(indicator, parameters={**indicator.parameters, "pauses": True})
    pauses = labelled(pauses_of(warehouse, [stopping], span, site), facts)

    def countings(start: pd.Timestamp) -> dict[str, Counting | None]:
        formulas = warehouse.declarations.formulas
        return {name: each.counting_on(start.date()) for name, each in formulas.items()}

    for terms, starts in by_terms(warehouse, indicator, months):
        given = conditions(warehouse, indicator, terms, site, as_of, pauses)
        for known, some in groupby(starts, key=countings):
            own = belonging(facts[month.isin(list(some))], indicator)
            yield _Months(own, given, pauses, known)


def _judged_by(choice: Choice, month: _Months) -> Conditions:
    given = month.given
    if choice.formula:
        given = replace(given, counting=month.countings[choice.formula])
    if choice.other_pauses:
        given = replace(given, pauses=month.pauses if given.pauses is None else None)
    return choice.given(given)


def _changes(choice: Choice, months: Sequence[_Months]) -> bool:
    """Tell whether a choice is another one than the indicator's own."""
    if choice.facts is not _same_facts:
        return True
    pairs = [(each.given, _judged_by(choice, each)) for each in months]
    return any(
        (own.counting, own.limit, own.limits, own.parameters)
        != (other.counting, other.limit, other.limits, other.parameters)
        or own.pauses is not other.pauses
        for own, other in pairs
    )


def _figure(indicator: Indicator, choice: Choice, months: Sequence[_Months]) -> pd.DataFrame:
    """Return the figure of a choice, added up as that of a finding is."""
    tallies = []
    for each in months:
        facts = choice.facts(each.facts)
        judged = RULES[indicator.rule].judge(facts, _judged_by(choice, each))
        tallies.append(tally(judged, facts[["service", "month"]], indicator.statistic))
    merged = merge(pd.concat(tallies, ignore_index=True), [], indicator.statistic)
    return measure(merged, indicator.statistic)


def _choices(warehouse: Warehouse, indicator: Indicator, target: Target) -> Iterator[Choice]:
    if indicator.dataset is Dataset.CALLS:
        yield from _of_calls(warehouse, indicator)
    if indicator.dataset is Dataset.MAILS:
        yield from _of_mails(indicator, target)


def _of_calls(warehouse: Warehouse, indicator: Indicator) -> Iterator[Choice]:
    admitted = RULES[indicator.rule].formulas
    named = indicator.parameters.get("formula")
    for code, formula in warehouse.declarations.formulas.items():
        if formula.kind in admitted and code != named:
            yield Choice("formula", code, formula=code)
    if named:
        yield Choice("short_abandons", "", _switched(_short_counted))
        for seconds in SHORT_ABANDONS_S:
            switched = _switched(partial(_short_excluded, seconds=seconds))
            yield Choice("short_abandons", str(seconds), switched)
        yield Choice("hours", "with_closed", _switched(_closed_counted))
        yield Choice("closed_in_hours", "", _switched(_closed_in_hours_excluded))
    if indicator.parameters.get("desk"):
        yield Choice("hours", "all", _at_any_hour)
    yield Choice("called_again", "", facts=_without_called_again)


def _switched(other: Callable[[Switches], Switches]) -> Changed:
    def changed(given: Conditions) -> Conditions:
        if given.counting is None:
            return given
        own = replace(given.counting, switches=other(given.counting.switches))
        return replace(given, counting=own)

    return changed


def _short_counted(own: Switches) -> Switches:
    return replace(own, short_abandons=Settled.COUNTED)


def _short_excluded(own: Switches, seconds: int) -> Switches:
    return replace(own, short_abandon_s=seconds, short_abandons=Settled.EXCLUDED)


def _closed_counted(own: Switches) -> Switches:
    return replace(own, closed_hours_calls=Admitted.COUNTED)


def _closed_in_hours_excluded(own: Switches) -> Switches:
    return replace(own, closed_calls_in_hours=Admitted.EXCLUDED)


def _at_any_hour(given: Conditions) -> Conditions:
    return replace(given, parameters={k: v for k, v in given.parameters.items() if k != "desk"})


def _without_called_again(calls: pd.DataFrame) -> pd.DataFrame:
    """Leave out the calls not answered whose caller calls again within the hour."""
    ordered = calls.sort_values("started_at", kind="stable")
    following = ordered.groupby("caller")["started_at"].shift(-1)
    again = (following - ordered["started_at"] <= AGAIN_WITHIN).reindex(calls.index)
    return calls[~(again & calls["outcome"].ne("answered").fillna(False))]


def _of_mails(indicator: Indicator, target: Target) -> Iterator[Choice]:
    if RULES[indicator.rule].needs_limit:
        stopped = "without" if counts_pauses(indicator) else "with"
        yield Choice("pauses", stopped, other_pauses=True)
        units = {each.unit for each in (target.limit, *target.limits.values()) if each}
        if units & set(IN_DAYS):
            for unit in IN_DAYS:
                yield Choice("unit", unit.value, _limited(partial(_in_days, unit=unit)))
            for receipt in Receipt:
                received = _limited(partial(_received_as, receipt=receipt))
                yield Choice("receipt", receipt.value, received)
    yield Choice("duplicates", "duplicate", facts=_as_request("duplicate"))
    if RULES[indicator.rule].needs_limit:
        yield Choice("duplicates", "unreachable", facts=_as_request("unreachable"))


def _limited(other: Callable[[Limit], Limit]) -> Changed:
    """Return what gives each limit in days other days, or another day zero."""

    def own(limit: Limit) -> Limit:
        return other(limit) if limit.unit in IN_DAYS else limit

    def changed(given: Conditions) -> Conditions:
        limits = {name: own(each) for name, each in given.limits.items()}
        return replace(given, limit=own(given.limit) if given.limit else None, limits=limits)

    return changed


def _in_days(limit: Limit, unit: Unit) -> Limit:
    return replace(limit, unit=unit)


def _received_as(limit: Limit, receipt: Receipt) -> Limit:
    return replace(limit, receipt=receipt)


def _as_request(status: str) -> Kept:
    """Return what counts the requests of a status as any other one."""

    def changed(requests: pd.DataFrame) -> pd.DataFrame:
        return requests.assign(
            status=requests["status"].astype("str").replace(status, "request")
        )

    return changed
