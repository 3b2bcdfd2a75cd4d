"""Registers: revisions are added, never changed; two people never overwrite each other.

Each write is told in the journal of acts, in the same transaction.
"""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from etl.domain.journal import Deed, State
from etl.domain.journal import Entry as Act
from etl.domain.registers import Entry, Register, Signature, T
from etl.errors import UserError
from etl.store.ledger import record
from etl.store.tables import register_entries as entries

NOTHING: State = MappingProxyType({})
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


class StaleEntryError(UserError):
    """Somebody revised the entry meanwhile, or it does not exist."""

    exit_code = 31


def add_entry(
    connection: Connection, register: Register, content: T, signed: Signature
) -> Entry[T]:
    """Append a new entry, in the caller's transaction."""
    last = select(func.max(entries.c.number)).where(entries.c.register == register)
    number = int(connection.execute(last).scalar() or 0) + 1
    return _append(connection, register, (number, 1), content, signed)


def revise(
    connection: Connection, register: Register, seen: Entry[T], content: T, signed: Signature
) -> Entry[T]:
    """Append a revision of the entry that was ``seen``; ``StaleEntryError`` if it has moved."""
    last = select(func.max(entries.c.revision)).where(
        entries.c.register == register, entries.c.number == seen.number
    )
    if connection.execute(last).scalar() != seen.revision:
        raise StaleEntryError(_MOVED)
    place = (seen.number, seen.revision + 1)
    return _append(connection, register, place, content, signed, seen.content.told())


_MOVED = "Cette fiche a été modifiée entre-temps : relisez-la, puis recommencez."


def _append(
    connection: Connection,
    register: Register,
    place: tuple[int, int],
    content: T,
    signed: Signature,
    before: State = NOTHING,
) -> Entry[T]:
    number, revision = place
    row = {
        "register": register.value,
        "number": number,
        "revision": revision,
        "author": signed.author,
        "at": signed.at,
        "content": _adapter(type(content)).dump_python(content, mode="json"),
    }
    try:
        connection.execute(insert(entries).values(row))
    except IntegrityError as error:
        raise StaleEntryError(_MOVED) from error
    subject = f"{register.value} {number}, révision {revision}"
    deed = Deed(register.value)
    record(connection, Act(deed, signed.author, signed.at, subject, before, content.told()))
    return Entry(number, revision, signed.author, signed.at, content)


def load_latest(
    connection: Connection, register: Register, kind: type[T], until: datetime | None = None
) -> list[Entry[T]]:
    """Return what stands today, by number; with ``until``, what stood at that instant."""
    own = entries.alias()
    newer = select(own.c.id).where(
        own.c.register == entries.c.register,
        own.c.number == entries.c.number,
        own.c.revision > entries.c.revision,
    )
    query = select(entries).where(entries.c.register == register)
    if until is not None:
        newer = newer.where(own.c.at <= until)
        query = query.where(entries.c.at <= until)
    query = query.where(~newer.exists())
    rows = connection.execute(query.order_by(entries.c.number))
    return [_entry(row, kind) for row in rows]


def load_revisions(connection: Connection, register: Register, kind: type[T]) -> list[Entry[T]]:
    """Return every revision of every entry, in the order in which they were written."""
    query = select(entries).where(entries.c.register == register).order_by(entries.c.id)
    return [_entry(row, kind) for row in connection.execute(query)]


def load_history(
    connection: Connection, register: Register, number: int, kind: type[T]
) -> list[Entry[T]]:
    """Return every revision of an entry, oldest first; ``StaleEntryError`` if there is none."""
    query = select(entries).where(entries.c.register == register, entries.c.number == number)
    found = [
        _entry(row, kind) for row in connection.execute(query.order_by(entries.c.revision))
    ]
    if not found:
        raise StaleEntryError(f"La fiche n°\u00a0{number} n'existe pas dans ce registre.")
    return found


def registers_version(connection: Connection) -> int:
    """Return a number that grows with each entry: pages compare it."""
    return int(connection.execute(select(func.max(entries.c.id))).scalar() or 0)


def last_written(connection: Connection) -> datetime | None:
    """Return when somebody last wrote in a register (UTC), if anybody ever did."""
    found: datetime | None = connection.execute(select(func.max(entries.c.at))).scalar()
    return found


def _entry(row: Row[Any], kind: type[T]) -> Entry[T]:
    content: T = _adapter(kind).validate_python(row.content)
    return Entry(row.number, row.revision, row.author, row.at, content)


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return _ADAPTERS.setdefault(kind, TypeAdapter(kind))
