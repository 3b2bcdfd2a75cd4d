"""LimeSurvey responses, CSV or XLSX, with codes or full questions as headings."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.frames.batches import Batch, no_rows
from etl.readers.base import FileHead, encoding_of, read_all
from etl.readers.lines import delimiter_of, with_broken
from etl.readers.parsers import normal
from etl.readers.sheets import MAGICS, text_of
from etl.readers.survey_answers import Responses, answers_of

RESPONSES_A_BATCH = 2000

# What LimeSurvey calls its own columns, by our name: codes, then French, English, German.
OWN_COLUMNS = {
    "id": ("id", "id de la réponse", "identifiant de la réponse", "response id", "answer id",
           "antwort id", "antwort-id"),
    "submitdate": ("submitdate", "date de soumission", "date submitted", "datum abgeschickt"),
    "lastpage": ("lastpage", "dernière page", "last page", "letzte seite"),
    "startlanguage": ("startlanguage", "langue de départ", "start language", "start-sprache"),
    "seed": ("seed", "tête de série", "zufallsstartwert"),
    "token": ("token", "jeton", "code d'accès", "access code", "zugangscode",
              "zugangsschlüssel"),
    "startdate": ("startdate", "date de lancement", "date de début", "date started",
                  "datum gestartet"),
    "datestamp": ("datestamp", "date de la dernière action", "date last action",
                  "datum letzte aktivität"),
    "ipaddr": ("ipaddr", "adresse ip", "ip address", "ip-adresse"),
    "refurl": ("refurl", "url référente", "url de référence", "referrer url",
               "weiterleitungs-url"),
    "interviewtime": ("interviewtime", "temps total", "durée totale", "total time",
                      "gesamtzeit"),
}  # fmt: skip
_OWN = {normal(heading): name for name, each in OWN_COLUMNS.items() for heading in each}
_TIMING = re.compile(
    r"grouptime[0-9]+|.+time|durée pour (?:le groupe|la question)\b.*|"
    r"(?:group|question) time\b.*|(?:gruppen|fragen)zeit\b.*"
)


class LimeSurveyFormat:
    """One row for each cell that holds an answer (see ``survey_answers``)."""

    name = "limesurvey"
    datasets = frozenset({Dataset.SURVEYS})
    settings = frozenset({"survey", "questions", "date", "site_heading", "site_meanings"})

    def identify(self, head: FileHead) -> bool:
        if head.is_folder or not head.head:
            return False
        if head.head.startswith(MAGICS):
            return _is_heading(_first_row(head.path))
        return _is_heading(_cells(head.first_line()))

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        rows = _rows(path)
        heading = next(rows, (1, []))[1]
        kept: list[tuple[int, list[str]]] = []
        broken: dict[int, str] = {}
        for line, cells in rows:
            if len(cells) == len(heading):
                kept.append((line, cells))
            elif any(cell.strip() for cell in cells):
                # What people wrote is not kept, not even as a rejection.
                broken[line] = "…"
        responses = _responses(heading, kept)
        yield from answers_of(responses, source, RESPONSES_A_BATCH)
        if broken:
            nothing = Batch(Dataset.SURVEYS, no_rows(Dataset.SURVEYS), pd.DataFrame())
            yield with_broken(nothing, pd.Series(broken, dtype="str"))


def _is_heading(cells: Sequence[str]) -> bool:
    """Say whether a row is LimeSurvey's: an id first, then one of its other columns.

    Exports may leave those out; then the words for the id and a sub-question tell.
    """
    own = [_own_name(cell) for cell in cells]
    if not own or own[0] != "id":
        return False
    others = {"submitdate", "lastpage", "startlanguage", "seed", "datestamp", "startdate"}
    spelled = normal(cells[0]) != "id"
    return bool(others & set(own)) or (spelled and any(cell.endswith("]") for cell in cells))


def _own_name(heading: str) -> str | None:
    """Return our name of one of LimeSurvey's own columns; ``id. Response ID`` is one too."""
    word = normal(heading)
    return _OWN.get(word) or _OWN.get(word.partition(". ")[0])


def _is_timing(heading: str) -> bool:
    word = normal(heading)
    return _TIMING.fullmatch(word.partition(". ")[0]) is not None


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:
        return []


def _first_row(path: Path) -> list[str]:
    return next(_sheet_rows(path, 1), (1, []))[1]


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, each with the line on which it begins."""
    data = read_all(path)
    if data.startswith(MAGICS):
        yield from _sheet_rows(path, None)
        return
    text = data.decode(encoding_of(data), errors="replace").removeprefix("\ufeff")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter_of(text.partition("\n")[0])
    )
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(path, f"La ligne {line} ne se découpe pas.") from error


def _sheet_rows(path: Path, count: int | None) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = sheet.to_python(nrows=count)
    except (CalamineError, OSError, IndexError):
        return
    for line, row in enumerate(rows, start=1):
        yield line, [text_of(cell) for cell in row]


def _responses(heading: Sequence[str], kept: list[tuple[int, list[str]]]) -> Responses:
    lines = pd.Index([line for line, _ in kept], dtype="int64")
    cells = pd.DataFrame(
        [cells for _, cells in kept], index=lines, columns=range(len(heading)), dtype="str"
    )
    own = {
        name: place
        for place, each in reversed(list(enumerate(heading)))
        if (name := _own_name(each))
    }
    asked = {
        place: each
        for place, each in enumerate(heading)
        if place not in own.values() and not _own_name(each) and not _is_timing(each)
    }
    return Responses({name: cells[place] for name, place in own.items()}, asked, cells)
