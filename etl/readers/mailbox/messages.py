"""The messages of a mailbox as a frame: who, when, in reply to what; no subject, no text."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from etl.readers.mailbox.automatic import MessageClass, class_of
from etl.readers.mailbox.body import first_text
from etl.readers.mailbox.boxes import MOST_BYTES
from etl.readers.mailbox.habits import Habits
from etl.readers.mailbox.headers import (
    Headers,
    address,
    addresses,
    decoded,
    first,
    ids,
    key_of,
    parse_message,
    sent_at,
)
from etl.readers.parsers import normal

NONE = 0  # no identifier
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?P<word>re|ré|réf\.?|aw|sv|antw|res|tr|fwd?|wg|i|rv)"
    r"\s*(?:\[\d+\]|\(\d+\))?\s*:\s*",
    re.I,
)
_FORWARDS = ("tr", "fw", "fwd", "wg", "i", "rv")
_VIA = re.compile(r"\bvia\b", re.I)
_RETURNED_ID = re.compile(rb"^(?:original-)?message-id:\s*(<[^<>\s]+>)", re.I | re.M)
_MOST_RECIPIENTS = 50
_RETURNED_BYTES = 64 * 1024
_OPENING = 8192
_PACKED_AT_ONCE = 5_000


@dataclass(frozen=True)
class Mailbox:
    """``messages``: one row a message, index its position. ``references``: row and key.

    ``internal`` marks what our people write to each other only: a note, a transfer.

    ``returned``: like references, the messages that a bounce brings back. ``recipients``:
    like references, the keys of those to whom a message is written.
    """

    messages: pd.DataFrame
    references: pd.DataFrame
    returned: pd.DataFrame
    recipients: pd.DataFrame


@dataclass
class _Collected:
    """What is read so far: rows of messages, and pairs of (position, key), one flat run.

    Rows are packed by thousands: as objects, those of a large mailbox would fill the memory.
    """

    rows: list[tuple[object, ...]] = field(default_factory=list)
    packed: list[pd.DataFrame] = field(default_factory=list)
    references: "array[int]" = field(default_factory=lambda: array("q"))
    returned: "array[int]" = field(default_factory=lambda: array("q"))
    recipients: "array[int]" = field(default_factory=lambda: array("q"))

    def pack(self) -> None:
        frame = pd.DataFrame.from_records(self.rows, columns=list(COLUMNS))
        typed = {"sent_s": "float64", "key": "int64", "in_reply_to": "int64"}
        self.packed.append(frame.set_index("position").astype(typed))
        self.rows = []


COLUMNS = (
    "position",
    "identifier",
    "key",
    "in_reply_to",
    "sent_s",
    "sent_text",
    "person",
    "own",
    "via_list",
    "form",
    "kind",
    "nature",
    "subject_key",
    "is_reply",
    "internal",
)


def read_messages(box: Iterable[bytes], habits: Habits) -> Mailbox:
    """Return the messages in the order of the mailbox; the first has position 1."""
    found = _Collected()
    for position, message in enumerate(box, start=1):
        headers, body = parse_message(message[:MOST_BYTES])
        _collect(found, position, headers, body, habits)
        if len(found.rows) == _PACKED_AT_ONCE:
            found.pack()
    if found.rows or not found.packed:
        found.pack()
    pairs = (_pairs(each) for each in (found.references, found.returned, found.recipients))
    return Mailbox(pd.concat(found.packed), *pairs)


def _pairs(flat: "array[int]") -> pd.DataFrame:
    """Return the pairs of a flat run, which they share."""
    pairs = np.frombuffer(flat, dtype="int64") if flat else np.empty(0, dtype="int64")
    return pd.DataFrame(pairs.reshape(-1, 2), columns=["position", "key"], copy=False)


def without_copies(mailbox: Mailbox) -> Mailbox:
    """Return the mailbox with the first message of each Message-ID (all that have none)."""
    messages = mailbox.messages
    copies = messages["key"].duplicated() & (messages["key"] != NONE)
    if not copies.any():
        return mailbox
    if not copies.any():
        return mailbox
    kept = messages[~copies]
    pairs = (mailbox.references, mailbox.returned, mailbox.recipients)
    return Mailbox(kept, *(each[each["position"].isin(kept.index)] for each in pairs))


def _collect(
    found: _Collected, position: int, headers: Headers, body: bytes, habits: Habits
) -> None:
    sender = _sender(headers)
    person, via = _person(headers, sender, habits)
    subject = decoded(first(headers, "subject"))
    recipients = _recipients(headers)
    own = habits.is_own(person)
    bare, is_reply = bare_subject(subject)
    text = first_text(headers, body[:_OPENING])
    kind = class_of(headers, body, text)
    if kind is MessageClass.ORDINARY:
        kind = _by_habits(habits, own, (subject, bare), text)
    identifier = next(iter(_identifiers(headers)), "")
    row = (
        position,
        identifier,
        key_of(identifier) if identifier else NONE,
        next(ids(first(headers, "in-reply-to")), NONE),
        sent_at(headers),
        first(headers, "date"),
        person,
        own,
        via,
        sender in habits.form_senders,
        kind.value,
        habits.nature_of(subject, recipients),
        key_of(bare) if bare else NONE,
        # On a list everybody writes to the same address: a subject tells nothing there.
        is_reply and not headers.keys() & {"list-id", "list-post"},
        own and bool(recipients) and all(habits.is_own(each) for each in recipients),
    )
    found.rows.append(row)
    for each in recipients:
        found.recipients.extend((position, key_of(each)))
    for value in headers.get("references", []):
        for key in dict.fromkeys(ids(value)):
            found.references.extend((position, key))
    if kind.value in ("bounce", "delay"):
        texts = _RETURNED_ID.findall(body[:_RETURNED_BYTES])
        keys = [key for text in texts for key in ids(text.decode("latin-1"))]
        for key in dict.fromkeys(keys):
            found.returned.extend((position, key))


def _by_habits(habits: Habits, own: bool, subjects: tuple[str, str], text: str) -> MessageClass:
    """Tell what only the service knows of a message that a person wrote."""
    subject, bare = subjects
    if bare in habits.test_subjects:
        return MessageClass.TEST
    if own and habits.is_holding(subject, text):
        return MessageClass.HOLDING
    return MessageClass.ORDINARY


def bare_subject(subject: str) -> tuple[str, bool]:
    """Return a subject without prefixes, as compared, and whether it is that of a reply.

    >>> bare_subject("RE: Ré : Carte  grise")
    ('carte grise', True)
    >>> bare_subject("TR: Carte grise")
    ('carte grise', False)
    """
    is_reply = False
    while match := _PREFIX.match(subject):
        is_reply |= match["word"].lower() not in _FORWARDS
        subject = subject[match.end() :]
    return normal(subject), is_reply


def _identifiers(headers: Headers) -> list[str]:
    value = first(headers, "message-id")
    angled = re.findall(r"<\s*([^<>\s]+)\s*>", value)
    return angled or value.split()[:1]


def _sender(headers: Headers) -> str:
    """Return the address of the first From that has one."""
    found = (address(value) for value in headers.get("from", []))
    return next(filter(None, found), "")


def _person(headers: Headers, sender: str, habits: Habits) -> tuple[str, bool]:
    """Return who wrote: behind a list that rewrites From, or behind a contact form."""
    behind = next(
        (
            each
            for name in ("x-original-from", "reply-to")
            for value in headers.get(name, [])
            for each in addresses(value)
            if each != sender
        ),
        "",
    )
    names = decoded(first(headers, "from")).partition("<")[0]
    via = bool(behind and _VIA.search(names))
    rewritten = via or "x-original-from" in headers or sender in habits.form_senders
    return (behind if behind and rewritten else sender), via


def _recipients(headers: Headers) -> list[str]:
    found = (
        each
        for name in ("to", "cc", "delivered-to", "x-original-to")
        for value in headers.get(name, [])
        for each in addresses(value)
    )
    return list(dict.fromkeys(found))[:_MOST_RECIPIENTS]
