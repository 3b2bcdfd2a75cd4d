"""The undo of an import: facts stand as if it had never been, and nothing is deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from etl.domain.datasets import Dataset
from etl.domain.retention import Part
from etl.errors import UserError
from etl.formats import day
from etl.store.imports import FILES, ImportKind
from etl.store.journal import tell_import
from etl.store.operation_tables import purges
from etl.store.retelling import Retelling
from etl.store.tables import imports, marks
from etl.store.version import grow

CONFIRMED_SINCE = "confirmed_since"


class NotUndoableError(UserError):
    """The import does not exist, is undone already, or cannot be undone exactly."""


@dataclass(frozen=True)
class Undone:
    """What an undo changed: facts that left the figures, facts that came back."""

    import_id: int
    targets: tuple[int, ...]
    removed: int
    restored: int


def undo_import(
    connection: Connection, target: int, at: datetime, author: str, reason: str
) -> Undone:
    """Undo an import with the replays that followed it, in the caller's transaction.

    Raises ``NotUndoableError``. Facts as they stood before are read by ``as_of_import``.
    """
    row = _undoable(connection, target)
    root = row.target if row.kind == ImportKind.REPLAY else target
    replays = select(imports.c.id).where(
        imports.c.target == root,
        imports.c.id > target,
        imports.c.kind == ImportKind.REPLAY,
        imports.c.undone_by.is_(None),
    )
    targets = (target, *connection.execute(replays).scalars())
    number = _journal(connection, row, at, author, reason)
    connection.execute(
        update(imports).where(imports.c.id.in_(targets)).values(undone_by=number)
    )
    retelling = Retelling(connection, Dataset(row.dataset), targets, number)
    removed, restored = retelling.run()
    tell_import(connection, number, at, removed=removed, restored=restored)
    grow(connection)
    return Undone(number, targets, removed, restored)


def _undoable(connection: Connection, target: int) -> Row[Any]:
    row = connection.execute(select(imports).where(imports.c.id == target)).first()
    if row is None:
        raise NotUndoableError(f"L'import n° {target} n'existe pas.")
    if row.undone_by is not None:
        raise NotUndoableError(
            f"L'import n° {target} est déjà annulé (opération n° {row.undone_by})."
        )
    if row.kind not in FILES:
        raise NotUndoableError(
            f"L'opération n° {target} n'a apporté aucun fait : il n'y a rien à annuler. "
            "Pour défaire une annulation, importez de nouveau le fichier."
        )
    _refuse_purged(connection, row)
    since = connection.execute(
        select(marks.c.number).where(marks.c.name == CONFIRMED_SINCE)
    ).scalar()
    unknown = select(imports.c.id).where(
        imports.c.id <= (since or 0),
        imports.c.id != target,
        imports.c.source == row.source,
        imports.c.known > 0,
        imports.c.undone_by.is_(None),
    )
    if target <= (since or 0) and connection.execute(unknown).first():
        raise NotUndoableError(
            f"L'import n° {target} date d'une version du logiciel qui ne notait pas ce que "
            "les fichiers répètent : il ne peut pas être annulé exactement."
        )
    return row


def _refuse_purged(connection: Connection, row: Row[Any]) -> None:
    """Refuse an undo that could not be told: some of the facts are gone, their counts stay."""
    last = select(func.max(purges.c.before)).where(
        purges.c.what == Part.ROWS.value,
        purges.c.dataset == row.dataset,
        purges.c.at >= row.imported_at,
    )
    before = connection.execute(last).scalar()
    if before and row.first_at and row.first_at.date() < before:
        raise NotUndoableError(
            f"L'import n° {row.id} a apporté des faits de mois qui ont été purgés depuis "
            f"(avant le {day(before)}) : il ne peut plus être annulé exactement."
        )


def _journal(
    connection: Connection,
    row: Row[Any],
    at: datetime,
    author: str,
    reason: str,
) -> int:
    told = ("dataset", "source", "format", "file_name", "sha256", "size")
    counts = ("records", "accepted", "rejected", "added", "superseded", "known")
    values = {name: row._mapping[name] for name in told} | dict.fromkeys(counts, 0)
    values |= {"kind": ImportKind.UNDO.value, "imported_at": at, "target": row._mapping["id"]}
    values |= {"author": author, "reason": reason, "set_aside": {}, "seconds": 0.0}
    added = insert(imports).values(values).returning(imports.c.id)
    return int(connection.execute(added).scalar_one())
