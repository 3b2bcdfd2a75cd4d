"""The journal of imports: what identifies a file, and what each source brought."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, select

from etl.domain.datasets import Dataset
from etl.errors import UserError
from etl.formats import instant
from etl.store.reading import frame_of
from etl.store.tables import imports


class ImportKind(StrEnum):
    """What a line of the journal tells.

    ``REPLAY``: rows of a file that were rejected, read again. ``REFUSAL``: a file of which
    nothing was kept, because too many of its rows were rejected.
    """

    FILE = "file"
    REPLAY = "replay"
    UNDO = "undo"
    REFUSAL = "refusal"


# The kinds that bring facts.
FILES = (ImportKind.FILE, ImportKind.REPLAY)


@dataclass(frozen=True)
class FileStamp:
    """What identifies a file to import, and what it was recognised as.

    ``declaration`` is the fingerprint of what it is read by; ``target``, the import that a
    replay completes, whose file ended at ``last_at``; ``author`` and ``reason`` are those of
    a replay or a forced import; ``about`` is the source that brings the contacts which these
    facts are about.
    """

    name: str
    sha256: str
    size: int
    source: str
    format: str
    dataset: Dataset
    declaration: str = ""
    kind: ImportKind = ImportKind.FILE
    target: int | None = None
    author: str = ""
    reason: str = ""
    last_at: datetime | None = None
    about: str = ""


class AlreadyImportedError(UserError):
    """The same content was imported before: nothing changes."""

    exit_code = 0

    def __init__(self, stamp: FileStamp, import_id: int, at: datetime) -> None:
        self.import_id, self.imported_at = import_id, at
        super().__init__(
            f"« {stamp.name} » : déjà importé (import n° {import_id}, {instant(at)}). "
            "Rien n'a changé."
        )


def is_known(connection: Connection, sha256: str) -> int | None:
    """Return the import that brought this content and was not undone, if any."""
    return connection.execute(select(imports.c.id).where(_is_file(sha256))).scalar()


def refuse_known(connection: Connection, stamp: FileStamp) -> None:
    """Raise ``AlreadyImportedError`` if the content of the file was imported before."""
    if stamp.kind is not ImportKind.FILE:
        return
    known = select(imports.c.id, imports.c.imported_at).where(_is_file(stamp.sha256))
    if row := connection.execute(known).first():
        raise AlreadyImportedError(stamp, row.id, row.imported_at)


def _is_file(sha256: str) -> ColumnElement[bool]:
    return and_(
        imports.c.sha256 == sha256,
        imports.c.kind == ImportKind.FILE,
        imports.c.undone_by.is_(None),
    )


def list_imports(connection: Connection) -> pd.DataFrame:
    """Return all imports, newest first; ``accepted`` = added + superseded + known."""
    return frame_of(connection, select(imports).order_by(imports.c.id.desc()))


def has_imports(connection: Connection) -> bool:
    """Tell whether anything was ever imported."""
    return connection.execute(select(imports.c.id).limit(1)).first() is not None


def file_names(connection: Connection) -> dict[int, str]:
    """Return the name of each imported file by the number of its import."""
    names = connection.execute(select(imports.c.id, imports.c.file_name))
    return dict(names.all())


def freshness(connection: Connection) -> pd.DataFrame:
    """Return what each source brought until now, undone imports left out."""
    live = (
        select(
            imports.c.source,
            func.max(imports.c.imported_at, type_=imports.c.imported_at.type).label(
                "last_import_at"
            ),
            func.min(imports.c.first_at, type_=imports.c.first_at.type).label("first_at"),
            func.max(imports.c.last_at, type_=imports.c.last_at.type).label("last_at"),
            func.sum(imports.c.added).label("facts"),
            func.sum(imports.c.rejected).label("rejected"),
            func.sum(imports.c.records).label("records"),
        )
        .where(imports.c.undone_by.is_(None), imports.c.kind.in_(FILES))
        .group_by(imports.c.source)
        .order_by(imports.c.source)
    )
    return frame_of(connection, live)
