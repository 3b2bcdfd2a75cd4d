"""Rows on their way in: temporary tables that vanish with the connection."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
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
from sqlalchemy.schema import CreateTable

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS
from etl.store.encoding import Filled
from etl.store.tables import fact_column

if TYPE_CHECKING:
    import psycopg

# Values of one INSERT on SQLite: fewer are slower to step, more gain nothing (measured).
VALUES_A_STATEMENT = 1600


@cache
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


@cache
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


def refused_columns(refused: pd.DataFrame) -> dict[str, Filled]:
    """Return refused cells as the store takes them; it knows no null character."""
    value = refused["value"].astype("str").str.replace("\x00", "", regex=False)
    return {
        "line": Filled(refused["line"].to_numpy("int64")),
        "column": Filled(refused["column"].to_numpy("object")),
        "code": Filled(refused["code"].to_numpy("object")),
        "value": Filled(value.to_numpy("object"), value.isna().to_numpy()),
    }


@cache
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
    connection.execute(CreateTable(table))


def stage(connection: Connection, table: str, columns: Mapping[str, Filled]) -> None:
    """Append rows to a table, as fast as the engine takes them."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns)
    else:
        _insert(connection, table, columns)


def _insert(connection: Connection, table: str, columns: Mapping[str, Filled]) -> None:
    """Bind what differs from row to row; write what does not into the statement."""
    written = {name: column.constant() for name, column in columns.items()}
    bound = [name for name, constant in written.items() if constant is None]
    # Rows that are all alike: the first column is bound all the same.
    for name in bound or [next(iter(columns))]:
        written[name] = None
    lists = [columns[name].boxed() for name, each in written.items() if each is None]
    cells = np.stack(lists, axis=1)
    count, width = cells.shape
    many = max(VALUES_A_STATEMENT // width, 1)
    whole = count - count % many
    for group, rows in ((cells[:whole].reshape(-1, width * many), many), (cells[whole:], 1)):
        if parameters := list(map(tuple, group.tolist())):
            connection.exec_driver_sql(_values(table, written, rows), parameters)


def _values(table: str, written: Mapping[str, str | None], rows: int) -> str:
    row = f"({', '.join('?' if each is None else each for each in written.values())})"
    quoted = ", ".join(f'"{name}"' for name in written)
    return f"INSERT INTO {table} ({quoted}) VALUES {', '.join([row] * rows)}"


def _copy(connection: Connection, table: str, columns: Mapping[str, Filled]) -> None:
    rows = pa.table(
        {name: pa.array(column.values, mask=column.absent) for name, column in columns.items()}
    )
    text = pa.BufferOutputStream()
    pa.csv.write_csv(rows, text, pa.csv.WriteOptions(include_header=False))
    quoted = ", ".join(f'"{name}"' for name in columns)
    with (
        cast("psycopg.Cursor[Any]", connection.connection.cursor()) as cursor,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(text.getvalue().to_pybytes())
