"""Rows on their way out: small results as typed frames, large ones as arrays of numbers."""

from collections.abc import Iterable, Sequence
from typing import Any
from typing import cast as as_type

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Double,
    Integer,
    LargeBinary,
    Select,
    Text,
    cast,
    func,
    literal_column,
)
from sqlalchemy.sql.elements import ColumnElement, Label

from etl.store.encoding import ABSENT_INTEGER, ABSENT_NUMBER
from etl.store.tables import Instant

Query = Select[*tuple[Any, ...]]

# Rows that PostgreSQL hands over as one value: some megabytes.
ROWS_A_PACK = 50_000


def frame_of(connection: Connection, query: Query) -> pd.DataFrame:
    """Return the rows of a query; types follow its columns, also when there is no row."""
    columns = list(query.selected_columns)
    rows = connection.execute(query).all()
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: _typed(values, column)
            for values, column in zip(cells, columns, strict=True)
        }
    )


def _typed(values: Sequence[object], column: ColumnElement[Any]) -> pd.Series:
    kind, listed = column.type, list(values)
    if isinstance(kind, Instant):
        instants = pd.to_datetime(pd.Series(listed, dtype="object"), utc=True)
        return instants.astype("datetime64[us, UTC]")
    if isinstance(kind, Date):
        return pd.Series(listed, dtype="datetime64[us]")
    if isinstance(kind, Double):
        return pd.Series(listed, dtype="float64")
    if isinstance(kind, Integer):
        nullable = getattr(column, "nullable", False)
        return pd.Series(listed, dtype="Int64" if nullable else "int64")
    return pd.Series(listed, dtype="str" if isinstance(kind, Text) else "object")


def array_of(connection: Connection, query: Query) -> np.ndarray:
    """Return the rows of a query of numbers, in no order, as one structured array.

    The first column is never absent. Several times faster than rows of Python objects made
    into a frame, and inside the caller's transaction. (ADBC would bring a second SQLite
    library into the process: the locks of the two ignore each other, and committed rows get
    lost.)
    """
    columns = list(query.selected_columns)
    kinds = [(each.name, "f8" if isinstance(each.type, Double) else "i8") for each in columns]
    values = [_filled(each).label(each.name) for each in columns]
    if connection.dialect.name == "postgresql":
        return _packed(connection, query, values, kinds)
    filled = query.with_only_columns(*values, maintain_column_froms=True)
    cursor = connection.exec_driver_sql(_written(connection, filled)).cursor
    return np.fromiter(as_type(Iterable[Any], cursor), dtype=np.dtype(kinds))


def _filled(column: ColumnElement[Any]) -> ColumnElement[Any]:
    kept = column.element if isinstance(column, Label) else column
    if not getattr(kept, "nullable", True):
        return kept
    absent = repr(ABSENT_NUMBER) if isinstance(kept.type, Double) else str(ABSENT_INTEGER)
    return func.coalesce(kept, literal_column(absent, kept.type))


def _written(connection: Connection, query: Query) -> str:
    return str(query.compile(connection, compile_kwargs={"literal_binds": True}))


def _packed(
    connection: Connection,
    query: Query,
    values: Sequence[ColumnElement[Any]],
    kinds: Sequence[tuple[str, str]],
) -> np.ndarray:
    """Let PostgreSQL pack rows end to end, eight bytes a value, and read them as they lie."""
    row: ColumnElement[Any] = literal_column("''::bytea", LargeBinary())
    for value, (_, kind) in zip(values, kinds, strict=True):
        is_real = kind == "f8"
        wide = cast(value, Double if is_real else BigInteger)
        row = row.concat(func.float8send(wide) if is_real else func.int8send(wide))
    packed = query.with_only_columns(
        func.string_agg(row, literal_column("''::bytea")), maintain_column_froms=True
    ).group_by(query.selected_columns[0] // ROWS_A_PACK)
    raw = connection.connection.cursor(binary=True)
    with as_type(psycopg.Cursor[Any], raw) as cursor:
        cursor.execute(_written(connection, packed).encode())
        content = b"".join(pack for (pack,) in cursor)
    return np.frombuffer(content, np.dtype([(name, f">{kind}") for name, kind in kinds]))
