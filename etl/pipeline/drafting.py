"""Months judged while the store settles the import that brought them, and what they spare."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.frames.columns import DATED_BY
from etl.pipeline.drafts import Draft
from etl.pipeline.due import Due, Work, by_dataset, may_change, months_between
from etl.pipeline.judging import NO_TALLIES, judge_months
from etl.pipeline.pauses import PAUSABLE
from etl.pipeline.portions import FACTS_AT_ONCE, Portion, read_by, runs_of
from etl.pipeline.warehouse import Warehouse


def drafted_columns(warehouse: Warehouse, dataset: Dataset) -> list[str]:
    """Return the columns by which a dataset is judged, none where a draft could not stand.

    Pauses come from other imports: what they are about is judged when all of them are there.
    """
    indicators = list(by_dataset(warehouse).get(dataset, {}).values())
    return read_by(indicators) if indicators and dataset not in PAUSABLE else []


def draft_tallies(
    warehouse: Warehouse,
    dataset: Dataset,
    fresh: Iterable[tuple[str, pd.DataFrame]],
    at: datetime,
) -> pd.DataFrame:
    """Return the tallies of all months of some sites, from their facts as they are loaded."""
    found = [NO_TALLIES]
    for site, facts in fresh:
        for portion, own in _portions(warehouse, dataset, site, facts):
            found.append(judge_months(warehouse, portion, own, at))
    whole = pd.concat(found[1:] or found, ignore_index=True)
    return whole.astype({"month": "datetime64[us]", "as_of": "datetime64[us, UTC]"})


def definitions_of(warehouse: Warehouse, dataset: Dataset) -> dict[str, str]:
    fingerprint = warehouse.declarations.fingerprint
    return {code: fingerprint(code) for code in by_dataset(warehouse).get(dataset, {})}


def spared(
    warehouse: Warehouse, todo: Due, drafts: Mapping[Dataset, Draft], at: datetime
) -> Work:
    """Return the part of the work that drafts answer: nothing changed since they were made.

    A month that time alone can change is judged again.
    """
    standing = {
        dataset: draft
        for dataset, draft in drafts.items()
        if draft.mark == todo.marks.get(dataset)
        and draft.at <= at
        and draft.definitions == definitions_of(warehouse, dataset)
    }
    changing = {
        (dataset, row.site, Period(row.month.date()))
        for dataset, draft in standing.items()
        for row in draft.tallies[may_change(draft.tallies)].itertuples()
    }
    return {
        key: codes
        for key, codes in todo.work.items()
        if key[0] in standing and key not in changing
    }


def from_drafts(
    warehouse: Warehouse, work: Work, drafts: Mapping[Dataset, Draft]
) -> Iterator[tuple[Portion, pd.DataFrame]]:
    """Yield the work that drafts answer, with its tallies."""
    for portion in runs_of(warehouse, work):
        tallies = drafts[portion.dataset].tallies
        starts = pd.DatetimeIndex([month.start for month in portion.months])
        own = tallies["site"].eq(portion.site) & tallies["month"].isin(starts)
        yield portion, tallies[own & tallies["indicator"].isin(portion.codes)]


def _portions(
    warehouse: Warehouse, dataset: Dataset, site: str, facts: pd.DataFrame
) -> Iterator[tuple[Portion, pd.DataFrame]]:
    """Cut the facts of a site, in order of time, into portions of whole months."""
    calendar, dated = warehouse.calendar(site), facts[DATED_BY[dataset]]
    months = months_between(*calendar.local(dated.iloc[[0, -1]]).dt.date)
    ends = [calendar.instants(month.start, month.end)[1] for month in months]
    bounds = [0, *np.searchsorted(dated, pd.to_datetime(ends, utc=True)).tolist()]
    indicators = list(by_dataset(warehouse)[dataset].values())
    first = 0
    for last in range(1, len(months) + 1):
        is_full = last == len(months) or bounds[last + 1] - bounds[first] > FACTS_AT_ONCE
        if is_full:
            own = facts.iloc[bounds[first] : bounds[last]].reset_index(drop=True)
            yield Portion(dataset, site, indicators, months[first:last]), own
            first = last
