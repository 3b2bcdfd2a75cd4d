"""One writer at a time, on every engine."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Transaction, text

# Any constant number will do: it names the lock of this program's writers (PostgreSQL).
WRITERS = 0x5669676965  # « Vigie »


def begin(connection: Connection) -> Transaction:
    """Open a transaction, or a part of the one that a rehearsal holds open."""
    return connection.begin_nested() if connection.in_transaction() else connection.begin()


@contextmanager
def begin_writing(connection: Connection) -> Iterator[None]:
    """Open a transaction that waits for other writers first; readers go on meanwhile."""
    if connection.in_transaction():
        with connection.begin_nested():
            yield
        return
    connection.execution_options(writing=True)  # BEGIN IMMEDIATE on SQLite (engine.py)
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS})"))
        yield
