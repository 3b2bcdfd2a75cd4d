"""Who comes in and who goes: a session of twelve hours that can be closed at any moment."""

import hashlib
import secrets
from datetime import datetime, timedelta

from etl.domain.journal import Deed, Entry
from etl.domain.people import Person
from etl.store.engine import Store
from etl.store.ledger import record
from etl.store.people import find_person
from etl.store.sessions import (
    Session,
    close_session,
    find_session,
    open_session,
)

# ProConnect's own session lasts as long.
LIFE = timedelta(hours=12)
NUMBER_BYTES = 32


def digest(number: str) -> str:
    """Return what is kept of the number of a session: it cannot be turned back."""
    return hashlib.sha256(number.encode()).hexdigest()


def begin(store: Store, person: Person, id_token: str | None, at: datetime) -> str:
    """Open a session and return its number, which is told to the visitor's browser alone."""
    number = secrets.token_urlsafe(NUMBER_BYTES)
    session = Session(digest(number), person.identifier, at + LIFE, id_token)
    with store.writing() as connection:
        open_session(connection, session, at)
        record(connection, Entry(Deed.LOGIN, person.identifier, at, "connexion"))
    return number


def end(store: Store, sha256: str, at: datetime) -> str | None:
    """Close a session if it is open; return the provider's token of it."""
    with store.writing() as connection:
        known = find_session(connection, sha256, at)
        if known is None:
            return None
        close_session(connection, sha256, at)
        record(connection, Entry(Deed.LOGOUT, known.identifier, at, "déconnexion"))
    return known.id_token


def holder(store: Store, sha256: str, at: datetime) -> Person | None:
    """Return whose session is open, as the list of accesses has them now."""
    with store.reading() as connection:
        known = find_session(connection, sha256, at)
        return None if known is None else find_person(connection, [known.identifier])
