"""Total parsers: the text of cells becomes values; what cannot be read becomes null."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from etl.formats import MONTHS

# Layouts beside those of strptime: seconds since 1970 (UTC), day numbers of a spreadsheet.
EPOCH = "epoch"
SERIAL = "serial"
SERIAL_1904 = "serial_1904"

_INSTANT = "datetime64[us, UTC]"
_ORIGINS = {SERIAL: pd.Timestamp("1899-12-30"), SERIAL_1904: pd.Timestamp("1904-01-01")}
_LARGEST = 1e15
_PLAIN = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_FRENCH = re.compile(
    r"([+-]?)([0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+(?=,)|[0-9]+)"
    r"(?:[.,]([0-9]+))? ?(%?)"
)
_CLOCK = re.compile(r"([+-]?)(?:([0-9]+):)?([0-9]+):([0-9]{1,2}(?:[.,][0-9]+)?)")
_UNITS = re.compile(
    r"([+-]?)(?:([0-9]+)\s*h(?:eures?|rs?)?\.?\s*)?"
    r"(?:([0-9]+(?:[.,][0-9]+)?)\s*(?:minutes?|min|mn|m|')\.?\s*)?"
    r"(?:([0-9]+(?:[.,][0-9]+)?)\s*(?:secondes?|seconds?|sec|s|'')\.?)?"
)
_HOURS_AND = re.compile(r"([+-]?)([0-9]+)\s*h\s*([0-9]{1,2})")

_TRUE = ("oui", "vrai", "true", "yes", "o", "y", "1", "x")
_FALSE = ("non", "faux", "false", "no", "n", "0")


def cleaned(text: pd.Series, empty: Sequence[str] = ()) -> pd.Series:
    """Return the text without spaces around; blank cells, and those like ``empty``, null."""
    trimmed = text.astype("str").str.strip(" \t\r\n\f\v\u00a0\u202f\ufeff")
    return trimmed.mask(trimmed.isin(["", *empty]))


def normal(word: str) -> str:
    """Return a word as compared: case, spaces and apostrophes make no difference.

    >>> normal("  Très\\u00a0Satisfait ") == normal("très satisfait")
    True
    """
    composed = unicodedata.normalize("NFC", word).replace("’", "'").replace("\ufeff", "")
    return " ".join(composed.split()).casefold()


def choices(text: pd.Series, meanings: Mapping[str, str]) -> pd.Series:
    """Return the meaning of each word; a word that is not there is null, never guessed.

    Without meanings the words are taken as they stand.
    """
    if not meanings:
        return cleaned(text)
    known = {normal(word): meaning for word, meaning in meanings.items()}
    return _each_once(text, lambda word: known.get(normal(word)), "str")


def flags(text: pd.Series, meanings: Mapping[str, str] | None = None) -> pd.Series:
    """Return true or false for ``Oui``, ``VRAI``, ``1``, ``x``… and their contraries."""
    known: dict[str, bool] = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
    for word, meaning in (meanings or {}).items():
        if normal(meaning) in known:
            known[normal(word)] = known[normal(meaning)]
    return _each_once(text, lambda word: known.get(normal(word)), "boolean")


def numbers(text: pd.Series) -> pd.Series:
    """Return numbers: ``1234.5``, ``1 234,5``, ``1.234,5``, ``89,96 %`` (a fraction).

    A lone comma is a decimal one; ``1,234.5`` could be either and is not guessed.
    """
    cells = cleaned(text)
    plain = cells.str.fullmatch(_PLAIN).fillna(False).astype("bool")
    found = pd.to_numeric(cells.where(plain), errors="coerce").astype("float64")
    if (left := cells.notna() & ~plain).any():
        other = _each_once(cells[left], _number, "float64")
        found = found.where(~left, other.reindex(found.index))
    return found.where(found.abs() <= _LARGEST)


def durations(text: pd.Series) -> pd.Series:
    """Return seconds: ``00:12:35``, ``12:35``, ``12 min``, ``1 h 05``, ``75``, ``12,5``.

    Two parts are minutes and seconds; a bare number is seconds. A negative duration stays
    negative: the contract refuses it.
    """
    return _each_once(text, _seconds, "float64")


def timestamps(text: pd.Series, layouts: Sequence[str], timezone: str) -> pd.Series:
    """Return UTC instants read with the first layout that fits each cell.

    A local time is of ``timezone``; one that never was (spring) is null, one that was
    twice (autumn) is the first. A layout with ``%z`` has its own zone, ``epoch`` is
    seconds since 1970 and ``serial`` a spreadsheet's day number.
    """
    cells = cleaned(text)
    found = pd.Series(pd.NaT, index=text.index, dtype=_INSTANT)
    for layout in layouts:
        left = found.isna() & cells.notna()
        if not left.any():
            break
        read = _read_layout(cells[left] if not left.all() else cells, layout, timezone)
        found = found.fillna(read) if not left.all() else read
    return found


def localized(naive: pd.Series, timezone: str) -> pd.Series:
    """Return local clock readings as UTC instants (null if never, first if twice)."""
    first = np.ones(len(naive), dtype=bool)
    aware = naive.dt.tz_localize(timezone, ambiguous=first, nonexistent="NaT")
    return aware.dt.tz_convert("UTC").dt.as_unit("us")


def _read_layout(cells: pd.Series, layout: str, timezone: str) -> pd.Series:
    if layout == EPOCH:
        return from_epoch(numbers(cells))
    if layout in _ORIGINS:
        return localized(_from_serial(numbers(cells), layout), timezone)
    if "%z" in layout:
        aware = pd.to_datetime(cells, format=layout, errors="coerce", utc=True)
        return aware.dt.as_unit("us")
    if "%B" in layout:
        cells, layout = _months_as_numbers(cells), layout.replace("%B", "%m")
    naive = pd.to_datetime(cells, format=layout, errors="coerce")
    return localized(naive.dt.as_unit("us"), timezone)


def _from_serial(days: pd.Series, layout: str) -> pd.Series:
    """Return clock readings, to the second; the 1900 system has a 29 February too many."""
    if layout == SERIAL:
        days = days.mask(days.between(60, 61, inclusive="left"))
        days = days.where(~(days < 60), days + 1)
    days = days.where(days.between(0, 2_958_465))
    spans = pd.to_timedelta((days * 86400).round(), unit="s")
    return (_ORIGINS[layout] + spans).dt.as_unit("us")


def _months_as_numbers(cells: pd.Series) -> pd.Series:
    """Return ``1er mars 2024`` as ``1 03 2024``."""
    text = cells.str.lower().str.replace(r"\b1er\b", "1", regex=True)
    for number, month in enumerate(MONTHS, start=1):
        text = text.str.replace(month, f"{number:02d}", regex=False)
    return text


def from_epoch(seconds: pd.Series) -> pd.Series:
    """Return the instants of seconds since 1970; absurd ones are null."""
    sound = seconds.where(seconds.between(0, 32_503_680_000))
    whole = (sound * 1e6).round().astype("Int64")
    return pd.to_datetime(whole, unit="us", utc=True).dt.as_unit("us")


def _seconds(word: str) -> float | None:
    text = word.strip().lower().replace("\u00a0", " ").replace("\u202f", " ")
    if match := _CLOCK.fullmatch(text):
        sign, hours, minutes, seconds = match.groups()
        return _sum(sign, hours, minutes, seconds)
    if match := _HOURS_AND.fullmatch(text):
        sign, hours, minutes = match.groups()
        return _sum(sign, hours, minutes, None)
    if text and (match := _UNITS.fullmatch(text)) and any(match.groups()[1:]):
        return _sum(*match.groups())
    plain = re.fullmatch(r"[+-]?[0-9]+(?:[.,][0-9]+)?", text)
    return float(text.replace(",", ".")) if plain else None


def _number(word: str) -> float | None:
    text = " ".join(word.replace("\u2212", "-").split())
    if not (match := _FRENCH.fullmatch(text)):
        return None
    sign, whole, decimals, percent = match.groups()
    value = float(re.sub(r"[ '.]", "", whole) + "." + (decimals or "0"))
    return (-value if sign == "-" else value) / (100 if percent else 1)


def _sum(sign: str, hours: str | None, minutes: str | None, seconds: str | None) -> float:
    parts = [float((part or "0").replace(",", ".")) for part in (hours, minutes, seconds)]
    total = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return -total if sign == "-" else total


def _each_once(text: pd.Series, parse: Callable[[str], object], dtype: str) -> pd.Series:
    """Return the parsed cells, each distinct text parsed once."""
    codes, words = pd.factorize(cleaned(text))
    values = pd.array([*map(parse, words), None], dtype=_extension(dtype))
    return pd.Series(values.take(codes), index=text.index).astype(dtype)


def _extension(dtype: str) -> str:
    return "Float64" if dtype == "float64" else dtype
