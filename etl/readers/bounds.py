"""How much a file may hold: the bounds of archives, gzip files, workbooks, lines and tables.

A gigabyte of logs is years of a prefecture; more is a mistake or an attack.
"""

import io
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from etl.errors import UnreadableFileError

MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_WORKBOOK_BYTES = 1024**3
MAX_MEMBERS = 10_000
# Tables of repeated words pack well: up to a hundred times, seldom more.
MAX_RATIO = 200
SMALL_BYTES = 1024**2  # below it, whatever the ratio, nothing is at stake
MAX_DEPTH = 3  # an archive in an archive in an archive
MAX_NAME = 255
# Longer lines and wider tables are no export of any tool: damage, or an attack.
LONGEST_LINE = 1024 * 1024
MOST_COLUMNS = 2_000
# Deflate, the packing of gzip and of workbooks, cannot do better.
_BEST_RATIO = 1032
_STEP = 1024 * 1024

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
_TAR = (257, b"ustar")
_OTHERS = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"MSCF": "CAB",
}


class PackedTooMuchError(Exception):
    """More comes out of a packed file than its bounds allow."""


class Bounded(io.RawIOBase):
    """The unpacked bytes of a file; stops when they are too many for its size."""

    def __init__(self, unpacked: IO[bytes], packed_bytes: int) -> None:
        self._unpacked, self._read = unpacked, 0
        self._most = most_unpacked(packed_bytes)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._unpacked.read(len(buffer))
        self._read += len(data)
        if self._read > self._most:
            raise PackedTooMuchError
        buffer[: len(data)] = data
        return len(data)


def most_unpacked(packed_bytes: int) -> int:
    """Return how many bytes may come out of so many.

    >>> most_unpacked(10), most_unpacked(1024**2), most_unpacked(1024**4)
    (1048576, 209715200, 2147483648)
    """
    return min(MAX_UNPACKED_BYTES, max(SMALL_BYTES, MAX_RATIO * packed_bytes))


def is_measured(members: Iterable[zipfile.ZipInfo], most: int = MAX_UNPACKED_BYTES) -> bool:
    """Say whether what the members announce stays within the bounds of size and ratio."""
    total = 0
    for each in members:
        total += each.file_size
        if each.file_size > max(SMALL_BYTES, MAX_RATIO * each.compress_size):
            return False
    return total <= most


def refuse_what_cannot_be_opened(path: Path, head: bytes, packed: bool) -> None:
    """Refuse the archives that nothing here opens, and workbooks that would be enormous."""
    if packed and head.startswith((ZIP, GZIP)):
        raise UnreadableFileError(
            path, "C'est une archive dans une archive gzip : en extraire d'abord les fichiers."
        )
    start, mark = _TAR
    kind = "tar" if head[start : start + len(mark)] == mark else None
    kind = kind or next(
        (word for magic, word in _OTHERS.items() if head.startswith(magic)), None
    )
    if kind:
        raise UnreadableFileError(
            path,
            f"C'est une archive {kind}, que cet outil n'ouvre pas : en extraire les fichiers, "
            f"ou les réunir dans une archive .zip.",
        )
    if head.startswith(ZIP) and not packed:
        status = path.stat()
        if not _is_sound_workbook(path, status.st_size, status.st_mtime_ns):
            raise UnreadableFileError(
                path, "Ce classeur, une fois ouvert, serait démesuré. L'enregistrer en CSV."
            )


@lru_cache(maxsize=16)
def _is_sound_workbook(path: Path, size: int, changed: int) -> bool:
    """Say whether a workbook is within its bounds; a big one is measured, not believed."""
    try:
        with zipfile.ZipFile(path) as workbook:
            members = workbook.infolist()
            if len(members) > MAX_MEMBERS or not is_measured(members, MAX_WORKBOOK_BYTES):
                return False
            if size * _BEST_RATIO <= MAX_WORKBOOK_BYTES:
                return True
            return all(_is_as_announced(workbook, each) for each in members)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return True  # damaged or locked: its reader says so


def _is_as_announced(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Say whether a member unpacks to what the directory says; its reading checks the sum."""
    with archive.open(member) as unpacked:
        try:
            while unpacked.read(_STEP):
                pass
        except zipfile.BadZipFile:
            return False
    return True
