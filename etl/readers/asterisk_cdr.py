"""Asterisk call detail records: ``cdr_csv``, ``cdr_custom`` and exports of a database."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.cdr_calls import OpenLegs, batch_of
from etl.readers.lines import Cells, Layout, delimiter_of, split_line
from etl.readers.parsers import localized
from etl.readers.record_lines import CallRecords, alike
from etl.readers.settings import is_set

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?|\d\d/\d\d/\d{4} \d\d:\d\d(:\d\d)?")
_CLID = re.compile(r'"?.*"? <.*>')
_UNIQUE = re.compile(r"(.+-)?[0-9]{9,11}\.[0-9]+")
_WORDS = ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")
_NUMBERS = {
    "0": "NO ANSWER",
    "1": "NO ANSWER",
    "2": "FAILED",
    "4": "BUSY",
    "8": "ANSWERED",
    "16": "CONGESTION",
}
# From the first instant on, both layouts of files agree; before it they do not.
_COMMON = ("channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end",
           "duration", "billsec", "disposition", "amaflags")  # fmt: skip
_BEFORE = {
    "csv": ("accountcode", "src", "dst", "dcontext", "clid"),
    "custom": ("clid", "src", "dst", "dcontext"),
}
_LAYOUTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
_STEP_S = 900  # offsets of time zones are whole quarters of an hour
_NEAR_S = 60
_WIDEST_S = 14 * 3600
_TEXTS = ("src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "did")


class CdrFormat(CallRecords):
    """One call for each ``linkedid`` (else ``uniqueid``), whatever the number of its legs.

    Times are of the source's zone (setting ``utc`` for ``usegmtime``), unless the file
    tells its own offset: ``uniqueid`` begins with a UTC epoch, and that one wins.
    """

    name = "asterisk_cdr"
    settings = frozenset(
        {"utc", "queues", "inbound_contexts", "closed_contexts", "trunks", "internal_digits"}
    )

    def layout(self, lines: Sequence[str]) -> Layout | None:
        return _layout(lines)

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        open_legs = OpenLegs()
        for cells in self.cells(path):
            yield batch_of(open_legs.settle(_legs(cells, source)), cells.broken, source)
        yield batch_of(open_legs.rest(), pd.Series(dtype="str"), source)


def _layout(lines: Sequence[str]) -> Layout | None:
    delimiter = delimiter_of(lines[0])
    heading = tuple(cell.strip().lower() for cell in split_line(lines[0], delimiter))
    if {"disposition", "billsec"} <= set(heading) and {"calldate", "start"} & set(heading):
        unique = len(set(heading)) == len(heading)
        return Layout(heading, delimiter, 1) if unique else None
    found = alike(lines, delimiter, _start_place)
    if found is None:
        return None
    return Layout(_names(found.records, found.place, found.width), delimiter)


def _start_place(cells: Sequence[str]) -> int | None:
    """Return the place of the column ``start``, known by what stands around it."""
    for place in range(len(cells) - 5):
        start, answer, end, duration, billsec, disposition = cells[place : place + 6]
        if (
            _TIME.fullmatch(start)
            and _TIME.fullmatch(end)
            and (not answer or _TIME.fullmatch(answer))
            and duration.isdigit()
            and billsec.isdigit()
            and (disposition in _WORDS or disposition in _NUMBERS)
        ):
            return place
    return None


def _names(records: Sequence[Sequence[str]], start: int, width: int) -> tuple[str, ...]:
    """Name the columns: the one that looks like a caller id tells the layout."""
    names = [f"_{place}" for place in range(width)]
    channel = start - _COMMON.index("start")
    shown = Counter(
        place for each in records for place in range(start) if _CLID.fullmatch(each[place])
    )
    clid = shown.most_common(1)[0][0] if shown else None
    first = clid == 0 or (clid is None and start == 8)
    before = _BEFORE["custom" if first else "csv"]
    for name, place in zip(before, range(channel - len(before), channel), strict=True):
        if place >= 0:
            names[place] = name
    for place, name in enumerate(_COMMON, start=channel):
        if 0 <= place < width:
            names[place] = name
    tail = range(start + 7, width)
    ids = [place for place in tail if any(_UNIQUE.fullmatch(each[place]) for each in records)]
    for place, name in zip(ids[:2], ("uniqueid", "linkedid"), strict=False):
        names[place] = name
    return tuple(names)


def _legs(cells: Cells, source: Source) -> pd.DataFrame:
    """Return the legs with their instants in seconds UTC."""
    table = cells.table
    text = {name: _column(table, name) for name in _TEXTS}
    start_text = _column(table, "calldate" if "calldate" in table else "start")
    start = _clock(start_text)
    duration, billsec = (
        pd.to_numeric(_column(table, name), errors="coerce") for name in ("duration", "billsec")
    )
    answer, end = _clock(_column(table, "answer")), _clock(_column(table, "end"))
    unique = _column(table, "uniqueid")
    offset = _offsets(start, unique, source)
    linked = _column(table, "linkedid")
    call = linked.where(linked != "", unique)
    disposition = _column(table, "disposition").str.strip().str.upper()
    return pd.DataFrame(
        {
            "call": call.where(call != "", start_text + " " + text["channel"]),
            "at": start + offset,
            "answer": answer.fillna(start + duration - billsec) + offset,
            "end": end.fillna(start + duration) + offset,
            "billsec": billsec,
            "disposition": disposition.replace(_NUMBERS),
            "start_text": start_text,
            "billsec_text": _column(table, "billsec"),
            **text,
        },
        index=table.index,
    )


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series("", index=table.index, dtype="str")


def _clock(text: pd.Series) -> pd.Series:
    """Return what the clock showed, as seconds since 1970 without zone."""
    read = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    for layout in _LAYOUTS:
        left = read.isna() & (text != "")
        if left.any():
            found = pd.to_datetime(text[left], format=layout, errors="coerce")
            read = read.fillna(found.dt.as_unit("us"))
    return (read - pd.Timestamp(0).as_unit("us")).dt.total_seconds()


def _offsets(clock: pd.Series, unique: pd.Series, source: Source) -> pd.Series:
    """Return what to add to each clock reading to get UTC.

    The offset that ``uniqueid`` tells is trusted when many records tell the same: a leg
    that begins long after its channel was made tells nothing.
    """
    bare = unique.str.replace(r"^(?:.*-)?([0-9]{9,11})\.[0-9]+$", r"\1", regex=True)
    epoch = pd.to_numeric(bare, errors="coerce")
    told = epoch - clock
    whole = (told / _STEP_S).round() * _STEP_S
    sound = ((told - whole).abs() <= _NEAR_S) & (whole.abs() <= _WIDEST_S)
    counts = whole[sound].value_counts()
    usual = counts.index[counts >= max(1, 0.02 * counts.sum())]
    own = whole.where(sound & whole.isin(usual)).ffill()
    if is_set(source, "utc"):
        return own.fillna(0.0)
    naive = pd.to_datetime((clock * 1e6).astype("Int64"), unit="us").dt.as_unit("us")
    zoned = localized(naive, source.timezone)
    declared = (zoned.dt.tz_localize(None) - naive).dt.total_seconds()
    return own.fillna(declared)
