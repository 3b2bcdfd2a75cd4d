"""What a table that no source describes seems to hold: a guess to be confirmed by a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.domain.sources import Parse
from etl.errors import UnreadableFileError
from etl.readers import parsers
from etl.readers.base import read_head
from etl.readers.csv_stream import read_pieces
from etl.readers.layout import Layout, first_rows, unique_headers, width_of
from etl.readers.sheets import MAGICS, first_rows_of_sheets

SAMPLE_ROWS = 500
# A column of so few words, each used so often, is a closed vocabulary.
MOST_WORDS, LEAST_REPEATS = 15, 3
# Part of the filled cells that a reading must understand.
UNDERSTOOD = 0.8
# What people write where there is nothing.
NOTHING = (
    "-",
    "--",
    "—",
    "/",
    "n/a",
    "N/A",
    "NC",
    "néant",
    "Néant",
    "sans objet",
    "Sans objet",
)

_ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y%m%d")  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %Hh%M", " %I:%M %p", " %I:%M:%S %p")
_DAY_FIRST = tuple(f"%d{mark}%m{mark}{year}" for mark in "/-." for year in ("%Y", "%y"))
_MONTH_FIRST = tuple(f"%m{mark}%d{mark}{year}" for mark in "/-." for year in ("%Y", "%y"))
_CLOCK_ONLY = r"[0-2]?[0-9][:h][0-5][0-9](?::[0-5][0-9])?"


@dataclass(frozen=True)
class GuessedColumn:
    """One column of the file: how its cells seem to read.

    ``is_ambiguous``: its dates read as well with the month first; which it is must be asked.
    ``is_clock``: hours without a day, to be joined to the column of the day.
    """

    header: str
    filled: int
    distinct: int
    parse: Parse
    layouts: tuple[str, ...] = ()
    is_ambiguous: bool = False
    is_clock: bool = False
    words: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


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
        found.encoding, found.delimiter, found.skipped, tuple(_columns(sample)), sample
    )


def month_first(layouts: Sequence[str]) -> tuple[str, ...]:
    """Return day-first layouts as they are with the month first.

    >>> month_first(("%d/%m/%Y",))
    ('%m/%d/%Y',)
    """
    swapped = {"%d": "%m", "%m": "%d"}
    return tuple(
        swapped[each[:2]] + each[2:3] + swapped[each[3:5]] + each[5:]
        if each.startswith(_DAY_FIRST + _MONTH_FIRST)
        else each
        for each in layouts
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
            return GuessedTable("", "", place + 1, tuple(_columns(sample)), sample)
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
    dated = _read_share(pd.Series(filled, dtype="str"), (*_ISO, *_DAY_FIRST))
    return len(filled) * 2 > len(words) and not numbered and not dated


def _columns(sample: pd.DataFrame) -> Iterator[GuessedColumn]:
    for header in sample.columns:
        empty = tuple(each for each in NOTHING if sample[header].eq(each).any())
        text = parsers.cleaned(sample[header], empty).dropna()
        words = text.drop_duplicates()
        parse, layouts, is_ambiguous = _reading(text)
        is_clock = bool(len(text)) and bool(text.str.fullmatch(_CLOCK_ONLY).all())
        few = tuple(sorted(words)) if _is_vocabulary(text, words) else ()
        if parse is Parse.TEXT and few:
            parse = Parse.CHOICE
        yield GuessedColumn(
            str(header),
            len(text),
            len(words),
            Parse.TEXT if is_clock else parse,
            layouts,
            is_ambiguous,
            is_clock,
            few,
            empty,
        )


def _is_vocabulary(text: pd.Series, words: pd.Series) -> bool:
    return 0 < len(words) <= MOST_WORDS and len(text) >= LEAST_REPEATS * len(words)


def _reading(text: pd.Series) -> tuple[Parse, tuple[str, ...], bool]:
    """Return how a column reads; dates first, since digits alone are numbers too."""
    if text.empty:
        return Parse.TEXT, (), False
    layouts = _layouts(text)
    if layouts:
        swapped = month_first(layouts)
        is_ambiguous = swapped != layouts and _read_share(text, swapped) == 1.0
        return Parse.TIMESTAMP, layouts, is_ambiguous
    if parsers.flags(text).notna().all() and text.nunique() <= 2:
        return Parse.FLAG, (), False
    if parsers.numbers(text).notna().mean() >= UNDERSTOOD:
        return Parse.NUMBER, (), False
    if parsers.durations(text).notna().mean() >= UNDERSTOOD:
        return Parse.DURATION, (), False
    return Parse.TEXT, (), False


def _layouts(text: pd.Series) -> tuple[str, ...]:
    """Return the layouts that read a column, the one that reads most first."""
    days = text.str.contains(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}|^[12][0-9]{7}$")
    if days.mean() < UNDERSTOOD:
        return ()
    tried = [*_ISO, *(day + clock for day in _DAY_FIRST for clock in _CLOCKS)]
    found = _greedy(text, tried)
    if _read_share(text, found) >= UNDERSTOOD:
        return found
    other = _greedy(text, [day + clock for day in _MONTH_FIRST for clock in _CLOCKS])
    return other if _read_share(text, other) >= UNDERSTOOD else ()


def _greedy(text: pd.Series, layouts: Sequence[str]) -> tuple[str, ...]:
    """Return the layouts that each read cells which those before do not."""
    chosen, left = [], text
    while len(left):
        read = {each: int(_read(left, (each,)).notna().sum()) for each in layouts}
        best = max(read, key=lambda each: read[each])
        if not read[best]:
            break
        chosen.append(best)
        left = left[_read(left, (best,)).isna()]
    return tuple(chosen)


def _read_share(text: pd.Series, layouts: Sequence[str]) -> float:
    return float(_read(text, layouts).notna().mean()) if len(text) else 0.0


def _read(text: pd.Series, layouts: Sequence[str]) -> pd.Series:
    return parsers.timestamps(text, layouts, "UTC")
