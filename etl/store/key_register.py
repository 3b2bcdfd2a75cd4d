"""The register of the keys of pseudonyms: numbers and fingerprints, never a key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from etl.store.engine import PSEUDONYM_KEY
from etl.store.operation_tables import pseudonym_keys
from etl.store.tables import imports, marks


@dataclass(frozen=True)
class RegisteredKey:
    """A key: its number, what recognises it, since when, and the last import before it."""

    number: int
    fingerprint: str
    since: datetime | None
    after_import: int


def registered_keys(connection: Connection) -> list[RegisteredKey]:
    """Return the keys, the oldest first; the first one is written down with the second."""
    rows = connection.execute(select(pseudonym_keys).order_by(pseudonym_keys.c.number)).all()
    known = [
        RegisteredKey(row.number, row.fingerprint, row.since, row.after_import) for row in rows
    ]
    if known:
        return known
    first = connection.execute(
        select(marks.c.text).where(marks.c.name == PSEUDONYM_KEY)
    ).scalar()
    return [RegisteredKey(1, str(first), None, 0)] if first else []


def register_key(connection: Connection, fingerprint: str, at: datetime) -> int:
    """Make a key the one in use from the next import on; return its number."""
    known = registered_keys(connection)
    last = connection.execute(select(func.max(imports.c.id))).scalar() or 0
    rows = [
        {"number": each.number, "fingerprint": each.fingerprint, "since": at, "after_import": 0}
        for each in known
        if each.since is None
    ]
    number = max((each.number for each in known), default=0) + 1
    rows.append(
        {"number": number, "fingerprint": fingerprint, "since": at, "after_import": last}
    )
    connection.execute(insert(pseudonym_keys), rows)
    connection.execute(
        update(marks).where(marks.c.name == PSEUDONYM_KEY).values(text=fingerprint)
    )
    return number
