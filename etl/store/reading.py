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

# PostgreSQL's binary COPY begins with a signature, flags and the length of an extension,
# and ends with a count of -1 columns.
COPY_HEADER, COPY_TRAILER = 19, 2


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
    """Return the rows of a query of numbers as one structured array.

    Ten times faster than rows of Python objects made into a frame, and inside the caller's
    transaction. (ADBC would bring a second SQLite library into the process: the locks of the
    two ignore each other, and committed rows get lost; DECISIONS.md.)
    """
    columns = list(query.selected_columns)
    names = [column.name for column in columns]
    reals = [isinstance(column.type, Double) for column in columns]
    filled = query.with_only_columns(
        *[_filled(column, connection.dialect.name).label(column.name) for column in columns],
        maintain_column_froms=True,
    )
    compiled = filled.compile(connection, compile_kwargs={"literal_binds": True})
    if connection.dialect.name == "postgresql":
        return _copied(connection, str(compiled), names, reals)
    cursor = connection.exec_driver_sql(str(compiled)).cursor
    kinds = [(name, "f8" if real else "i8") for name, real in zip(names, reals, strict=True)]
    return np.fromiter(as_type(Iterable[Any], cursor), dtype=np.dtype(kinds))


def _filled(column: ColumnElement[Any], engine: str) -> ColumnElement[Any]:
    """Fill what may be absent; in a binary COPY, all integers must have the same width."""
    kept = column.element if isinstance(column, Label) else column
    is_real = isinstance(kept.type, Double)
    value = kept if is_real or engine != "postgresql" else cast(kept, BigInteger)
    if not getattr(kept, "nullable", True):
        return value
    absent = repr(ABSENT_NUMBER) if is_real else str(ABSENT_INTEGER)
    return func.coalesce(value, literal_column(absent, kept.type))


def _copied(
    connection: Connection, query: str, names: Sequence[str], reals: Sequence[bool]
) -> np.ndarray:
    """Read a binary COPY, of which each row has the same length: no value is absent."""
    with (
        as_type(psycopg.Cursor[Any], connection.connection.cursor()) as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy,
    ):
        content = b"".join(copy)
    layout: list[tuple[str, str]] = [("", ">i2")]
    for name, real in zip(names, reals, strict=True):
        layout += [(f"length of {name}", ">i4"), (name, ">f8" if real else ">i8")]
    kind = np.dtype(layout)
    count = (len(content) - COPY_HEADER - COPY_TRAILER) // kind.itemsize
    return np.frombuffer(content, kind, count, COPY_HEADER)[list(names)]
