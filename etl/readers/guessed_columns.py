"""How the columns of a sample seem to read: each distinct word of the table is read once."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from etl.domain.sources import Parse
from etl.readers import parsers

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

ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
       "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y%m%d")  # fmt: skip
DAY_FIRST = tuple(f"%d{mark}%m{mark}{year}" for mark in "/-." for year in ("%Y", "%y"))
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %Hh%M", " %I:%M %p", " %I:%M:%S %p")
_MONTH_FIRST = tuple(f"%m{mark}%d{mark}{year}" for mark in "/-." for year in ("%Y", "%y"))
_DAY_FIRST_CLOCKS = (*ISO, *(day + clock for day in DAY_FIRST for clock in _CLOCKS))
_MONTH_FIRST_CLOCKS = tuple(day + clock for day in _MONTH_FIRST for clock in _CLOCKS)
_CLOCK_ONLY = r"[0-2]?[0-9][:h][0-5][0-9](?::[0-5][0-9])?"
_DAY_LIKE = r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}|^[12][0-9]{7}$"

Reading = tuple[Parse, tuple[str, ...], bool]
# How else a column may read: of how many distinct words at most, and how many understood.
_OTHER_READINGS: tuple[tuple[Parse, Callable[[pd.Series], pd.Series], float, float], ...] = (
    (Parse.FLAG, lambda text: parsers.flags(text).notna(), 2, 1.0),
    (Parse.NUMBER, lambda text: parsers.numbers(text).notna(), np.inf, UNDERSTOOD),
    (Parse.DURATION, lambda text: parsers.durations(text).notna(), np.inf, UNDERSTOOD),
)


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
class _Column:
    """The distinct words of a column, as places in those of the table, and how often each."""

    header: str
    places: np.ndarray
    counts: np.ndarray
    empty: tuple[str, ...]

    @property
    def filled(self) -> int:
        return int(self.counts.sum())

    def share(self, which: np.ndarray) -> float:
        """Return the share of its filled cells whose word is one of ``which``."""
        return int(self.counts[which[self.places]].sum()) / self.filled if self.filled else 0.0


def guessed_columns(sample: pd.DataFrame) -> Iterator[GuessedColumn]:
    """Yield how each column of some first rows (text) seems to read."""
    words, columns = _parted(sample)
    readings = _readings(words, columns)
    clocks = _which(words, columns, lambda text: text.str.fullmatch(_CLOCK_ONLY))
    for column, (parse, layouts, is_ambiguous) in zip(columns, readings, strict=True):
        is_clock = bool(column.filled) and bool(clocks[column.places].all())
        few: tuple[str, ...] = ()
        if _is_vocabulary(column):
            few = tuple(sorted(words.iloc[column.places]))
        if parse is Parse.TEXT and few:
            parse = Parse.CHOICE
        yield GuessedColumn(
            column.header,
            column.filled,
            len(column.places),
            Parse.TEXT if is_clock else parse,
            layouts,
            is_ambiguous,
            is_clock,
            few,
            column.empty,
        )


def month_first(layouts: Sequence[str]) -> tuple[str, ...]:
    """Return day-first layouts as they are with the month first.

    >>> month_first(("%d/%m/%Y",))
    ('%m/%d/%Y',)
    """
    swapped = {"%d": "%m", "%m": "%d"}
    return tuple(
        swapped[each[:2]] + each[2:3] + swapped[each[3:5]] + each[5:]
        if each.startswith(DAY_FIRST + _MONTH_FIRST)
        else each
        for each in layouts
    )


def _parted(sample: pd.DataFrame) -> tuple[pd.Series, list[_Column]]:
    """Return the distinct words of a table, and its columns."""
    cells = sample.to_numpy(dtype=object).ravel(order="F")
    codes, written = pd.factorize(cells)
    trimmed = parsers.cleaned(pd.Series(written, dtype="str"))
    cleaned, words = pd.factorize(trimmed)
    place_of = {word: place for place, word in enumerate(words)}
    nothing = {place: word for place, word in enumerate(written) if word in NOTHING}
    word_of = np.append(cleaned, -1)
    columns = []
    for header, own in zip(
        sample.columns, codes.reshape(sample.shape[1], len(sample)), strict=True
    ):
        met = {nothing[place] for place in nothing.keys() & set(own.tolist())}
        empty = tuple(each for each in NOTHING if each in met)
        places, counts = np.unique(word_of[own], return_counts=True)
        kept = ~np.isin(places, [-1, *(place_of[each] for each in empty)])
        columns.append(_Column(str(header), places[kept], counts[kept], empty))
    return pd.Series(words, dtype="str"), columns


def _which(
    words: pd.Series, columns: Sequence[_Column], reads: Callable[[pd.Series], pd.Series]
) -> np.ndarray:
    """Return which words a reading understands; those of ``columns`` are asked."""
    found = np.zeros(len(words), dtype=bool)
    if columns:
        asked = np.unique(np.concatenate([each.places for each in columns]))
        found[asked] = reads(words.iloc[asked]).to_numpy(dtype=bool)
    return found


def _is_vocabulary(column: _Column) -> bool:
    distinct = len(column.places)
    return 0 < distinct <= MOST_WORDS and column.filled >= LEAST_REPEATS * distinct


def _readings(words: pd.Series, columns: Sequence[_Column]) -> list[Reading]:
    """Return how each column reads; dates first, since digits alone are numbers too."""
    found: dict[str, Reading] = dict(_dated(words, columns))
    for parse, reads, most_words, least in _OTHER_READINGS:
        left = [
            each
            for each in columns
            if 0 < len(each.places) <= most_words and each.header not in found
        ]
        read = _which(words, left, reads)
        for each in left:
            if each.share(read) >= least:
                found[each.header] = (parse, (), False)
    return [found.get(each.header, (Parse.TEXT, (), False)) for each in columns]


def _dated(words: pd.Series, columns: Sequence[_Column]) -> Iterator[tuple[str, Reading]]:
    like = _which(words, columns, lambda text: text.str.contains(_DAY_LIKE))
    dated = [each for each in columns if each.share(like) >= UNDERSTOOD]
    dates = _Dates(words, dated)
    for column in dated:
        if layouts := dates.layouts(column):
            swapped = month_first(layouts)
            both = swapped != layouts and column.share(dates.read_by(swapped)) == 1.0
            yield column.header, (Parse.TIMESTAMP, layouts, both)


class _Dates:
    """The words of columns that look like dates, and which layouts read each."""

    def __init__(self, words: pd.Series, columns: Sequence[_Column]) -> None:
        self._words, self._columns = words, columns
        self._read: dict[str, np.ndarray] = {}

    def layouts(self, column: _Column) -> tuple[str, ...]:
        """Return the layouts that read a column, the one that reads most first."""
        for tried in (_DAY_FIRST_CLOCKS, _MONTH_FIRST_CLOCKS):
            found = self._greedy(column, tried)
            if column.share(self.read_by(found)) >= UNDERSTOOD:
                return found
        return ()

    def read_by(self, layouts: Sequence[str]) -> np.ndarray:
        """Return the words that one of some layouts reads."""
        read = np.zeros(len(self._words), dtype=bool)
        for each in layouts:
            read |= self._read_by(each)
        return read

    def _greedy(self, column: _Column, layouts: Sequence[str]) -> tuple[str, ...]:
        """Return the layouts that each read cells which those before do not."""
        chosen: list[str] = []
        counts = column.counts
        while counts.any():
            read = {each: int(counts[self._of(column, each)].sum()) for each in layouts}
            best = max(read, key=lambda each: read[each])
            if not read[best]:
                break
            chosen.append(best)
            counts = np.where(self._of(column, best), 0, counts)
        return tuple(chosen)

    def _of(self, column: _Column, layout: str) -> np.ndarray:
        own: np.ndarray = self._read_by(layout)[column.places]
        return own

    def _read_by(self, layout: str) -> np.ndarray:
        if layout not in self._read:
            read = np.zeros(len(self._words), dtype=bool)
            asked = self._asked if layout in ISO else self._shapes.get(_shape(layout), ())
            text = self._words.iloc[asked]
            instants = parsers.timestamps(text, (layout,), "UTC")
            read[asked] = instants.notna().to_numpy()
            self._read[layout] = read
        return self._read[layout]

    @cached_property
    def _asked(self) -> np.ndarray:
        if not self._columns:
            return np.array([], dtype="int64")
        return np.unique(np.concatenate([each.places for each in self._columns]))

    @cached_property
    def _shapes(self) -> dict[str, list[int]]:
        """Return the words by shape: a layout reads no word of another shape than its own."""
        found: dict[str, list[int]] = {}
        asked = self._words.iloc[self._asked]
        for place, word in zip(asked.index.tolist(), asked.tolist(), strict=True):
            found.setdefault(_shape(word), []).append(place)
        return found


def _shape(text: str) -> str:
    """Return a date, or a layout whose parts are apart, without what its parts say.

    >>> _shape("03/12/2025 10H05") == _shape("%d/%m/%Y %Hh%M")
    True
    """
    return " ".join(re.sub(r"%[a-zA-Z]|\d+|[ap]m", "0", text.lower()).split())
