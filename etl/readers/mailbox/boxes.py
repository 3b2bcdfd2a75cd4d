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
_SEPARATOR = re.compile(rb"From [^\n]*\n>*+[!-9;-~]+[ \t]*:")
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
    message = bytearray()
    after_empty = True
    for block in _blocks(file):
        begin = 0
        for start in _starts(block, after_empty):
            message += block[begin : min(start, begin + MOST_BYTES - len(message))]
            if message:
                yield bytes(message)
                message = bytearray()
            begin = start
        message += block[begin : begin + MOST_BYTES - len(message)]
        after_empty = block.endswith((b"\n\n", b"\n\r\n"))
    if message.strip():
        yield bytes(message)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield whole lines, many at once; a From_ line and the next one are never parted."""
    while block := file.read(_BYTES_AT_ONCE):
        block += file.readline()
        while block.startswith(b"From ", block.rfind(b"\n", 0, -1) + 1):
            following = file.readline()
            if not following:
                break
            block += following
        yield block


def _starts(block: bytes, after_empty: bool) -> Iterator[int]:
    """Yield where the From_ lines of a block stand; ``after_empty`` tells what is before."""
    before = b"\n\n" if after_empty else b"-\n"
    text = before + block
    at = text.find(b"\nFrom ")
    while at >= 0:
        if text.endswith((b"\n", b"\n\r"), 0, at) and _SEPARATOR.match(text, at + 1):
            yield at + 1 - len(before)
        at = text.find(b"\nFrom ", at + 1)
