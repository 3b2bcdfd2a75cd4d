"""The version of the data: what pages compare to know whether a figure may have changed."""

from sqlalchemy import Connection, select, update

from etl.store.tables import marks

DATA_VERSION = "data_version"
# Grows when numbers that an import under way holds may have come to mean something else.
EPOCH = "epoch"


def data_version(connection: Connection) -> int:
    """Return a number that grows with each import, undo and assessment."""
    number = select(marks.c.number).where(marks.c.name == DATA_VERSION)
    return int(connection.execute(number).scalar_one() or 0)


def grow(connection: Connection) -> None:
    """Tell that the data changed; to be called in the transaction that changes them."""
    connection.execute(
        update(marks).where(marks.c.name == DATA_VERSION).values(number=marks.c.number + 1)
    )


def epoch(connection: Connection) -> int:
    """Return how often the store was put back from a copy, or cleared of texts."""
    number = select(marks.c.number).where(marks.c.name == EPOCH)
    return int(connection.execute(number).scalar() or 0)
