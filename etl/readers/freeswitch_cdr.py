"""FreeSWITCH call detail records (``mod_cdr_csv``): the default template, or with headers."""

import re
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
    outside_number,
    seconds_utc,
    unread,
)
from etl.readers.cdr_calls import OpenLegs
from etl.readers.lines import Layout, delimiter_of, split_line
from etl.readers.record_lines import CallRecords, alike
from etl.readers.settings import is_set, words_of

# The template ``example`` of cdr_csv.conf.xml, in which most switches write.
FIELDS = (
    "caller_id_name", "caller_id_number", "destination_number", "context", "start_stamp",
    "answer_stamp", "end_stamp", "duration", "billsec", "hangup_cause", "uuid", "bleg_uuid",
    "accountcode", "read_codec", "write_codec",
)  # fmt: skip
_NEEDED = {"uuid", "hangup_cause", "billsec"}
_STARTS = {"start_stamp", "start_epoch"}
_USED = (*FIELDS, "direction", "start_epoch", "answer_epoch", "end_epoch")
_STAMP = re.compile(
    r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2} [0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"
)
_CAUSE = re.compile(r"[A-Z]+(_[A-Z0-9]+)*")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# A spreadsheet that saves the file again takes seconds and leading zeros away.
_LAYOUTS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
)  # fmt: skip
_FROM_OUTSIDE = ("public",)
_GAVE_UP = "ORIGINATOR_CANCEL"


class FreeSwitchFormat(CallRecords):
    """One call for each ``uuid``; the leg of who answers counts with the leg of who calls.

    Stamps are of the source's zone (setting ``utc``), epochs are UTC. The wait is
    ``duration`` less ``billsec``: seconds even where the stamps have lost theirs. The
    switch itself answers the numbers named in ``waiting`` and makes wait: there only the
    leg of the agent tells, and without it the wait is unknown.
    """

    name = "freeswitch_cdr"
    settings = frozenset(
        {"utc", "queues", "inbound_contexts", "internal_digits", "waiting", "machines",
         "closed"}
    )  # fmt: skip

    def layout(self, lines: Sequence[str]) -> Layout | None:
        return _layout(lines)

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        open_legs = OpenLegs()
        for cells in self.cells(path):
            records = cells.table.assign(
                **{name: "" for name in _USED if name not in cells.table}
            )
            legs = _legs(records, source)
            # A leg is known for the second of its call by the leg that stands beside it.
            linked = _linked(pd.concat([open_legs.rest(), legs]))
            yield _batch(open_legs.settle(linked), cells.broken, source)
        yield _batch(open_legs.rest(), pd.Series(dtype="str"), source)


def _layout(lines: Sequence[str]) -> Layout | None:
    delimiter = delimiter_of(lines[0])
    heading = tuple(cell.strip().lower() for cell in split_line(lines[0], delimiter))
    if set(heading) >= _NEEDED and _STARTS & set(heading):
        return Layout(heading, delimiter, 1) if len(set(heading)) == len(heading) else None
    found = alike(lines, delimiter, _start_place)
    if found is None:
        return None
    shift = found.place - FIELDS.index("start_stamp")
    named = {shift + place: name for place, name in enumerate(FIELDS)}
    names = tuple(named.get(place, f"_{place}") for place in range(found.width))
    return Layout(names, delimiter)


def _start_place(cells: Sequence[str]) -> int | None:
    """Return the place of ``start_stamp``, known by what follows it."""
    for place in range(len(cells) - 6):
        start, answer, end, duration, billsec, cause, uuid = cells[place : place + 7]
        if (
            _STAMP.fullmatch(start)
            and _STAMP.fullmatch(end)
            and (not answer or _STAMP.fullmatch(answer))
            and duration.isdigit()
            and billsec.isdigit()
            and _CAUSE.fullmatch(cause)
            and _UUID.fullmatch(uuid)
        ):
            return place
    return None


