"""Files of one record a line: blocks of whole lines, cut into cells, damaged lines apart."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from etl.errors import UnreadableFileError
from etl.frames.batches import BROKEN, Batch, typed
from etl.readers.base import FileHead, encoding_of, open_bytes
from etl.readers.bounds import LONGEST_LINE

BLOCK_BYTES = 8 * 1024 * 1024
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Block:
    """Whole lines of a file, in UTF-8 without byte order mark; ``first`` is a line number."""

    first: int
    data: bytes


@dataclass(frozen=True)
class Cells:
    """Some lines as columns of text; the index is the line, ``broken`` the lines left over."""

    table: pd.DataFrame
    broken: pd.Series


@dataclass(frozen=True)
class Layout:
    """How lines are cut: the delimiter, a name for each column, and where data begin."""

    names: tuple[str, ...]
    delimiter: str = ","
    header_lines: int = 0


def read_blocks(path: Path) -> Iterator[Block]:
    """Yield the file in blocks that end with a line; blocks are of bounded size."""
    first, left = 1, b""
    with open_bytes(path) as file:
        while chunk := file.read(BLOCK_BYTES):
            data = left + chunk if left else chunk
            if first == 1 and not left and encoding_of(chunk[:64]) == "utf-16":
                yield from _blocks_of_utf16(path, chunk + file.read())
                return
            end = data.rfind(b"\n") + 1
            if not end and len(data) > LONGEST_LINE:
                raise UnreadableFileError(path, "Ce n'est pas un texte fait de lignes.")
            left = data[end:]
            if end:
                yield _block(first, data[:end])
                first += data.count(b"\n", 0, end)
    if left:
        yield _block(first, left)


def _blocks_of_utf16(path: Path, data: bytes) -> Iterator[Block]:
    text = data.decode("utf-16", errors="replace")
    if "\n" not in text and len(text) > LONGEST_LINE:
        raise UnreadableFileError(path, "Ce n'est pas un texte fait de lignes.")
    yield Block(1, text.encode())


def _block(first: int, data: bytes) -> Block:
    """Return the block in UTF-8; these formats have accents in comments only."""
    if first == 1:
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        data = data.decode("latin-1").encode()
    return Block(first, data)


def read_cells(path: Path, layout: Layout) -> Iterator[Cells]:
    """Yield the data lines cut into the columns of the layout."""
    for block in read_blocks(path):
        lines = layout.header_lines if block.first == 1 else 0
        data = _after(block.data, lines)
        if data:
            yield cut(Block(block.first + lines, data), layout)


def cut(block: Block, layout: Layout) -> Cells:
    """Cut the lines of a block; those with another number of cells are broken.

    The fast way is pyarrow's. It counts records and not lines, so when a quote is left
    open anywhere in the block the lines are cut one by one.
    """
    try:
        table, sound = _cut_at_once(block, layout)
    except pa.ArrowInvalid:
        sound = False
    if not sound:
        return _cut_one_by_one(block, layout)
    frame = table.to_pandas()
    frame.index = pd.RangeIndex(block.first, block.first + len(frame))
    blank = _blank(frame)
    return Cells(frame[~blank] if blank.any() else frame, pd.Series(dtype="str"))


def _cut_at_once(block: Block, layout: Layout) -> tuple[pa.Table, bool]:
    refused: list[int] = []

    def refuse(row: pa.csv.InvalidRow) -> str:
        refused.append(row.actual_columns)
        return "skip"

    table = pa.csv.read_csv(
        io.BytesIO(block.data),
        read_options=pa.csv.ReadOptions(
            use_threads=False, block_size=len(block.data) + 1, column_names=layout.names
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=layout.delimiter, ignore_empty_lines=False, invalid_row_handler=refuse
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(layout.names, pa.large_string()),
            strings_can_be_null=False,
        ),
    )
    lines = block.data.count(b"\n") + (not block.data.endswith(b"\n"))
    return table, not refused and table.num_rows == lines


def _cut_one_by_one(block: Block, layout: Layout) -> Cells:
    kept: list[list[str]] = []
    numbers: list[int] = []
    broken: dict[int, str] = {}
    for number, line in enumerate(block.data.decode("utf-8").split("\n"), start=block.first):
        text = line.rstrip("\r")
        if not text.strip(layout.delimiter + " \t"):
            continue
        cells = split_line(text, layout.delimiter)
        if len(cells) == len(layout.names):
            kept.append(cells)
            numbers.append(number)
        else:
            broken[number] = text
    index = pd.Index(numbers, dtype="int64")
    frame = pd.DataFrame(kept, columns=list(layout.names), index=index, dtype="str")
    return Cells(frame, pd.Series(broken, dtype="str"))


def split_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line; none when it cannot be cut."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def delimiter_of(line: str) -> str:
    """Return the delimiter that cuts a line into most cells."""
    return max(_DELIMITERS, key=lambda each: len(split_line(line, each)))


def sample(head: FileHead, count: int = 20) -> list[str]:
    """Return the first lines that are whole and not blank."""
    lines = head.lines(count + 1)
    if len(lines) > 1 and len(lines) <= count and not head.text().endswith("\n"):
        lines = lines[:-1]
    return [line for line in lines[:count] if line.strip()]


def _after(data: bytes, lines: int) -> bytes:
    for _ in range(lines):
        data = data.partition(b"\n")[2]
    return data


def _blank(frame: pd.DataFrame) -> pd.Series:
    """Say which lines have no text; the first and last columns exclude nearly all."""
    blank = frame.iloc[:, 0] == ""
    if not blank.any():
        return blank
    rest: Sequence[str] = list(frame.columns[1:])
    return blank & (frame.loc[:, rest] == "").all(axis=1)


def with_broken(batch: Batch, broken: pd.Series) -> Batch:
    """Add lines that could not be cut: the contract refuses them as they are."""
    if broken.empty:
        return batch
    empty = typed(batch.dataset, {}, broken.index)
    return replace(
        batch,
        rows=pd.concat([batch.rows, empty]),
        raw=pd.concat([batch.raw, broken.to_frame(BROKEN)]),
    )
