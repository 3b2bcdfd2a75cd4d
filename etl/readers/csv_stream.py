"""A delimited text file, piece by piece: cells as text, with exact line numbers."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from etl.readers.base import open_bytes
from etl.readers.layout import Layout
from etl.readers.long_lines import without_long_lines

CHUNK_BYTES = 8 * 1024 * 1024
# A quote that is never closed must not swallow the rest of the file.
MOST_CHUNKS_IN_A_CELL = 4
MOST_LINES_IN_A_CELL = 500
_NEWLINE = 10


@dataclass(frozen=True)
class Piece:
    """Some records of a table: their cells by header, index the line in the file.

    ``broken``: lines that have not the fields of the headers, with their text.
    """

    cells: pd.DataFrame
    broken: Sequence[tuple[int, str]] = field(default=())


@dataclass(frozen=True)
class _Record:
    line: int
    cells: list[str]
    text: str


def read_pieces(path: Path, layout: Layout) -> Iterator[Piece]:
    """Yield the records below the headers; memory does not grow with the file."""
    lost: list[tuple[int, str]] = []
    with open_bytes(path) as file:
        line = 1
        for text in _chunks(without_long_lines(_decoded(file, layout.encoding), lost)):
            above = max(layout.skipped + 1 - line, 0)
            if body := _without_lines(text, above):
                yield _piece(body, layout, line + above)
            line += text.count("\n")
    if broken := [each for each in lost if each[0] > layout.skipped]:
        yield replace(_shaped([], layout), broken=broken)


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the text as it comes, all line ends as one, that of an old Macintosh too."""
    bytes_decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    decoder = io.IncrementalNewlineDecoder(bytes_decoder, translate=True)
    while data := file.read(CHUNK_BYTES):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _chunks(texts: Iterator[str]) -> Iterator[str]:
    """Yield the text in parts that end where a record ends."""
    left, waited = "", 0
    for text in texts:
        left += text
        cut, waited = _last_record_end(left), waited + 1
        if not cut and waited >= MOST_CHUNKS_IN_A_CELL:
            cut = left.rfind("\n") + 1
        if cut:
            yield left[:cut].removeprefix("\ufeff")
            left, waited = left[cut:], 0
    if left:
        yield left.removeprefix("\ufeff")


def _last_record_end(text: str) -> int:
    """Return where the last record ends: after a line end that is not inside quotes."""
    cut = text.rfind("\n") + 1
    odd = text.count('"', 0, cut) % 2
    for _ in range(MOST_LINES_IN_A_CELL):
        if not cut or not odd:
            break
        before = text.rfind("\n", 0, cut - 1) + 1
        odd ^= text.count('"', before, cut) % 2
        cut = before
    return 0 if odd else cut


def _without_lines(text: str, count: int) -> str:
    place = 0
    for _ in range(count):
        place = text.find("\n", place) + 1
        if not place:
            return ""
    return text[place:]


def _piece(text: str, layout: Layout, first_line: int) -> Piece:
    piece = _read_by_arrow(text, layout, first_line)
    if piece is None:
        return _shaped(_records(text, layout, first_line), layout)
    return piece


def _read_by_arrow(text: str, layout: Layout, first_line: int) -> Piece | None:
    """Return the piece, or None when its lines and its records do not match one to one."""
    data = text.encode()
    lines = _filled_lines(data)
    odd: list[tuple[int, str]] = []

    def keep_odd(row: pacsv.InvalidRow) -> str:
        odd.append((row.number or 0, row.text))
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(data),
            pacsv.ReadOptions(
                use_threads=False,
                block_size=max(len(data) + 1, 1024),
                column_names=list(layout.header),
            ),
            pacsv.ParseOptions(
                delimiter=layout.delimiter,
                newlines_in_values=True,
                invalid_row_handler=keep_odd,
            ),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(layout.header, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if len(lines) != table.num_rows + len(odd):
        return None
    places = np.array([number - 1 for number, _ in odd], dtype=np.int64)
    kept = np.delete(lines, places) + first_line
    cells = table.to_pandas().set_index(pd.Index(kept))
    if not odd:
        return Piece(cells)
    again = [
        _Record(int(lines[number - 1]) + first_line, _split(text, layout), text)
        for number, text in odd
    ]
    repaired = _shaped(again, layout)
    whole = pd.concat([cells, repaired.cells]) if len(repaired.cells) else cells
    return Piece(whole.sort_index(kind="stable"), repaired.broken)


def _filled_lines(data: bytes) -> np.ndarray:
    """Return the numbers of the lines that are not empty, from 0."""
    codes = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(codes == _NEWLINE)
    if len(codes) and codes[-1] != _NEWLINE:
        ends = np.append(ends, len(codes))
    return np.flatnonzero(np.diff(ends, prepend=-1) > 1)


def _split(text: str, layout: Layout) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=layout.delimiter), [])
    except csv.Error:
        return [text]


def _records(text: str, layout: Layout, first_line: int) -> Iterator[_Record]:
    """Yield the records one by one, where cells hold line breaks.

    A cell that spans too many lines is an unclosed quote: its first line is given alone
    and reading goes on with the next.
    """
    lines = list(io.StringIO(text))
    start = 0
    while start < len(lines):
        rows = csv.reader(islice(lines, start, None), delimiter=layout.delimiter)
        begun = 0
        try:
            for cells in rows:
                if rows.line_num - begun > MOST_LINES_IN_A_CELL:
                    break
                body = "".join(lines[start + begun : start + min(rows.line_num, begun + 3)])
                if cells:
                    yield _Record(first_line + start + begun, cells, body)
                begun = rows.line_num
            else:
                return
        except csv.Error:
            pass
        lost = lines[start + begun]
        yield _Record(first_line + start + begun, [lost], lost)
        start += begun + 1


def _shaped(records: Iterator[_Record] | list[_Record], layout: Layout) -> Piece:
    """Return the records as a frame; those of another width are broken.

    Empty cells beyond the last header are the habit of spreadsheets, not a fault.
    """
    width = len(layout.header)
    kept: list[list[str]] = []
    lines: list[int] = []
    broken: list[tuple[int, str]] = []
    for record in records:
        cells = record.cells
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if len(cells) == width:
            kept.append(cells)
            lines.append(record.line)
        else:
            broken.append((record.line, record.text))
    frame = pd.DataFrame(
        kept, columns=list(layout.header), index=pd.Index(lines, dtype="int64"), dtype="str"
    )
    return Piece(frame, broken)
