"""From messages to requests: what the public asked, when it was acknowledged and answered."""

from collections.abc import Iterator
from hashlib import blake2b

import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch, typed
from etl.readers.mailbox.automatic import MessageClass
from etl.readers.mailbox.habits import Habits
from etl.readers.mailbox.messages import NONE, Mailbox, without_copies
from etl.readers.mailbox.threads import find_parents, find_threads

# Why a message is no request.
COPY, OWN, FOLLOW_UP = "duplicate", "own_message", "follow_up"
# What our people write to each other about a request: a note or a transfer is no answer.
INTERNAL = "internal_message"
_REQUESTS_AT_ONCE = 5_000
# What only a request is made of; the turns are found without.
_OF_REQUESTS = ["identifier", "sent_text", "person", "form", "nature", "subject_key"]
# It answers a message that is not in the export: thanks, or a question? Nothing tells.
ABSENT = "reply_to_absent"


def requests_of(mailbox: Mailbox, habits: Habits, source: Source) -> Iterator[Batch]:
    """Yield the requests of a mailbox, thousands at once, in its order.

    Every other message is set aside, with its reason: the first batch tells.
    """
    distinct = without_copies(mailbox)
    messages = _in_turns(distinct, habits)
    copies = len(mailbox.messages) - len(messages)
    aside = messages.loc[~messages["asks"], "reason"].value_counts().to_dict()
    aside |= {COPY: copies} if copies else {}
    asked = messages.loc[messages["asks"], ["turn", "sent_at"]]
    answers = _answers(messages)
    del messages
    asked = asked.sort_index().rename_axis(None)
    for first in range(0, max(len(asked), 1), _REQUESTS_AT_ONCE):
        some = asked.iloc[first : first + _REQUESTS_AT_ONCE]
        found = some.join(answers, on="turn").join(distinct.messages[_OF_REQUESTS])
        raw = pd.DataFrame({"received_at": found["sent_text"].astype("str")}, index=found.index)
        yield Batch(Dataset.MAILS, _rows(found, source), raw, aside if first == 0 else {})


def _in_turns(mailbox: Mailbox, habits: Habits) -> pd.DataFrame:
    """Return the messages by thread and time, each with the number of its turn and what it is.

    A turn begins with a request: the message that opens the thread (the first that comes in,
    where we opened it), or one that comes long after our last answer. ``asks`` marks it.
    """
    messages = _in_threads(mailbox)
    human = messages["kind"] == MessageClass.ORDINARY
    asking = human & ~messages["own"]
    opener = _openers(messages, human)
    rootless = opener & messages["cites"] & (messages["parent"] < 0)
    ours = messages["thread"].isin(messages.loc[opener & ~asking & ~rootless, "thread"])
    first_in = ~messages["thread"].where(asking).duplicated() & asking
    # What we wrote before anybody asked answers nothing.
    asked_yet = ~ours | (first_in.groupby(messages["thread"]).cumsum() > 0)
    answers_at = messages["sent_at"].where(messages["answers"] & asked_yet)
    answered = answers_at.groupby(messages["thread"]).ffill()
    long_after = messages["sent_at"] - answered > pd.Timedelta(
        days=habits.new_request_after_days
    )
    asks = asking & ((opener & ~rootless) | (ours & first_in) | long_after)
    turn = asks.groupby(messages["thread"]).cumsum()
    # What a wrong clock dates before the request belongs to it all the same; what opened the
    # thread before it came does not.
    rooted = ~messages["thread"].isin(messages.loc[rootless, "thread"]) & ~ours
    turn = turn.mask(rooted & (turn == 0), 1)
    reason = messages["kind"].where(~human, FOLLOW_UP).mask(asking & rootless, ABSENT)
    reason = reason.mask(messages["answers"], OWN).mask(messages["internal"] & human, INTERNAL)
    numbered = messages["thread"] * (len(messages) + 1) + turn
    return messages.assign(asks=asks, turn=numbered, reason=reason)


