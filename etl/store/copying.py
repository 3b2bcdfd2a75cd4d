"""A store copied whole into one SQLite file, and put back, whatever engine it lives on.

The copy has the schema of the store at that moment: it is made before an upgrade too.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
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
    inspect,
    select,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.engine import URL

from etl.errors import StoreError
from etl.store.engine import PSEUDONYM_KEY, address_of, connected, french, open_store
from etl.store.locking import begin_writing
from etl.store.schema import bring_up_to_date, step_of
from etl.store.version import DATA_VERSION, EPOCH

STEP_TABLE = "alembic_version"
ROWS_A_TIME = 10_000
# Kinds that both engines' drivers hand over and take as they are.
PLAIN = (Integer, Double, Float, String, LargeBinary)


class NothingThereError(StoreError):
    """There is no store at the address."""

    def __init__(self) -> None:
        super().__init__("Il n'y a pas de base à sauvegarder à cette adresse.")


@dataclass(frozen=True)
class Content:
    """What a copied store holds: its schema step, its rows by table, whose pseudonyms."""

    step: str
    rows: Mapping[str, int]
    key: str


def copy_out(url: str, path: Path, patience_s: float = 60.0) -> None:
    """Copy a store as it stands now, while others read and write, into a new SQLite file."""
    address = address_of(url)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with french(address):
        if address.get_backend_name() == "postgresql":
            _from_postgresql(address, path, patience_s)
            return
        source = Path(str(address.database))
        if not source.exists():
            raise NothingThereError
        with _file(source) as live, _file(path) as copy:
            # All pages in one step: one snapshot, which no writer makes start again.
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")


def copy_in(path: Path, url: str, patience_s: float = 60.0) -> None:
    """Replace all of a store by a copy of today's schema, in one transaction.

    Those who read see what was, then what is. Killed before its end, nothing has changed.
    """
    address = address_of(url)
    with french(address):
        if address.get_backend_name() == "postgresql":
            _into_postgresql(address, path, patience_s)
            return
        target = Path(str(address.database))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
        with _file(path) as copy, _file(target, patience_s) as live:
            _succeed(copy, _marks_of(live))
            copy.backup(live, progress=_Patience(patience_s), sleep=0.25)
            live.execute("PRAGMA journal_mode=WAL")


def put_aside(url: str, folder: Path) -> None:
    """Move the files of an embedded store that is damaged out of the way."""
    address = address_of(url)
    if address.get_backend_name() != "sqlite":
        return
    target = Path(str(address.database))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        file = target.with_name(f"{target.name}{suffix}")
        if file.exists():
            file.rename(folder / file.name)


def upgraded(path: Path) -> None:
    """Bring a copied store to the schema of this program."""
    store = open_store(f"sqlite:///{path}")
    store.dispose()
    with _file(path) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.execute("PRAGMA journal_mode=DELETE")


def content_of(path: Path) -> Content:
    """Return what a copied store holds; raise ``StoreError`` if a page of it is damaged."""
    with french(address_of(f"sqlite:///{path}")), _file(path) as copy:
        (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise StoreError("La base sauvegardée est abîmée : rien n'est restauré.")
        tables = _tables(copy)
        if STEP_TABLE not in tables or "marks" not in tables:
            raise StoreError("Ce fichier n'est pas une base de ce logiciel.")
        (step,) = copy.execute(f"SELECT version_num FROM {STEP_TABLE}").fetchone()
        rows = {name: _count(copy, name) for name in tables if name != STEP_TABLE}
        key = copy.execute("SELECT text FROM marks WHERE name = ?", [PSEUDONYM_KEY]).fetchone()
        return Content(str(step), rows, str(key[0]) if key else "")


class _Patience:
    """Gives up a copy into a store that someone keeps busy."""

    def __init__(self, seconds: float) -> None:
        self.left = max(1, int(seconds * 4))

    def __call__(self, status: int, remaining: int, total: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise sqlite3.OperationalError("database is locked")


@contextmanager
def _file(path: Path, patience_s: float = 60.0) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    with closing(opened):
        yield opened


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found)


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


def _marks_of(live: sqlite3.Connection) -> dict[str, int]:
    if "marks" not in _tables(live):
        return {}
    return dict(live.execute("SELECT name, COALESCE(number, 0) FROM marks").fetchall())


def _succeed(copy: sqlite3.Connection, before: Mapping[str, int]) -> None:
    """Make the copy later than what it replaces: pages and imports notice the change."""
    for name in (DATA_VERSION, EPOCH):
        (own,) = copy.execute(
            "SELECT COALESCE(MAX(number), 0) FROM marks WHERE name = ?", [name]
        ).fetchone()
        copy.execute(
            "INSERT INTO marks (name, number) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET number = excluded.number",
            [name, max(own, before.get(name, 0)) + 1],
        )


# --- PostgreSQL


def _from_postgresql(address: URL, path: Path, patience_s: float) -> None:
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
            with _file(path) as copy:
                copy.execute("PRAGMA synchronous=OFF")
                copy.execute("BEGIN")
                for table in described.sorted_tables:
                    if table.name != STEP_TABLE:
                        _export(connection, table, copy)
                copy.execute("COMMIT")


def _empty_file(path: Path, step: str) -> None:
    """Give an SQLite file the schema of one step."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        bring_up_to_date(connection, step)
        for name in inspect(connection).get_table_names():
            if name != STEP_TABLE:
                connection.execute(text(f'DELETE FROM "{name}"'))
    engine.dispose()


def _export(connection: Connection, table: Table, copy: sqlite3.Connection) -> None:
    rows = connection.execution_options(yield_per=ROWS_A_TIME).execute(_as_plain(table))
    names = ", ".join(f'"{each.name}"' for each in table.columns)
    places = ", ".join("?" * len(table.columns))
    insert = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'
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


def _into_postgresql(address: URL, path: Path, patience_s: float) -> None:
    """Make all tables anew and fill them, in one transaction of the server."""
    with (
        connected(address, patience_s) as engine,
        engine.connect() as connection,
        begin_writing(connection),
        _file(path) as copy,
    ):
        described = MetaData()
        described.reflect(connection)
        before: dict[str, int] = {}
        if "marks" in described.tables:
            rows = connection.execute(text("SELECT name, COALESCE(number, 0) FROM marks"))
            before = {name: int(number) for name, number in rows}
        _succeed(copy, before)
        described.drop_all(connection)
        bring_up_to_date(connection)
        for name in _tables(copy):
            if name != STEP_TABLE:
                connection.execute(text(f'DELETE FROM "{name}"'))
                _import(copy, name, connection)
        _renumber(connection)


def _import(copy: sqlite3.Connection, name: str, connection: Connection) -> None:
    rows = copy.execute(f'SELECT * FROM "{name}"')
    names = ", ".join(f'"{each[0]}"' for each in rows.description)
    driver = cast(psycopg.Connection[Any], connection.connection.driver_connection)
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{name}" ({names}) FROM STDIN'.encode()) as target,
    ):
        while some := rows.fetchmany(ROWS_A_TIME):
            for row in some:
                target.write_row(row)


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