def _legs(records: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return a leg for each record, with ``uuid`` and ``other``, the uuid of its fellow."""
    zone = "UTC" if is_set(source, "utc") else source.timezone
    at, answered, until = (
        _instants(records, name, zone) for name in ("start", "answer", "end")
    )
    duration, talk = (numbers_of(records[name]) for name in ("duration", "billsec"))
    called = records["destination_number"].str.strip()
    reached = answered.notna() & (talk > 0)
    makes_wait = called.isin(words_of(source, "waiting"))
    legs = {
        "direction": _directions(records, source),
        "at": at,
        "until": (at + duration).fillna(until),
        "reached": reached & (~makes_wait | (records["bleg_uuid"] != "")),
        "reached_at": (at + duration - talk).where(reached & ~makes_wait),
        "told_wait": np.nan,
        "talk": talk.where(~makes_wait),
        "gave_up": (records["hangup_cause"] == _GAVE_UP) | (makes_wait & reached),
        "queue": called,
        "caller": records["caller_id_number"],
        "start_text": records["start_stamp"].where(
            records["start_stamp"] != "", records["start_epoch"]
        ),
        "wait_text": unread(records["duration"], duration),
        "talk_text": unread(records["billsec"], talk),
        "uuid": records["uuid"].str.strip(),
        "other": records["bleg_uuid"].str.strip(),
        "rank": 0,
    }
    return pd.DataFrame({"call": legs["uuid"], **legs}, index=records.index)


def _instants(records: pd.DataFrame, name: str, zone: str) -> pd.Series:
    """Return seconds UTC: of the epoch where the file has it (0: never), else of the stamp."""
    epoch = numbers_of(records[f"{name}_epoch"])
    told = epoch.where(epoch > 0)
    text = records[f"{name}_stamp"].str.strip()
    read = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    for layout in _LAYOUTS:
        left = read.isna() & (text != "")
        if left.any():
            found = pd.to_datetime(text[left], format=layout, errors="coerce")
            read = read.fillna(found.dt.as_unit("us"))
    return told.fillna(seconds_utc(read, zone))


def _directions(records: pd.DataFrame, source: Source) -> np.ndarray:
    contexts = words_of(source, "inbound_contexts") or _FROM_OUTSIDE
    outside = outside_number(source)
    comes = (records["direction"] == "inbound") & (records["context"] != "default")
    comes |= records["context"].isin(contexts)
    calls_from, called = (
        records[name].str.strip().str.fullmatch(outside)
        for name in ("caller_id_number", "destination_number")
    )
    return np.select([comes, called, calls_from], [INBOUND, OUTBOUND, INBOUND], INTERNAL)


def _linked(legs: pd.DataFrame) -> pd.DataFrame:
    """Name the call of each leg: the uuid of who called.

    Of two legs that name each other, who calls began first; at the same second his leg
    lasts longer, since it also rings.
    """
    firsts = legs.drop_duplicates("uuid").set_index("uuid")
    fellow = firsts.reindex(legs["other"].where(legs["other"] != "", None))
    began, ended = (fellow[name].to_numpy() for name in ("at", "until"))
    at, until = legs["at"].to_numpy(), legs["until"].to_numpy()
    is_second = (began < at) | ((began == at) & (ended > until))
    return legs.assign(
        call=legs["uuid"].mask(is_second, legs["other"]), rank=is_second.astype("int64")
    )


def _batch(legs: pd.DataFrame, broken: pd.Series, source: Source) -> Batch:
    """Return the calls; a record written twice counts once, the leg of an agent tells more."""
    if legs.empty:
        return batch_of_legs(legs, broken, source, {})
    legs = legs.sort_values("reached", ascending=False, kind="stable")
    again = legs["uuid"].duplicated() & (legs["uuid"] != "")
    legs = legs[~again].sort_index(kind="stable")
    aside = {"duplicate": int(again.sum())} if again.any() else {}
    calling = legs["rank"] == 0
    # Where the agent's leg is there, his answer is the answer, and his talk the talk.
    answering = legs["call"].isin(set(legs.loc[~calling & legs["reached"], "call"]))
    told = legs.assign(
        reached=legs["reached"] & ~(calling & answering), gave_up=legs["gave_up"] & calling
    )
    return batch_of_legs(told[list(LEG_COLUMNS)], broken, source, aside)
