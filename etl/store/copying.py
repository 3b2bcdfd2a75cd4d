"""A store copied whole into one SQLite file, and put back, whatever engine it lives on.

The copy has the schema of the store at that moment: it is made before an upgrade too.
"""

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.errors import StoreError
from etl.store.copy_files import STEP_TABLE, NothingThereError, copy_file, succeed, tables_of
from etl.store.copying_server import from_postgresql, into_postgresql
from etl.store.engine import PSEUDONYM_KEY, address_of, french, open_store


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
            from_postgresql(address, path, patience_s)
            return
        source = Path(str(address.database))
        if not source.exists():
            raise NothingThereError
        with copy_file(source) as live, copy_file(path) as copy:
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
            into_postgresql(address, path, patience_s)
            return
        target = Path(str(address.database))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
        with copy_file(path) as copy, copy_file(target, patience_s) as live:
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            copy.execute("PRAGMA journal_mode=DELETE")
            succeed(copy, _marks_of(live))
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


def content_of(path: Path) -> Content:
    """Return what a copied store holds; raise ``StoreError`` if a page of it is damaged."""
    with french(address_of(f"sqlite:///{path}")), copy_file(path) as copy:
        (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise StoreError("La base sauvegardée est abîmée : rien n'est restauré.")
        tables = tables_of(copy)
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


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


def _marks_of(live: sqlite3.Connection) -> dict[str, int]:
    if "marks" not in tables_of(live):
        return {}
    return dict(live.execute("SELECT name, COALESCE(number, 0) FROM marks").fetchall())
