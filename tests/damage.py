"""Ways to damage a file: its bytes, its lines, its cells; chance alone decides."""

import gzip
import random
import re
from collections.abc import Callable, Mapping

Damage = Callable[[bytes, random.Random], bytes]

_DELIMITERS = (b",", b";", b"\t", b"|")
_ABSURD = (
    "31/06/2025 10:00", "2025-02-30 09:00:00", "24:00", "99:99:99", "0000-00-00", "1e400",
    "-5", "-3600", "NaN", "inf", "null", "2025-13-45T25:61:61Z", "9" * 400, "-0", "1,5,7",
    "=1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "<b>x</b>&amp;",
    "\u202e\u0000\ufeff", "é" * 50, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "%s%n{0}${x}", "../../etc/passwd", "\\", '"', "''", "\x1b[31m", "1970-01-01", "9999-12-31",
    "30/03/2025 02:30", "26/10/2025 02:30:00", "1741593600", "-1", "99999999999999999999",
    "1/1/1", "12 h", "١٢٣", "Ⅻ", "１２", "²", "1_000", "0x10", "TRUE", " ", "\u00a0", "",
)  # fmt: skip

_NEARLY_NOTHING = (
    b"", b"\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b";", b'"', b"PK\x03\x04", b"\x1f\x8b",
    b"From ", b"{}", b"<x/>", b"\n" * 5000, b"," * 5000,
)  # fmt: skip


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def beheaded(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 4000) + 1) :]


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 5, 50))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def with_nulls(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + b"\0" * chance.choice((1, 2, 100)) + data[place:]


def with_noise(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(chance.choice((1, 30, 3000))) + data[place:]


def in_utf_16(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"))
    )


def in_latin(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("cp1252", "latin-1", "mac_roman", "cp437")), "replace")


def half_utf_16(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    place = chance.randrange(len(text) + 1)
    return text[:place].encode("utf-16") + text[place:].encode()


def other_ends(data: bytes, chance: random.Random) -> bytes:
    ends = chance.choice(
        ((b"\r",), (b"\r\n",), (b"\r", b"\n", b"\r\n"), (b"\n\n",), (b"\x85",))
    )
    parts = data.replace(b"\r\n", b"\n").split(b"\n")
    return b"".join(part + chance.choice(ends) for part in parts)


def other_delimiter(data: bytes, chance: random.Random) -> bytes:
    return data.replace(chance.choice(_DELIMITERS), chance.choice(_DELIMITERS))


def mixed_delimiters(data: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"[,;\t|]", lambda found: chance.choice((found[0], *_DELIMITERS)), data)


def header_again(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(chance.randrange(len(lines) + 1), lines[0])
    return b"\n".join(lines)


def without_header(data: bytes, chance: random.Random) -> bytes:
    return b"\n".join(data.split(b"\n")[chance.choice((1, 2)) :])


def shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def repeated(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    start = chance.randrange(len(lines))
    return b"\n".join(lines + lines[start : start + 30] * chance.choice((1, 20)))


def shifted(data: bytes, chance: random.Random) -> bytes:
    """Add or take away a cell of some lines."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 5))):
        place = chance.randrange(len(lines))
        mark = chance.choice(_DELIMITERS)
        cells = lines[place].split(mark)
        cell = chance.randrange(len(cells))
        cells[cell : cell + chance.randrange(2)] = chance.choice(([], [b""], [b"x", b""]))
        lines[place] = mark.join(cells)
    return b"\n".join(lines)


def absurd(data: bytes, chance: random.Random) -> bytes:
    """Write absurd values in cells: instants, waits, numbers, code, formulas."""
    parts = re.split(rb"([,;\t|\n])", data)
    for _ in range(chance.choice((1, 5, 40))):
        place = 2 * chance.randrange((len(parts) + 1) // 2)
        parts[place] = chance.choice(_ABSURD).encode("utf-8", "surrogatepass")
    return b"".join(parts)


def absurd_column(data: bytes, chance: random.Random) -> bytes:
    """Write one absurd value in the same cell of all lines but the first."""
    mark, word = (
        chance.choice(_DELIMITERS),
        chance.choice(_ABSURD).encode("utf-8", "surrogatepass"),
    )
    lines = data.split(b"\n")
    place = chance.randrange(8)
    for number in range(1, len(lines)):
        cells = lines[number].split(mark)
        if place < len(cells):
            cells[place] = word
            lines[number] = mark.join(cells)
    return b"\n".join(lines)


def doubled_column(data: bytes, chance: random.Random) -> bytes:
    mark = chance.choice(_DELIMITERS)
    lines = [line.split(mark) for line in data.split(b"\n")]
    return b"\n".join(mark.join([*cells, cells[0]]) for cells in lines)


def emptied(data: bytes, chance: random.Random) -> bytes:
    """Empty all cells of some lines, or of all of them but the first."""
    lines = data.split(b"\n")
    some = range(1, len(lines)) if chance.random() < 0.3 else [chance.randrange(len(lines))]
    for place in some:
        lines[place] = re.sub(rb"[^,;\t|]", b"", lines[place])
    return b"\n".join(lines)


def open_quote(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice((b'"', b'""', b'"""', b"'", b'\\"')) + data[place:]


def huge_cell(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + b"x" * chance.choice((70_000, 200_000, 2_000_000)) + data[place:]


def huge_line(data: bytes, chance: random.Random) -> bytes:
    """Add a line of very many cells."""
    lines = data.split(b"\n")
    cells = chance.choice(_DELIMITERS) * chance.choice((1000, 100_000, 10_000_000))
    lines.insert(chance.randrange(len(lines) + 1), cells)
    return b"\n".join(lines)


def long_tail(data: bytes, chance: random.Random) -> bytes:
    return data + chance.choice((b"\n", b" ", b"\0", b";", b"\x1a", b'"')) * 100_000


def packed(data: bytes, chance: random.Random) -> bytes:
    whole = gzip.compress(data, 1)
    return truncated(whole, chance) if chance.random() < 0.3 else flipped(whole, chance)


def words_swapped(data: bytes, chance: random.Random) -> bytes:
    words = re.findall(rb"\w+", data)[:2000]
    if len(words) < 2:
        return data
    one, two = chance.sample(words, 2)
    return data.replace(one, b"\0\1").replace(two, one).replace(b"\0\1", two)


def nothing_left(data: bytes, chance: random.Random) -> bytes:
    return chance.choice(_NEARLY_NOTHING)


DAMAGES: Mapping[str, Damage] = {
    each.__name__: each
    for each in (
        truncated, beheaded, flipped, with_nulls, with_noise, in_utf_16, in_latin, half_utf_16,
        other_ends, other_delimiter, mixed_delimiters, header_again, without_header, shuffled,
        repeated, shifted, absurd, absurd_column, doubled_column, emptied, open_quote,
        huge_cell, huge_line, long_tail, packed, words_swapped, nothing_left,
    )
}  # fmt: skip
