"""A sealed file opens to what was written, or not at all."""

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store.sealing import HEADER, PIECE, TAG, SealedReader, SealedWriter, SealError

SECRET = b"une phrase que personne ne devine"
SEALED_PIECE = PIECE + TAG
CONTENT = bytes(range(256)) * (3 * PIECE // 256) + b"fin"


def sealed(content: bytes, step: int = 100_000) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, SECRET)
    for start in range(0, len(content), step):
        writer.write(content[start : start + step])
    writer.finish()
    return file.getvalue()


def opened(content: bytes, secret: bytes = SECRET) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(content), secret)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, len(CONTENT)])
def test_what_was_sealed_opens_to_the_same(size):
    assert opened(sealed(CONTENT[:size])) == CONTENT[:size]


def test_the_same_content_is_never_sealed_the_same():
    assert sealed(b"a") != sealed(b"a")


PIECES = sealed(CONTENT)


def _piece(number: int) -> bytes:
    start = HEADER + number * SEALED_PIECE
    return PIECES[start : start + SEALED_PIECE]


@pytest.mark.parametrize(
    "content",
    [
        PIECES[:-1],
        PIECES[: HEADER + 2 * SEALED_PIECE],
        PIECES[: HEADER + 2 * SEALED_PIECE + 5],
        PIECES[:HEADER] + _piece(1) + _piece(0) + PIECES[HEADER + 2 * SEALED_PIECE :],
        PIECES[:HEADER] + PIECES[HEADER + SEALED_PIECE :],
        PIECES + b"x",
        PIECES + _piece(0),
    ],
    ids=["cut", "a piece less", "in a piece", "moved", "without first", "more", "repeated"],
)
def test_pieces_that_are_missing_moved_or_added_are_refused(content):
    with pytest.raises(SealError):
        opened(content)


@settings(max_examples=20)
@given(st.integers(0, len(PIECES) - 1), st.integers(0, 7))
def test_one_bit_that_was_changed_anywhere_is_refused(place, bit):
    touched = bytearray(PIECES)
    touched[place] ^= 1 << bit
    with pytest.raises(SealError):
        opened(bytes(touched))


def test_another_secret_is_refused():
    with pytest.raises(SealError, match="ce n'est pas celui"):
        opened(PIECES, b"une autre phrase secrete")


def test_memory_stays_flat_whatever_the_size():
    class Nowhere(io.RawIOBase):
        def write(self, data):
            return len(data)

    writer, piece = SealedWriter(Nowhere(), SECRET), bytes(1_000_000)
    tracemalloc.start()
    for _ in range(20):
        writer.write(piece)
    writer.finish()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000
