"""Facts read back as typed frames: current ones, or as they stood after an import."""

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS, FactColumn, Kind
from etl.store.codes import NO_CODE, Decoder, numbers_of
from etl.store.encoding import ABSENT_INTEGER, decoded
from etl.store.reading import Query, array_of, frame_of
from etl.store.tables import DAY_US, EPOCH, FACT_TABLES, MICROSECOND, Instant, codes, imports

Span = tuple[datetime, datetime]
IDENTITY = ("fact_id", "import_id", "line")
# Identifiers named in one query.
IDS_A_QUERY = 5000


def load_facts(
    connection: Connection,
    dataset: Dataset,
    span: Span | None = None,
    sites: Collection[str] | None = None,
    columns: Collection[str] | None = None,
    as_of_import: int | None = None,
) -> pd.DataFrame:
    """Return the facts dated in ``span`` = [start, end), ordered by instant, then fact.

    Columns ``fact_id``, ``import_id``, ``line``, then those of the dataset (or the chosen
    ones): choices and codes as categories, keys and pseudonyms as hashes. Current states
    only, unless ``as_of_import``: then the states as they stood after that import.
    """
    facts = FACT_TABLES[dataset]
    wanted = [_stood(facts, as_of_import)]
    if span is not None or sites is not None:
        wanted.append(facts.c.site.in_(_site_numbers(connection, facts, sites)))
    if span is not None:
        dated = facts.c[DATED_BY[dataset]]
        wanted += [dated >= _microseconds(span[0]), dated < _microseconds(span[1])]
    dated_by = DATED_BY[dataset]
    read = [
        each
        for each in FACTS[dataset]
        if columns is None or each.name in columns or each.name == dated_by
    ]
    rows = array_of(connection, _rows_of(facts, read).where(*wanted))
    frame = _frame(connection, rows, read, dated_by)
    return frame if columns is None else frame[[*IDENTITY, *columns]]


def load_fact_rows(
    connection: Connection, dataset: Dataset, ids: Collection[int]
) -> pd.DataFrame:
    """Return the facts of these identifiers, also superseded ones; same shape and order."""
    every = [int(each) for each in ids]
    facts = FACT_TABLES[dataset]
    query = _rows_of(facts, FACTS[dataset])
    parts = [
        array_of(connection, query.where(facts.c.id.in_(every[start : start + IDS_A_QUERY])))
        for start in range(0, max(len(every), 1), IDS_A_QUERY)
    ]
    return _frame(connection, np.concatenate(parts), FACTS[dataset], DATED_BY[dataset])


def span(connection: Connection, dataset: Dataset) -> tuple[datetime | None, datetime | None]:
    """Return the instants of the first and the last current fact of a dataset."""
    facts = FACT_TABLES[dataset]
    dated = facts.c[DATED_BY[dataset]]
    first, last = connection.execute(
        select(
            func.min(dated, type_=Instant()),
            func.max(dated, type_=Instant()),
        ).where(_stood(facts, None))
    ).one()
    return first, last


def facts_by_source_and_day(
    connection: Connection, dataset: Dataset, span: Span | None = None
) -> pd.DataFrame:
    """Return how many current facts each source has: source, site, day (of UTC), facts."""
    facts = FACT_TABLES[dataset]
    dated = facts.c[DATED_BY[dataset]]
    day = (dated // DAY_US).label("day")
    query = (
        select(imports.c.source, codes.c.text.label("site"), day, func.count().label("facts"))
        .join(imports, imports.c.id == facts.c.import_id)
        .join(codes, codes.c.id == facts.c.site)
        .where(_stood(facts, None), dated.is_not(None))
        .group_by(imports.c.source, codes.c.text, day)
        .order_by(imports.c.source, codes.c.text, day)
    )
    if span is not None:
        first, end = _microseconds(span[0]), _microseconds(span[1])
        query = query.where(dated >= first, dated < end)
    counts = frame_of(connection, query)
    days = pd.to_datetime(counts["day"], unit="D").astype("datetime64[us]")
    return counts.assign(day=days)


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def _stood(facts: Table, as_of_import: int | None) -> ColumnElement[bool]:
    past = facts.c.superseded_by
    if as_of_import is None:
        # Not « IS NULL »: SQLite would walk the index of contacts, in random order.
        return func.coalesce(past, 0) == 0
    return (facts.c.added_by <= as_of_import) & or_(past.is_(None), past > as_of_import)


def _site_numbers(
    connection: Connection, facts: Table, sites: Collection[str] | None
) -> list[int]:
    """Return the numbers of the sites, all of them by jumping from one to the next.

    Naming the sites lets the engine find a span by the index (site, instant).
    """
    if sites is not None:
        return numbers_of(connection, sites)
    first = select(func.min(facts.c.site).label("site")).cte("some_sites", recursive=True)
    following = select(func.min(facts.c.site)).where(facts.c.site > first.c.site)
    every = first.union_all(
        select(following.scalar_subquery()).where(first.c.site.is_not(None))
    )
    found = select(every.c.site).where(every.c.site.is_not(None))
    return list(connection.execute(found).scalars())


def _rows_of(facts: Table, columns: Sequence[FactColumn]) -> Query:
    return select(
        facts.c.id.label("fact_id"),
        facts.c.import_id,
        facts.c.line,
        *[facts.c[column.name] for column in columns],
    )


def _frame(
    connection: Connection, rows: np.ndarray, columns: Sequence[FactColumn], dated_by: str
) -> pd.DataFrame:
    ordered = _ordered(rows, dated_by)
    decoder = Decoder(connection)
    frame = {name: pd.Series(_native(ordered[name])) for name in IDENTITY}
    for column in columns:
        numbers = _native(ordered[column.name])
        if column.kind in (Kind.CHOICE, Kind.CODE):
            known = np.where(numbers == ABSENT_INTEGER, NO_CODE, numbers)
            frame[column.name] = pd.Series(decoder.decode(known, column.choices))
        else:
            frame[column.name] = decoded(numbers, column)
    return pd.DataFrame(frame)


def _ordered(rows: np.ndarray, dated_by: str) -> np.ndarray:
    """Sort by instant, then by fact (files mostly come in that order already)."""
    instants, ids = rows[dated_by], rows["fact_id"]
    later, same = instants[1:] > instants[:-1], instants[1:] == instants[:-1]
    if (later | (same & (ids[1:] > ids[:-1]))).all():
        return rows
    return rows[np.lexsort((ids, instants))]


def _native(values: np.ndarray) -> np.ndarray:
    """Return a contiguous copy in the machine's own byte order."""
    return values.astype(values.dtype.newbyteorder("="))
