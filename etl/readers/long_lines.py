"""Lines that no export would write: left out of a text before anything cuts them into cells."""

import re
from collections.abc import Iterable, Iterator

from etl.readers.bounds import LONGEST_LINE

_SHOWN = 1000


def without_long_lines(
    texts: Iterable[str], lost: list[tuple[int, str]], longest: int = LONGEST_LINE
) -> Iterator[str]:
    """Yield a text with an empty line in place of each that is longer than ``longest``.

    The number and the beginning of these are added to ``lost``. No more of the text is held
    than one part and one line.
    """
    too_long = re.compile(rf"^[^\n]{{{longest + 1},}}", re.MULTILINE)
    number, begun = 1, ""

    def emptied(text: str) -> str:
        if not _has_long_line(text, longest):
            return text
        for found in too_long.finditer(text):
            start = found.start()
            shown = text[start : start + _SHOWN] + " […]"
            lost.append((number + text.count("\n", 0, start), shown))
        return too_long.sub("", text)

    for part in texts:
        text = begun + part
        end = text.rfind("\n") + 1
        # What begins a line that is too long already is enough to know it once it ends.
        begun = text[end : end + longest + 1]
        yield emptied(text[:end])
        number += text.count("\n", 0, end)
    yield emptied(begun)


def _has_long_line(text: str, longest: int) -> bool:
    place = 0
    while len(text) - place > longest:
        end = text.rfind("\n", place, place + longest + 1)
        if end < 0:
            return True
        place = end + 1
    return False
