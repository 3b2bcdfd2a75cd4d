"""Mailboxes as a format: mbox, Maildir, folders of messages, single messages."""

from collections.abc import Iterator
from pathlib import Path

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.base import FileHead
from etl.readers.mailbox.boxes import looks_like_folder, looks_like_message, read_box
from etl.readers.mailbox.habits import SETTINGS, habits_of
from etl.readers.mailbox.messages import read_messages
from etl.readers.mailbox.requests import requests_of

# An empty mailbox is a mailbox; an empty CSV is not.
_NAMES_OF_EMPTY = ("", ".mbox", ".mbx", ".eml")


class MailboxFormat:
    """Requests are read from the headers: no subject and no text of a message is kept."""

    name = "mailbox"
    datasets = frozenset({Dataset.MAILS})
    settings = SETTINGS

    def identify(self, head: FileHead) -> bool:
        if head.is_folder:
            return looks_like_folder(head.path)
        if not head.head:
            return head.size == 0 and head.path.suffix.lower() in _NAMES_OF_EMPTY
        return looks_like_message(head.head)

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        """Yield the requests once all messages are read: an answer may stand anywhere."""
        habits = habits_of(source)
        mailbox = read_messages(read_box(path), habits)
        if len(mailbox.messages):
            yield from requests_of(mailbox, habits, source)
