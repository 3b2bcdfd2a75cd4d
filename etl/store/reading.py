"""Rows on their way out: small results as typed frames, large ones as arrays of numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
# The sign stays free.
BITS_A_WORD = 62


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


def columns_of(
    connection: Connection, query: Query, largest: Mapping[str, int]
) -> dict[str, np.ndarray]:
    """Return the rows of a query of numbers, in no order, one array a column.

    The first column is never absent. ``largest`` gives the largest value of small columns
    that are never negative. Several times faster than rows of Python objects made into a
    frame, and inside the caller's transaction. (ADBC would bring a second SQLite library into
    the process: the locks of the two ignore each other, and committed rows get lost.)
    """
    columns = list(query.selected_columns)
    if connection.dialect.name == "postgresql":
        kinds = [(each.name, _kind(each)) for each in columns]
        values = [_filled(each).label(each.name) for each in columns]
        rows = _packed(connection, query, values, kinds)
        return {name: rows[name] for name, _ in kinds}
    words = words_of(
        {each.name: largest[each.name] for each in columns if each.name in largest}
    )
    alone = [each for each in columns if each.name not in largest]
    together = [word.written(query) for word in words]
    kinds = [(each.name, _kind(each)) for each in alone]
    kinds += [(f"word {place}", "i8") for place in range(len(words))]
    filled = query.with_only_columns(
        *[_filled(each) for each in alone], *together, maintain_column_froms=True
    )
    cursor = connection.exec_driver_sql(_written(connection, filled)).cursor
    rows = np.fromiter(as_type(Iterable[Any], cursor), dtype=np.dtype(kinds))
    found = {each.name: rows[each.name] for each in alone}
    for place, word in enumerate(words):
        found |= word.read(rows[f"word {place}"])
    return found


@dataclass(frozen=True)
class Word:
    """Small numbers side by side in one: each row brings fewer Python objects.

    ``places`` gives each column's first bit and number of bits; 0 stands for "absent".
    """

    places: Mapping[str, tuple[int, int]]

    def written(self, query: Query) -> ColumnElement[int]:
        columns = query.selected_columns
        first, *others = (
            (func.coalesce(columns[name], literal_column("-1")) + literal_column("1"))
            .self_group()
            .bitwise_lshift(literal_column(str(shift)))
            for name, (shift, _) in self.places.items()
        )
        for each in others:
            first = first.bitwise_or(each)
        return first

    def read(self, words: np.ndarray) -> dict[str, np.ndarray]:
        parts = {
            name: (words >> shift) & ((1 << bits) - 1)
            for name, (shift, bits) in self.places.items()
        }
        return {
            name: np.where(part == 0, ABSENT_INTEGER, part - 1) for name, part in parts.items()
        }


def words_of(largest: Mapping[str, int]) -> list[Word]:
    """Lay out columns by their largest value, in as few words as they need."""
    words: list[dict[str, tuple[int, int]]] = []
    used = BITS_A_WORD
    for name, most in sorted(largest.items()):
        bits = (most + 1).bit_length()
        if used + bits > BITS_A_WORD:
            words.append({})
            used = 0
        words[-1][name] = (used, bits)
        used += bits
    return [Word(each) for each in words]


def _kind(column: ColumnElement[Any]) -> str:
    return "f8" if isinstance(column.type, Double) else "i8"


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
