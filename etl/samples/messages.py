"""One electronic message as text, in the mbox way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from functools import lru_cache
from zoneinfo import ZoneInfo

from etl.samples.writing import PARIS

_ZONE = ZoneInfo(PARIS)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


@dataclass(frozen=True)
class Message:
    """``sent_s`` is a UTC epoch; ``headers`` are whole lines beside the usual ones."""

    sent_s: int
    identifier: str
    sender: str
    name: str
    recipient: str
    subject: str
    body: str
    in_reply_to: str = ""
    headers: tuple[str, ...] = ()
    content_type: str = "text/plain; charset=utf-8"


@lru_cache(maxsize=8192)
def encoded(text: str) -> str:
    """Return a header as it travels: encoded words where it has accents."""
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=900).encode()


def written(message: Message) -> str:
    """Return the message with the From_ line that begins it in a mailbox."""
    utc = datetime.fromtimestamp(message.sent_s, UTC)
    local = utc.astimezone(_ZONE)
    lines = [
        f"From {message.sender} {_DAYS[utc.weekday()]} {_MONTHS[utc.month - 1]} "
        f"{utc:%d %H:%M:%S %Y}",
        f"From: {encoded(message.name)} <{message.sender}>",
        f"To: {message.recipient}",
        f"Subject: {encoded(message.subject)}",
        f"Date: {_DAYS[local.weekday()]}, {local.day:02d} {_MONTHS[local.month - 1]} "
        f"{local:%Y %H:%M:%S %z}",
        f"Message-ID: <{message.identifier}>",
    ]
    if message.in_reply_to:
        lines += [f"{each}: <{message.in_reply_to}>" for each in ("In-Reply-To", "References")]
    lines += message.headers
    lines += ["MIME-Version: 1.0", f"Content-Type: {message.content_type}"]
    return "\n".join(lines) + f"\n\n{message.body}\n"
