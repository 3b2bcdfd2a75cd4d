"""What was assessed: monthly tallies, findings, verdicts; and the days left to assess."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Double,
    Integer,
    Table,
    delete,
    func,
    insert,
    select,
)

from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import PeriodKind
from etl.store.encoding import Filled
from etl.store.reading import Query, frame_of
from etl.store.staging import stage
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


def replace_tallies(
    connection: Connection,
    frame: pd.DataFrame,
    indicators: Collection[str],
    site: str,
    months: Collection[date],
) -> None:
    """Replace the tallies of some indicators for one site and some months, of all services.

    What ``frame`` does not bring again disappears; it may be empty.
    """
    connection.execute(
        delete(tallies).where(
            tallies.c.indicator.in_(indicators),
            tallies.c.site == site,
            tallies.c.month.in_(months),
        )
    )
    _insert(connection, tallies, frame)


def forget_findings(connection: Connection) -> None:
    """Forget findings and verdicts: the store holds no fact any more."""
    for table in (findings, verdicts):
        if connection.execute(delete(table)).rowcount:
            grow(connection)


def save_findings(connection: Connection, frame: pd.DataFrame) -> None:
    """Replace all findings of the indicators that ``frame`` brings."""
    _replace(connection, findings, "indicator", frame)


def save_verdicts(connection: Connection, frame: pd.DataFrame) -> None:
    """Replace all verdicts on the engagements that ``frame`` brings."""
    _replace(connection, verdicts, "engagement", frame)


def applied_definitions(connection: Connection) -> dict[str, str]:
    """Return the fingerprint of the definition last applied to each indicator."""
    applied = (
        select(findings.c.indicator, findings.c.definition)
        .where(findings.c.definition.is_not(None))
        .group_by(findings.c.indicator, findings.c.definition)
        .order_by(func.max(findings.c.as_of))
    )
    return {code: str(mark) for code, mark in connection.execute(applied)}


def gathered_until(connection: Connection) -> dict[str, tuple[date, datetime]]:
    """Return, for each indicator, its first month found and when its findings were made."""
    query = (
        select(findings.c.indicator, func.min(findings.c.start), func.min(findings.c.as_of))
        .where(findings.c.kind == PeriodKind.MONTH)
        .group_by(findings.c.indicator)
    )
    return {code: (first, as_of) for code, first, as_of in connection.execute(query)}


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
    service: str | None = None,
) -> pd.DataFrame:
    """Return findings, oldest period first; ``EVERYWHERE`` names what is taken together."""
    query = _among(_among(select(findings), "site", sites), "period", periods)
    query = _among(_of_kind(query, findings, kind), "indicator", indicators)
    query = _among(query, "service", None if service is None else [service])
    order = ("start", "kind", "engagement", "indicator", "site", "service")
    return frame_of(connection, query.order_by(*[findings.c[name] for name in order]))


def load_conclusions(connection: Connection, indicators: Collection[str]) -> pd.DataFrame:
    """Return the verdicts of the findings of some indicators, all services together."""
    names = ("engagement", "site", "service", "period", "kind", "start", "end", "indicator",
             "verdict")  # fmt: skip
    query = select(*[findings.c[name] for name in names])
    return frame_of(
        connection,
        query.where(findings.c.indicator.in_(indicators), findings.c.service == EVERYWHERE),
    )


def assessed_periods(
    connection: Connection, kind: str, sites: Collection[str] | None = None
) -> tuple[str, ...]:
    """Return the codes of the periods that have a verdict, oldest first."""
    query = select(verdicts.c.period, verdicts.c.start).where(verdicts.c.kind == kind)
    if sites is not None:
        query = query.where(verdicts.c.site.in_(sites))
    return tuple(
        code for code, _ in connection.execute(query.distinct().order_by(verdicts.c.start))
    )


def latest_period(
    connection: Connection,
    kind: str,
    sites: Collection[str],
    ended_by: date | None = None,
    without: Collection[str] = (),
) -> str | None:
    """Return the newest period that has a verdict not among some, over on a day."""
    query = select(verdicts.c.period).where(
        verdicts.c.kind == kind,
        verdicts.c.site.in_(sites),
        verdicts.c.verdict.not_in(without),
    )
    if ended_by is not None:
        query = query.where(verdicts.c.end <= ended_by)
    return connection.execute(query.order_by(verdicts.c.start.desc()).limit(1)).scalar()


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


def _replace(connection: Connection, table: Table, whose: str, frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    told = _values(table.c[whose], frame[whose].drop_duplicates())
    connection.execute(delete(table).where(table.c[whose].in_(told)))
    kept = [column for column in table.c if column.name in frame]
    stage(
        connection,
        table.name,
        {column.name: _filled(column, frame[column.name]) for column in kept},
    )
    grow(connection)


def _insert(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Append the columns that the table has (a frame may know more of its rows)."""
    if frame.empty:
        return
    names = [column.name for column in table.c if column.name in frame]
    cells = [_values(table.c[name], frame[name]) for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]
    connection.execute(insert(table), rows)


def _filled(column: Column[Any], values: pd.Series) -> Filled:
    """Return a column as both engines take it in bulk: instants as numbers, days as texts."""
    if isinstance(column.type, Date):
        days = pd.to_datetime(values).to_numpy("datetime64[D]")
        return Filled(days.astype("str").astype("object"))
    if isinstance(column.type, Instant):
        instants = values.dt.tz_convert("UTC").dt.tz_localize(None)
        return Filled(instants.to_numpy("datetime64[us]").view("int64"))
    if isinstance(column.type, Integer):
        return Filled(values.to_numpy("int64"))
    if isinstance(column.type, Double):
        numbers = values.to_numpy("float64", na_value=np.nan)
        return Filled(numbers, np.isnan(numbers))
    return Filled(values.to_numpy("object"), values.isna().to_numpy())


def _values(column: Column[Any], values: pd.Series) -> list[object]:
    """Return Python values, ``None`` where absent."""
    if isinstance(column.type, Date):
        return list(pd.to_datetime(values).dt.date)
    if isinstance(column.type, Instant):
        return list(values.dt.to_pydatetime())
    numbers = values.astype("Int64") if isinstance(column.type, Integer) else values
    return list(numbers.astype("object").where(values.notna(), None))
