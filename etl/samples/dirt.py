"""The small accidents of real exports: double lines, cut lines, words that nobody declared."""

from collections.abc import Sequence

import numpy as np

from etl.samples.writing import Row

SHARE = 0.002


def stained(
    random: np.random.Generator,
    rows: Sequence[Row],
    stains: Sequence[tuple[int, str]],
    share: float = SHARE,
) -> list[list[object]]:
    """Return the rows with a few accidents, about ``share`` of them.

    A stain is the place of a cell and what was written there by mistake. Beside them, some
    rows come twice and some are cut.
    """
    accidents = random.random(len(rows))
    kinds = random.integers(0, len(stains) + 2, len(rows))
    result: list[list[object]] = []
    for row, accident, kind in zip(rows, accidents, kinds, strict=True):
        cells = list(row)
        if accident >= share:
            result.append(cells)
        elif kind < len(stains):
            place, text = stains[kind]
            cells[place] = text
            result.append(cells)
        elif kind == len(stains):
            result.extend([cells, cells])
        else:
            result.append(cells[:3])
    return result
