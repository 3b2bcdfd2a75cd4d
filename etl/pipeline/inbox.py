"""A folder where services drop their exports: each is taken once, whole, and moved away."""

import glob
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from etl.errors import UsageError, UserError
from etl.pipeline.files import fingerprint
from etl.pipeline.ingesting import PLAIN, ImportReport, Orders, Progress, Status, ingest_paths
from etl.pipeline.warehouse import Warehouse
from etl.store.quarantine import replayable

DONE, REFUSED, LOCK, REPORT = "done", "refused", ".vigie.lock", ".txt"
# Names that programs give to what they are still writing.
UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".filepart", ".swp")
OFFICE_LOCK = "~$"

# What a file or folder looked like: each file in it with its size and its last change.
Look = tuple[tuple[str, int, int], ...]


# What is to be written of the import of a thing.
Tell = Callable[[str, Sequence[ImportReport]], str]


@dataclass(frozen=True)
class Following:
    """Who follows the imports of an inbox, and by whose orders they are made."""

    progress: Progress | None = None
    orders: Orders = PLAIN


@dataclass(frozen=True)
class Taken:
    """What became of one thing dropped in the inbox, and where it lies now."""

    name: str
    place: Path
    reports: tuple[ImportReport, ...]


def looks(inbox: Path) -> dict[str, Look]:
    """Return what lies in the inbox and may be taken, by name."""
    if not inbox.is_dir():
        raise UsageError(f"« {inbox} » : dossier introuvable.")
    found = {}
    for each in sorted(inbox.iterdir()):
        if each.name not in (DONE, REFUSED) and is_finished(each):
            look = _look(each)
            if look:
                found[each.name] = look
    return found


def is_finished(path: Path) -> bool:
    """Tell by its name, and by those of a folder's files, whether nobody writes it any more."""
    if path.name.startswith((".", OFFICE_LOCK)) or path.suffix.lower() in UNFINISHED:
        return False
    if path.is_dir():
        return not any(
            each.suffix.lower() in UNFINISHED or each.name.startswith(OFFICE_LOCK)
            for each in path.rglob("*")
        )
    return True


def _look(path: Path) -> Look:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    try:
        stats = [(str(each), each.stat()) for each in files if each.is_file()]
    except FileNotFoundError:
        return ()
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def stable(before: Mapping[str, Look], after: Mapping[str, Look]) -> list[str]:
    """Return the names that two looks saw the same, in order.

    >>> stable({"a": (("a", 1, 5),)}, {"a": (("a", 1, 5),), "b": (("b", 1, 5),)})
    ['a']
    """
    return [name for name, look in after.items() if before.get(name) == look]


@contextmanager
def alone(inbox: Path) -> Iterator[None]:
    """Hold the inbox: of two watchers the second is refused. The lock dies with its owner."""
    if not inbox.is_dir():
        raise UsageError(f"« {inbox} » : dossier introuvable.")
    with (inbox / LOCK).open("a") as file:
        try:
            _lock(file)
        except OSError as error:
            raise UsageError(
                f"« {inbox} » est déjà relevé par un autre processus : rien n'est fait."
            ) from error
        yield


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take(
    warehouse: Warehouse, path: Path, at: datetime, tell: Tell, follow: Following
) -> Taken | None:
    """Import a thing of the inbox, then move it to ``done`` or ``refused``.

    What ``tell`` makes of it is written beside. Killed before the move, the next look finds
    it again: what was imported is known then. ``None``: the store was busy or full, and it
    stays where it is.
    """
    try:
        reports = ingest_paths(warehouse, [path], at, follow.progress, follow.orders)
    except UserError as error:
        reports = [ImportReport(path, Status.REFUSED, message=str(error))]
    if any(each.is_transient for each in reports):
        return None
    is_refused = any(each.status is Status.REFUSED for each in reports)
    folder = path.parent / (REFUSED if is_refused else DONE)
    folder.mkdir(exist_ok=True)
    place = _free(folder, path, at)
    place.with_name(f"{place.name}{REPORT}").write_text(tell(path.name, reports), "utf-8")
    path.rename(place)
    return Taken(path.name, place, tuple(reports))


def _free(folder: Path, path: Path, at: datetime) -> Path:
    """Return a name that nothing in the folder has: nothing there is ever replaced."""
    place, count = folder / path.name, 0
    while place.exists():
        count += 1
        place = folder / f"{path.stem}.{at:%Y%m%d-%H%M%S}-{count}{path.suffix}"
    return place


def original(warehouse: Warehouse, number: int, inbox: Path) -> Path:
    """Return the file of an import among those that the inbox kept."""
    with warehouse.store.reading() as connection:
        wanted = replayable(connection, number)
    pattern = f"{glob.escape(Path(wanted.file_name).stem)}*"
    for folder in (inbox / DONE, inbox / REFUSED):
        for each in sorted(folder.rglob(pattern)):
            if each.is_file() and fingerprint(each)[0] == wanted.sha256:
                return each
    raise UsageError(
        f"Le fichier « {wanted.file_name} » n'est pas dans la boîte de dépôt : "
        f"donnez-le (« replay {number} FICHIER »)."
    )
