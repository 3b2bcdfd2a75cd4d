"""How many facts each source has, day by day, counted along the index of sites and instants."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    case,
    exists,
    func,
    literal,
    select,
    true,
)

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY
from etl.store.facts import Span, microseconds, site_numbers, stood
from etl.store.reading import frame_of
from etl.store.tables import DAY_US, FACT_TABLES, codes, imports

COLUMNS = {"source": "str", "site": "str", "day": "datetime64[us]", "facts": "int64"}


def facts_by_source_and_day(
    connection: Connection, dataset: Dataset, span: Span
) -> pd.DataFrame:
    """Return how many current facts each source has: source, site, day (of UTC), facts.

    A count a day and a site, without a sort of the facts; where one source has brought them
    all and none was ever replaced, the index tells and no fact is read.
    """
    facts = FACT_TABLES[dataset]
    sources = _sources(connection, dataset)
    current = [stood(facts, None)] if _has_past(connection, facts) else []
    found = []
    for source in sources:
        own = select(imports.c.id).where(imports.c.source == source)
        brought = [facts.c.import_id.in_(own)] if len(sources) > 1 else []
        counts = _by_day(connection, dataset, span, [*current, *brought])
        found.append(counts.assign(source=source))
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    counts = pd.concat(found, ignore_index=True)[[*COLUMNS]]
    counts["day"] = pd.to_datetime(counts["day"], unit="D").astype(COLUMNS["day"])
    ordered = counts[counts["facts"] > 0].sort_values(["source", "site", "day"])
    return ordered.reset_index(drop=True)


def _sources(connection: Connection, dataset: Dataset) -> Sequence[str]:
    known = select(imports.c.source).where(imports.c.dataset == dataset.value).distinct()
    return sorted(connection.execute(known).scalars())


def _has_past(connection: Connection, facts: Table) -> bool:
    replaced = exists().where(facts.c.superseded_by.is_not(None))
    return bool(connection.execute(select(replaced)).scalar())


def _by_day(
    connection: Connection, dataset: Dataset, span: Span, wanted: list[ColumnElement[bool]]
) -> pd.DataFrame:
    facts, (first, end) = FACT_TABLES[dataset], map(microseconds, span)
    dated, days = facts.c[DATED_BY[dataset]], _days(first, end)
    begins, over = days.c.day * DAY_US, (days.c.day + 1) * DAY_US
    count = (
        select(func.count())
        .where(
            facts.c.site == codes.c.id,
            # One bound on each side: the engines walk no more of the index than a day.
            dated >= case((begins < first, first), else_=begins),
            dated < case((over > end, end), else_=over),
            *wanted,
        )
        .scalar_subquery()
    )
    sites = site_numbers(connection, facts, None)
    return frame_of(
        connection,
        select(codes.c.text.label("site"), days.c.day, count.label("facts"))
        .select_from(codes.join(days, true()))
        .where(codes.c.id.in_(sites)),
    )


def _days(first: int, end: int) -> CTE:
    """Return the days of UTC from one instant to another, in microseconds since 1970."""
    days = select(literal(first // DAY_US, BigInteger).label("day")).cte("days", recursive=True)
    following = select(days.c.day + 1).where(days.c.day < (end - 1) // DAY_US)
    return days.union_all(following)
