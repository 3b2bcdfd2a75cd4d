"""From what a user names (files, folders, archives) to the files to import, one by one."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from etl.errors import UnreadableFileError, UsageError, UserError
from etl.pipeline.archives import Allowance, extract, is_archive
from etl.readers.mailbox.boxes import looks_like_message, split_mbox

MESSAGE_SUFFIXES = {".eml"}
MESSAGE_BYTES = 16 * 1024
SCRATCH = "vigie-"
# No import lasts so long: what is older was left by one that was killed.
LEFT_BEHIND_S = 2 * 86_400
IGNORED = {".DS_Store", "Thumbs.db", "desktop.ini"}


def is_mail_folder(folder: Path) -> bool:
    """Tell whether a folder is one mailbox: a Maildir tree, or messages and nothing else.

    A message that answers another is understood only beside it. Of other files none may be
    lost: a folder that holds one, be it deeper, is read file by file.
    """
    names = {each.name for each in folder.iterdir() if each.is_dir()}
    if {"cur", "new"} & names:
        return True
    if not any(each.is_file() and not _is_ignored(each) for each in folder.iterdir()):
        return False
    files = (each for each in folder.rglob("*") if each.is_file() and not _is_ignored(each))
    return all(_is_one_message(each) for each in files)


def _is_one_message(path: Path) -> bool:
    """Tell a message alone in its file from an mbox, which begins as a message does."""
    if path.suffix.lower() in MESSAGE_SUFFIXES:
        return True
    with path.open("rb") as file:
        if not looks_like_message(file.read(MESSAGE_BYTES)):
            return False
        file.seek(0)
        return next(islice(split_mbox(file), 1, None), None) is None


def _is_ignored(path: Path) -> bool:
    return path.name in IGNORED or path.name.startswith(".")


@dataclass(frozen=True)
class Opened:
    """A file to import, or the archive that could not be opened and why."""

    path: Path
    problem: UserError | None = None


@contextmanager
def expanded(paths: Iterable[Path]) -> Iterator[list[Opened]]:
    """Yield the files to import, in order of name; archives live as long as the context.

    An archive that is refused stands in the list with its reason: it stops no other file.
    """
    with tempfile.TemporaryDirectory(prefix=SCRATCH) as scratch:
        sweep(Path(scratch))
        yield [
            file for path in paths for file in _expand(path, _Place(Path(scratch), frozenset()))
        ]


def sweep(scratch: Path) -> None:
    """Remove the folders that imports which were killed left beside ``scratch``."""
    now = scratch.stat().st_mtime
    for each in scratch.parent.glob(f"{SCRATCH}*"):
        with suppress(OSError):
            if each.is_dir() and now - each.lstat().st_mtime > LEFT_BEHIND_S:
                shutil.rmtree(each, ignore_errors=True)


@dataclass(frozen=True)
class _Place:
    """Where archives are opened, in which folders this is, in which archive and how deep."""

    scratch: Path
    inside: frozenset[Path]
    allowance: Allowance | None = None
    depth: int = 0


def _expand(path: Path, place: _Place) -> Iterator[Opened]:
    if not path.exists():
        raise UsageError(f"« {path} » : fichier ou dossier introuvable.")
    if path.is_dir():
        yield from _expand_folder(path, place)
    elif path.is_file() and is_archive(path):
        yield from _expand_archive(path, place)
    elif path.is_file():
        yield Opened(path)
    else:
        yield Opened(path, UnreadableFileError(path, "Ce n'est ni un fichier ni un dossier."))


def _expand_folder(folder: Path, place: _Place) -> Iterator[Opened]:
    # A link to a folder that holds it would be followed for ever.
    real = folder.resolve()
    if real in place.inside:
        return
    if is_mail_folder(folder):
        yield Opened(folder)
        return
    deeper = replace(place, inside=place.inside | {real})
    for each in sorted(folder.iterdir()):
        if not _is_ignored(each) and each.exists():
            yield from _expand(each, deeper)


def _expand_archive(path: Path, place: _Place) -> Iterator[Opened]:
    allowance = place.allowance or Allowance()
    try:
        folder = extract(path, place.scratch, allowance, place.depth)
    except UserError as problem:
        yield Opened(path, problem)
        return
    yield from _expand(folder, replace(place, allowance=allowance, depth=place.depth + 1))


def fingerprint(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file, or of a folder's names and contents."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
    whole, size = hashlib.sha256(), 0
    for each in sorted(path.rglob("*")):
        if each.is_file():
            digest, length = fingerprint(each)
            whole.update(f"{each.relative_to(path)}\0{digest}\n".encode())
            size += length
    return whole.hexdigest(), size


def count_lines(path: Path) -> int | None:
    """Return the number of lines of a text file; ``None`` for anything else (progress only)."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        if file.read(2) in (b"\x1f\x8b", b"PK"):
            return None
        file.seek(0)
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
