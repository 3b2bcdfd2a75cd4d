"""Legs of call detail records become calls; the legs of a call stand near one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import DefinitionError
from etl.frames.batches import Batch, no_rows, typed
from etl.readers.lines import with_broken
from etl.readers.parsers import from_epoch
from etl.readers.settings import places_of, words_of

# Two legs of one call are at most so many lines apart.
NEAR_LINES = 20_000

_DISPOSITIONS = ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")
_ASKS = ("dial", "queue", "appdial", "appqueue")  # the applications that call a person
_INSIDE_CONTEXT = r"(?i)intern|outbound|sortant"
_OUTSIDE_CONTEXT = (
    r"(?i)^(?:from-trunk|from-pstn|from-did|from-outside|ext-did|incoming|inbound)"
)


@dataclass
class OpenLegs:
    """The last legs read, whose calls may have more legs in the lines to come."""

    kept: list[pd.DataFrame] = field(default_factory=list)

    def settle(self, legs: pd.DataFrame) -> pd.DataFrame:
        """Return the legs of the calls that are over; keep those of the others."""
        together = pd.concat([*self.kept, legs])
        if together.empty:
            return together
        recent = together.index > together.index.max() - NEAR_LINES
        codes, calls = pd.factorize(together["call"])
        open_ones = np.zeros(len(calls), dtype=bool)
        open_ones[codes[recent]] = True
        still = open_ones[codes]
        self.kept = [together[still]]
        return together[~still]

    def rest(self) -> pd.DataFrame:
        left = self.kept[0] if self.kept else pd.DataFrame()
        self.kept = []
        return left


def batch_of(legs: pd.DataFrame, broken: pd.Series, source: Source) -> Batch:
    """Return the incoming calls that the legs make, beside the lines that are broken."""
    if legs.empty:
        nothing = Batch(Dataset.CALLS, no_rows(Dataset.CALLS), pd.DataFrame())
        return with_broken(nothing, broken)
    legs = _marked(legs, words_of(source, "closed_contexts"))
    firsts = legs.assign(line=legs.index).drop_duplicates("call").set_index("call")
    direction = _directions(firsts, source)
    inbound = direction == "inbound"
    counts = direction[~inbound].value_counts()
    # ``firsts`` has the calls in the order in which factorize numbers them.
    calls = legs[inbound.to_numpy()[pd.factorize(legs["call"])[0]]]
    columns, raw = _calls(calls, firsts[inbound], source)
    rows = typed(Dataset.CALLS, columns, raw.index)
    aside = {str(word): int(count) for word, count in counts.items()}
    return with_broken(Batch(Dataset.CALLS, rows, raw, aside), broken)


def _marked(legs: pd.DataFrame, closing: Sequence[str]) -> pd.DataFrame:
    """Add what each leg tells: it asked for a person, it reached one, it is readable."""
    asks = legs["lastapp"].str.lower().isin(_ASKS)
    answered = legs["disposition"] == "ANSWERED"
    closed = legs["dcontext"].isin(closing)
    reached = asks & answered & (legs["dstchannel"] != "") & (legs["billsec"] > 0)
    in_queue = legs["lastapp"].str.lower() == "queue"
    name = legs["lastdata"].where(in_queue, "").str.replace(",.*", "", regex=True)
    return legs.assign(
        asks=asks,
        reached=reached,
        # The switch answers before it makes wait: nobody was reached, the caller left.
        waited=asks & answered & (legs["dstchannel"] == ""),
        played=answered & ~asks,
        closed=closed,
        # Who had asked for a person and then heard the closing message was cut by it.
        asked_at=legs["at"].where(asks & ~closed),
        closed_at=legs["at"].where(closed),
        reached_at=legs["answer"].where(reached),
        asked_until=legs["end"].where(asks),
        talk=legs["billsec"].where(reached),
        queue=name.where(name != ""),
        strange=legs["disposition"].where(~legs["disposition"].isin(_DISPOSITIONS)),
        billsec_unread=legs["billsec_text"].where(legs["billsec"].isna()),
    )


def _directions(firsts: pd.DataFrame, source: Source) -> pd.Series:
    """Say where each call comes from, by its first leg."""
    digits = source.settings.get("internal_digits", 5)
    if not isinstance(digits, int) or isinstance(digits, bool):
        raise DefinitionError(source.name, "settings.internal_digits", "attendu : un nombre")
    contexts, trunks = words_of(source, "inbound_contexts"), words_of(source, "trunks")
    context = firsts["dcontext"]
    comes = (firsts["did"] != "") | context.isin(words_of(source, "closed_contexts"))
    comes |= (
        context.isin(contexts)
        if contexts
        else context.str.contains(_OUTSIDE_CONTEXT, regex=True)
    )
    if trunks:
        comes |= firsts["channel"].str.startswith(trunks)
    outside = f"\\+?[0-9]{{{digits + 1},}}"
    caller, called = (firsts[name].str.fullmatch(outside) for name in ("src", "dst"))
    # A number outside calls from outside, unless it is how a desk shows itself.
    comes |= caller & ~context.str.contains(_INSIDE_CONTEXT, regex=True)
    words = np.select([comes, called], ["inbound", "outbound"], "internal")
    return pd.Series(words, index=firsts.index)


def _calls(
    legs: pd.DataFrame, firsts: pd.DataFrame, source: Source
) -> tuple[dict[str, object], pd.DataFrame]:
    grouped = legs.groupby("call", sort=False)
    told = grouped.agg(
        at=("at", "min"),
        reached=("reached", "any"),
        asks=("asks", "any"),
        waited=("waited", "any"),
        played=("played", "any"),
        closed=("closed", "any"),
        asked_at=("asked_at", "min"),
        closed_at=("closed_at", "max"),
        reached_at=("reached_at", "min"),
        asked_until=("asked_until", "max"),
        talk=("talk", "sum"),
    )
    # Grouping text is slow: the first that is not null is found by itself.
    for name in ("queue", "strange", "billsec_unread"):
        told[name] = _first_written(legs, name)
    outcome = _outcomes(told)
    wait = told["reached_at"].where(told["reached"], told["asked_until"]) - told["at"]
    queues = told["queue"].fillna(firsts["dst"])
    columns: dict[str, object] = {
        "source_id": firsts.index,
        "started_at": from_epoch(told["at"]).array,
        "direction": "inbound",
        "outcome": outcome.array,
        "wait_s": wait.where(outcome != "voice_server").array,
        "talk_s": told["talk"].where(told["reached"]).array,
        "queue": queues.array,
        "caller": firsts["src"].where(firsts["src"].str.contains("[0-9]{3}")).array,
        **places_of(queues, source),
    }
    raw = {
        "source_id": firsts.index,
        "started_at": firsts["start_text"].array,
        "outcome": told["strange"].fillna(firsts["disposition"]).array,
        "talk_s": told["billsec_unread"].array,
    }
    return columns, pd.DataFrame(raw, index=firsts["line"].to_numpy())


def _first_written(legs: pd.DataFrame, name: str) -> pd.Series:
    written = legs[legs[name].notna()].drop_duplicates("call")
    return written.set_index("call")[name]


def _outcomes(told: pd.DataFrame) -> pd.Series:
    """Return the outcomes; null where the file uses a word that is not Asterisk's."""
    cases = {
        "answered": told["reached"],
        "cut_by_closing": told["asked_at"] < told["closed_at"],
        "closed": told["closed"],
        "abandoned": told["waited"],
        "unanswered": told["asks"],
        "voice_server": told["played"],
    }
    words = np.select(list(cases.values()), list(cases), "unanswered")
    return pd.Series(words, index=told.index, dtype="str").where(told["strange"].isna())
