"""The messages of a mailbox, one by one: the beginning of each, in bytes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from etl.readers.base import open_bytes

# What is kept of a message: its headers (a long discussion has many references) and the
# beginning of its body, for the rules that tell a bounce or an acknowledgement.
MOST_BYTES = 1024 * 1024
_BYTES_AT_ONCE = 1024 * 1024
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_USUAL = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|return-path|delivered-to|mime-version)"
    rb"[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FILES_LOOKED_AT = 50


def looks_like_message(head: bytes) -> bool:
    """Say whether some bytes begin as a message does: headers, among them usual ones."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"From ", b">From ")):
        start = start.partition(b"\n")[2]
    block = re.split(rb"\r?\n\r?\n|\r\r", start, maxsplit=1)[0]
    usual = {match.group().lower() for match in _USUAL.finditer(block.replace(b"\r", b"\n"))}
    return bool(_HEADER.match(block)) and len(usual) >= 2


def looks_like_folder(folder: Path) -> bool:
    """Say whether the first files of a folder are messages."""
    for count, path in enumerate(message_files(folder)):
        with path.open("rb") as file:
            if looks_like_message(file.read(16 * 1024)):
                return True
        if count >= _FILES_LOOKED_AT:
            break
    return False


def message_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a Maildir or of a plain folder, in order, without ``tmp``."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and "tmp" not in parts[:-1] and not parts[-1].startswith("."):
            yield path


def read_box(path: Path) -> Iterator[bytes]:
    """Yield the beginning of each message of a file or folder."""
    if path.is_dir():
        for each in message_files(path):
            with open_bytes(each) as file:
                message = file.read(MOST_BYTES)
            if looks_like_message(message):
                yield message
        return
    with open_bytes(path) as file:
        yield from split_mbox(file)


def split_mbox(file: BinaryIO) -> Iterator[bytes]:
    """Yield the beginning of each message; a file without From_ line is one message.

    A From_ line stands at the start or after an empty line, and a header follows it: a
    sentence that begins with "From " separates nothing.
    """
    message, doubtful = bytearray(), b""
    after_empty = True
    for line in _lines(file):
        if doubtful:
            if message and _HEADER.match(line.lstrip(b">")):
                yield bytes(message)
                message = bytearray()
            message += doubtful
            doubtful = b""
        if after_empty and line.startswith(b"From "):
            doubtful = line
        elif len(message) < MOST_BYTES:
            message += line
        after_empty = line in (b"\n", b"\r\n")
    message += doubtful
    if message.strip():
        yield bytes(message)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while lines := file.readlines(_BYTES_AT_ONCE):
        yield from lines
