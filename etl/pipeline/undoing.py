"""An import that should not have been: undone in the store; the caller assesses again."""

from datetime import datetime

from etl.errors import UsageError
from etl.pipeline.warehouse import Warehouse
from etl.store.undoing import Undone, undo_import


def undo(warehouse: Warehouse, number: int, at: datetime, author: str, reason: str) -> Undone:
    """Undo an import and its replays; ``UsageError`` without a reason to write down."""
    if not reason.strip():
        raise UsageError("Une annulation se justifie : donnez son motif (« --motif »).")
    with warehouse.store.writing() as connection:
        return undo_import(connection, number, at, author, reason.strip())
