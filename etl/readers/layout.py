"""Where the table of a text file begins: its encoding, its delimiter, its line of headers."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from etl.domain.sources import Source
from etl.later import Later
from etl.readers.base import FileHead, encoding_of
from etl.readers.bounds import MOST_COLUMNS
from etl.readers.parsers import normal

charset_normalizer = Later("charset_normalizer")

DELIMITERS = (";", ",", "\t", "|")
MOST_ROWS_ABOVE = 30


@dataclass(frozen=True)
class Layout:
    """How a text file is written. ``skipped``: lines up to the headers, these included."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skipped: int


def unique_headers(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the headers, the second of a name marked so, without empty ones at the end.

    >>> unique_headers(["Date", "Site", "Date", "", ""])
    ('Date', 'Site', 'Date (2)')
    """
    names: list[str] = []
    taken: set[str] = set()
    for cell in cells[: width_of(cells)]:
        name = _name_of(cell)
        if name in taken:
            marked = f"{name} ("
            same = sum(each == name or each.startswith(marked) for each in names)
            name = f"{marked}{same + 1})"
        names.append(name)
        taken.add(name)
    return tuple(names)


def width_of(cells: Sequence[str]) -> int:
    """Return how many cells a row has up to the last one with a word.

    >>> width_of(["Date", "", "Site", "", " "])
    3
    """
    filled = (place for place in range(len(cells), 0, -1) if _name_of(cells[place - 1]))
    return next(filled, 0)


def _name_of(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split())


def is_header(cells: Sequence[str], source: Source) -> bool:
    """Say whether a row holds all the headers that a source declares as its own."""
    return _is_declared(frozenset(normal(cell) for cell in cells), source)


def find_layout(head: FileHead, source: Source) -> Layout | None:
    """Return how the file is written, if it is a table of this source.

    The encoding and the delimiter are those under which the declared headers are found.
    """
    for row in first_rows(head.head):
        if _is_declared(row.words, source):
            cells = unique_headers(row.cells)
            return Layout(row.encoding, row.delimiter, cells, row.last_line)
    return None


def _is_declared(words: frozenset[str], source: Source) -> bool:
    return bool(source.signature) and _normal(source.signature) <= words


@lru_cache(maxsize=256)
def _normal(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normal(each) for each in names)


@dataclass(frozen=True)
class FirstRow:
    """One of the first rows of a file, as one encoding and one delimiter would read it."""

    encoding: str
    delimiter: str
    last_line: int
    cells: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=4)
def first_rows(data: bytes) -> tuple[FirstRow, ...]:
    """Return the rows that may hold headers; kept, since every source asks of each file.

    A row of more columns than any table has is passed over.
    """
    found = []
    for encoding in _encodings(data):
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
        for delimiter in DELIMITERS:
            for last_line, cells in _rows(text, delimiter):
                words = frozenset(normal(cell) for cell in cells)
                found.append(FirstRow(encoding, delimiter, last_line, tuple(cells), words))
    return tuple(found)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in islice(rows, MOST_ROWS_ABOVE):
            if len(cells) > MOST_COLUMNS:
                cells = cells[: width_of(cells)]
            if len(cells) <= MOST_COLUMNS:
                yield rows.line_num, cells
    except csv.Error:
        return


def _encodings(data: bytes) -> Iterator[str]:
    """Yield the encodings to try, the likeliest first."""
    first = encoding_of(data)
    if first != "utf-16" and (wide := _wide_without_mark(data)):
        yield wide
    yield first
    if first != "cp1252":
        return
    yield "mac_roman"
    best = charset_normalizer.from_bytes(data).best()
    if best is not None:
        yield codecs.lookup(best.encoding).name


def _wide_without_mark(data: bytes) -> str | None:
    """Return UTF-16 when every other byte of a text is null."""
    start = data[:200]
    if start[1::2].count(0) > len(start) // 3:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > len(start) // 3 else None
