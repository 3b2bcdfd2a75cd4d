"""Alcatel-Lucent OmniPCX Enterprise: accounting tickets ED5.2, one line of fixed width each."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.frames.batches import Batch
from etl.readers.base import FileHead, read_head
from etl.readers.call_legs import (
    INBOUND,
    INTERNAL,
    LEG_COLUMNS,
    OUTBOUND,
    batch_of_legs,
    seconds_utc,
    unread,
)
from etl.readers.cdr_calls import OpenLegs
from etl.readers.lines import Block, read_blocks, sample
from etl.readers.parsers import durations
from etl.readers.settings import is_set, words_of

VERSION = "ED5.2"
# First and last column of each field that is used, counted from 1 as the manual does.
_FIELDS = {
    "version": (1, 5), "called": (6, 35), "charged": (36, 65), "calling": (137, 166),
    "type": (167, 168), "end": (170, 186), "duration": (202, 211), "trunk": (212, 216),
    "trunk_group": (217, 221), "reference": (349, 358), "dialled": (396, 425),
    "waiting": (426, 430), "effective": (431, 440), "start": (442, 458),
}  # fmt: skip
_NEEDED_WIDTH = 458
_FULL_WIDTH = 525
_TICKET = re.compile(r"ED[0-9]\.[0-9].{161}[ 0-9]{2}.[0-9]{8} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_LAYOUT = "%Y%m%d %H:%M:%S"
# Public incoming, direct or through the private network; declared otherwise by the source.
_INCOMING = ("4", "5", "9", "12")
_OUTGOING = ("0", "1", "7", "11")
_UNSPECIFIED = "6"


class OxeFormat:
    """One call for each reference of a trunk and a day, whatever its tickets.

    Times are of the source's zone (setting ``utc``). The wait is what the ticket tells; a
    blank one is unknown. ``incoming_types`` are the types of call that come from outside.
    """

    name = "oxe_tickets"
    datasets = frozenset({Dataset.CALLS})
    settings = frozenset({"utc", "queues", "incoming_types", "machines", "closed"})

    def identify(self, head: FileHead) -> bool:
        lines = sample(head)
        return sum(bool(_TICKET.match(line)) for line in lines) * 2 > len(lines)

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        versions = {line[:5] for line in sample(read_head(path)) if _TICKET.match(line)}
        if VERSION not in versions:
            raise UnreadableFileError(
                path,
                f"Ces tickets de taxation OXE sont de version {', '.join(sorted(versions))} ; "
                f"seule la version {VERSION} ({_FULL_WIDTH} caractères par ligne) est lue. "
                f"La faire choisir par l'installateur du standard.",
            )
        open_legs = OpenLegs()
        for block in read_blocks(path):
            tickets, broken = _cut(block)
            legs, aside = _legs(tickets, source)
            yield batch_of_legs(open_legs.settle(legs), broken, source, aside)
        yield batch_of_legs(open_legs.rest(), pd.Series(dtype="str"), source, {})


def _cut(block: Block) -> tuple[pd.DataFrame, pd.Series]:
    """Cut the lines into fields; those of another width or version are broken."""
    text = block.data.decode("utf-8").removesuffix("\n")
    lines = pd.Series(text.split("\n"), dtype="str").str.rstrip("\r")
    lines.index = pd.RangeIndex(block.first, block.first + len(lines))
    lines = lines[lines.str.strip() != ""]
    width = lines.str.len()
    sound = width.between(_NEEDED_WIDTH, _FULL_WIDTH) & lines.str.startswith(VERSION)
    kept = lines[sound]
    fields = {
        name: kept.str.slice(first - 1, last).str.strip()
        for name, (first, last) in _FIELDS.items()
    }
    return pd.DataFrame(fields, index=kept.index), lines[~sound]


def _legs(tickets: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the legs, and the tickets that do not say where the call comes from."""
    kind = tickets["type"].str.lstrip("0").mask(tickets["type"].str.fullmatch("0+"), "0")
    untold = kind == _UNSPECIFIED
    aside = {"other": int(untold.sum())} if untold.any() else {}
    tickets, kind = tickets[~untold], kind[~untold]
    zone = "UTC" if is_set(source, "utc") else source.timezone
    at, until = (_instants(tickets[name], zone) for name in ("start", "end"))
    waiting, effective, whole = (
        durations(tickets[name]) for name in ("waiting", "effective", "duration")
    )
    talk = effective.fillna(whole)
    reached = talk > 0
    incoming = words_of(source, "incoming_types") or _INCOMING
    called = tickets["dialled"].where(tickets["dialled"] != "", tickets["called"])
    legs = {
        "call": _calls(tickets),
        "direction": np.select(
            [kind.isin(incoming), kind.isin(_OUTGOING)], [INBOUND, OUTBOUND], INTERNAL
        ),
        "rank": 0,
        "at": at,
        "until": until.where(~reached),
        "reached": reached,
        # A call that rang elsewhere before has waited since its first ticket.
        "reached_at": (at + waiting).where(reached),
        "told_wait": waiting.where(~reached),
        "talk": talk,
        "gave_up": False,
        "queue": called.where(called != "", tickets["charged"]),
        "caller": tickets["calling"],
        "start_text": tickets["start"],
        "wait_text": unread(tickets["waiting"], waiting),
        "talk_text": unread(tickets["effective"], effective),
    }
    return pd.DataFrame(legs, index=tickets.index)[list(LEG_COLUMNS)], aside


def _calls(tickets: pd.DataFrame) -> pd.Series:
    """Name each call; references begin again, so the day and the trunk stand beside.

    A ticket without reference is a call by itself, known by its instant and its ends.
    """
    day = tickets["start"].str.slice(0, 8)
    referred = tickets["reference"].str.contains("[1-9A-Za-z]", regex=True)
    trunk = tickets["trunk_group"] + "/" + tickets["trunk"]
    alone = tickets["start"] + " " + trunk + " " + tickets["charged"]
    named = day + " " + tickets["reference"] + " " + trunk
    return named.where(referred, alone)


def _instants(text: pd.Series, zone: str) -> pd.Series:
    return seconds_utc(pd.to_datetime(text, format=_LAYOUT, errors="coerce"), zone)
