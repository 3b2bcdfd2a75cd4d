"""Asterisk ``queue_log``: the native file, and its export from a database as CSV."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.base import FileHead, read_head
from etl.readers.lines import (
    Block,
    Layout,
    delimiter_of,
    read_blocks,
    read_cells,
    sample,
    split_line,
)
from etl.readers.parsers import EPOCH, timestamps
from etl.readers.queue_calls import CALL_EVENTS, OpenCalls, batch_of
from etl.readers.settings import is_set

FIELDS = (
    "time",
    "call",
    "queue",
    "agent",
    "event",
    "data1",
    "data2",
    "data3",
    "data4",
    "data5",
)
# Names under which databases export the fields.
_HEADINGS = {
    "time": "time",
    "callid": "call",
    "queuename": "queue",
    "queue": "queue",
    "agent": "agent",
    "event": "event",
    "data": "data",
    **{f"data{number}": f"data{number}" for number in range(1, 6)},
}
_NEEDED = {"time", "call", "queue", "event"}
_NOT_A_CALL = ("NONE", "REALTIME", "MANAGER", "CLI", "")
_LAYOUTS = (
    EPOCH,
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)


class QueueLogFormat:
    """One call for each callid; its queues are joined (see ``queue_calls``)."""

    name = "asterisk_queue_log"
    datasets = frozenset({Dataset.CALLS})
    settings = frozenset({"queues", "ignored_queues", "closing_events", "utc"})

    def identify(self, head: FileHead) -> bool:
        lines = sample(head)
        return bool(lines) and (_is_native(lines) or _headings(lines[0]) is not None)

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        lines = sample(read_head(path))
        header = _headings(lines[0]) if lines else None
        stretches = _exported(path, lines[0], header, source) if header else _native(path)
        open_calls = OpenCalls()
        for events, broken in stretches:
            yield batch_of(open_calls.settle(events), broken, source)
        yield batch_of(open_calls.rest(), pd.Series(dtype="str"), source)


def _is_native(lines: list[str]) -> bool:
    """Say whether most lines are ``epoch|callid|queue|agent|EVENT…``; a few may be damaged."""
    cells = [line.split("|") for line in lines]
    good = [len(each) >= 5 and each[0].isdigit() and each[4].isalnum() for each in cells]
    return sum(good) * 2 > len(lines)


def _headings(line: str) -> tuple[str, ...] | None:
    """Return our names of the columns of an export, if its first line is such a header."""
    cells = split_line(line, delimiter_of(line))
    names = tuple(_HEADINGS.get(cell.strip().lower(), f"_{cell}") for cell in cells)
    return names if set(names) >= _NEEDED and len(set(names)) == len(names) else None


def _native(path: Path) -> Iterator[tuple[pd.DataFrame, pd.Series]]:
    for block in read_blocks(path):
        yield _native_events(block)


def _native_events(block: Block) -> tuple[pd.DataFrame, pd.Series]:
    """Return the events of calls in a block, and its lines that are no event at all."""
    text = pa.scalar(block.data.decode("utf-8"), pa.large_string())
    lines = pa.compute.utf8_rtrim(pa.compute.split_pattern(text, "\n").values, "\r\n ")
    cells = pa.compute.split_pattern(lines, "|", max_splits=len(FIELDS))
    sound = pa.compute.and_(
        pa.compute.greater_equal(pa.compute.list_value_length(cells), 5),
        pa.compute.match_substring_regex(lines, r"^[0-9]+(\.[0-9]+)?\|"),
    )
    sound = np.asarray(sound)
    numbers = np.arange(block.first, block.first + len(lines))
    damaged = ~sound & np.asarray(pa.compute.not_equal(lines, ""))
    broken = pd.Series(lines.filter(pa.array(damaged)).to_pandas(), dtype="str").set_axis(
        numbers[damaged]
    )
    event = _field(cells, 4)
    wanted = np.asarray(pa.compute.is_in(event, pa.array(CALL_EVENTS, pa.large_string())))
    chosen = pa.array(sound & wanted)
    columns = {name: _field(cells, place).filter(chosen) for place, name in enumerate(FIELDS)}
    events = pa.table(columns).to_pandas().set_axis(numbers[sound & wanted])
    seconds = pd.to_numeric(events["time"], errors="coerce")
    sensible = seconds.where(seconds < 32_503_680_000)
    return _of_calls(events.assign(at=sensible)), broken


def _field(cells: pa.ListArray, place: int) -> pa.Array:
    """Return one cell of each line, empty where the line is shorter."""
    starts = np.asarray(cells.offsets)[:-1]
    present = np.asarray(pa.compute.list_value_length(cells)) > place
    places = pa.array(starts + place, mask=~present)
    return pa.compute.fill_null(cells.values.take(places), "")


def _exported(
    path: Path, first_line: str, names: tuple[str, ...], source: Source
) -> Iterator[tuple[pd.DataFrame, pd.Series]]:
    zone = "UTC" if is_set(source, "utc") else source.timezone
    for cells in read_cells(path, Layout(names, delimiter_of(first_line), 1)):
        table = cells.table
        if "data" in table and "data1" not in table:
            parts = table["data"].str.split("|", expand=True).reindex(columns=range(5))
            table = table.assign(**{f"data{n + 1}": parts[n] for n in range(5)})
        table = table.reindex(columns=list(FIELDS)).astype("str").fillna("")
        wanted = table[table["event"].isin(CALL_EVENTS)]
        at = timestamps(wanted["time"], _LAYOUTS, zone)
        seconds = at.astype("int64").where(at.notna()) / 1e6
        yield _of_calls(wanted.assign(at=seconds)), cells.broken


def _of_calls(events: pd.DataFrame) -> pd.DataFrame:
    """Keep what concerns a call, and what closes all calls."""
    nobody = events["call"].isin(_NOT_A_CALL) & (events["event"] != "QUEUESTART")
    return events[~nobody]
