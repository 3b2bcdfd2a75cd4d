"""Facts read back as typed frames: current ones, or as they stood after an import."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS, FactColumn, Kind
from etl.store.codes import NO_CODE, Decoder, numbers_of
from etl.store.encoding import ABSENT_INTEGER, decoded
from etl.store.reading import Query, columns_of, frame_of
from etl.store.tables import EPOCH, FACT_TABLES, MICROSECOND, codes, imports

Span = tuple[datetime, datetime]
AsOf = int | tuple[int, ...] | None
FACT_NAMES = tuple(table.name for table in FACT_TABLES.values())
IDENTITY = ("fact_id", "import_id", "line")
# Identifiers named in one query.
IDS_A_QUERY = 5000


def load_facts(
    connection: Connection,
    dataset: Dataset,
    span: Span | None = None,
    sites: Collection[str] | None = None,
    columns: Collection[str] | None = None,
    as_of_import: AsOf = None,
) -> pd.DataFrame:
    """Return the facts dated in ``span`` = [start, end), ordered by instant, then fact.

    Columns ``fact_id``, ``import_id``, ``line``, then those of the dataset: choices and codes
    as categories, keys and pseudonyms as hashes. With ``columns``, only those after the first
    two. Current states only, unless ``as_of_import``: then the states as they stood after
    that import, or after any of several.
    """
    facts = FACT_TABLES[dataset]
    wanted = _wanted(connection, dataset, span, sites, as_of_import)
    dated_by = DATED_BY[dataset]
    read = [
        each
        for each in FACTS[dataset]
        if columns is None or each.name in columns or each.name == dated_by
    ]
    names = IDENTITY if columns is None or "line" in columns else IDENTITY[:2]
    query = _rows_of(facts, names, read).where(*wanted)
    rows = columns_of(connection, query, _largest(connection, read), columns is not None)
    frame = framed(Decoder.of(connection), rows, read, dated_by)
    return frame if columns is None else frame[[*IDENTITY[:2], *columns]]


def load_lives(
    connection: Connection,
    dataset: Dataset,
    span: Span | None,
    sites: Collection[str],
    as_of_import: AsOf,
) -> pd.DataFrame:
    """Return between which imports each fact was current: fact_id, source_id, added_by,
    superseded_by (null: it still is)."""
    facts = FACT_TABLES[dataset]
    names = ("source_id", "added_by", "superseded_by")
    query = select(facts.c.id.label("fact_id"), *[facts.c[name] for name in names])
    return frame_of(
        connection, query.where(*_wanted(connection, dataset, span, sites, as_of_import))
    )


def known_contacts(
    connection: Connection, dataset: Dataset, contacts: Sequence[int], as_of_import: int
) -> set[int]:
    """Return which contacts (hashes) stood anywhere after an import."""
    facts, found = FACT_TABLES[dataset], set[int]()
    for first in range(0, len(contacts), IDS_A_QUERY):
        some = [int(each) for each in contacts[first : first + IDS_A_QUERY]]
        query = select(facts.c.source_id).where(facts.c.source_id.in_(some))
        standing = query.where(stood(facts, as_of_import))
        found.update(connection.execute(standing).scalars())
    return found


def _wanted(
    connection: Connection,
    dataset: Dataset,
    span: Span | None,
    sites: Collection[str] | None,
    as_of_import: AsOf,
) -> list[ColumnElement[bool]]:
    facts = FACT_TABLES[dataset]
    wanted = [stood(facts, as_of_import)]
    if span is not None or sites is not None:
        wanted.append(facts.c.site.in_(site_numbers(connection, facts, sites)))
    if span is not None:
        dated = facts.c[DATED_BY[dataset]]
        wanted += [dated >= microseconds(span[0]), dated < microseconds(span[1])]
    return wanted


def load_open(
    connection: Connection, dataset: Dataset, at: datetime, sites: Collection[str], ends: str
) -> pd.DataFrame:
    """Return the current facts dated before ``at`` that nothing had ended by then.

    ``ends`` names the instant that ends a fact; same shape and order as :func:`load_facts`.
    """
    facts, until = FACT_TABLES[dataset], microseconds(at)
    query = _rows_of(facts, IDENTITY, FACTS[dataset]).where(
        stood(facts, None),
        facts.c.site.in_(site_numbers(connection, facts, sites)),
        facts.c[DATED_BY[dataset]] < until,
        func.coalesce(facts.c[ends], until + 1) > until,
    )
    rows = columns_of(connection, query, _largest(connection, FACTS[dataset]))
    return framed(Decoder.of(connection), rows, FACTS[dataset], DATED_BY[dataset])


def load_fact_rows(
    connection: Connection, dataset: Dataset, ids: Collection[int]
) -> pd.DataFrame:
    """Return the facts of these identifiers, also superseded ones; same shape and order."""
    every = [int(each) for each in ids]
    facts = FACT_TABLES[dataset]
    query = _rows_of(facts, IDENTITY, FACTS[dataset])
    largest = _largest(connection, FACTS[dataset])
    parts = [
        columns_of(connection, query.where(facts.c.id.in_(some)), largest)
        for some in (
            every[start : start + IDS_A_QUERY]
            for start in range(0, max(len(every), 1), IDS_A_QUERY)
        )
    ]
    rows = {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}
    return framed(Decoder.of(connection), rows, FACTS[dataset], DATED_BY[dataset])


def span(
    connection: Connection, dataset: Dataset, without: Collection[str] = ()
) -> tuple[datetime | None, datetime | None]:
    """Return the instants of the first and the last current fact of a dataset.

    ``without``: kinds of events that do not count.
    """
    facts = FACT_TABLES[dataset]
    dated = facts.c[DATED_BY[dataset]]
    ends = []
    # From both ends of the index (site, instant), site by site: no walk through all facts.
    for site in site_numbers(connection, facts, None):
        for towards in (dated.asc(), dated.desc()):
            nearest = select(dated).where(facts.c.site == site, dated.is_not(None))
            if without and "kind" in facts.c:
                nearest = nearest.where(facts.c.kind.not_in(numbers_of(connection, without)))
            nearest = nearest.where(stood(facts, None)).order_by(towards).limit(1)
            ends.append(connection.execute(nearest).scalar())
    known = [each for each in ends if each is not None]
    if not known:
        return None, None
    return EPOCH + min(known) * MICROSECOND, EPOCH + max(known) * MICROSECOND


def has_facts(connection: Connection) -> bool:
    """Tell whether any dated fact is current, of whatever dataset."""
    return any(span(connection, each)[0] is not None for each in Dataset)


def count_facts(connection: Connection, dataset: Dataset, span: Span, site: str) -> int:
    """Return how many facts of a site are dated in ``span``, superseded ones too."""
    facts = FACT_TABLES[dataset]
    dated = facts.c[DATED_BY[dataset]]
    query = select(func.count()).where(
        facts.c.site.in_(site_numbers(connection, facts, [site])),
        dated >= microseconds(span[0]),
        dated < microseconds(span[1]),
    )
    return int(connection.execute(query).scalar_one())


def microseconds(instant: datetime) -> int:
    """Return an instant as the store keeps it: microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def stood(facts: Table, as_of_import: AsOf) -> ColumnElement[bool]:
    """Tell the states that are current, or that were after some imports."""
    past = facts.c.superseded_by
    if as_of_import is None:
        # Not « IS NULL »: SQLite would walk the index of contacts, in random order.
        return func.coalesce(past, 0) == 0
    numbers = as_of_import if isinstance(as_of_import, tuple) else (as_of_import,)
    return or_(*[(facts.c.added_by <= n) & or_(past.is_(None), past > n) for n in numbers])


