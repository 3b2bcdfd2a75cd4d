"""Imports asked from the page: files kept aside, a preview, the import, both in a thread."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread

from dashboard import access
from dashboard.gateway.warehouse import warehouse
from etl.calendars.clock import now
from etl.config import load_settings
from etl.domain.roles import Right
from etl.errors import UserError
from etl.pipeline import (
    CancelledError,
    Following,
    ImportReport,
    Orders,
    Preview,
    Status,
    Undone,
    Warehouse,
    alone,
    assess,
    ingest_paths,
    looks,
    preview,
    replay,
    stable,
    take,
    undo,
)
from etl.wording import import_report

__all__ = ["ImportReport", "Job", "Stage"]

# An inbox is looked at twice, this far apart: what is still being written is left alone.
PAUSE_S = 1.0


class Stage(StrEnum):
    """How far a job has come."""

    PREVIEWING = "previewing"
    READING = "reading"
    ASSESSING = "assessing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


RUNNING = (Stage.PREVIEWING, Stage.READING, Stage.ASSESSING)


@dataclass
class Job:
    """A preview or an import under way, followed by a page and run by a thread."""

    stage: Stage
    files: int = 0
    finished: int = 0
    name: str = ""
    lines: int | None = None
    line: int = 0
    records: int = 0
    started: float = field(default_factory=time.monotonic)
    reports: list[ImportReport] = field(default_factory=list)
    found: Preview | None = None
    message: str = ""
    _stop: Event = field(default_factory=Event, repr=False)

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING

    @property
    def rate(self) -> float:
        """Return rows a second since the file was opened."""
        return self.records / max(time.monotonic() - self.started, 0.001)

    @property
    def share(self) -> float:
        """Return how much of the files was read, between 0 and 1, as far as it is known."""
        own = min(self.line / self.lines, 1.0) if self.lines else 0.0
        return min((self.finished + own) / self.files, 1.0) if self.files else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Return how long the file still takes at this rate; ``None`` if nobody knows."""
        if not self.lines or not self.records or not self.line:
            return None
        spent = time.monotonic() - self.started
        return max(spent * (self.lines - self.line) / self.line, 0.0)

    def cancel(self) -> None:
        self._stop.set()

    def begin(self, files: int) -> None:
        self.files = files

    def file(self, name: str, lines: int | None) -> None:
        self.name, self.lines, self.line, self.records = name, lines, 0, 0
        self.started = time.monotonic()
        self._check()

    def read(self, records: int, line: int) -> None:
        self.records, self.line = self.records + records, line
        self._check()

    def done(self, report: ImportReport) -> None:
        self.finished += 1
        self.reports.append(report)

    def _check(self) -> None:
        if self._stop.is_set():
            raise CancelledError


def may_import() -> bool:
    """Tell whether the visitor may change what is stored: a file may tell of every site."""
    return access.may(Right.IMPORT) and access.perimeter().is_whole


def may_describe() -> bool:
    """Tell whether the visitor may declare a source: it is read for every site."""
    return access.may(Right.DESCRIBE_SOURCE) and access.perimeter().is_whole


def _require_import() -> None:
    if not may_import():
        raise access.NotAllowedError


def keep_aside(files: Sequence[tuple[str, bytes]]) -> Path:
    """Write uploaded files in a folder of their own, readable by its owner only."""
    if not (may_import() or may_describe()):
        raise access.NotAllowedError
    folder = Path(tempfile.mkdtemp(prefix="vigie-envoi-"))
    for name, content in files:
        (folder / Path(name.replace("\\", "/")).name).write_bytes(content)
    return folder


def forget(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def start_preview(folder: Path) -> Job:
    _require_import()
    job, own, at = Job(Stage.PREVIEWING), warehouse(), now()

    def work() -> None:
        job.found = preview(own, _files(folder), at, job)

    return _start(job, work)


def start_import(folder: Path, force: bool, reason: str) -> Job:
    _require_import()
    job, own, at = Job(Stage.READING), warehouse(), now()
    orders = Orders(force, access.visitor(), reason)

    def work() -> None:
        ingest_paths(own, _files(folder), at, job, orders)
        _assess(own, job, orders.author)

    return _start(job, work)


def start_replay(number: int, folder: Path) -> Job:
    _require_import()
    job, own, at = Job(Stage.READING), warehouse(), now()
    orders = Orders(author=access.visitor())

    def work() -> None:
        for path in _files(folder)[:1]:
            replay(own, number, path, at, job, orders)
        _assess(own, job, orders.author)

    return _start(job, work)


def start_inbox() -> Job:
    _require_import()
    job, own = Job(Stage.READING), warehouse()
    following = Following(job, Orders(author=access.visitor()))

    def tell(name: str, reports: Sequence[ImportReport]) -> str:
        return import_report(name, reports, now())

    def work() -> None:
        with alone(inbox()):
            before = looks(inbox())
            time.sleep(PAUSE_S)
            for name in stable(before, looks(inbox())):
                take(own, inbox() / name, now(), tell, following)
        _assess(own, job, following.orders.author)

    return _start(job, work)


def inbox() -> Path:
    return Path(load_settings(Path("quality.toml")).local, "inbox")


def waiting() -> list[str]:
    """Return the names of what lies in the inbox."""
    return list(looks(inbox())) if may_import() and inbox().is_dir() else []


def undo_import(number: int, reason: str) -> Undone:
    """Undo an import and assess again; raise ``UserError`` where that cannot be."""
    _require_import()
    undone = undo(warehouse(), number, now(), access.visitor(), reason)
    assess(warehouse(), now(), author=access.visitor())
    return undone


def may_be_forced(job: Job) -> bool:
    """Tell whether a file was read, and refused for its rejected rows only."""
    return any(each.status is Status.REFUSED and each.records for each in job.reports)


def is_worth_it(job: Job) -> bool:
    """Tell whether an import of what was previewed would keep anything."""
    return any(each.saved is not None for each in job.reports)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def _assess(own: Warehouse, job: Job, author: str) -> None:
    job.stage = Stage.ASSESSING
    assess(own, now(), author=author)


def _start(job: Job, work: Callable[[], None]) -> Job:
    Thread(target=_run, args=(job, work), daemon=True).start()
    return job


def _run(job: Job, work: Callable[[], None]) -> None:
    """Do the work; whatever ends it, the page must be told."""
    ended = Stage.FAILED
    try:
        work()
        ended = Stage.DONE
    except CancelledError:
        ended = Stage.CANCELLED
    except UserError as error:
        job.message = str(error)
    finally:
        job.stage = ended
