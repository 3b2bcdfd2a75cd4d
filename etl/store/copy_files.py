"""The SQLite file in which a store is copied: opened, listed, made later than another."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from etl.errors import StoreError
from etl.store.version import DATA_VERSION, EPOCH

STEP_TABLE = "alembic_version"


class NothingThereError(StoreError):
    """There is no store at the address."""

    def __init__(self) -> None:
        super().__init__("Il n'y a pas de base à sauvegarder à cette adresse.")


@contextmanager
def copy_file(path: Path, patience_s: float = 60.0) -> Iterator[sqlite3.Connection]:
    """Yield a connection that opens no transaction by itself."""
    opened = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    with closing(opened):
        yield opened


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables, in alphabetical order."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found)


def succeed(copy: sqlite3.Connection, before: Mapping[str, int]) -> None:
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
