"""When requests of a mailbox were answered, computed another way: messages one at a time.

Nothing of the product is imported, on purpose.
"""

import gzip
import re
from collections.abc import Collection
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

# Who answers on the mailing lists of the real mailboxes.
OURSELVES = ("cworth.org", "keithp.com", "ettus.com", "ni.com")


def answers_by_hand(path: Path) -> list[float]:
    """Return the seconds until each request of others was answered by one of ourselves."""
    messages = {str(each["Message-ID"]).strip(): each for each in messages_of(path)[::-1]}
    threads: dict[str, list[tuple[datetime, bool]]] = {}
    for key, message in messages.items():
        root = key
        while (parent := cited(messages[root], messages)) and parent != key:
            root = parent
        threads.setdefault(root, []).append((sent_at(message), is_ours(message)))
    found = []
    for root, said in threads.items():
        if cites(messages[root]):
            continue  # its request is not in the mailbox
        # In a thread that we opened, the first message of others is what is asked.
        asked = min((at for at, own in said if not own), default=None)
        if not is_ours(messages[root]):
            asked = sent_at(messages[root])
        later = [at for at, own in said if own and asked is not None and at >= asked]
        if asked is not None and later:
            found.append((min(later) - asked).total_seconds())
    return found


def messages_of(path: Path) -> list[Message]:
    if path.is_dir():
        return [
            message_from_bytes(each.read_bytes())
            for each in sorted(path.rglob("*"))
            if each.is_file()
        ]
    packed = path.read_bytes()
    plain = gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed
    parts = re.split(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From .*\r?\n(?=[!-9;-~]+:)", plain)
    return [message_from_bytes(each) for each in parts if each.strip()]


def cites(message: Message) -> list[str]:
    """Return the identifiers that a message cites, the closest one first."""
    replied = re.findall(r"<[^<>\s]+>", str(message["In-Reply-To"] or ""))
    return replied + re.findall(r"<[^<>\s]+>", str(message["References"] or ""))[::-1]


def cited(message: Message, known: Collection[str]) -> str:
    return next((each for each in cites(message) if each in known), "")


def sent_at(message: Message) -> datetime:
    return parsedate_to_datetime(message["Date"])


def is_ours(message: Message) -> bool:
    """Tell who wrote, be it through a list that writes in their place."""
    sender = parseaddr(str(message["From"]))[1]
    if " via " in str(message["From"]):
        sender = parseaddr(str(message["Reply-To"]))[1]
    return sender.rpartition("@")[2].endswith(OURSELVES)
