"""The first fill of an empty table: rows go straight in, large indexes come afterwards."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Index, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS
from etl.store.encoding import Filled
from etl.store.imports import FileStamp
from etl.store.staging import stage
from etl.store.tables import FACT_TABLES

# Other writers wait while the file is read. It gains nothing for a smaller file, and would
# last too long for a larger one: those are staged first.
SIZES = range(1024**2, 512 * 1024**2)
# SQLite sorts the rows of an index in runs of the size of its page cache, and merges them:
# runs that fit the processor's own cache take a third less time than one of everything.
SORTING_CACHE_KIB = 2048


def may_fill(connection: Connection, stamp: FileStamp) -> bool:
    """Tell whether the rows of a file may go straight into their table.

    Not on PostgreSQL, whose readers would wait for the indexes while the file is read.
    """
    fits = connection.dialect.name == "sqlite" and stamp.size in SIZES
    return fits and is_empty(connection, stamp.dataset)


def is_empty(connection: Connection, dataset: Dataset) -> bool:
    facts = FACT_TABLES[dataset]
    return connection.execute(select(facts.c.id).limit(1)).first() is None


def large_indexes(facts: Table) -> list[Index]:
    """Return the indexes that a first fill does without until its rows are there."""
    large = [index for index in facts.indexes if "history" not in str(index.name)]
    return sorted(large, key=lambda index: str(index.name))


@dataclass(frozen=True)
class Fill:
    """The rows of one file on their way into an empty table (SQLite).

    All of it happens in one writing transaction, which nobody else sees before its end.
    """

    connection: Connection
    dataset: Dataset
    import_id: int

    @property
    def facts(self) -> Table:
        return FACT_TABLES[self.dataset]

    def begin(self) -> None:
        for index in large_indexes(self.facts):
            index.drop(self.connection)

    def add(self, columns: Mapping[str, Filled]) -> None:
        own = Filled(np.full(len(columns["line"].values), self.import_id))
        stage(self.connection, self.facts.name, {**columns, "import_id": own, "added_by": own})

    def end(self, incoming: Table) -> bool:
        """Create the indexes; if a contact comes twice, move all the rows to ``incoming``."""
        try:
            with self.connection.begin_nested():
                self._index()
        except IntegrityError:
            self._take_back(incoming)
            return False
        return True

    def abandon(self) -> None:
        """Take back all the rows: the file is refused."""
        self.connection.execute(delete(self.facts))
        self._index()

    def _index(self) -> None:
        with _cache(self.connection, SORTING_CACHE_KIB):
            for index in large_indexes(self.facts):
                index.create(self.connection)

    def _take_back(self, incoming: Table) -> None:
        names = [*[column.name for column in FACTS[self.dataset]], "line"]
        rows = select(self.facts.c.id, *[self.facts.c[name] for name in names])
        self.connection.execute(insert(incoming).from_select(["position", *names], rows))
        self.connection.execute(delete(self.facts))
        self._index()


@contextmanager
def _cache(connection: Connection, kib: int) -> Iterator[None]:
    """Give the connection a page cache of another size for a while."""
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{kib}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={before}")
