"""From what a user names (files, folders, archives) to the files to import, one by one."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath

from etl.errors import UnreadableFileError, UsageError
from etl.readers.mailbox.boxes import looks_like_message, split_mbox

# A gigabyte of logs is years of a prefecture; more is a mistake or an attack.
MAX_ARCHIVE_BYTES = 2 * 1024**3
MAX_ARCHIVE_FILES = 10_000
MAX_COMPRESSION_RATIO = 200

MESSAGE_SUFFIXES = {".eml"}
MESSAGE_BYTES = 16 * 1024
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


@contextmanager
def expanded(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """Yield the files to import, in order of name; archives live as long as the context."""
    with tempfile.TemporaryDirectory(prefix="vigie-") as scratch:
        yield [file for path in paths for file in _expand(path, Path(scratch))]


def _expand(path: Path, scratch: Path) -> Iterator[Path]:
    if not path.exists():
        raise UsageError(f"« {path} » : fichier ou dossier introuvable.")
    if path.is_dir():
        if is_mail_folder(path):
            yield path
            return
        for each in sorted(path.iterdir()):
            if not _is_ignored(each):
                yield from _expand(each, scratch)
    elif _is_plain_archive(path):
        yield from _expand(_extracted(path, scratch), scratch)
    else:
        yield path


def _is_plain_archive(path: Path) -> bool:
    """Tell a ZIP of exports from a workbook, which is a ZIP too."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False
    return not ({"[Content_Types].xml", "mimetype"} & set(names))


def _extracted(path: Path, scratch: Path) -> Path:
    """Extract an archive within bounds of size, ratio, count and path."""
    folder = Path(tempfile.mkdtemp(dir=scratch)) / path.stem
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            _check_bounds(path, members)
            for member in members:
                archive.extract(member, folder)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError(path, f"L'archive est endommagée ({error}).") from error
    return folder


def _check_bounds(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_ARCHIVE_FILES:
        raise UnreadableFileError(path, f"L'archive contient {len(members)} fichiers.")
    size = sum(each.file_size for each in members)
    packed = max(1, sum(each.compress_size for each in members))
    if size > MAX_ARCHIVE_BYTES or size / packed > MAX_COMPRESSION_RATIO:
        raise UnreadableFileError(path, "L'archive, une fois ouverte, serait démesurée.")
    for each in members:
        place = PurePosixPath(each.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts:
            raise UnreadableFileError(path, "L'archive contient un chemin qui en sort.")


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
