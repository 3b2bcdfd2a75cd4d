"""A rehearsal: all that an import would do, in one transaction that is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

from sqlalchemy import Connection, text

from etl.store.engine import Store, french
from etl.store.imports import FileStamp
from etl.store.locking import begin_writing
from etl.store.writing import Run

TEMPORARY = ("incoming", "refused", "matched")


class _OverError(Exception):
    """Ends a rehearsal: the transaction that it goes through is rolled back."""


@dataclass(frozen=True)
class Rehearsal(Store):
    """A store whose readers and writers all stand in the same transaction."""

    connection: Connection
    # Whoever reads ahead in a thread of their own waits for their turn.
    turn: RLock = field(default_factory=RLock, repr=False, compare=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.turn:
            yield self.connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.turn, self.connection.begin_nested():
            yield self.connection

    @contextmanager
    def importing(self, stamp: FileStamp, at: datetime) -> Iterator[Run]:
        with self.turn, self.connection.begin_nested():
            yield Run(self.connection, stamp, at, self.pseudonym_key)
            for name in TEMPORARY:
                self.connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


@contextmanager
def rehearsing(store: Store) -> Iterator[Rehearsal]:
    """Yield a store where everything may be tried: nothing of it is kept.

    Other writers wait until the end; readers see the store as it is.
    """
    with (
        french(store.engine.url),
        store.engine.connect() as connection,
        suppress(_OverError),
        begin_writing(connection),
    ):
        yield Rehearsal(store.engine, store.pseudonym_key, connection)
        raise _OverError
