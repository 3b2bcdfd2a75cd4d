"""Exports of survey tools: one response a row, under one or two rows of headings."""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.frames.batches import Batch, no_rows
from etl.readers.base import FileHead, encoding_of, read_all
from etl.readers.lines import delimiter_of, with_broken
from etl.readers.long_lines import without_long_lines
from etl.readers.parsers import normal
from etl.readers.sheets import MAGICS, text_of
from etl.readers.survey_answers import LAYOUTS, Responses, answers_of

RESPONSES_A_BATCH = 2000
# Rows that tell what a file is: headings, and a first response after a blank one.
ROWS_SEEN = 5
SETTINGS = frozenset(
    {"survey", "questions", "date", "site_heading", "site_meanings", "verbatims"}
)

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Heading:
    """What the rows of headings say.

    ``depth``: how many rows they are. ``own``: the tool's own columns, by our name, by
    place. ``asked``: the questions by place, a sub-question as ``Question [Part]``.
    ``readings``: the layouts of dates, in each way that the tool may write them.
    ``several``: what stands between the options of one cell (a regular expression).
    ``timezone``: the zone of clock readings, when the tool and not the source decides it.
    """

    width: int
    own: Mapping[str, int]
    asked: Mapping[int, str]
    depth: int = 1
    readings: tuple[tuple[str, ...], ...] = (LAYOUTS,)
    several: str = ""
    timezone: str | None = None
    # Cells that a row may leave out at its end.
    optional: int = 0
    # What the tool writes in its own columns that no layout reads, and what to read there.
    rewritten: Mapping[str, str] = field(default_factory=dict)
    # Why a table of this tool holds no responses, in French.
    refused: str = ""


class SurveyFormat(ABC):
    """One row for each cell that holds an answer (see ``survey_answers``)."""

    name: str
    datasets = frozenset({Dataset.SURVEYS})
    settings = SETTINGS

    @abstractmethod
    def heading(self, rows: Sequence[Sequence[str]]) -> Heading | None:
        """Return what the first rows of a table say, if they are of this tool."""

    def identify(self, head: FileHead) -> bool:
        if head.is_folder or not head.head:
            return False
        if head.head.startswith(MAGICS):
            tables = _sheets(head.path, ROWS_SEEN)
        else:
            tables = iter([list(_rows_of(head.text(), ROWS_SEEN))])
        return any(self._of(rows) is not None for rows in tables)

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        found = [(rows, heading) for rows in _tables(path) if (heading := self._of(rows))]
        refused = [heading.refused for _, heading in found if heading.refused]
        if refused and len(refused) == len(found):
            raise UnreadableFileError(path, refused[0])
        for rows, heading in found:
            if not heading.refused:
                yield from _batches(rows[heading.depth :], heading, source)

    def _of(self, rows: Sequence[Row]) -> Heading | None:
        return self.heading([cells for _, cells in rows[:ROWS_SEEN]]) if rows else None


def _batches(rows: Sequence[Row], heading: Heading, source: Source) -> Iterator[Batch]:
    kept: list[Row] = []
    broken: dict[int, str] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        missing = heading.width - len(cells)
        if 0 <= missing <= heading.optional:
            kept.append((line, cells + [""] * missing))
        else:
            # What people wrote is not kept, not even as a rejection.
            broken[line] = "…"
    yield from answers_of(_responses(heading, kept), source, RESPONSES_A_BATCH)
    if broken:
        nothing = Batch(Dataset.SURVEYS, no_rows(Dataset.SURVEYS), pd.DataFrame())
        yield with_broken(nothing, pd.Series(broken, dtype="str"))


def _responses(heading: Heading, kept: Sequence[Row]) -> Responses:
    lines = pd.Index([line for line, _ in kept], dtype="int64")
    cells = pd.DataFrame(
        [cells for _, cells in kept], index=lines, columns=range(heading.width), dtype="str"
    )
    own = {name: cells[place] for name, place in heading.own.items()}
    for before, after in heading.rewritten.items():
        own = {name: text.str.replace(before, after, regex=True) for name, text in own.items()}
    return Responses(
        own, heading.asked, cells, heading.readings, heading.several, heading.timezone
    )


def own_places(headings: Sequence[str], own: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the place of each of a tool's own columns; of two alike the first."""
    names = {normal(heading): name for name, each in own.items() for heading in each}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if name := names.get(normal(heading)):
            found.setdefault(name, place)
    return found


def asked_places(
    headings: Sequence[str], own: Mapping[str, int], ignored: frozenset[str] = frozenset()
) -> dict[int, str]:
    """Return the other columns, without those that a tool adds of itself."""
    return {
        place: heading
        for place, heading in enumerate(headings)
        if place not in own.values() and normal(heading) not in ignored and heading.strip()
    }


def _tables(path: Path) -> Iterator[list[Row]]:
    """Yield the rows of each table of a file, each with the line on which it begins."""
    data = read_all(path)
    if data.startswith(MAGICS):
        yield from _sheets(path, None)
        return
    text = data.decode(encoding_of(data), errors="replace").removeprefix("\ufeff")
    text, too_long = _bounded(text)
    rows: list[Row] = []
    try:
        rows.extend(_rows_of(text, None))
    except csv.Error as error:
        raise UnreadableFileError(path, "Une ligne ne se découpe pas.") from error
    yield rows + too_long


def _bounded(text: str) -> tuple[str, list[Row]]:
    """Return the text with lines that are too long left empty, and a broken row for each."""
    lost: list[tuple[int, str]] = []
    plain = io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
    bounded = "".join(without_long_lines([plain], lost))
    return (bounded if lost else text), [(line, ["…"]) for line, _ in lost]


def _rows_of(text: str, count: int | None) -> Iterator[Row]:
    """Yield the rows of a text; of a head, as many as can be cut."""
    delimiter = delimiter_of(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in islice(reader, count):
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        if count is None:
            raise


def _sheets(path: Path, count: int | None) -> Iterator[list[Row]]:
    """Yield the rows of each sheet; lines of a second sheet count on from the first."""
    above = 0
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(nrows=count)
            yield [
                (above + line, [text_of(cell) for cell in row])
                for line, row in enumerate(rows, start=1)
            ]
            above += len(rows)
    except (CalamineError, OSError):
        return
