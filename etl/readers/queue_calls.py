"""Events of a queue log become calls; a call may straddle two stretches of the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch, no_rows, typed
from etl.readers.lines import with_broken
from etl.readers.parsers import from_epoch
from etl.readers.settings import places_of, words_of

RESTART = "QUEUESTART"
ENTERS = "ENTERQUEUE"
# What each event makes of the call, and which datum tells the wait and the talk.
OUTCOMES = {
    ENTERS: "unfinished",
    "CONNECT": "answered",
    "COMPLETEAGENT": "answered",
    "COMPLETECALLER": "answered",
    "TRANSFER": "answered",
    "BLINDTRANSFER": "answered",
    "ATTENDEDTRANSFER": "answered",
    "ABANDON": "abandoned",
    "EXITWITHTIMEOUT": "overflowed",
    "EXITWITHKEY": "overflowed",
    "EXITEMPTY": "overflowed",
    "SYSCOMPAT": "unanswered",
}
_WAIT_ENDS = {
    "CONNECT": "data1",
    "ABANDON": "data3",
    "EXITWITHTIMEOUT": "data3",
    "EXITEMPTY": "data3",
    "EXITWITHKEY": "data4",
}
# The wait is told again at the end: used only when the start is in an older log.
_WAIT_AGAIN = {
    "COMPLETEAGENT": "data1",
    "COMPLETECALLER": "data1",
    "TRANSFER": "data3",
    "BLINDTRANSFER": "data3",
    "ATTENDEDTRANSFER": "data3",
}
_TALKS = {
    "COMPLETEAGENT": "data2",
    "COMPLETECALLER": "data2",
    "TRANSFER": "data4",
    "BLINDTRANSFER": "data4",
    "ATTENDEDTRANSFER": "data4",
}
_TRANSFERS = ("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER")
CALL_EVENTS = (*OUTCOMES, RESTART)

# A call that left a queue may enter another one; one that has no end may still get it.
_MAY_COME_BACK_S = 3600
_MAY_STILL_END_S = 24 * 3600


@dataclass
class OpenCalls:
    """The events of calls that later lines of the log may still change."""

    kept: list[pd.DataFrame] = field(default_factory=list)

    def settle(self, events: pd.DataFrame) -> pd.DataFrame:
        """Return the events of the calls that are over; keep those of the others."""
        together = pd.concat([*self.kept, events]) if self.kept else events
        calls = together[together["event"] != RESTART]
        if calls.empty:
            self.kept = []
            return calls
        codes, _ = pd.factorize(calls["call"])
        last = _last(codes, np.ones(len(calls), dtype=bool))
        over = self._over(calls, last, together)
        self.kept = [calls[~over[codes]]]
        return calls[over[codes]]

    def rest(self) -> pd.DataFrame:
        """Return the events of all calls still open: the log ends here."""
        left = self.kept[0] if self.kept else pd.DataFrame(columns=["call", "event"])
        self.kept = []
        return left

    @staticmethod
    def _over(calls: pd.DataFrame, last: np.ndarray, together: pd.DataFrame) -> np.ndarray:
        """Say for each call whether nothing more is expected of it."""
        outcome = calls["event"].iloc[last]
        waiting = outcome.isin([ENTERS, "CONNECT"]).to_numpy()
        at = calls["at"].ffill().fillna(0).to_numpy()
        age = at.max() - at[last]
        over = age > np.where(waiting, _MAY_STILL_END_S, _MAY_COME_BACK_S)
        restarts = together.loc[together["event"] == RESTART, "at"]
        return np.asarray(over | (at[last] < restarts.max())) if len(restarts) else over


def batch_of(events: pd.DataFrame, broken: pd.Series, source: Source) -> Batch:
    """Return the calls that the events tell, beside the lines that could not be cut."""
    if events.empty:
        nothing = Batch(Dataset.CALLS, no_rows(Dataset.CALLS), pd.DataFrame())
        return with_broken(nothing, broken)
    aside: dict[str, int] = {}
    ignored = events["queue"].isin(words_of(source, "ignored_queues"))
    if ignored.any():
        aside["ignored_queue"] = int(events.loc[ignored, "call"].nunique())
        events = events[~ignored]
    columns, raw = _calls(events, source)
    rows = typed(Dataset.CALLS, columns, raw.index)
    return with_broken(Batch(Dataset.CALLS, rows, raw, aside), broken)


def _calls(events: pd.DataFrame, source: Source) -> tuple[dict[str, object], pd.DataFrame]:
    codes, names = pd.factorize(events["call"])
    kind = events["event"]
    everything = np.ones(len(events), dtype=bool)
    first, last = _first(codes, everything), _last(codes, everything)
    # Who was answered was answered: what another queue did next is told by ``transfer``.
    answer = _first(codes, kind.map(OUTCOMES).eq("answered").to_numpy())
    # Queues empty at noon too: only the source knows that an event means the closing.
    closing = dict.fromkeys(words_of(source, "closing_events"), "cut_by_closing")
    ended = kind.iloc[last].map({**OUTCOMES, **closing}).to_numpy(dtype=object)
    outcome = np.where(answer >= 0, "answered", ended)
    wait, wait_text = _waits(events, codes, answer)
    talk, talk_text = _sums(events, codes, _datum(events, _TALKS), kind.isin(_TALKS))
    queues = events["queue"].iloc[first].reset_index(drop=True)
    columns: dict[str, object] = {
        "source_id": names,
        "started_at": from_epoch(_starts(events, first)).array,
        "direction": "inbound",
        "outcome": outcome,
        "wait_s": np.where(outcome == "unfinished", np.nan, wait),
        "talk_s": talk,
        "queue": queues.array,
        "transfer": _transfers(events, codes, ended),
        "caller": _callers(events, codes, len(names)),
        **places_of(queues, source),
    }
    raw = {
        "source_id": names,
        "started_at": events["time"].iloc[first].array,
        "outcome": kind.iloc[last].array,
        "wait_s": np.where(outcome == "unfinished", "", wait_text),
        "talk_s": talk_text,
    }
    return columns, pd.DataFrame(raw, index=pd.Index(events.index[first], dtype="int64"))


def _first(codes: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return the position of the first chosen event of each call, -1 if it has none."""
    places = np.flatnonzero(where)[::-1]
    return _last_of(codes, places)


