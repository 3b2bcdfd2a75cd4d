"""Tables as a workbook that opens as it is, that can run nothing, the same bytes each time."""

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.formats import NO_BREAK

README = "Lisez-moi"
# Number formats, written in English as the file asks; a reader's locale shows them.
PERCENT = f"0.0{NO_BREAK}%"
GROUPED = "#,##0"
_DAY, _INSTANT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
# No cell is ever a formula, a link or a number made of a text.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_INK, _TINT, _STYLE = "#1D2433", "#E8EDF5", "Table Style Light 1"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# What the format holds: characters of a tab's name and of a cell, digits of a number, years.
_TAB, _CELL, _CUT = 31, 32_767, " … (coupé)"
_EXACT = 2**53
_FIRST_YEAR = 1900
_NARROWEST, _WIDEST = 10, 60
_A4, _LANDSCAPE_FROM = 9, 5


@dataclass(frozen=True)
class Cover:
    """What the first sheet says: a title, then names and texts (perimeter, period, source).

    ``at`` dates the file: the instant of its data, never that of the clock. Without it, the
    first day of 2025: the same tables give the same bytes.
    """

    title: str
    told: Sequence[tuple[str, str]] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Sheet:
    """One table. ``patterns`` are the number formats of some columns, ``meanings`` say in
    words what some columns hold, ``note`` is a line under the table."""

    title: str
    frame: pd.DataFrame
    note: str = ""
    patterns: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)


