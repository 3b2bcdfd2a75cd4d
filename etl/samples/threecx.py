"""The call records of the first telephone of Figeac: no header, and waits untold."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.samples.story import FIGEAC_SWITCH, Story
from etl.samples.writing import PLAIN, Row, stamps, write_csv

STAMP = "%Y/%m/%d %H:%M:%S"
TRUNK, QUEUE = "10000", "802"
# How the record of the queue says what became of the call.
CHANGED = {"answered": "ReplacedDst", "overflowed": "QFwdToDNA"}
ENDED = {"answered": "TerminatedByDst", "overflowed": "TerminatedBySrc",
         "abandoned": "TerminatedBySrc", "unanswered": "NotAvailable"}  # fmt: skip
# Every so many incoming calls, one from desk to desk.
INTERNAL_EVERY = 12


class _Call(NamedTuple):
    number: int
    outcome: str
    caller: str
    agent: int
    spent: int
    started: str
    ended: str


def write_threecx(story: Story, folder: Path, calls: pd.DataFrame) -> Iterator[Path]:
    """Write the records of the months before the change of telephone, one file each.

    The closed-hours message comes before the switch: these calls leave no record.
    """
    random = story.random("3cx")
    calls = calls[calls["outcome"] != "closed"]
    begun = calls["started"].to_numpy()
    spent = (calls["wait"] + calls["talk"]).to_numpy()
    known = calls.assign(
        number=np.arange(len(calls)) + 4_000,
        agent=random.integers(101, 104, len(calls)),
        spent=spent,
        ended=stamps(begun + spent.astype("timedelta64[s]"), STAMP),
        started=stamps(begun, STAMP),
    )
    for place, month in enumerate(story.months[:FIGEAC_SWITCH]):
        own = known[known["place"] == place]
        columns = (own[name].tolist() for name in _Call._fields)
        rows = [row for each in zip(*columns, strict=True) for row in _records(_Call(*each))]
        path = folder / f"3cx_figeac_{month:%Y-%m}.csv"
        yield write_csv(path, rows[0], rows[1:], PLAIN)


def _records(call: _Call) -> Iterator[Row]:
    """Yield the record of an incoming call and, now and then, that of one inside."""
    answered = call.outcome == "answered"
    final = str(call.agent) if answered else QUEUE
    name, caller = f"Call {call.number}", call.caller or "anonymous"
    yield (
        name, f"00000184B5C1_{call.number}", _clock(call.spent), call.started, call.started,
        call.ended, ENDED[call.outcome], caller, f"Ext.{QUEUE}", TRUNK, QUEUE, QUEUE,
        CHANGED.get(call.outcome, ""), f"Ext.{final}", final, "", "", "", "",
        f"Chain: {caller},Ext.{QUEUE},", "External", "Internal", "Internal", "", "", "",
        "" if answered else "101;102",
    )  # fmt: skip
    if call.number % INTERNAL_EVERY == 0:
        desk = f"Ext.{call.agent}"
        yield (
            f"{name}9", f"00000184B5C2_{call.number}", "00:00:40", call.ended, call.ended,
            call.ended, "TerminatedBySrc", desk, "Ext.110", str(call.agent), "110", "110",
            "", "Ext.110", "110", "", "", "", "", f"Chain: {desk},Ext.110,", "Internal",
            "Internal", "Internal", "", "", "", "",
        )  # fmt: skip


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
