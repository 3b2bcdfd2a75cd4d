"""What is noticed of rows that are accepted all the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST_LINES = 5


@dataclass(frozen=True)
class Remark:
    """One thing noticed of one column: in how many rows, and the first lines of the file."""

    column: str
    code: str
    rows: int
    lines: tuple[int, ...] = ()


def joined(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return one remark a column and code, in the order in which they were met.

    >>> joined([Remark("a", "x", 1, (4,)), Remark("a", "x", 2, (7, 9))])
    (Remark(column='a', code='x', rows=3, lines=(4, 7, 9)),)
    """
    found: dict[tuple[str, str], Remark] = {}
    for each in remarks:
        key = (each.column, each.code)
        if known := found.get(key):
            lines = (*known.lines, *each.lines)[:MOST_LINES]
            each = replace(known, rows=known.rows + each.rows, lines=lines)
        found[key] = each
    return tuple(found.values())