def _in_threads(mailbox: Mailbox) -> pd.DataFrame:
    """Return the messages by thread and time; ``answers`` marks what our people write."""
    messages = mailbox.messages
    references = mailbox.references
    # A message that cites itself cites nothing.
    own_keys = messages["key"].reindex(references["position"]).to_numpy()
    citing = references.loc[references["key"].to_numpy() != own_keys, "position"]
    cites = (messages["in_reply_to"] != NONE) & (messages["in_reply_to"] != messages["key"])
    human = messages["kind"] == MessageClass.ORDINARY
    return (
        messages[["kind", "own", "internal"]]
        .assign(
            thread=find_threads(mailbox),
            parent=find_parents(mailbox),
            cites=cites | messages.index.isin(citing),
            answers=human & messages["own"] & ~messages["internal"],
            sent_at=pd.to_datetime(messages["sent_s"], unit="s", utc=True),
        )
        .sort_values(["thread", "sent_at"], kind="stable")
    )


def _openers(messages: pd.DataFrame, human: pd.Series) -> pd.Series:
    """Mark the message that opens each thread: the first one that answers no other.

    A reply that a wrong clock dates before its request does not open the thread; where all
    answer each other (a loop), the first one does.
    """
    people = messages[human]
    ordered = people.assign(replies=people["parent"] >= 0).sort_values(
        ["thread", "replies"], kind="stable"
    )
    first = ordered.index[~ordered["thread"].duplicated()]
    return pd.Series(messages.index.isin(first), index=messages.index)


def _answers(messages: pd.DataFrame) -> pd.DataFrame:
    """Return for each turn its answer, its acknowledgement, and whether mail came back."""
    asked_at = messages["sent_at"].where(messages["asks"])
    turns = messages["turn"]
    since = asked_at.groupby(turns).transform("min")
    at = messages["sent_at"]
    later = ~(at < since)
    replied = at.where(messages["answers"])
    signs = [MessageClass.ACKNOWLEDGEMENT, MessageClass.HOLDING]
    told = messages["own"] & messages["kind"].isin(signs)
    parts = pd.DataFrame(
        {
            "answered_at": replied.where(later),
            "answered_before": replied,
            "acknowledged_at": at.where(told & later),
            "returned": messages["kind"] == MessageClass.BOUNCE,
        }
    )
    found = parts.groupby(turns).agg(
        {
            "answered_at": "min",
            "answered_before": "min",
            "acknowledged_at": "min",
            "returned": "any",
        }
    )
    # An answer dated before its request is kept: the rules count its delay as unknown.
    answered = found["answered_at"].fillna(found["answered_before"])
    first_sign = found["acknowledged_at"].where(
        ~(found["acknowledged_at"] > answered), answered
    )
    return pd.DataFrame(
        {
            "answered_at": answered,
            "acknowledged_at": first_sign.fillna(answered),
            "returned": found["returned"],
        }
    )


def _rows(found: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return the requests as facts."""
    named = found["identifier"] != ""
    ids = found["identifier"].where(named, _made_up_ids(found[~named]))
    status = found["returned"].astype("boolean").fillna(False)
    return typed(
        Dataset.MAILS,
        {
            "source_id": ids,
            "site": source.site,
            "service": source.service,
            "channel": found["form"].map({True: "form", False: "email"}),
            "nature": found["nature"],
            "received_at": found["sent_at"],
            "acknowledged_at": found["acknowledged_at"],
            "answered_at": found["answered_at"],
            "status": status.map({True: "unreachable", False: "request"}),
            "sender": found["person"].where(found["person"] != ""),
        },
        found.index,
    )


def _made_up_ids(found: pd.DataFrame) -> pd.Series:
    """Return identifiers for messages without any, the same from one export to the next."""
    texts = (
        found["sent_text"] + "|" + found["person"] + "|" + found["subject_key"].astype("str")
    )
    digests = [blake2b(each.encode(), digest_size=12).hexdigest() for each in texts]
    return pd.Series([f"sans-id:{each}" for each in digests], index=found.index, dtype="str")
