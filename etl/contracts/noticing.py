"""What deserves a look in rows that are accepted: signalled, never a reason to refuse."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.remarks import MOST_LINES, Remark
from etl.frames.batches import Batch
from etl.frames.columns import DATED_BY, FACTS, Kind, of_kind

YEAR = np.timedelta64(366, "D")
# A clock may be a few minutes fast; a date of tomorrow is a mistake.
FAST_CLOCK = np.timedelta64(1, "D")
# So few dates may stand apart from the others.
APART = 0.05
VERY_LONG_S = 12 * 3600
# Days of closure, exercises to come: events may be told ahead.
AHEAD = frozenset({Dataset.EVENTS})
_WRITTEN_TWICE = r"[ T]0?2[:h]"
_WITH_OFFSET = r"(?:[+-]\d{2}:?\d{2}|Z)\s*$"

Found = Callable[[pd.DataFrame], np.ndarray]


@dataclass(frozen=True)
class Notice:
    """One thing to notice of the rows of a dataset, told of a column."""

    column: str
    code: str
    where: Found


def _before(later: str, earlier: str, code: str) -> Notice:
    def where(rows: pd.DataFrame) -> np.ndarray:
        found: np.ndarray = _instants(rows[later]) < _instants(rows[earlier])
        return found

    return Notice(later, code, where)


def _very_long(column: str) -> Notice:
    return Notice(column, "very_long", lambda rows: rows[column].to_numpy() > VERY_LONG_S)


NOTICES: dict[Dataset, tuple[Notice, ...]] = {
    Dataset.CALLS: (_very_long("wait_s"), _very_long("talk_s")),
    Dataset.MAILS: tuple(
        _before(name, "received_at", "before_request")
        for name in ("acknowledged_at", "answered_at", "closed_at")
    ),
    Dataset.VISITS: (_before("called_at", "arrived_at", "before_arrival"),),
}


def codes_of(dataset: Dataset, column: str) -> tuple[str, ...]:
    """Return what may be noticed of a column."""
    own = [each.code for each in NOTICES.get(dataset, ()) if each.column == column]
    if column == DATED_BY[dataset]:
        own += ["isolated_date"] if dataset in AHEAD else ["in_future", "isolated_date"]
    if column in of_kind(dataset, Kind.INSTANT):
        own.append("ambiguous_hour")
    if column == "source_id":
        own.append("repeated")
    return tuple(own)


def notice(batch: Batch, accepted: pd.DataFrame, at: datetime | None) -> tuple[Remark, ...]:
    """Return what is noticed of the accepted rows; ``at`` is the instant of the import."""
    if accepted.empty:
        return ()
    lines = accepted.index.to_numpy()
    return tuple(
        Remark(column, code, int(where.sum()), tuple(lines[where][:MOST_LINES].tolist()))
        for column, code, where in _found(batch, accepted, at)
        if where.any()
    )


def _found(
    batch: Batch, rows: pd.DataFrame, at: datetime | None
) -> Iterator[tuple[str, str, np.ndarray]]:
    for each in NOTICES.get(batch.dataset, ()):
        yield each.column, each.code, each.where(rows)
    dated = DATED_BY[batch.dataset]
    yield dated, "isolated_date", _isolated(_instants(rows[dated]))
    if at is not None and batch.dataset not in AHEAD:
        last = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us") + FAST_CLOCK
        yield dated, "in_future", _instants(rows[dated]) > last
    for column in FACTS[batch.dataset]:
        if column.kind is Kind.INSTANT and column.name in batch.raw:
            yield column.name, "ambiguous_hour", _ambiguous(batch, rows, column.name)


def _instants(values: pd.Series) -> np.ndarray:
    """Return instants of UTC; what is absent compares to nothing."""
    found: np.ndarray = values.array.view("int64").view("datetime64[us]")
    return found


def _isolated(instants: np.ndarray) -> np.ndarray:
    """Say which dates are long before almost all the others."""
    present = instants[~np.isnat(instants)]
    if len(present) < 2 or present.max() - present.min() <= YEAR:
        return np.zeros(len(instants), dtype=bool)
    ordered = np.sort(present)
    first = ordered[max(1, int(APART * len(ordered)))]
    found: np.ndarray = instants < first - YEAR
    return found


def _ambiguous(batch: Batch, rows: pd.DataFrame, name: str) -> np.ndarray:
    """Say which instants were written as an hour that autumn has twice, without telling which.

    In Europe it is the hour before and after 1:00 of UTC, on the last Sunday of October.
    """
    instants = _instants(rows[name])
    near = np.zeros(len(instants), dtype=bool)
    for change in _changes(instants):
        near |= np.abs(instants - change) <= np.timedelta64(1, "h")
    if near.any():
        text = batch.raw[name].loc[rows.index[near]].astype("str")
        twice = text.str.contains(_WRITTEN_TWICE, regex=True).fillna(False)
        told = text.str.contains(_WITH_OFFSET, regex=True).fillna(False)
        near[near] = (twice & ~told).to_numpy(dtype=bool)
    return near


def _changes(instants: np.ndarray) -> list[np.datetime64]:
    """Return the instants of the change of autumn in the years of some dates."""
    present = instants[~np.isnat(instants)]
    if not len(present):
        return []
    first, last = (int(str(each)[:4]) for each in (present.min(), present.max()))
    found = []
    for year in range(first, last + 1):
        end = np.datetime64(f"{year}-10-31")
        sunday = end - np.timedelta64((int(end.astype("int64")) + 4) % 7, "D")
        found.append(sunday.astype("datetime64[us]") + np.timedelta64(1, "h"))
    return found
