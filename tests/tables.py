"""Frames written as text, so that a test reads like a table."""

import pandas as pd

PARIS = "Europe/Paris"


def table(text: str, timezone: str = PARIS) -> pd.DataFrame:
    """Return the frame that a text draws: cells between ``|``, blank cells null.

    Columns named ``…_at`` become UTC instants read as local times of ``timezone``;
    columns named ``…_s`` or listed as numbers become floats; ``true/false`` become flags.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if lines[0].startswith("|"):
        lines = [line.removeprefix("|").removesuffix("|") for line in lines]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    rows = [row for row in rows if not all(set(cell) <= {"-"} and cell for cell in row)]
    frame = pd.DataFrame(rows, columns=header, dtype="str").replace("", None)
    return frame.apply(lambda column: _typed(column, timezone))


def _typed(column: pd.Series, timezone: str) -> pd.Series:
    if str(column.name).endswith("_at"):
        local = pd.to_datetime(column, format="ISO8601").dt.as_unit("us")
        return local.dt.tz_localize(timezone).dt.tz_convert("UTC")
    filled = column.dropna()
    if len(filled) and filled.isin(["true", "false"]).all():
        return column.map({"true": True, "false": False}).astype("boolean")
    numbers = pd.to_numeric(column, errors="coerce")
    numeric = len(filled) and numbers[filled.index].notna().all()
    return numbers.astype("float64") if numeric else column
