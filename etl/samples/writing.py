"""How the demonstration files are written: text, CSV and workbooks, always the same bytes."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter
from numpy.typing import NDArray

Row = Sequence[object]
PARIS = "Europe/Paris"
# A workbook carries the instant of its writing; a fixed one keeps the bytes the same.
WRITTEN = datetime(2024, 1, 1, 8, 0)


@dataclass(frozen=True)
class Dialect:
    """How one service saves its CSV files."""

    encoding: str = "cp1252"
    delimiter: str = ";"


FRENCH_EXCEL = Dialect()
EXCEL_UTF8 = Dialect(encoding="utf-8-sig")
PLAIN = Dialect(encoding="utf-8", delimiter=",")


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def csv_line(row: Row, dialect: Dialect) -> str:
    return csv_text([row], dialect)


def csv_text(rows: Iterable[Row], dialect: Dialect) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def write_csv(
    path: Path, header: Row, rows: Iterable[Row], dialect: Dialect = FRENCH_EXCEL
) -> Path:
    return write_text(path, csv_text([header, *rows], dialect), dialect.encoding)


def write_workbook(path: Path, sheet: str, header: Row, rows: Iterable[Row]) -> Path:
    """Write one sheet; dates and instants are real ones, not text."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy hh:mm"})
    book.set_properties({"created": WRITTEN, "title": sheet})
    bold = book.add_format({"bold": True})
    page = book.add_worksheet(sheet)
    page.write_row(0, 0, header, bold)
    for place, row in enumerate(rows, start=1):
        page.write_row(place, 0, row)
    book.close()
    return path


def epochs(local: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the UTC epoch seconds of local instants of Paris."""
    instants = pd.DatetimeIndex(local).tz_localize(
        PARIS, ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward"
    )
    return np.asarray(instants.tz_convert("UTC").tz_localize(None).as_unit("s").asi8)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def stamps(local: NDArray[np.datetime64], layout: str) -> list[str]:
    """Return instants as text; an absent one (NaT) is an empty cell."""
    return [
        "" if each is None else f"{each:{layout}}"
        for each in local.astype("datetime64[s]").astype(object)
    ]
