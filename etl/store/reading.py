"""Rows on their way out: small results as typed frames, large ones as arrays of numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from typing import cast as as_type

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
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

if TYPE_CHECKING:
    import psycopg

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
    connection: Connection, query: Query, largest: Mapping[str, int], aside: bool = False
) -> dict[str, np.ndarray]:
    """Return the rows of a query of numbers, in no order, one array a column.

    The first column is never absent. ``largest`` gives the largest value of small columns
    that are never negative. Several times faster than rows of Python objects made into a
    frame, and inside the caller's transaction. (ADBC would bring a second SQLite library into
    the process: the locks of the two ignore each other, and committed rows get lost.)
    ``aside``: leave the interpreter to other threads meanwhile, where the engine can.
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
    texts = _texts(connection, query, alone, together) if aside else None
    given = _rows(connection, query, alone, together) if texts is None else texts
    found = {each.name: given[each.name] for each in alone}
    for place, word in enumerate(words):
        found |= word.read(given[f"word {place}"])
    return found


def _rows(
    connection: Connection,
    query: Query,
    alone: Sequence[ColumnElement[Any]],
    words: Sequence[ColumnElement[int]],
) -> Mapping[str, np.ndarray] | np.ndarray:
    """Step through the rows; what comes back is known by the names of its columns."""
    kinds = [(each.name, _kind(each)) for each in alone]
    kinds += [(f"word {place}", "i8") for place in range(len(words))]
    filled = query.with_only_columns(
        *[_filled(each) for each in alone], *words, maintain_column_froms=True
    )
    cursor = connection.exec_driver_sql(_written(connection, filled)).cursor
    return np.fromiter(as_type(Iterable[Any], cursor), dtype=np.dtype(kinds))


def _texts(
    connection: Connection,
    query: Query,
    alone: Sequence[ColumnElement[Any]],
    words: Sequence[ColumnElement[int]],
) -> dict[str, np.ndarray] | None:
    """Let SQLite write each column as one text of whole numbers, a line each.

    No row passes through the interpreter, which another thread may use meanwhile. Real
    numbers are written in thousandths; None when one of them has more decimals.
    """
    thousandths = {each.name for each in alone if _kind(each) == "f8"}
    written = {each.name: _whole(each) for each in alone}
    written |= {f"word {place}": word for place, word in enumerate(words)}
    finer = [
        func.total(func.coalesce(_whole(each) / literal_column("1000.0") != each, False))
        for each in alone
        if each.name in thousandths
    ]
    texts = query.with_only_columns(
        *[
            cast(func.group_concat(each, func.char(literal_column("10"))), LargeBinary)
            for each in written.values()
        ],
        *finer,
        maintain_column_froms=True,
    )
    row = connection.exec_driver_sql(_written(connection, texts)).one()
    if any(row[len(written) :]):
        return None
    numbers = {name: _numbers(text or b"") for name, text in zip(written, row, strict=False)}
    for name in thousandths:
        whole = numbers[name]
        numbers[name] = np.where(whole == ABSENT_INTEGER, ABSENT_NUMBER, whole / 1000.0)
    return numbers


def _whole(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column without nulls, real numbers in thousandths."""
    if _kind(column) == "i8":
        return _filled(column)
    kept = column.element if isinstance(column, Label) else column
    thousandths = cast(kept * literal_column("1000.0"), BigInteger)
    return func.coalesce(thousandths, literal_column(str(ABSENT_INTEGER), BigInteger()))


def _numbers(text: bytes) -> np.ndarray:
    """Return the whole numbers of a text, one a line."""
    if not text:
        return np.zeros(0, dtype="int64")
    table = pa.csv.read_csv(
        pa.BufferReader(text),
        pa.csv.ReadOptions(
            use_threads=False, column_names=["number"], block_size=len(text) + 1
        ),
        convert_options=pa.csv.ConvertOptions(column_types={"number": pa.int64()}),
    )
    return np.asarray(table["number"].to_numpy())


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
    with as_type("psycopg.Cursor[Any]", raw) as cursor:
        cursor.execute(_written(connection, packed).encode())
        content = b"".join(pack for (pack,) in cursor)
    return np.frombuffer(content, np.dtype([(name, f">{kind}") for name, kind in kinds]))