def site_numbers(
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


def _rows_of(facts: Table, identity: Sequence[str], columns: Sequence[FactColumn]) -> Query:
    own = {"fact_id": facts.c.id.label("fact_id")}
    return select(
        *[own[name] if name in own else facts.c[name] for name in identity],
        *[facts.c[column.name] for column in columns],
    )


def _largest(connection: Connection, columns: Sequence[FactColumn]) -> dict[str, int]:
    """Return the largest number that each small column can hold."""
    bounds = select(
        select(func.max(codes.c.id)).scalar_subquery(),
        select(func.max(imports.c.id)).scalar_subquery(),
    )
    code, import_id = (each or 0 for each in connection.execute(bounds).one())
    most = {Kind.CHOICE: code, Kind.CODE: code, Kind.TEXT: code, Kind.FLAG: 1}
    small = {each.name: most[each.kind] for each in columns if each.kind in most}
    return small | {"import_id": import_id}


def framed(
    decoder: Decoder,
    rows: Mapping[str, np.ndarray],
    columns: Sequence[FactColumn],
    dated_by: str,
) -> pd.DataFrame:
    """Return columns of numbers as facts, ordered by instant, then fact."""
    ordered = _ordered(rows, dated_by)
    frame = {name: pd.Series(_native(ordered[name])) for name in IDENTITY if name in rows}
    for column in columns:
        numbers = _native(ordered[column.name])
        if column.kind in (Kind.CHOICE, Kind.CODE, Kind.TEXT):
            known = np.where(numbers == ABSENT_INTEGER, NO_CODE, numbers)
            frame[column.name] = pd.Series(decoder.decode(known, column.choices))
        else:
            frame[column.name] = decoded(numbers, column)
    return pd.DataFrame(frame)


def _ordered(rows: Mapping[str, np.ndarray], dated_by: str) -> Mapping[str, np.ndarray]:
    """Sort by instant, then by fact (files mostly come in that order already)."""
    instants, ids = rows[dated_by], rows["fact_id"]
    later, same = instants[1:] > instants[:-1], instants[1:] == instants[:-1]
    if (later | (same & (ids[1:] > ids[:-1]))).all():
        return rows
    order = np.lexsort((ids, instants))
    return {name: values[order] for name, values in rows.items()}


def _native(values: np.ndarray) -> np.ndarray:
    """Return a contiguous copy in the machine's own byte order."""
    return values.astype(values.dtype.newbyteorder("="))
