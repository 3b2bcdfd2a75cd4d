"""What must be assessed again: the months that an import, the clock or a definition touched."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Statistic
from etl.domain.periods import Period, PeriodKind, add_months, containing
from etl.pipeline.pauses import with_paused_requests
from etl.pipeline.spans import UNDATING
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import (
    applied_definitions,
    gathered_until,
    load_tallies,
    touched_days,
)
from etl.store.facts import span
from etl.store.purging import first_instants, purged_before

# (dataset, site, month) to the indicators to judge again there.
Work = Mapping[tuple[Dataset, str, Period], frozenset[str]]

AGES = (Statistic.MEAN, Statistic.MEDIAN, Statistic.P90, Statistic.MAXIMUM)
# The instant that closes a case: until then, the delay of a late one grows.
CLOSED_BY: Mapping[Dataset, str] = {
    Dataset.MAILS: "answered_at",
    Dataset.VISITS: "called_at",
    Dataset.EVENTS: "done_at",
}


@dataclass(frozen=True)
class Due:
    """The work, and the highest mark of the touched days it answers, by dataset too."""

    work: Work
    mark: int
    marks: Mapping[Dataset, int] = field(default_factory=dict)


def due(warehouse: Warehouse, at: datetime, everything: bool) -> Due:
    """Return what must be judged again as of ``at``.

    A month is judged again when an import touched it, when it holds a case whose outcome or
    age time can change, when it is still running, or when the definition of an indicator is
    not the one that was last applied.
    """
    indicators = by_dataset(warehouse)
    with warehouse.store.reading() as connection:
        touched = touched_days(connection)
        tallies = load_tallies(connection)
        applied = applied_definitions(connection)
        spans = {dataset: span(connection, dataset, UNDATING) for dataset in indicators}
        kept = purged_before(connection)
    work: defaultdict[tuple[Dataset, str, Period], set[str]] = defaultdict(set)
    felt = with_paused_requests(warehouse, touched)
    months = _touched_months(warehouse, felt) | _open_months(indicators, tallies, at)
    for dataset, site, month in months:
        work[dataset, site, month] |= indicators.get(dataset, {}).keys()
    for dataset, known in indicators.items():
        stale = {
            code
            for code in known
            if everything or applied.get(code) != warehouse.declarations.fingerprint(code)
        }
        for month in _months_of(spans[dataset], at) if stale else []:
            for site in warehouse.declarations.sites:
                work[dataset, site, month] |= stale
    last = touched.groupby("dataset", observed=True)["id"].max().to_dict()
    marks = {Dataset(name): int(mark) for name, mark in last.items()}
    found = {
        key: frozenset(codes)
        for key, codes in work.items()
        # A month whose rows were purged keeps its tallies: nothing could count it again.
        if codes and key[2].start >= kept.get(key[0], date.min)
    }
    return Due(found, max(marks.values(), default=0), marks)


def _open_months(
    indicators: Mapping[Dataset, Mapping[str, Indicator]], tallies: pd.DataFrame, at: datetime
) -> set[tuple[Dataset, str, Period]]:
    """Return the months that hold a case which time alone can change."""
    dataset_of = {code: dataset for dataset, own in indicators.items() for code in own}
    stale = tallies[may_change(tallies) & (tallies["as_of"] < at)]
    return {
        (dataset_of[row.indicator], row.site, Period(row.month.date()))
        for row in stale.itertuples()
        if row.indicator in dataset_of
    }


def may_change(tallies: pd.DataFrame) -> pd.Series:
    """Tell the tallies that time alone can change.

    A pending case becomes late; a late one grows older, where ages are measured; a month
    that was running when it was judged has days that nobody has seen.
    """
    month_end = tallies["month"] + pd.offsets.MonthBegin(1)
    is_running = month_end.dt.tz_localize(UTC) > tallies["as_of"]
    return (tallies["pending"] > 0) | (tallies["ageing"] > 0) | is_running


def is_ageing(indicator: Indicator) -> bool:
    """Tell whether the value of an open case grows with time: delays of requests and events."""
    return indicator.dataset in CLOSED_BY and indicator.statistic in AGES


def outdated(warehouse: Warehouse, at: datetime) -> set[str]:
    """Return the indicators whose findings are of another month, history or definition.

    A month that begins or ends changes findings without any new fact: there is one more
    period to show, and a count that was still running is final. So does a decision on what
    no fact measures: it has no month to judge again.
    """
    with warehouse.store.reading() as connection:
        gathered = gathered_until(connection)
        applied = applied_definitions(connection)
        known = first_instants(connection, UNDATING)
    if not known:
        return set()
    local = warehouse.local
    first = containing(local(min(known)).date()).start
    month = containing(local(at).date()).start
    current = {
        code
        for code, (since, as_of) in gathered.items()
        if since == first and containing(local(as_of).date()).start == month
    }
    codes = {each.code for own in by_dataset(warehouse).values() for each in own.values()}
    fingerprint = warehouse.declarations.fingerprint
    redefined = {code for code in codes if applied.get(code) != fingerprint(code)}
    return (codes - current) | redefined


def by_dataset(warehouse: Warehouse) -> dict[Dataset, dict[str, Indicator]]:
    found: defaultdict[Dataset, dict[str, Indicator]] = defaultdict(dict)
    for engagement in warehouse.declarations.engagements:
        for indicator in engagement.indicators:
            found[indicator.dataset][indicator.code] = indicator
    return dict(found)


def _touched_months(
    warehouse: Warehouse, touched: pd.DataFrame
) -> set[tuple[Dataset, str, Period]]:
    """Return the local months of touched UTC days: a day may lie in two of them."""
    found = set()
    for site, days in touched.groupby("site", observed=True):
        if site not in warehouse.declarations.sites:
            continue
        calendar = warehouse.calendar(str(site))
        for edge in (timedelta(0), timedelta(hours=24, microseconds=-1)):
            months = calendar.months(pd.to_datetime(days["day"], utc=True) + edge)
            found |= {
                (Dataset(dataset), str(site), Period(month.date()))
                for dataset, month in set(zip(days["dataset"], months, strict=True))
            }
    return found


def _months_of(bounds: tuple[datetime | None, datetime | None], at: datetime) -> list[Period]:
    first_at, last_at = bounds
    if first_at is None or last_at is None:
        return []
    # A day more on each side: the store counts in UTC, months are local.
    last_day = (min(last_at, at) + timedelta(days=1)).date()
    return months_between((first_at - timedelta(days=1)).date(), last_day)


def months_between(first: date, last: date) -> list[Period]:
    """Return the months of two days and those between."""
    months, end = [containing(first)], containing(last)
    while months[-1] < end:
        months.append(Period(add_months(months[-1].start, 1)))
    return months


def periods_until(first: datetime, at: datetime) -> list[Period]:
    """Return every month, quarter and year from the first fact to the month of ``at``.

    Both are local instants.
    """
    end = containing(at.date())
    found = []
    for kind in PeriodKind:
        period = containing(first.date(), kind)
        while period.start <= end.start:
            found.append(period)
            period = Period(period.end, kind)
    return found
