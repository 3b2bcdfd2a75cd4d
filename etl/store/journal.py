"""The lines of the journal: opened with an import, closed with what became of its rows."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, insert, or_, select, update

from etl.store.imports import FileStamp, ImportKind
from etl.store.quarantine import settle
from etl.store.tables import imports

COUNTED = ("records", "accepted", "rejected", "added", "superseded", "known")


def open_import(connection: Connection, stamp: FileStamp, at: datetime) -> int:
    """Number the import; what it holds is told at its end, in the same transaction."""
    row: dict[str, object] = {
        "kind": stamp.kind.value,
        "dataset": stamp.dataset.value,
        "source": stamp.source,
        "format": stamp.format,
        "file_name": stamp.name,
        "sha256": stamp.sha256,
        "size": stamp.size,
        "imported_at": at,
        "set_aside": {},
        "seconds": 0.0,
        "declaration": stamp.declaration,
        "target": stamp.target,
        "author": stamp.author or None,
        "reason": stamp.reason or None,
    }
    opened = insert(imports).values(row | dict.fromkeys(COUNTED, 0)).returning(imports.c.id)
    return int(connection.execute(opened).scalar_one())


def close_import(
    connection: Connection, import_id: int, stamp: FileStamp, told: Mapping[str, object]
) -> None:
    """Tell what the import held; what it reads again leaves the quarantine."""
    connection.execute(update(imports).where(imports.c.id == import_id).values(told))
    if stamp.target is not None:
        family = or_(imports.c.id == stamp.target, imports.c.target == stamp.target)
        settle(connection, import_id, select(imports.c.id).where(family))
    refused = select(imports.c.id).where(
        imports.c.kind == ImportKind.REFUSAL,
        or_(
            imports.c.sha256 == stamp.sha256,
            and_(imports.c.source == stamp.source, imports.c.file_name == stamp.name),
        ),
    )
    settle(connection, import_id, refused)
