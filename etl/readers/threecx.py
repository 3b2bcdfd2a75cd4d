"""3CX call data records: one line a call, in the order of fields that the site chose."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch, typed
from etl.readers.base import FileHead, read_head
from etl.readers.lines import (
    Cells,
    Layout,
    delimiter_of,
    read_cells,
    sample,
    split_line,
    with_broken,
)
from etl.readers.parsers import durations, timestamps
from etl.readers.settings import is_set, places_of, table_of, words_of

FIELDS = (
    "historyid", "callid", "duration", "time_start", "time_answered", "time_end",
    "reason_terminated", "from_no", "to_no", "from_dn", "to_dn", "dial_no",
    "reason_changed", "final_number", "final_dn", "bill_code", "bill_rate", "bill_cost",
    "bill_name", "chain", "from_type", "to_type", "final_type", "from_dispname",
    "to_dispname", "final_dispname", "missed_queue_calls",
)  # fmt: skip
_NEEDED = {"historyid", "time_start", "from_dn", "to_dn"}
_LAYOUTS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S")
_RECORD = re.compile(r"\ufeff?Call [0-9]+")
_INSTANT = re.compile(r"[0-9]{4}[/-][0-9]{2}[/-][0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_INSIDE = ("Internal", "Extension", "")
_MACHINES = ("IVR", "VoiceMail", "SpecialMenu")
_HANDED_OVER, _FORWARDED = "ReplacedDst", "QFwdToDNA"
_HUNG_UP = ("TerminatedBySrc", "Failed_Cancelled")


class ThreeCxFormat:
    """Incoming calls; what goes out or stays inside is set aside.

    Of a queue call the record tells when the *queue* picked up, not the agent: the wait of
    an answered one is unknown, and its talk too, because the duration counts both.
    """

    name = "threecx_cdr"
    datasets = frozenset({Dataset.CALLS})
    settings = frozenset({"fields", "trunks", "queues", "closed", "utc"})

    def identify(self, head: FileHead) -> bool:
        lines = sample(head)
        return bool(lines) and (_header(lines[0]) is not None or _is_headless(lines))

    def fits(self, head: FileHead, source: Source) -> bool:
        """A file without header must have the number of fields that the source declares."""
        lines = sample(head)
        if _header(lines[0]) is not None:
            return True
        widths = {len(split_line(line, delimiter_of(line))) for line in lines}
        return len(_fields(source)) in widths

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        lines = sample(read_head(path))
        header = _header(lines[0])
        names = header or _fields(source)
        layout = Layout(names, delimiter_of(lines[0]), 1 if header else 0)
        queues = set(table_of(source, "queues"))
        for cells in read_cells(path, layout):
            records = _complete(cells)
            queues |= _queues(records, source)
            yield with_broken(_batch(records, queues, source), cells.broken)


def _header(line: str) -> tuple[str, ...] | None:
    names = tuple(cell.strip().lower() for cell in split_line(line, delimiter_of(line)))
    return names if set(names) >= _NEEDED and len(set(names)) == len(names) else None


def _is_headless(lines: list[str]) -> bool:
    """Say whether most lines have a ``Call 123`` and two instants; a few may be damaged."""
    cells = [split_line(line, delimiter_of(line)) for line in lines]
    good = [
        any(_RECORD.fullmatch(cell) for cell in each)
        and sum(bool(_INSTANT.fullmatch(cell)) for cell in each) >= 2
        for each in cells
    ]
    return sum(good) * 2 > len(lines)


def _fields(source: Source) -> tuple[str, ...]:
    return words_of(source, "fields") or FIELDS


def _complete(cells: Cells) -> pd.DataFrame:
    """Return the records with all fields; those that the site leaves out are empty."""
    absent = {name: "" for name in FIELDS if name not in cells.table}
    return cells.table.assign(**absent)


def _is_inbound(records: pd.DataFrame, source: Source) -> pd.Series:
    """Say which calls come by a trunk: a declared one, else a line or a DN 10000, 10001…"""
    if trunks := words_of(source, "trunks"):
        return records["from_dn"].isin(trunks)
    trunk = records["from_dn"].str.fullmatch("1[0-9]{4}")
    return (records["from_type"] == "Line") | (trunk & ~records["from_type"].isin(_INSIDE[:2]))


def _is_closed(records: pd.DataFrame, source: Source) -> pd.Series:
    closed = words_of(source, "closed") or ("EndCall",)
    return records["to_dn"].isin(closed) | records["to_no"].isin(closed)


def _queues(records: pd.DataFrame, source: Source) -> set[str]:
    """Return the DN that behave like queues: they hand calls over, or note those missed."""
    inbound = _is_inbound(records, source) & ~_is_closed(records, source)
    acts = records["reason_changed"].isin([_HANDED_OVER, _FORWARDED])
    acts |= (records["to_type"] == "Queue") | (records["missed_queue_calls"] != "")
    return set(records.loc[inbound & acts, "to_dn"])


def _batch(records: pd.DataFrame, queues: set[str], source: Source) -> Batch:
    inbound = _is_inbound(records, source)
    calls = records[inbound]
    outcome = _outcomes(calls, queues, source)
    direct = (outcome == "answered") & ~calls["to_dn"].isin(list(queues))
    wait, ended = _waits(calls, outcome.isin(["abandoned", "unanswered"]), direct, source)
    dated = calls["historyid"] + " " + calls["callid"]
    columns = {
        # The numbers of ``historyid`` begin again when a switch is installed anew.
        "source_id": dated.where(calls["callid"] != "", calls["historyid"]),
        "started_at": timestamps(calls["time_start"], _LAYOUTS, _zone(source)),
        "direction": "inbound",
        "outcome": outcome,
        "wait_s": wait,
        "talk_s": durations(calls["duration"]).where(direct),
        "queue": calls["to_dn"],
        "caller": calls["from_no"].where(calls["from_no"].str.contains("[0-9]{3}")),
        **places_of(calls["to_dn"], source),
    }
    raw = pd.DataFrame(
        {
            "source_id": calls["historyid"],
            "started_at": calls["time_start"],
            "outcome": calls["reason_terminated"],
            "wait_s": ended,
            "talk_s": calls["duration"].where(direct, ""),
        }
    )
    rows = typed(Dataset.CALLS, columns, calls.index)
    return Batch(Dataset.CALLS, rows, raw, _aside(records[~inbound]))


def _waits(
    calls: pd.DataFrame, lost: pd.Series, direct: pd.Series, source: Source
) -> tuple[pd.Series, pd.Series]:
    """Return the waits that the record tells, and the text of the instant that ends them."""
    ended = calls["time_end"].where(lost, calls["time_answered"].where(direct, ""))
    end, start = (
        timestamps(text, _LAYOUTS, _zone(source)) for text in (ended, calls["time_start"])
    )
    wait = (end - start).dt.total_seconds()
    # A readable end is not at fault when the start is unreadable.
    return wait, ended.where(end.isna() | wait.notna(), "")


def _zone(source: Source) -> str:
    return "UTC" if is_set(source, "utc") else source.timezone


def _outcomes(calls: pd.DataFrame, queues: set[str], source: Source) -> pd.Series:
    in_queue = calls["to_dn"].isin(list(queues))
    changed = calls["reason_changed"]
    picked_up = changed.isin([_HANDED_OVER, "PickedUp"]).where(
        in_queue, calls["time_answered"] != ""
    )
    cases = [
        _is_closed(calls, source),
        changed == _FORWARDED,
        calls["to_type"].isin(_MACHINES) & (changed != _HANDED_OVER),
        picked_up,
        calls["reason_terminated"].isin(_HUNG_UP),
    ]
    words = ["closed", "overflowed", "voice_server", "answered", "abandoned"]
    return pd.Series(np.select(cases, words, "unanswered"), index=calls.index, dtype="str")


def _aside(others: pd.DataFrame) -> dict[str, int]:
    """Count what is no call from the public."""
    inside = others["from_type"].isin(_INSIDE) & others["to_type"].isin(_INSIDE)
    numbered = others["to_no"].str.fullmatch(r"\+?[0-9]+")
    outbound = others["from_type"].isin(_INSIDE) & ~inside & numbered
    counts = {
        "outbound": int(outbound.sum()),
        "internal": int(inside.sum()),
        "other": int((~outbound & ~inside).sum()),
    }
    return {reason: count for reason, count in counts.items() if count}
