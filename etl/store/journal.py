"""The journal of imports: opened with a file, closed with what became of its rows."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, insert, or_, select, update

from etl.domain.journal import Deed, Entry
from etl.store.imports import FileStamp, ImportKind
from etl.store.ledger import record
from etl.store.quarantine import settle
from etl.store.tables import imports

DEEDS = {
    ImportKind.FILE: Deed.IMPORT,
    ImportKind.REPLAY: Deed.REPLAY,
    ImportKind.UNDO: Deed.UNDO,
    ImportKind.REFUSAL: Deed.REFUSAL,
}
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


def tell_import(connection: Connection, import_id: int, at: datetime, **more: int) -> None:
    """Write an import, a replay, a refusal or an undo down in the journal of acts.

    Names of files stay out of it, since nothing there can be erased: the SHA-256 tells which.
    """
    row = connection.execute(select(imports).where(imports.c.id == import_id)).one()
    kind, is_undo = ImportKind(row.kind), row.kind == ImportKind.UNDO
    told = {name: row._mapping[name] for name in ("source", "sha256")}
    told |= {name: row._mapping[name] for name in COUNTED if not is_undo}
    told |= {name: row._mapping[name] for name in ("target", "reason") if row._mapping[name]}
    subject = row.target if is_undo else import_id
    record(
        connection,
        Entry(DEEDS[kind], row.author or "", at, f"import {subject}", after=told | more),
    )