def _last(codes: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return the position of the last chosen event of each call, -1 if it has none."""
    return _last_of(codes, np.flatnonzero(where))


def _last_of(codes: np.ndarray, places: np.ndarray) -> np.ndarray:
    found = np.full(codes.max(initial=-1) + 1, -1, dtype="int64")
    found[codes[places]] = places
    return found


def _datum(events: pd.DataFrame, fields: Mapping[str, str]) -> pd.Series:
    """Return for each event the text of the field that ``fields`` names for it."""
    place = events["event"].map(fields)
    text = pd.Series("", index=events.index, dtype="str")
    for name in sorted(set(fields.values())):
        text = text.where(place != name, events[name])
    return text


def _sums(
    events: pd.DataFrame, codes: np.ndarray, text: pd.Series, chosen: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of the chosen data of each call, null if one of them is, and its text.

    A datum that the log leaves out counts for the time since the call entered the queue.
    """
    where = chosen.to_numpy(dtype=bool)
    values = pd.to_numeric(text, errors="coerce").to_numpy(dtype="float64", copy=True)
    silent = where & (text == "").to_numpy(dtype=bool)
    if silent.any():
        values[silent] = _since_entering(events, codes)[silent]
    count = codes.max(initial=-1) + 1
    places = codes[where]
    total = np.bincount(places, weights=values[where], minlength=count).astype("float64")
    total[np.bincount(places, minlength=count) == 0] = np.nan
    words = np.full(count, "", dtype=object)
    unread = where & np.isnan(values)
    for mask in (where, unread):
        words[codes[mask]] = text.to_numpy(dtype=object)[mask]
    return total, words


def _waits(
    events: pd.DataFrame, codes: np.ndarray, answer: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the wait of each call until its first answer, all its queues together."""
    kind, place = events["event"], np.arange(len(events))
    until = np.where(answer >= 0, answer, len(events))[codes]
    ends = kind.isin(_WAIT_ENDS) & (place <= until)
    again = kind.isin(_WAIT_AGAIN) & (place == until)
    text = _datum(events, {**_WAIT_ENDS, **_WAIT_AGAIN})
    return _sums(events, codes, text, ends | again)


def _since_entering(events: pd.DataFrame, codes: np.ndarray) -> np.ndarray:
    order = np.argsort(codes, kind="stable")
    enters = (events["event"] == ENTERS).to_numpy()[order]
    place = np.maximum.accumulate(np.where(enters, np.arange(len(order)), -1))
    known = (place >= 0) & (codes[order][place] == codes[order])
    at = events["at"].to_numpy(dtype="float64")[order]
    since = np.empty(len(order))
    since[order] = np.where(known, at - at[place], np.nan)
    return since


def _starts(events: pd.DataFrame, first: np.ndarray) -> pd.Series:
    """Return when each call entered; from its wait when that is in an older log."""
    opening = events.iloc[first]
    spent = [
        pd.to_numeric(_datum(opening, fields), errors="coerce").fillna(0)
        for fields in ({**_WAIT_ENDS, **_WAIT_AGAIN}, _TALKS)
    ]
    return opening["at"].astype("float64") - spent[0] - spent[1]


def _transfers(events: pd.DataFrame, codes: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """Say which calls were handed over; it failed if the next queue lost the caller."""
    moved = _first(codes, events["event"].isin(_TRANSFERS).to_numpy())
    entered = _last(codes, (events["event"] == ENTERS).to_numpy())
    lost = (entered > moved) & (ended != "answered")
    words = np.where(lost, "failed", "completed").astype(object)
    words[moved < 0] = None
    return words


def _callers(events: pd.DataFrame, codes: np.ndarray, count: int) -> np.ndarray:
    numbers = events["data2"].to_numpy(dtype=object)
    known = (events["event"] == ENTERS).to_numpy() & (events["data2"] != "").to_numpy()
    callers = np.full(count, None, dtype=object)
    place = _first(codes, known)
    callers[place >= 0] = numbers[place[place >= 0]]
    return callers
