"""What a table that no source describes seems to hold: a guess to be confirmed by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.errors import UnreadableFileError
from etl.readers import parsers
from etl.readers.base import read_head
from etl.readers.csv_stream import read_pieces
from etl.readers.guessed_columns import DAY_FIRST, ISO, GuessedColumn, guessed_columns
from etl.readers.layout import Layout, first_rows, unique_headers, width_of
from etl.readers.sheets import MAGICS, first_rows_of_sheets

SAMPLE_ROWS = 500


@dataclass(frozen=True)
class GuessedTable:
    """How a file seems to be written. ``sample`` holds its first rows, as text."""

    encoding: str
    delimiter: str
    header_line: int
    columns: tuple[GuessedColumn, ...]
    sample: pd.DataFrame


def guess_table(path: Path) -> GuessedTable:
    """Return what a table seems to be; raise ``UnreadableFileError`` if it is none."""
    head = read_head(path)
    if head.head.startswith(MAGICS):
        return _of_workbook(path)
    found = _best_layout(head.head)
    if found is None:
        raise UnreadableFileError(path, "Ce fichier n'est pas un tableau : ni CSV ni classeur.")
    sample = _first_rows(path, found)
    return GuessedTable(
        found.encoding, found.delimiter, found.skipped, tuple(guessed_columns(sample)), sample
    )


def _first_rows(path: Path, layout: Layout) -> pd.DataFrame:
    sample = pd.DataFrame(columns=list(layout.header), dtype="str")
    for piece in read_pieces(path, layout):
        sample = pd.concat([sample, piece.cells])
        if len(sample) >= SAMPLE_ROWS:
            break
    return sample.head(SAMPLE_ROWS)


def _of_workbook(path: Path) -> GuessedTable:
    for sheet in first_rows_of_sheets(path):
        place = _header_place(sheet)
        if place is not None:
            names = unique_headers(sheet[place])
            rows = [row[: len(names)] for row in sheet[place + 1 :] if any(row)]
            sample = pd.DataFrame(rows, columns=list(names), dtype="str")
            return GuessedTable("", "", place + 1, tuple(guessed_columns(sample)), sample)
    raise UnreadableFileError(path, "Aucune feuille de ce classeur n'a de ligne d'en-têtes.")


def _best_layout(data: bytes) -> Layout | None:
    """Return the writing under which most cells fall under a header."""
    best, most = None, 0
    groups: dict[tuple[str, str], list[tuple[int, tuple[str, ...]]]] = {}
    for row in first_rows(data):
        groups.setdefault((row.encoding, row.delimiter), []).append((row.last_line, row.cells))
    for (encoding, delimiter), rows in groups.items():
        place = _header_place([cells for _, cells in rows])
        if place is None:
            continue
        line, cells = rows[place]
        below = sum(len(each) == len(cells) for _, each in rows[place + 1 :])
        if (score := len(cells) * (below + 1)) > most:
            best, most = Layout(encoding, delimiter, unique_headers(cells), line), score
    return best


def _header_place(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row that looks like headers: as wide as any, words, no number."""
    widths = [width_of(row) for row in rows]
    widest = max(widths, default=0)
    if widest < 2:
        return None
    return next(
        (
            place
            for place, row in enumerate(rows)
            if widths[place] == widest and _are_names(row[:widest])
        ),
        None,
    )


def _are_names(cells: Sequence[str]) -> bool:
    words = [each.strip() for each in cells]
    filled = [each for each in words if each]
    numbered = parsers.numbers(pd.Series(filled, dtype="str")).notna().sum()
    days = parsers.timestamps(pd.Series(filled, dtype="str"), (*ISO, *DAY_FIRST), "UTC")
    return len(filled) * 2 > len(words) and not numbered and not days.notna().any()
