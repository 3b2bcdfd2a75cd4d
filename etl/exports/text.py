"""Text that a document can set: no sign without a glyph, none that turns a line around."""

import re
import unicodedata
from itertools import chain

# The assigned signs of Source Sans 3, checked one by one in its four styles: a sign that no
# font has stops a whole PDF/A. Marks that reverse the direction of a text are not among them.
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF), (0x200B, 0x200B),
    (0x2010, 0x2027), (0x202F, 0x202F), (0x2030, 0x203A), (0x20A0, 0x20BF),
    (0x2116, 0x2116), (0x2190, 0x2199), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0xFFFD, 0xFFFD),
)  # fmt: skip
REPLACEMENT = "\ufffd"
_KEPT = frozenset(
    chr(each)
    for each in chain(*(range(first, last + 1) for first, last in _RANGES))
    if unicodedata.category(chr(each)) != "Cn"
) | {"\t", "\n"}
# Where a name of a file or a hash may be cut at the end of a line.
_BREAKS = re.compile(r"([_.@]|(?<!\d)[-/])(?=\w)")
_LONG = re.compile(r"\w{24,}")
_ZERO_WIDTH = "\u200b"
_NARROW, _NO_BREAK = "\u202f", "\u00a0"


def clean(text: str) -> str:
    """Return a text that every font of ours can set; what it cannot becomes U+FFFD.

    >>> clean("bon\\r\\njour \\x00\\u202e")
    'bon\\njour ��'
    """
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(each if each in _KEPT else REPLACEMENT for each in whole)


def replaced(text: str) -> int:
    """Return how many signs ``clean`` replaces."""
    return clean(text).count(REPLACEMENT) - text.count(REPLACEMENT)


def french(text: str) -> str:
    """Return a text with the spaces that French wants before and after its signs.

    Declarations are typed with plain spaces.

    >>> french("Objectif : 90 % « ouvré » ; oui ?").replace("\\u202f", "_")
    'Objectif\\xa0: 90_% «_ouvré_»_; oui_?'
    """
    text = re.sub(r"[ \u00a0](?=[;!?%»])", _NARROW, text)
    text = re.sub(r"(?<=«)[ \u00a0]", _NARROW, text)
    return re.sub(r" (?=:(?:\s|$))", _NO_BREAK, text).replace("'", "’")


def told(text: str) -> str:
    """Return a text as documents show it: cleaned, with French spaces."""
    return french(clean(text))


def breakable(text: str) -> str:
    """Return a text in which file names and hashes may be cut at the end of a line."""
    cut = _BREAKS.sub(rf"\1{_ZERO_WIDTH}", text)
    return _LONG.sub(lambda found: _every(found.group(), 8), cut)


def _every(word: str, size: int) -> str:
    return _ZERO_WIDTH.join(word[at : at + size] for at in range(0, len(word), size))
