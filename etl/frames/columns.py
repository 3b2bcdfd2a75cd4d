"""Names and kinds of the columns of each fact frame: the one place that names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from etl.domain.datasets import Dataset


class Kind(StrEnum):
    """How a column is held in a frame, and how the store keeps it.

    ``INSTANT``: datetime64[us, UTC]. ``NUMBER``: float64. ``FLAG``: nullable boolean.
    ``CHOICE``: text of a closed vocabulary. ``CODE``: text of few distinct values.
    ``TEXT``: what someone wrote, screened at the door of what names a person.
    ``KEY``: text of many distinct values, kept as a 64-bit hash only. ``PSEUDONYM``: personal
    text, kept as a keyed 64-bit hash or not at all.
    """

    INSTANT = "instant"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    CODE = "code"
    TEXT = "text"
    KEY = "key"
    PSEUDONYM = "pseudonym"


@dataclass(frozen=True)
class FactColumn:
    name: str
    kind: Kind
    choices: tuple[str, ...] = ()


def _instant(name: str) -> FactColumn:
    return FactColumn(name, Kind.INSTANT)


def _number(name: str) -> FactColumn:
    return FactColumn(name, Kind.NUMBER)


def _flag(name: str) -> FactColumn:
    return FactColumn(name, Kind.FLAG)


def _code(name: str) -> FactColumn:
    return FactColumn(name, Kind.CODE)


def _choice(name: str, *choices: str) -> FactColumn:
    return FactColumn(name, Kind.CHOICE, choices)


# The flag that parts a second record of a thing from the first; it identifies it too.
SECOND_RATING = "second_rating"
SECOND = ":2"

# Every dataset begins with these; the index of a frame is the line in the file.
COMMON = (FactColumn("source_id", Kind.KEY), _code("site"), _code("service"))

FACTS: Mapping[Dataset, tuple[FactColumn, ...]] = {
    Dataset.CALLS: (
        *COMMON,
        _instant("started_at"),
        _choice("direction", "inbound", "outbound", "internal"),
        # unanswered: rang out; unfinished: the switch restarted; closed: closed-hours message;
        # voice_server: ended in the voice server without asking for an agent;
        # cut_by_closing: still waiting when the line closed, and cut by it.
        _choice(
            "outcome",
            "answered",
            "abandoned",
            "overflowed",
            "unanswered",
            "cut_by_closing",
            "voice_server",
            "closed",
            "unfinished",
        ),
        _number("wait_s"),
        _number("talk_s"),
        _code("queue"),
        _choice("transfer", "completed", "failed"),
        _choice("voice_server", "served", "abandoned", "passed"),
        FactColumn("caller", Kind.PSEUDONYM),
    ),
    Dataset.MAILS: (
        *COMMON,
        _choice("channel", "email", "letter", "form"),
        _choice("nature", "information", "complaint", "individual", "other"),
        _instant("received_at"),
        _instant("registered_at"),
        _instant("acknowledged_at"),
        _instant("answered_at"),
        _instant("closed_at"),
        _choice("status", "request", "unreachable", "duplicate"),
        _code("reason"),
        _flag("complete"),
        FactColumn("sender", Kind.PSEUDONYM),
    ),
    Dataset.VISITS: (
        *COMMON,
        _code("desk"),
        _flag("appointment"),
        _instant("booked_at"),
        _instant("appointment_at"),
        _instant("arrived_at"),
        _instant("called_at"),
        _instant("ended_at"),
        _choice("outcome", "served", "no_show", "left", "transferred"),
        _code("reason"),
        _flag("completed"),
    ),
    Dataset.MYSTERY: (
        *COMMON,
        _code("campaign"),
        _choice("channel", "call", "mail"),
        _code("scenario"),
        _code("test"),
        _code("item"),
        _number("mark"),
        _instant("observed_at"),
        # Who observed (a code, outside of the prefecture): it only tells two observers
        # apart. A second rating of the same test measures agreement and scores nothing.
        FactColumn("observer", Kind.PSEUDONYM),
        _flag(SECOND_RATING),
    ),
    Dataset.SURVEYS: (
        *COMMON,
        _code("survey"),
        FactColumn("response", Kind.KEY),
        _code("question"),
        _code("answer"),
        _number("score"),
        _flag("complete"),
        _instant("answered_at"),
        # Of a question that the source declares as a comment, and of no other.
        FactColumn("verbatim", Kind.TEXT),
    ),
    Dataset.EVENTS: (
        *COMMON,
        _code("kind"),
        _code("subject"),
        _instant("started_at"),
        _instant("done_at"),
        _instant("due_at"),
        _flag("passed"),
        _number("amount"),
        _number("total"),
        _flag("exercise"),
        _choice("audience", "officials", "public", "media"),
        # Of a pause only: the request that waits, and why (the author is a function).
        FactColumn("about", Kind.KEY),
        _code("reason"),
        # Of an annotation only: does it concern every site, who entered it (a function),
        # where its proof is, what it decides of limits of variation, of which indicators.
        _flag("everywhere"),
        _code("author"),
        _code("evidence"),
        _choice("limits", "rebase", "freeze", "exclude"),
        _code("indicators"),
    ),
}

# The instant that dates a fact: it decides the month to which the fact belongs.
DATED_BY: Mapping[Dataset, str] = {
    Dataset.CALLS: "started_at",
    Dataset.MAILS: "received_at",
    Dataset.VISITS: "arrived_at",
    Dataset.MYSTERY: "observed_at",
    Dataset.SURVEYS: "answered_at",
    Dataset.EVENTS: "started_at",
}


def names(dataset: Dataset) -> list[str]:
    return [column.name for column in FACTS[dataset]]


def of_kind(dataset: Dataset, *kinds: Kind) -> list[str]:
    return [column.name for column in FACTS[dataset] if column.kind in kinds]
