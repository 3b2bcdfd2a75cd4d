"""From a file to facts: recognise, read, check, keep; one transaction a file."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from etl.definitions.fingerprints import source_fingerprint
from etl.domain.datasets import Dataset
from etl.domain.pauses import ABOUT_SOURCE
from etl.domain.remarks import joined
from etl.domain.sources import REJECTS_JUDGED_FROM
from etl.errors import StoreError, UnknownFormatError, UsageError, UserError
from etl.formats import number
from etl.pipeline.ahead import ahead
from etl.pipeline.annotations import contracts
from etl.pipeline.checking import Found, checked_batches, refusal
from etl.pipeline.drafting import definitions_of, draft_tallies, drafted_columns
from etl.pipeline.drafts import Draft
from etl.pipeline.files import Opened, count_lines, expanded, fingerprint
from etl.pipeline.warehouse import Warehouse
from etl.readers.base import Reader
from etl.readers.registry import find_reader
from etl.store.imports import AlreadyImportedError, FileStamp, ImportKind, is_known
from etl.store.quarantine import Replayable, replayable
from etl.store.writing import Run, Saved


class Status(StrEnum):
    """What became of a file; ``REPLAYED``: only its rows in quarantine were read again."""

    IMPORTED = "imported"
    REPLAYED = "replayed"
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
    # More rows were rejected than its source says is ordinary.
    is_warned: bool = False
    # No declared source describes it.
    is_unknown: bool = False
    # The store could not take it now: the file may be sent again as it is.
    is_transient: bool = False


class CancelledError(Exception):
    """Whoever follows an import wants it to stop: raised by ``Progress.read``."""


@dataclass(frozen=True)
class Orders:
    """How to import: ``force`` takes a file whatever is rejected, and asks for a reason."""

    force: bool = False
    author: str = ""
    reason: str = ""


PLAIN = Orders()
REFUSED_ADVICE = (
    "Rien n'est chargé : voyez les motifs en quarantaine, corrigez le fichier ou la "
    "déclaration de la source, ou forcez l'import en donnant un motif."
)


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
    warehouse: Warehouse,
    paths: Iterable[Path],
    at: datetime,
    progress: Progress | None = None,
    orders: Orders = PLAIN,
) -> list[ImportReport]:
    """Import files, folders and archives; a file that is refused does not stop the others."""
    if orders.force and not orders.reason.strip():
        raise UsageError("Un import forcé se justifie : donnez son motif (« --motif »).")
    followed = progress or Unfollowed()
    with expanded(paths) as files:
        followed.begin(len(files))
        intake = Intake(warehouse, at, followed, orders)
        return [intake.take(file) for file in files]


def replay(
    warehouse: Warehouse,
    number: int,
    path: Path,
    at: datetime,
    progress: Progress | None = None,
    orders: Orders = PLAIN,
) -> ImportReport:
    """Read again the rows of an import that are in quarantine, and those only.

    ``path`` is its file, or a corrected one that keeps its lines in their places.
    """
    if not path.is_file():
        raise UsageError(f"« {path} » : fichier introuvable.")
    with warehouse.store.reading() as connection:
        wanted = replayable(connection, number)
    if not wanted.lines:
        raise UsageError(f"Import n° {wanted.number} : aucune ligne n'est en quarantaine.")
    followed = progress or Unfollowed()
    followed.begin(1)
    report = Intake(warehouse, at, followed, orders).read_again(path, wanted)
    followed.done(report)
    return report


@dataclass(frozen=True)
class Intake:
    """What all files of one import share."""

    warehouse: Warehouse
    at: datetime
    progress: Progress
    orders: Orders

    def take(self, file: Opened) -> ImportReport:
        path = file.path
        try:
            if file.problem:
                raise file.problem
            report = self._ingest(path)
        except UserError as error:
            busy = isinstance(error, StoreError)
            report = ImportReport(
                path,
                Status.REFUSED,
                message=str(error),
                is_unknown=type(error) is UnknownFormatError,
                is_transient=busy,
            )
        self.progress.done(report)
        return report

    def read_again(self, path: Path, wanted: Replayable) -> ImportReport:
        stamp, reader = self._recognised(path, *fingerprint(path))
        stamp = replace(
            stamp, kind=ImportKind.REPLAY, target=wanted.number, last_at=wanted.last_at
        )
        with self.warehouse.store.importing(stamp, self.at) as run:
            found = self._read(run, path, reader, wanted.lines)
            if stamp.sha256 != wanted.sha256 and found.read != wanted.records:
                raise UserError(
                    f"« {path.name} » : {number(found.read)} lignes, "
                    f"{number(wanted.records)} dans le fichier d'origine. Un fichier corrigé "
                    "garde ses lignes à leur place ; sinon, importez-le comme un autre."
                )
            saved = run.finish(found.records, {}, found.remarks)
        return ImportReport(path, Status.REPLAYED, stamp.source, found.records, saved)

    def _ingest(self, path: Path) -> ImportReport:
        sha256, size = fingerprint(path)
        if size == 0:
            return ImportReport(path, Status.EMPTY)
        with self.warehouse.store.reading() as connection:
            known = is_known(connection, sha256)
            wanted = None if known is None else replayable(connection, known)
        if wanted is not None:
            return self._known(path, wanted)
        stamp, reader = self._recognised(path, sha256, size)
        try:
            with self.warehouse.store.importing(stamp, self.at) as run:
                return self._fill(run, path, reader)
        except AlreadyImportedError:
            return ImportReport(path, Status.KNOWN, stamp.source)

    def _known(self, path: Path, wanted: Replayable) -> ImportReport:
        """A known file says nothing new, unless it is read otherwise than it was."""
        if wanted.lines:
            stamp, _ = self._recognised(path, *fingerprint(path))
            if stamp.declaration != wanted.declaration:
                return self.read_again(path, wanted)
        return ImportReport(path, Status.KNOWN)

    def _recognised(self, path: Path, sha256: str, size: int) -> tuple[FileStamp, Reader]:
        declared = self.warehouse.declarations
        reader = find_reader(path, declared.sources)
        source = reader.source
        stamp = FileStamp(
            path.name,
            sha256,
            size,
            source.name,
            reader.format.name,
            source.dataset,
            declaration=source_fingerprint(source, declared.sites),
            author=self.orders.author,
            reason=self.orders.reason.strip(),
            about=str(source.settings.get(ABOUT_SOURCE, "")),
        )
        return stamp, reader

    def _fill(self, run: Run, path: Path, reader: Reader) -> ImportReport:
        source, found = reader.source, self._read(run, path, reader)
        share = found.share
        told = ImportReport(
            path,
            Status.IMPORTED,
            source.name,
            found.records,
            set_aside=dict(found.set_aside),
            is_warned=share > source.rejects_warned,
        )
        is_judged = found.records >= REJECTS_JUDGED_FROM or share == 1
        if is_judged and share > source.rejects_refused and not self.orders.force:
            reason = refusal(found.rejected, found.records, source.rejects_refused)
            run.refuse(found.records, found.set_aside, reason)
            said = f"« {path.name} » : {reason} {REFUSED_ADVICE}"
            return replace(told, status=Status.REFUSED, message=said)
        return replace(told, saved=self._finish(run, source.dataset, found))

    def _finish(self, run: Run, dataset: Dataset, found: Found) -> Saved:
        """Keep what was read; what fills an empty table is judged while the store settles."""
        fresh = run.fresh()
        if fresh is None:
            return run.finish(found.records, found.set_aside, found.remarks)
        warehouse, at = self.warehouse, self.at
        with ThreadPoolExecutor(1, thread_name_prefix="draft") as helper:
            judging = helper.submit(draft_tallies, warehouse, dataset, fresh, at)
            saved = run.finish(found.records, found.set_aside, found.remarks)
            if not saved.known:
                known = definitions_of(warehouse, dataset)
                warehouse.drafts.keep(Draft(dataset, saved.mark, at, known, judging.result()))
        return saved

    def _read(
        self, run: Run, path: Path, reader: Reader, only: frozenset[int] | None = None
    ) -> Found:
        """Stage the rows of a file: all of them, or those of some lines."""
        self.progress.file(path.name, count_lines(path))
        found, declared = Found(), self.warehouse.declarations
        run.hold(drafted_columns(self.warehouse, reader.source.dataset))
        rules = contracts([each.code for each in declared.indicators])
        batches = checked_batches(
            reader.read(path), frozenset(declared.sites), only, rules, self.at
        )
        for whole, batch, checked in ahead(batches):
            run.add(checked.accepted, checked.rejections, checked.rejected)
            found.read += len(whole.rows)
            found.records += len(batch.rows)
            found.rejected += checked.rejected
            found.remarks = joined([*found.remarks, *checked.remarks])
            found.set_aside.update(batch.set_aside)
            if len(whole.rows):
                self.progress.read(len(whole.rows), int(whole.rows.index[-1]))
        return found
