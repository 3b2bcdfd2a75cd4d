"""What was assessed: monthly tallies, findings, verdicts; and the days left to assess."""

from collections.abc import Collection
from datetime import date

import pandas as pd
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Integer,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from etl.store.reading import Query, frame_of
from etl.store.tables import Instant, findings, tallies, touched, verdicts
from etl.store.version import grow


def touched_days(connection: Connection) -> pd.DataFrame:
    """Return the days of UTC whose facts changed since they were last assessed.

    Columns dataset, site, day, and ``id`` (the highest is what ``forget_touched`` takes).
    """
    query = (
        select(
            touched.c.dataset,
            touched.c.site,
            touched.c.day,
            func.max(touched.c.id).label("id"),
        )
        .group_by(touched.c.dataset, touched.c.site, touched.c.day)
        .order_by(touched.c.dataset, touched.c.site, touched.c.day)
    )
    return frame_of(connection, query)


def forget_touched(connection: Connection, up_to_id: int) -> None:
    """Forget the days that were assessed; those that an import added meanwhile stay."""
    connection.execute(delete(touched).where(touched.c.id <= up_to_id))


def save_tallies(
    connection: Connection, frame: pd.DataFrame, covering: pd.DataFrame | None = None
) -> None:
    """Replace tallies (indicator, site, service, month).

    ``covering`` says what was assessed anew, in some of the key's columns (site and month,
    for instance): what it covers and ``frame`` does not bring again disappears.
    """
    _replace(connection, tallies, frame, covering)


def save_findings(
    connection: Connection, frame: pd.DataFrame, covering: pd.DataFrame | None = None
) -> None:
    """Replace findings (indicator, site, service, period); ``covering`` as for tallies."""
    _replace(connection, findings, frame, covering)


def save_verdicts(
    connection: Connection, frame: pd.DataFrame, covering: pd.DataFrame | None = None
) -> None:
    """Replace verdicts (engagement, site, service, period); ``covering`` as for tallies."""
    _replace(connection, verdicts, frame, covering)


def load_tallies(
    connection: Connection,
    indicators: Collection[str] | None = None,
    sites: Collection[str] | None = None,
    first: date | None = None,
    end: date | None = None,
) -> pd.DataFrame:
    """Return the tallies of the months that begin in [first, end), oldest first."""
    query = _among(_among(select(tallies), "indicator", indicators), "site", sites)
    if first is not None:
        query = query.where(tallies.c.month >= first)
    if end is not None:
        query = query.where(tallies.c.month < end)
    order = ("month", "indicator", "site", "service")
    return frame_of(connection, query.order_by(*[tallies.c[name] for name in order]))


def load_findings(
    connection: Connection,
    sites: Collection[str] | None = None,
    kind: str | None = None,
    periods: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return findings, oldest period first; ``sites`` may name ``EVERYWHERE``."""
    query = _among(_among(select(findings), "site", sites), "period", periods)
    query = _among(_of_kind(query, findings, kind), "indicator", indicators)
    order = ("start", "kind", "engagement", "indicator", "site", "service")
    return frame_of(connection, query.order_by(*[findings.c[name] for name in order]))


def load_verdicts(
    connection: Connection,
    sites: Collection[str] | None = None,
    kind: str | None = None,
    periods: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return what engagements are worth, oldest period first."""
    query = _among(_among(select(verdicts), "site", sites), "period", periods)
    order = ("start", "kind", "engagement", "site", "service")
    return frame_of(
        connection,
        _of_kind(query, verdicts, kind).order_by(*[verdicts.c[name] for name in order]),
    )


def _among(query: Query, name: str, values: Collection[str] | None) -> Query:
    return query if values is None else query.where(query.selected_columns[name].in_(values))


def _of_kind(query: Query, table: Table, kind: str | None) -> Query:
    return query if kind is None else query.where(table.c.kind == kind)


def _replace(
    connection: Connection, table: Table, frame: pd.DataFrame, covering: pd.DataFrame | None
) -> None:
    """Delete the rows of the same keys (and those covered), then insert the frame's."""
    own = frame[[column.name for column in table.primary_key]]
    for gone in (own, covering):
        if gone is not None and len(gone):
            _delete(connection, table, gone.drop_duplicates())
    if len(frame):
        connection.execute(insert(table), _records(table, frame))
    grow(connection)


def _delete(connection: Connection, table: Table, keys: pd.DataFrame) -> None:
    same = [table.c[name] == bindparam(f"old_{name}") for name in keys.columns]
    rows = _records(table, keys)
    connection.execute(
        delete(table).where(and_(*same)),
        [{f"old_{name}": value for name, value in row.items()} for row in rows],
    )


def _records(table: Table, frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows of Python values; a column that the table lacks is an error."""
    if unknown := sorted(set(frame.columns) - set(table.c.keys())):
        raise ValueError(f"columns of {table.name}: {unknown}")
    cells = [_values(table.c[name], frame[name]) for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*cells, strict=True)]


def _values(column: Column[object], values: pd.Series) -> list[object]:
    if isinstance(column.type, JSON):
        return [list(each) for each in values]
    if isinstance(column.type, Date):
        return list(pd.to_datetime(values).dt.date)
    if isinstance(column.type, Instant):
        return list(values.dt.to_pydatetime())
    if isinstance(column.type, Integer):
        return list(values.astype("Int64").astype("object").where(values.notna(), None))
    return list(values.astype("object").where(values.notna(), None))
