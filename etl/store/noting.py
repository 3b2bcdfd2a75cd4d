"""A line of the journal written alone, about what is done to a store from outside."""

from etl.domain.journal import Entry
from etl.store.engine import open_store
from etl.store.inspecting import inspect_store
from etl.store.ledger import record


def note(url: str, entry: Entry) -> bool:
    """Write an act down; a store that is not of today's schema has nowhere to write it."""
    if not inspect_store(url, whole=False).is_up_to_date:
        return False
    store = open_store(url)
    try:
        with store.writing() as connection:
            record(connection, entry)
    finally:
        store.dispose()
    return True