def workbook(sheets: Sequence[Sheet], cover: Cover, timezone: str = "Europe/Paris") -> bytes:
    """Return an XLSX: « Lisez-moi », then one sheet a table; instants are of ``timezone``."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        at = cover.at or datetime(2025, 1, 1, tzinfo=UTC)
        book.set_properties(
            {"title": cover.title, "created": at.astimezone(UTC).replace(tzinfo=None)}
        )
        writer = _Writer(book, ZoneInfo(timezone))
        names = _tabs([each.title for each in sheets])
        writer.explain(cover, dict(zip(names, sheets, strict=True)))
        for place, (name, sheet) in enumerate(zip(names, sheets, strict=True), start=1):
            writer.write(place, name, sheet)
    return buffer.getvalue()


class _Writer:
    """The sheets of one workbook, with the formats that they share."""

    def __init__(self, book: xlsxwriter.Workbook, zone: ZoneInfo) -> None:
        self.book, self.zone = book, zone
        style = {"bold": True, "font_color": _INK, "bg_color": _TINT, "border": 1}
        self.heading = book.add_format({**style, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": _INK})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": _DAY, "valign": "top", "align": "left"})
        self.instant = book.add_format(
            {"num_format": _INSTANT, "valign": "top", "align": "left"}
        )
        self.patterns: dict[str, Format] = {}

    def explain(self, cover: Cover, sheets: Mapping[str, Sheet]) -> None:
        readme = self.book.add_worksheet(README)
        readme.set_column(0, 0, 30)
        readme.set_column(1, 1, 80)
        readme.set_paper(_A4)
        readme.fit_to_pages(1, 0)
        readme.write_string(0, 0, _held(cover.title), self.title)
        lines = [*cover.told, ("", "")]
        for name, sheet in sheets.items():
            lines.append((f"Feuille «{NO_BREAK}{name}{NO_BREAK}»", sheet.title))
            lines += sheet.meanings.items()
        for row, (name, text) in enumerate(lines, start=2):
            readme.write_string(row, 0, _held(name), self.strong)
            readme.write_string(row, 1, _held(text), self.text)

    def write(self, place: int, name: str, own: Sheet) -> None:
        frame, headings = own.frame, _headings(own.frame)
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        if len(headings) >= _LANDSCAPE_FROM:
            sheet.set_landscape()
        for column, heading in enumerate(headings):
            values = frame.iloc[:, column].astype("object").tolist()
            pattern = self._pattern(own.patterns.get(str(frame.columns[column]), ""))
            widths = [self._cell(sheet, row, column, value, pattern)
                      for row, value in enumerate(values, start=1)]  # fmt: skip
            sheet.write_string(0, column, heading, self.heading)
            width = max([*widths, len(heading)], default=_NARROWEST) + 2
            sheet.set_column(column, column, max(_NARROWEST, min(_WIDEST, width)))
        if len(frame) and headings:
            columns = [{"header": each, "header_format": self.heading} for each in headings]
            last = len(frame), len(headings) - 1
            told = {"name": f"Tableau_{place}", "columns": columns, "style": _STYLE}
            sheet.add_table(0, 0, *last, told)
        if own.note:
            sheet.write_string(len(frame) + 2, 0, _held(own.note))

    def _pattern(self, pattern: str) -> Format:
        known = {"valign": "top"} | ({"num_format": pattern} if pattern else {})
        return self.patterns.setdefault(pattern, self.book.add_format(known))

    def _cell(
        self, sheet: Worksheet, row: int, column: int, value: object, pattern: Format
    ) -> int:
        """Write a cell by its type; return how many characters it shows."""
        if _is_missing(value):
            return 0
        if isinstance(value, bool):
            return self._text(sheet, row, column, "oui" if value else "non")
        if isinstance(value, int | float) and _is_exact(value):
            sheet.write_number(row, column, value, pattern)
            return min(len(str(value)), _NARROWEST)
        moment = self._moment(value)
        if moment is None:
            return self._text(sheet, row, column, str(value))
        is_instant = isinstance(value, datetime) and (
            value.tzinfo is not None or moment.time() != time()
        )
        sheet.write_datetime(row, column, moment, self.instant if is_instant else self.day)
        return len(_INSTANT if is_instant else _DAY)

    def _text(self, sheet: Worksheet, row: int, column: int, text: str) -> int:
        sheet.write_string(row, column, _held(text), self.text)
        return len(text)

    def _moment(self, value: object) -> datetime | None:
        """Return a day or an instant as the clock of the zone shows it; else ``None``."""
        if not isinstance(value, date) or value.year < _FIRST_YEAR:
            return None
        if not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day)
        told = pd.Timestamp(value)
        local = told.tz_convert(self.zone).tz_localize(None) if told.tzinfo else told
        moment: datetime = local.floor("s").to_pydatetime()
        return moment


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value != value


def _is_exact(value: float) -> bool:
    """Tell whether a spreadsheet keeps every digit of a number."""
    return math.isfinite(value) and abs(value) <= _EXACT


def _held(text: str) -> str:
    """Return what of a text a cell can hold; it says so where it is cut."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    cut = _shortened(sound, _CELL)
    return sound if cut == sound else _shortened(sound, _CELL - len(_CUT)) + _CUT


def _shortened(text: str, longest: int) -> str:
    """Return a text of so many characters at most, counted as a spreadsheet does."""
    return text.encode("utf-16-le", "replace")[: 2 * longest].decode("utf-16-le", "ignore")


def _headings(frame: pd.DataFrame) -> list[str]:
    """Return headings that a table admits: none empty, no two alike, 255 characters at most."""
    return _distinct([str(each).strip() or "Colonne" for each in frame.columns], 255)


def _tabs(titles: Sequence[str]) -> list[str]:
    """Return names that a spreadsheet admits for its tabs, no two alike.

    >>> _tabs(["Délais / jour", "Lisez-moi"])
    ['Délais – jour', 'Lisez-moi 2']
    """
    tidy = [_FORBIDDEN.sub("–", each).strip().strip("'") or "Tableau" for each in titles]
    return _distinct(tidy, _TAB, [README, "History"])


def _distinct(names: Sequence[str], longest: int, taken: Sequence[str] = ()) -> list[str]:
    """Return names of a length at most, numbered from the second alike, whatever their case."""
    known = {each.casefold() for each in taken}
    chosen = []
    for name in names:
        wanted, rank = _shortened(name, longest), 1
        while wanted.casefold() in known:
            rank += 1
            wanted = _shortened(name, longest - len(f" {rank}")) + f" {rank}"
        known.add(wanted.casefold())
        chosen.append(wanted)
    return chosen
