"""The copy of a store that a PostgreSQL server holds: out of it, and into it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    create_engine,
    select,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.engine import URL

from etl.store.copy_files import STEP_TABLE, NothingThereError, copy_file, succeed, tables_of
from etl.store.engine import connected
from etl.store.locking import begin_writing
from etl.store.schema import bring_up_to_date, step_of

if TYPE_CHECKING:
    import psycopg

ROWS_A_TIME = 10_000
# Kinds that both engines' drivers hand over and take as they are.
PLAIN = (Integer, Double, Float, String, LargeBinary)


def from_postgresql(address: URL, path: Path, patience_s: float) -> None:
    """Copy every table as one transaction of the server sees it."""
    with connected(address, patience_s) as engine, engine.connect() as connection:
        connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            step = step_of(connection)
            if step is None:
                raise NothingThereError
            _empty_file(path, step)
            described = MetaData()
            described.reflect(connection)
            with copy_file(path) as copy:
                copy.execute("PRAGMA synchronous=OFF")
                copy.execute("BEGIN")
                with _without_triggers(copy):
                    for table in described.sorted_tables:
                        if table.name != STEP_TABLE:
                            _export(connection, table, copy)
                copy.execute("COMMIT")


def _empty_file(path: Path, step: str) -> None:
    """Give an SQLite file the schema of one step."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        bring_up_to_date(connection, step)
    engine.dispose()


@contextmanager
def _without_triggers(copy: sqlite3.Connection) -> Iterator[None]:
    """Take the triggers away that refuse to empty a table, and put them back."""
    found = copy.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = found.fetchall()
    for name, _ in triggers:
        copy.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        copy.execute(sql)


def _export(connection: Connection, table: Table, copy: sqlite3.Connection) -> None:
    rows = connection.execution_options(yield_per=ROWS_A_TIME).execute(_as_plain(table))
    names = ", ".join(f'"{each.name}"' for each in table.columns)
    places = ", ".join("?" * len(table.columns))
    insert = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'
    copy.execute(f'DELETE FROM "{table.name}"')
    for some in rows.partitions():
        copy.executemany(insert, [tuple(row) for row in some])


def _as_plain(table: Table) -> Select[Any]:
    return select(*[_plain(column) for column in table.columns])


def _plain(column: Column[Any]) -> Any:
    """Return a column as SQLite keeps it: truths as numbers, days and documents as texts."""
    if isinstance(column.type, Boolean):
        return sql_cast(column, Integer).label(column.name)
    if isinstance(column.type, PLAIN):
        return column
    return sql_cast(column, String).label(column.name)


def into_postgresql(address: URL, path: Path, patience_s: float) -> None:
    """Make all tables anew and fill them, in one transaction of the server."""
    with (
        connected(address, patience_s) as engine,
        engine.connect() as connection,
        begin_writing(connection),
        copy_file(path) as copy,
    ):
        described = MetaData()
        described.reflect(connection)
        before: dict[str, int] = {}
        if "marks" in described.tables:
            rows = connection.execute(text("SELECT name, COALESCE(number, 0) FROM marks"))
            before = {name: int(number) for name, number in rows}
        succeed(copy, before)
        described.drop_all(connection)
        _drop_functions(connection)
        bring_up_to_date(connection)
        for name in tables_of(copy):
            if name != STEP_TABLE:
                _import(copy, name, connection)
        _renumber(connection)


def _import(copy: sqlite3.Connection, name: str, connection: Connection) -> None:
    rows = copy.execute(f'SELECT * FROM "{name}"')
    names = ", ".join(f'"{each[0]}"' for each in rows.description)
    # What refuses that a table be emptied (the journal) must not refuse to be put back.
    connection.execute(text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))
    connection.execute(text(f'DELETE FROM "{name}"'))
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{name}" ({names}) FROM STDIN'.encode()) as target,
    ):
        while some := rows.fetchmany(ROWS_A_TIME):
            for row in some:
                target.write_row(row)
    connection.execute(text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))


def _drop_functions(connection: Connection) -> None:
    """Drop what the triggers of the dropped tables called."""
    named = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p "
        "WHERE p.pronamespace = current_schema()::regnamespace "
        "AND p.prorettype = 'trigger'::regtype"
    )
    for function in connection.execute(named).scalars().all():
        connection.execute(text(f"DROP FUNCTION {function}"))


def _renumber(connection: Connection) -> None:
    """Let each table number its next row after those that were put back."""
    described = MetaData()
    described.reflect(connection)
    for table in described.sorted_tables:
        for column in table.primary_key.columns:
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:name, :column)"),
                {"name": f'"{table.name}"', "column": column.name},
            ).scalar()
            if sequence:
                connection.execute(
                    text(
                        f"SELECT setval(:sequence, COALESCE(MAX({column.name}), 0) + 1, false) "
                        f'FROM "{table.name}"'
                    ),
                    {"sequence": sequence},
                )
