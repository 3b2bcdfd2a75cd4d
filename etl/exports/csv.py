"""A frame as a CSV that a French spreadsheet opens as it is, and that cannot run anything."""

import csv
import io

import pandas as pd

from etl.formats import instant

BOM = "\ufeff"
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(frame: pd.DataFrame, timezone: str = "Europe/Paris", note: str = "") -> bytes:
    """Return the frame in UTF-8 with BOM, ``;`` between cells, decimal commas, local times.

    A ``note`` is a last line, after a blank one.

    >>> to_csv(pd.DataFrame({"Part": [0.5], "Nom": ["=1+1"]})).decode("utf-8-sig")
    "Part;Nom\\r\\n0,5;'=1+1\\r\\n"
    """
    texts = {name: _texts(frame[name], timezone) for name in frame.columns}
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(str(name)) for name in frame.columns])
    writer.writerows(zip(*texts.values(), strict=True))
    if note:
        writer.writerows([[], [harmless(note)]])
    return (BOM + buffer.getvalue()).encode("utf-8")


def harmless(text: str) -> str:
    """Return the text with an apostrophe before what would be read as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _texts(column: pd.Series, timezone: str) -> list[str]:
    filled = column.notna()
    if pd.api.types.is_bool_dtype(column):
        texts = column.astype("str").map({"True": "oui", "False": "non"})
    elif pd.api.types.is_numeric_dtype(column):
        texts = column.map(_number, na_action="ignore")
    elif isinstance(column.dtype, pd.DatetimeTZDtype):
        texts = column.map(lambda at: instant(at, timezone), na_action="ignore")
    elif pd.api.types.is_datetime64_dtype(column):
        texts = column.dt.strftime("%d/%m/%Y")
    elif column.dtype == object:
        texts = column.map(_mixed, na_action="ignore")
    else:
        texts = column.astype("str").map(harmless, na_action="ignore")
    return list(texts.astype("object").where(filled, ""))


def _mixed(value: object) -> str:
    """Return a cell of a column that holds numbers and words."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _number(float(str(value))) if is_number else harmless(str(value))


def _number(value: float) -> str:
    """Return every digit of a number; a whole one has no decimal."""
    if isinstance(value, int) or float(value).is_integer():
        return str(int(value))
    return repr(float(value)).replace(".", ",")
