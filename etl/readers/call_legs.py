"""Legs of any switch become calls: one call counts once, whatever the number of its legs."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import DefinitionError
from etl.frames.batches import Batch, no_rows, typed
from etl.readers.lines import with_broken
from etl.readers.parsers import from_epoch, localized
from etl.readers.settings import places_of, words_of

INBOUND, OUTBOUND, INTERNAL = "inbound", "outbound", "internal"

# What a reader says of each leg; the index is the line in the file.
#   call: what the legs of one call share            direction: where the leg comes from
#   rank: 0 for who calls, 1 for who is called
#   at, until: when it began and ended, seconds UTC  reached: a person answered it
#   reached_at: when, where the switch says so       told_wait: the wait that it tells, s
#   talk: conversation, s                            gave_up: the caller hung up first
#   queue: what was called                           caller: a number, or nothing
#   start_text, wait_text, talk_text: what the file says, where it could not be read
LEG_COLUMNS = (
    "call", "direction", "rank", "at", "until", "reached", "reached_at", "told_wait", "talk",
    "gave_up", "queue", "caller", "start_text", "wait_text", "talk_text",
)  # fmt: skip
_NUMBERED = r"[0-9]{3}"


def batch_of_legs(
    legs: pd.DataFrame, broken: pd.Series, source: Source, aside: Mapping[str, int]
) -> Batch:
    """Return the incoming calls that the legs make, beside the lines that are broken.

    Where a call comes from, its first leg tells. A wait that no leg tells stays unknown.
    Settings: ``closed`` and ``machines`` are what nobody answers (the closed-hours message;
    a voice server, a voice mail). A call that asked for a person before it came to the
    closed-hours message was cut by the closing: it waited until the message.
    """
    counts = dict(aside)
    if legs.empty:
        nothing = Batch(Dataset.CALLS, no_rows(Dataset.CALLS), pd.DataFrame(), counts)
        return with_broken(nothing, broken)
    nameless = legs["call"] == ""
    each_alone = "\0" + pd.Series(legs.index, index=legs.index).astype("str")
    legs = legs.assign(call=legs["call"].mask(nameless, each_alone))
    ordered = legs.assign(line=legs.index).sort_values(["rank", "at", "line"])
    firsts = ordered.drop_duplicates("call").set_index("call").sort_values("line")
    inbound = firsts["direction"] == INBOUND
    for word, count in firsts.loc[~inbound, "direction"].value_counts().items():
        counts[str(word)] = counts.get(str(word), 0) + int(count)
    kept = firsts[inbound]
    told = _told(ordered[ordered["call"].isin(kept.index)], source).reindex(kept.index)
    columns, raw = _columns(told, kept, source)
    rows = typed(Dataset.CALLS, columns, raw.index)
    return with_broken(Batch(Dataset.CALLS, rows, raw, counts), broken)


def _told(legs: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return what the legs of each call say together."""
    machine = legs["queue"].isin(words_of(source, "machines"))
    closed = legs["queue"].isin(words_of(source, "closed"))
    reached = legs["reached"] & ~machine & ~closed
    marked = legs.assign(
        reached=reached,
        served=legs["reached"] & machine,
        closed=closed,
        asked_at=legs["at"].mask(closed | machine),
        closed_at=legs["at"].where(closed),
        reached_at=legs["reached_at"].where(reached),
        talk=legs["talk"].where(reached),
    )
    grouped = marked.groupby("call", sort=False)
    told = grouped.agg(
        at=("at", "min"),
        until=("until", "max"),
        reached=("reached", "any"),
        reached_at=("reached_at", "min"),
        told_wait=("told_wait", "max"),
        served=("served", "any"),
        closed=("closed", "any"),
        asked_at=("asked_at", "min"),
        closed_at=("closed_at", "max"),
        gave_up=("gave_up", "any"),
    )
    # A conversation that no leg tells is unknown, not of zero seconds.
    return told.assign(talk=grouped["talk"].sum(min_count=1))


def _columns(
    told: pd.DataFrame, firsts: pd.DataFrame, source: Source
) -> tuple[dict[str, object], pd.DataFrame]:
    outcome = _outcomes(told)
    ended = told["until"].mask(outcome == "cut_by_closing", told["closed_at"])
    measured = told["reached_at"].where(told["reached"], ended) - told["at"]
    wait = told["told_wait"].fillna(measured)
    queue = firsts["queue"].where(firsts["queue"] != "")
    named = ~firsts.index.str.startswith("\0")
    columns: dict[str, object] = {
        "source_id": firsts.index.where(named),
        "started_at": from_epoch(told["at"]).array,
        "direction": INBOUND,
        "outcome": outcome,
        "wait_s": wait.where(~np.isin(outcome, ["closed", "voice_server"])).array,
        "talk_s": told["talk"].where(told["reached"]).array,
        "queue": queue.array,
        "caller": firsts["caller"].where(firsts["caller"].str.contains(_NUMBERED)).array,
        **places_of(queue, source),
    }
    raw = {
        "source_id": firsts.index.where(named, ""),
        "started_at": firsts["start_text"].array,
        "wait_s": firsts["wait_text"].array,
        "talk_s": firsts["talk_text"].array,
    }
    return columns, pd.DataFrame(raw, index=pd.Index(firsts["line"].to_numpy()))


def _outcomes(told: pd.DataFrame) -> np.ndarray:
    cases = {
        "answered": told["reached"],
        "cut_by_closing": told["asked_at"] < told["closed_at"],
        "closed": told["closed"],
        "voice_server": told["served"],
        "abandoned": told["gave_up"],
    }
    return np.select(list(cases.values()), list(cases), "unanswered")


def outside_number(source: Source) -> str:
    """Return the pattern of a number that is no extension (setting ``internal_digits``)."""
    digits = source.settings.get("internal_digits", 5)
    if not isinstance(digits, int) or isinstance(digits, bool):
        raise DefinitionError(source.name, "settings.internal_digits", "attendu : un nombre")
    return f"\\+?[0-9]{{{digits + 1},}}"


def numbers_of(text: pd.Series) -> pd.Series:
    """Return plain numbers, null where there is none."""
    return pd.to_numeric(text.str.strip(), errors="coerce").astype("float64")


def unread(text: pd.Series, value: pd.Series) -> pd.Series:
    """Return the text of the cells that are written and could not be read, else nothing."""
    return text.where(value.isna(), "")


def seconds_utc(clock: pd.Series, zone: str) -> pd.Series:
    """Return clock readings (naive) as seconds since 1970, UTC."""
    instants = localized(clock.dt.as_unit("us"), zone)
    return (instants - pd.Timestamp(0, tz="UTC").as_unit("us")).dt.total_seconds()
