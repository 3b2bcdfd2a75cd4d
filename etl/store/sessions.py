"""Sessions of visitors: who came in, until when; the number itself is never kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, Text, delete, insert, select, update

from etl.store.tables import Instant, metadata

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the number that the visitor's cookie holds.
    Column("sha256", Text, primary_key=True),
    Column("identifier", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("closed_at", Instant),
    # What the provider asks for at logout; forgotten when the session is closed.
    Column("id_token", Text),
)


@dataclass(frozen=True)
class Session:
    """One session that is open: whose, until when, and the provider's token of it."""

    sha256: str
    identifier: str
    expires_at: datetime
    id_token: str | None


def open_session(connection: Connection, session: Session, at: datetime) -> None:
    """Write a session, and forget those that ended."""
    ended = (sessions.c.expires_at < at) | sessions.c.closed_at.is_not(None)
    connection.execute(delete(sessions).where(ended))
    connection.execute(
        insert(sessions).values(
            sha256=session.sha256,
            identifier=session.identifier,
            opened_at=at,
            expires_at=session.expires_at,
            id_token=session.id_token,
        )
    )


def find_session(connection: Connection, sha256: str, at: datetime) -> Session | None:
    """Return a session if it is neither closed nor expired."""
    query = select(sessions).where(
        sessions.c.sha256 == sha256,
        sessions.c.closed_at.is_(None),
        sessions.c.expires_at > at,
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Session(row.sha256, row.identifier, row.expires_at, row.id_token)


def close_session(connection: Connection, sha256: str, at: datetime) -> None:
    own = sessions.c.sha256 == sha256
    connection.execute(update(sessions).where(own).values(closed_at=at, id_token=None))


def close_sessions_of(connection: Connection, identifier: str, at: datetime) -> int:
    """Close every session of a person; return how many were open."""
    own = (sessions.c.identifier == identifier) & sessions.c.closed_at.is_(None)
    found = connection.execute(update(sessions).where(own).values(closed_at=at, id_token=None))
    return int(found.rowcount)
