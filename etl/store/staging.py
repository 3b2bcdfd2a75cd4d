"""Rows on their way in: temporary tables that vanish with the connection."""

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Any, cast

import psycopg
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS
from etl.store.encoding import Filled
from etl.store.tables import fact_column

# Rows of one INSERT on SQLite: fewer are slower to step, more are slower to bind (measured).
ROWS_A_STATEMENT = 20


def incoming_table(dataset: Dataset) -> Table:
    """Return the description of the accepted rows of one file, in the order of the file."""
    table = Table(
        "incoming",
        MetaData(),
        Column("position", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        *[fact_column(column) for column in FACTS[dataset]],
        Column("line", Integer),
        prefixes=["TEMPORARY"],
    )
    Index("incoming_contact", table.c.source_id, table.c.position)
    return table


def refused_table() -> Table:
    return Table(
        "refused",
        MetaData(),
        Column("position", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("line", Integer),
        Column("column", Text),
        Column("code", Text),
        Column("value", Text),
        prefixes=["TEMPORARY"],
    )


def matched_table() -> Table:
    """Return the description of the incoming rows whose contact the store knows already."""
    return Table(
        "matched",
        MetaData(),
        Column("position", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("fact_id", BigInteger),
        Column("change", SmallInteger),
        prefixes=["TEMPORARY"],
    )


def create_temporary(connection: Connection, table: Table) -> None:
    """Create the table without its indexes: they come when rows are there, if needed."""
    kept, table.indexes = table.indexes, set()
    table.create(connection, checkfirst=False)
    table.indexes = kept


def stage(connection: Connection, table: Table, columns: Mapping[str, Filled]) -> None:
    """Append rows to a temporary table, as fast as the engine takes them."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, columns)
    else:
        _insert(connection, table.name, columns)


def _insert(connection: Connection, table: str, columns: Mapping[str, Filled]) -> None:
    lists = [column.listed() for column in columns.values()]
    cells = chain.from_iterable(zip(*lists, strict=True))
    together = len(lists) * ROWS_A_STATEMENT
    whole = islice(zip(*[cells] * together, strict=False), len(lists[0]) // ROWS_A_STATEMENT)
    for group, rows in (
        (whole, ROWS_A_STATEMENT),
        (zip(*[cells] * len(lists), strict=True), 1),
    ):
        if parameters := list(group):
            connection.exec_driver_sql(_values(table, list(columns), rows), parameters)


def _values(table: str, names: Sequence[str], rows: int) -> str:
    row = f"({', '.join('?' * len(names))})"
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({quoted}) VALUES {', '.join([row] * rows)}"


def _copy(connection: Connection, table: str, columns: Mapping[str, Filled]) -> None:
    rows = pa.table(
        {name: pa.array(column.values, mask=column.absent) for name, column in columns.items()}
    )
    text = pa.BufferOutputStream()
    pa.csv.write_csv(rows, text, pa.csv.WriteOptions(include_header=False))
    quoted = ", ".join(f'"{name}"' for name in columns)
    with (
        cast(psycopg.Cursor[Any], connection.connection.cursor()) as cursor,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(text.getvalue().to_pybytes())
