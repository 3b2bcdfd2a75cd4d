"""Rows that were rejected: kept for ever, open until they are read again."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from etl.errors import UserError
from etl.store.imports import FILES, ImportKind
from etl.store.reading import Query, frame_of
from etl.store.tables import imports, rejections


class NotReplayableError(UserError):
    """The import does not exist, is undone, or left nothing to read again."""


@dataclass(frozen=True)
class Replayable:
    """A file of which rows are still in quarantine: ``lines`` are theirs.

    ``number`` is the import of the file, ``last_at`` the latest instant that dates a row of
    it, ``records`` how many rows it held;
    ``declaration`` the fingerprint of what it was last read by.
    """

    number: int
    file_name: str
    source: str
    sha256: str
    records: int
    declaration: str
    last_at: datetime | None
    lines: frozenset[int]


def is_open() -> ColumnElement[bool]:
    """Tell of a refused cell whether its row was not read again, or that was undone."""
    undone = select(imports.c.id).where(imports.c.undone_by.is_not(None))
    return and_(
        or_(rejections.c.settled_by.is_(None), rejections.c.settled_by.in_(undone)),
        rejections.c.import_id.not_in(undone),
    )


def settle(connection: Connection, import_id: int, among: Select[tuple[int]]) -> None:
    """Note that an import read again the open rows of some others."""
    connection.execute(
        update(rejections)
        .where(
            rejections.c.import_id.in_(among), rejections.c.import_id != import_id, is_open()
        )
        .values(settled_by=import_id)
    )


def replayable(connection: Connection, number: int) -> Replayable:
    """Return what of an import may be read again; raise ``NotReplayableError`` if nothing."""
    row = connection.execute(select(imports).where(imports.c.id == number)).first()
    if row is None or row.kind not in FILES:
        raise NotReplayableError(f"L'import n° {number} n'existe pas, ou n'a rien gardé.")
    root = row.target if row.kind == ImportKind.REPLAY else number
    family = or_(imports.c.id == root, imports.c.target == root)
    live = select(imports).where(
        family, imports.c.undone_by.is_(None), imports.c.kind.in_(FILES)
    )
    members = connection.execute(live.order_by(imports.c.id)).all()
    if not members or members[0].id != root:
        raise NotReplayableError(
            f"L'import n° {root} est annulé : importez de nouveau le fichier."
        )
    lines = select(rejections.c.line).where(
        rejections.c.import_id.in_([each.id for each in members]), is_open()
    )
    first, last = members[0], members[-1]
    return Replayable(
        number=root,
        file_name=first.file_name,
        source=first.source,
        sha256=last.sha256,
        records=first.records,
        declaration=last.declaration or "",
        last_at=first.last_at,
        lines=frozenset(connection.execute(lines).scalars()),
    )


def open_lines(connection: Connection) -> dict[int, int]:
    """Return how many rows of each import are still in quarantine."""
    counts = (
        select(rejections.c.import_id, func.count(rejections.c.line.distinct()))
        .where(is_open())
        .group_by(rejections.c.import_id)
    )
    return dict(connection.execute(counts).all())


def load_rejections(
    connection: Connection,
    import_id: int | None = None,
    limit: int = 1000,
    offset: int = 0,
    only_open: bool = False,
) -> pd.DataFrame:
    """Return one page of refused cells, those of the newest import first."""
    page = (
        select(
            rejections.c.import_id,
            imports.c.file_name,
            imports.c.source,
            rejections.c.line,
            rejections.c.column,
            rejections.c.code,
            rejections.c.value,
            rejections.c.settled_by,
        )
        .join(imports, imports.c.id == rejections.c.import_id)
        .order_by(rejections.c.import_id.desc(), rejections.c.id)
        .limit(limit)
        .offset(offset)
    )
    return frame_of(connection, _of_import(page, import_id, only_open))


def count_rejections(
    connection: Connection, import_id: int | None = None, only_open: bool = False
) -> int:
    """Return how many cells were refused (a record may have several)."""
    count = select(func.count()).select_from(rejections)
    return int(connection.execute(_of_import(count, import_id, only_open)).scalar_one())


def _of_import(query: Query, import_id: int | None, only_open: bool) -> Query:
    if only_open:
        query = query.where(is_open())
    return query if import_id is None else query.where(rejections.c.import_id == import_id)
