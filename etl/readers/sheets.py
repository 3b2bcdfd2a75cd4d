"""Workbooks (XLSX, ODS): the sheets that hold the table of a source, as text cells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from etl.domain.sources import Parse, Source
from etl.errors import UnreadableFileError
from etl.readers.csv_stream import Piece
from etl.readers.layout import MOST_ROWS_ABOVE, is_header, unique_headers
from etl.readers.parsers import SERIAL

# Zip archives (XLSX, ODS) and the older binary workbooks.
MAGICS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
ROWS_A_PIECE = 50_000
_LAYOUTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")

type_of_cell = int | float | str | bool | time | date | datetime | timedelta


def has_table(path: Path, source: Source) -> bool:
    """Say whether a sheet of the workbook has the headers of the source."""
    try:
        tops = _tops(path, path.stat().st_mtime_ns)
    except (CalamineError, OSError):
        return False
    return any(_header_row(rows, source) is not None for rows in tops)


def first_rows_of_sheets(path: Path) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the first rows of each sheet, as text."""
    try:
        return _tops(path, path.stat().st_mtime_ns)
    except CalamineError as error:
        raise UnreadableFileError(path, "Ce classeur ne s'ouvre pas.") from error


def with_sheet_layouts(source: Source) -> Source:
    """Return the source as it reads cells of a workbook: real dates, or day numbers."""
    return replace(
        source,
        columns={
            name: replace(column, layouts=(*_LAYOUTS, *column.layouts, SERIAL))
            if column.parse is Parse.TIMESTAMP
            else column
            for name, column in source.columns.items()
        },
    )


def read_sheets(path: Path, source: Source) -> Iterator[Piece]:
    """Yield the records of all sheets that have the headers.

    Lines are those of the sheet; a second sheet counts on from the end of the first.
    """
    above = 0
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            # Rows above the first filled one are not given.
            first = (sheet.start or (0, 0))[0]
            rows = [[text_of(cell) for cell in row] for row in sheet.iter_rows()]
            found = _header_row(rows[:MOST_ROWS_ABOVE], source)
            if found is not None:
                yield from _pieces(rows, found, above + first)
                above += first + len(rows)
    except CalamineError as error:
        raise UnreadableFileError(path, "Ce classeur ne s'ouvre pas.") from error


def text_of(cell: type_of_cell) -> str:
    """Return a cell as a text file would write it.

    >>> text_of(12.0), text_of(True), text_of(date(2025, 3, 1)), text_of(time(9, 5))
    ('12', 'VRAI', '2025-03-01', '09:05:00')
    """
    match cell:
        case str():
            return cell
        case bool():
            return "VRAI" if cell else "FAUX"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            # A spreadsheet holds days and fractions: 09:05 may be 09:04:59.999.
            return (cell + timedelta(microseconds=500_000)).strftime("%Y-%m-%d %H:%M:%S")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
        case time():
            return cell.strftime("%H:%M:%S")
        case _:
            return str(cell)


@lru_cache(maxsize=4)
def _tops(path: Path, changed: int) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the first rows of each sheet; many sources ask for the same ones."""
    workbook = CalamineWorkbook.from_path(str(path))
    return tuple(
        tuple(
            tuple(text_of(cell) for cell in row)
            for row in islice(workbook.get_sheet_by_name(name).iter_rows(), MOST_ROWS_ABOVE)
        )
        for name in workbook.sheet_names
    )


def _header_row(rows: Sequence[Sequence[str]], source: Source) -> int | None:
    return next((place for place, row in enumerate(rows) if is_header(row, source)), None)


def _pieces(rows: list[list[str]], header: int, above: int) -> Iterator[Piece]:
    names = unique_headers(rows[header])
    for start in range(header + 1, len(rows), ROWS_A_PIECE):
        part = [row[: len(names)] for row in rows[start : start + ROWS_A_PIECE]]
        lines = pd.RangeIndex(above + start + 1, above + start + 1 + len(part))
        yield Piece(pd.DataFrame(part, columns=list(names), index=lines, dtype="str"))
