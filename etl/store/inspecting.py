"""A store looked at from outside and left as it is: is it sound, how far has it come?"""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from etl.errors import StoreError
from etl.store.engine import address_of, connected, french
from etl.store.schema import head, step_of

STEP_TABLE = "alembic_version"


@dataclass(frozen=True)
class Inspected:
    """How a store stands: its step (``None``: no store there), rows by table, soundness."""

    step: str | None
    latest: str
    rows: Mapping[str, int]
    is_sound: bool

    @property
    def is_up_to_date(self) -> bool:
        return self.step == self.latest


def inspect_store(url: str, whole: bool = True, patience_s: float = 10.0) -> Inspected:
    """Return how a store stands; nothing is made nor changed.

    ``whole``: every page is checked and every row counted, which takes time on large stores.
    Raises ``StoreError`` where the store cannot be reached.
    """
    address = address_of(url)
    if is_absent(address):
        return Inspected(None, head(), {}, True)
    with (
        french(address),
        connected(address, patience_s) as engine,
        engine.connect() as connection,
    ):
        step = step_of(connection)
        if step is None or not whole:
            return Inspected(step, head(), {}, True)
        return Inspected(step, head(), row_counts(connection), is_sound(connection))


def is_absent(address: URL) -> bool:
    """Tell whether the address is of a file that does not exist."""
    return address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists()


def is_file(url: str) -> bool:
    return address_of(url).get_backend_name() == "sqlite"


def file_of(url: str) -> Path:
    """Return the file of an embedded store."""
    return Path(str(address_of(url).database))


def is_sound(connection: Connection) -> bool:
    """Tell whether the engine finds its pages sound (PostgreSQL checks as it reads)."""
    if connection.dialect.name != "sqlite":
        return True
    try:
        said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    except (StoreError, sqlite3.DatabaseError):
        return False
    return said == "ok"


def row_counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds."""
    names = [each for each in inspect(connection).get_table_names() if each != STEP_TABLE]
    assert all(re.fullmatch(r"\w+", each) for each in names)
    return {
        name: int(connection.execute(text(f'SELECT COUNT(*) FROM "{name}"')).scalar_one())
        for name in sorted(names)
    }
