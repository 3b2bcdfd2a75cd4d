"""What a format is, and the first bytes of a file by which it is recognised."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.frames.batches import Batch
from etl.readers.bounds import (
    GZIP,
    Bounded,
    PackedTooMuchError,
    refuse_what_cannot_be_opened,
)

HEAD_BYTES = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Format(Protocol):
    """One layout of files; a class with three constants and three methods, no state.

    ``settings`` are the names of ``Source.settings`` that the format understands.
    ``identify`` looks at the content alone; ``fits`` then says whether a declared source
    describes this file (only the formats whose columns are declared need more than True).
    ``read`` yields batches lazily and never raises for a bad value, only
    ``UnreadableFileError`` for a file that is damaged as a whole.
    """

    name: str
    datasets: frozenset[Dataset]
    settings: frozenset[str]

    def identify(self, head: "FileHead") -> bool: ...

    def fits(self, head: "FileHead", source: Source) -> bool: ...

    def read(self, path: Path, source: Source) -> Iterator[Batch]: ...


@dataclass(frozen=True)
class Reader:
    """A format together with the source that describes the file."""

    format: Format
    source: Source

    def read(self, path: Path) -> Iterator[Batch]:
        return self.format.read(path, self.source)


@dataclass(frozen=True)
class FileHead:
    """The first bytes of a file, uncompressed; none for a folder."""

    path: Path
    head: bytes
    size: int

    @property
    def is_folder(self) -> bool:
        return self.path.is_dir()

    @cached_property
    def _text(self) -> str:
        return self.head.decode(encoding_of(self.head), errors="replace").removeprefix("\ufeff")

    def text(self) -> str:
        """Return the head as text, without byte order mark."""
        return self._text

    def lines(self, count: int) -> list[str]:
        """Return the first lines, without their ends; the last one may be cut."""
        return [line.rstrip("\r\n") for line in islice(io.StringIO(self._text), count)]

    def first_line(self) -> str:
        return next(iter(self.lines(1)), "")


def encoding_of(data: bytes) -> str:
    """Return the encoding of some first bytes: by their mark, else UTF-8, else cp1252.

    >>> encoding_of("Préfecture".encode("cp1252")), encoding_of("Préfecture".encode())
    ('cp1252', 'utf-8')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    try:
        # Not final: a character may be cut at the end of the head.
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, through gzip when its content says so.

    What goes wrong with the file while it is read is told as ``UnreadableFileError``.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP
            file.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    bounded = Bounded(cast(BinaryIO, unpacked), path.stat().st_size)
                    yield cast(BinaryIO, io.BufferedReader(bounded, 1024 * 1024))
            else:
                yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFileError(path, "L'archive gzip est endommagée.") from error
    except PackedTooMuchError as error:
        raise UnreadableFileError(
            path, "Une fois décompressé, il serait démesuré : l'envoyer par morceaux."
        ) from error
    except OSError as error:
        denied = isinstance(error, PermissionError)
        reason = "L'accès en est refusé." if denied else "La lecture s'est interrompue."
        raise UnreadableFileError(path, reason) from error


def read_head(path: Path) -> FileHead:
    """Return the head of a file or of a folder."""
    if path.is_dir():
        return FileHead(path, b"", 0)
    with open_bytes(path) as file:
        head = file.read(HEAD_BYTES)
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    refuse_what_cannot_be_opened(path, head, packed)
    return FileHead(path, head, path.stat().st_size)


def read_all(path: Path) -> bytes:
    """Return the whole content of a file, uncompressed; for formats of small files."""
    with open_bytes(path) as file:
        return file.read()
