"""Reads the event lists of ../shared: which message is a request, a reply, a pause, an end.

In the product the readers decide that, before a rule sees a fact; in the tests of the request
stories this module plays the reader. It goes by the words of an event, never by its story.
"""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

Story = dict[str, Any]
Event = dict[str, str]

# What no human of the service wrote to the citizen.
NO_REPLY = re.compile(
    r"absence|out.of.office|auto|acknowledg|bounce|undeliver|\bnote\b|forward|transfer|holding"
    r"|no reply|without",
    re.IGNORECASE,
)
REPLIES = re.compile(
    r"^repl|^(agent|service)\b.*(repl|answer)|^(phone|outbound|final|substantive)\b",
    re.IGNORECASE,
)
RECEIVED = re.compile(r"\b(received|created|new question)\b", re.IGNORECASE)
COPY = re.compile(r"\b(duplicate|spam|test|newsletter)\b", re.IGNORECASE)
STOPS = re.compile(r"\b(pending|waiting for citizen|paused|on hold|suspended)\b", re.IGNORECASE)
GOES_ON = re.compile(r"\b(open|re-?opened|resumed)\b|^citizen (answer|repl)", re.IGNORECASE)
ENDS = re.compile(r"\b(closed|resolved)\b", re.IGNORECASE)
EXTRACTED = re.compile(r"\bextraction\b", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """One request: its receipt, first reply and end, and the stretches that do not count."""

    received: pd.Timestamp
    replied: pd.Timestamp | None
    ended: pd.Timestamp | None
    closed: pd.Timestamp | None
    held: tuple[tuple[pd.Timestamp, pd.Timestamp | None], ...]
    is_copy: bool


def instant_of(event: Event) -> pd.Timestamp:
    return pd.Timestamp(event["at"]).tz_convert("UTC").as_unit("us")


def requests_of(story: Story) -> list[Request]:
    """Return the requests of a story in the order of their receipt.

    What follows a receipt belongs to it up to the next receipt, a reply before it included
    where it is the only one (a clock was wrong).
    """
    events = story["events"]
    starts = [place for place, each in enumerate(events) if RECEIVED.search(each["event"])]
    ends = [*starts[1:], len(events)]
    return [_request(events[start:end]) for start, end in zip(starts, ends, strict=True)]


def extraction_of(story: Story) -> pd.Timestamp | None:
    return _first(story["events"], EXTRACTED)


def _request(events: list[Event]) -> Request:
    later = events[1:]
    replies = [each for each in later if not NO_REPLY.search(each["event"])]
    resolved = [each for each in later if ENDS.search(each["event"])]
    reopened = [place for place, each in enumerate(later) if _goes_on(each)]
    after = [each for each in later[max(reopened, default=0) :] if each in resolved]
    closed = [each for each in after if "closed" in each["event"].lower()]
    return Request(
        received=instant_of(events[0]),
        replied=_first(replies, REPLIES),
        ended=instant_of(after[0]) if after else None,
        closed=instant_of(closed[0]) if closed else None,
        held=tuple(_held(events)),
        is_copy=bool(COPY.search(events[0]["event"])),
    )


def _first(events: list[Event], words: re.Pattern[str]) -> pd.Timestamp | None:
    found = [instant_of(each) for each in events if words.search(each["event"])]
    return found[0] if found else None


def _goes_on(event: Event) -> bool:
    return bool(GOES_ON.search(event["event"])) and not STOPS.search(event["event"])


def _held(events: list[Event]) -> list[tuple[pd.Timestamp, pd.Timestamp | None]]:
    """Return the stretches between what stops the clock and what starts it again.

    The time after an end counts for nothing where the request is opened again.
    """
    begun: pd.Timestamp | None = None
    found: list[tuple[pd.Timestamp, pd.Timestamp | None]] = []
    is_ended = False
    for each in events:
        if begun is not None and _goes_on(each):
            found.append((begun, instant_of(each)))
            begun = None
        elif begun is None and (STOPS.search(each["event"]) or ENDS.search(each["event"])):
            begun, is_ended = instant_of(each), bool(ENDS.search(each["event"]))
    if begun is not None and not is_ended:
        found.append((begun, None))
    return found
