"""A mailbox is cut at the same places whatever the size of the blocks it is read by."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.readers.mailbox import boxes
from etl.readers.mailbox.boxes import split_mbox
from etl.readers.mailbox.headers import parse_message

LINES = (
    "From a@example.org Mon Mar  3 09:00:00 2025", "From here on, nothing begins",
    ">From quoted", "Subject: one", "X-Odd : two", ">To: three", ">:", "", "", "\r", "\r",
    "Bonjour.", " folded", "é", "From ", "From",
)  # fmt: skip


def by_line(box: bytes) -> Iterator[bytes]:
    """Cut line by line: the rule as a reader would say it."""
    message, doubtful, after_empty = b"", b"", True
    for line in io.BytesIO(box):
        if doubtful:
            if message and boxes._HEADER.match(line.lstrip(b">")):
                yield message
                message = b""
            message, doubtful = message + doubtful, b""
        if after_empty and line.startswith(b"From "):
            doubtful = line
        else:
            message += line
        after_empty = line in (b"\n", b"\r\n")
    if (message + doubtful).strip():
        yield message + doubtful


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(LINES), max_size=30), st.integers(1, 60), st.booleans())
def test_blocks_are_cut_where_lines_would_be(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], size: int, is_ended: bool
) -> None:
    monkeypatch.setattr(boxes, "_BYTES_AT_ONCE", size)
    box = ("\n".join(lines) + "\n" * is_ended).encode()
    assert list(split_mbox(io.BytesIO(box))) == list(by_line(box))


def test_of_a_huge_message_only_the_beginning_is_kept() -> None:
    box = b"From a\nSubject: one\n\n" + b"x" * 70 * 50_000 + b"\n\nFrom b\nSubject: two\n\n"
    first, second = split_mbox(io.BytesIO(box))
    assert len(first) == boxes.MOST_BYTES
    assert second == b"From b\nSubject: two\n\n"


@pytest.mark.parametrize(
    ("message", "headers", "body"),
    [
        (b"Subject: a\n\nb\n\nc", ["a"], b"b\n\nc"),
        (b"Subject: a\r\n\r\nb\n\nc", ["a"], b"b\n\nc"),
        (b"Subject: a\n\r\nb", ["a"], b"b"),
        (b"Subject: a\n\nb\n\r\nc", ["a"], b"b\n\r\nc"),
        (b"Subject: a", ["a"], b""),
        (b"\nSubject: a\n\n", None, b"Subject: a\n\n"),
        (b"\r\nSubject: a\r\n\r\n", None, b"Subject: a\r\n\r\n"),
        (b"Subject: a\n\n", ["a"], b""),
        (b"", None, b""),
    ],
)
def test_the_first_empty_line_ends_the_headers(
    message: bytes, headers: list[str] | None, body: bytes
) -> None:
    found, rest = parse_message(message)
    assert (found.get("subject"), rest) == (headers, body)
