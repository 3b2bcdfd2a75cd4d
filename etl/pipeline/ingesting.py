"""From a file to facts: recognise, read, check, keep; one transaction a file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.errors import UserError
from etl.pipeline.files import count_lines, expanded, fingerprint
from etl.pipeline.warehouse import Warehouse
from etl.readers.base import Reader
from etl.readers.registry import find_reader
from etl.store.imports import AlreadyImportedError, FileStamp, is_known
from etl.store.writing import Run, Saved


class Status(StrEnum):
    IMPORTED = "imported"
    KNOWN = "known"
    EMPTY = "empty"
    REFUSED = "refused"


@dataclass(frozen=True)
class ImportReport:
    """What became of one file. ``records`` = new + superseding + known + rejected."""

    path: Path
    status: Status
    source: str = ""
    records: int = 0
    saved: Saved | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    message: str = ""


class Progress(Protocol):
    """Who wants to follow an import: a progress bar, a page, or nobody."""

    def begin(self, files: int) -> None: ...
    def file(self, name: str, lines: int | None) -> None: ...
    def read(self, records: int, line: int) -> None: ...
    def done(self, report: ImportReport) -> None: ...


class Unfollowed:
    """Follows nothing."""

    def begin(self, files: int) -> None: ...
    def file(self, name: str, lines: int | None) -> None: ...
    def read(self, records: int, line: int) -> None: ...
    def done(self, report: ImportReport) -> None: ...


def ingest_paths(
    warehouse: Warehouse, paths: Iterable[Path], at: datetime, progress: Progress | None = None
) -> list[ImportReport]:
    """Import files, folders and archives; a file that is refused does not stop the others."""
    followed = progress or Unfollowed()
    with expanded(paths) as files:
        followed.begin(len(files))
        return [_ingest_or_refuse(file, warehouse, at, followed) for file in files]


def _ingest_or_refuse(
    path: Path, warehouse: Warehouse, at: datetime, progress: Progress
) -> ImportReport:
    try:
        report = _ingest_file(path, warehouse, at, progress)
    except UserError as error:
        report = ImportReport(path, Status.REFUSED, message=str(error))
    progress.done(report)
    return report


def _ingest_file(
    path: Path, warehouse: Warehouse, at: datetime, progress: Progress
) -> ImportReport:
    sha256, size = fingerprint(path)
    if size == 0:
        return ImportReport(path, Status.EMPTY)
    with warehouse.store.reading() as connection:
        if is_known(connection, sha256) is not None:
            return ImportReport(path, Status.KNOWN)
    reader = find_reader(path, warehouse.declarations.sources)
    progress.file(path.name, count_lines(path))
    source = reader.source
    stamp = FileStamp(path.name, sha256, size, source.name, reader.format.name, source.dataset)
    try:
        with warehouse.store.importing(stamp, at) as run:
            return _fill(run, path, reader, frozenset(warehouse.declarations.sites), progress)
    except AlreadyImportedError:
        return ImportReport(path, Status.KNOWN, source.name)


def _fill(
    run: Run, path: Path, reader: Reader, sites: frozenset[str], progress: Progress
) -> ImportReport:
    records, set_aside = 0, Counter[str]()
    for batch in reader.read(path):
        checked = check(batch, CONTRACTS[batch.dataset], sites)
        run.add(checked.accepted, checked.rejections, checked.rejected)
        records += len(batch.rows)
        set_aside.update(batch.set_aside)
        if len(batch.rows):
            progress.read(len(batch.rows), int(batch.rows.index[-1]))
    saved = run.finish(records, set_aside)
    return ImportReport(
        path, Status.IMPORTED, reader.source.name, records, saved, dict(set_aside)
    )
