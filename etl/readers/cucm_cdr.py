"""Cisco CUCM call detail records: a row of names, a row of types, one record a leg."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.call_legs import (
    INBOUND,
    INTERNAL,
    LEG_COLUMNS,
    OUTBOUND,
    batch_of_legs,
    numbers_of,
    unread,
)
from etl.readers.cdr_calls import OpenLegs
from etl.readers.lines import Layout, delimiter_of, split_line
from etl.readers.record_lines import CallRecords
from etl.readers.settings import words_of

_NEEDED = {"cdrrecordtype", "globalcallid_callmanagerid", "globalcallid_callid"}
# Where the columns stand that are used, in the order in which Cisco documents them: an
# export without its row of names still has its row of types, and versions only add columns.
_PLACES = {
    "cdrrecordtype": 0, "globalcallid_callmanagerid": 1, "globalcallid_callid": 2,
    "datetimeorigination": 4, "callingpartynumber": 8, "origcause_value": 11,
    "originalcalledpartynumber": 29, "finalcalledpartynumber": 30, "datetimeconnect": 47,
    "datetimedisconnect": 48, "pkid": 50, "duration": 55,
    "origdevicename": 56, "destdevicename": 57,
    "origcalledpartyredirectonbehalfof": 60, "lastredirectredirectonbehalfof": 61,
    "globalcallid_clusterid": 65, "joinonbehalfof": 66,
}  # fmt: skip
_OTHERS = ("huntpilotdn", "wascallqueued", "totalwaittimeinqueue")
_TYPE = re.compile(
    r"INTEGER|UNIQUEIDENTIFIER|STRING|(VAR)?CHAR ?\([0-9]+\)|BIGINT", re.IGNORECASE
)
_FEWEST_TYPES = 20
_CALL, _QUALITY = "1", "2"
_RECORDING = "27"  # redirected on behalf of the recorder
_CLEARED = 16.0  # Q.850: normal call clearing, here by who called
_PHONE = r"(?i)^(?:SEP|ATA|AN[0-9A-F]|VG|BAT|CSF|BOT|TCT|TAB|CIPC|IPC|UPC|CTI)"


class CucmFormat(CallRecords):
    """One call for each ``globalCallID``, whatever the number of its legs; epochs are UTC.

    Legs of the recorder and records of sound quality (CMR) are set aside. A call comes from
    outside when its first leg comes by one of the ``trunks`` (beginnings of names of
    devices), or without this setting by a device that is no telephone. The wait is the
    longer of what the queue tells and of the time to the answer: the switch may answer
    before the queue does. A queued call that reached no device was abandoned.
    """

    name = "cucm_cdr"
    settings = frozenset({"trunks", "queues", "machines", "closed"})

    def layout(self, lines: Sequence[str]) -> Layout | None:
        return _layout(lines)

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        open_legs = OpenLegs()
        for cells in self.cells(path):
            records = _complete(cells.table)
            calls, aside = _parted(records)
            settled = open_legs.settle(_legs(calls, source))
            yield batch_of_legs(settled, cells.broken, source, aside)
        yield batch_of_legs(open_legs.rest(), pd.Series(dtype="str"), source, {})


def _layout(lines: Sequence[str]) -> Layout | None:
    delimiter = delimiter_of(lines[0])
    first = [cell.strip().lower() for cell in split_line(lines[0], delimiter)]
    if set(first) >= _NEEDED and len(set(first)) == len(first):
        typed = len(lines) > 1 and _is_types(split_line(lines[1], delimiter))
        return Layout(tuple(first), delimiter, 2 if typed else 1)
    if len(first) < _FEWEST_TYPES or not _is_types(first):
        return None
    names = [f"_{place}" for place in range(len(first))]
    for name, place in _PLACES.items():
        if place < len(names):
            names[place] = name
    return Layout(tuple(names), delimiter, 1)


def _is_types(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_TYPE.fullmatch(cell.strip()) for cell in cells)


def _complete(table: pd.DataFrame) -> pd.DataFrame:
    absent = {name: "" for name in (*_PLACES, *_OTHERS) if name not in table}
    return table.assign(**absent)


def _parted(records: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Part the legs of calls from what is none, counted by reason."""
    kind = records["cdrrecordtype"].str.strip()
    behalf = [
        records[name].str.strip() == _RECORDING
        for name in _PLACES
        if name.endswith("onbehalfof")
    ]
    again = (records["pkid"] != "") & records["pkid"].duplicated()
    cases = {
        "quality_record": kind == _QUALITY,
        "other": (kind != _CALL) & kind.str.isdigit(),
        "recording": np.logical_or.reduce(behalf),
        "duplicate": again,
    }
    reasons = np.select(list(cases.values()), list(cases), "")
    counts = Counter(reasons[reasons != ""].tolist())
    return records[reasons == ""], dict(counts)


def _legs(records: pd.DataFrame, source: Source) -> pd.DataFrame:
    number = {
        name: numbers_of(records[name])
        for name in ("datetimeorigination", "datetimeconnect", "datetimedisconnect",
                     "duration", "totalwaittimeinqueue", "origcause_value")
    }  # fmt: skip
    at, until = number["datetimeorigination"], number["datetimedisconnect"]
    connected = number["datetimeconnect"].where(number["datetimeconnect"] > 0)
    reached = connected.notna() & (records["destdevicename"] != "")
    queued = records["wascallqueued"].str.strip() == "1"
    in_queue = number["totalwaittimeinqueue"].where(queued)
    measured = connected.where(reached, until.where(until > 0)) - at
    identity = ["globalcallid_clusterid", "globalcallid_callmanagerid"]
    legs = {
        "call": _joined(records, [*identity, "globalcallid_callid"]),
        "direction": _directions(records, source),
        "rank": 0,
        "at": at,
        "until": until.where(until > 0),
        "reached": reached,
        "reached_at": connected,
        "told_wait": in_queue.where(~(measured > in_queue), measured),
        "talk": number["duration"],
        "gave_up": ~reached & (queued | (number["origcause_value"] == _CLEARED)),
        "queue": _called(records),
        "caller": records["callingpartynumber"],
        "start_text": records["datetimeorigination"],
        "wait_text": unread(records["datetimeconnect"], number["datetimeconnect"]),
        "talk_text": unread(records["duration"], number["duration"]),
    }
    return pd.DataFrame(legs, index=records.index)[list(LEG_COLUMNS)]


def _joined(records: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    first, *others = (records[name].str.strip() for name in names)
    joined = first.str.cat(others, sep="-")
    return joined.where(others[-1] != "", "")


def _called(records: pd.DataFrame) -> pd.Series:
    """Return the hunt pilot, else the number first called."""
    pilot, first = records["huntpilotdn"], records["originalcalledpartynumber"]
    named = pilot.where(pilot != "", first)
    return named.where(named != "", records["finalcalledpartynumber"])


def _directions(records: pd.DataFrame, source: Source) -> np.ndarray:
    trunks = words_of(source, "trunks")

    def is_outside(device: pd.Series) -> pd.Series:
        if trunks:
            return device.str.startswith(trunks)
        return (device != "") & ~device.str.contains(_PHONE, regex=True)

    origin, destination = records["origdevicename"], records["destdevicename"]
    return np.select(
        [is_outside(origin), is_outside(destination)], [INBOUND, OUTBOUND], INTERNAL
    )
