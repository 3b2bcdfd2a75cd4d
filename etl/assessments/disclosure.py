"""Small counts: what must be hidden of a table that leaves the house, and what with them.

A count of one to four persons is hidden. So is what would give it back by subtraction from a
total: other cells are hidden until each small count could be any of ``POSSIBLE`` values or
more, for somebody who knows every published cell, every total, and that a hidden cell is no
zero. Zeros are published: there is nobody to be recognised. (Complementary suppression: L.
Willenborg and T. de Waal, *Elements of Statistical Disclosure Control*, 2001, chapter 4.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.assessments import EVERYWHERE
from etl.later import Later

optimize = Later("scipy.optimize")

SMALLEST = 5
POSSIBLE = 5

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Margins:
    """How the cells of a frame add up.

    ``dimensions`` are the columns whose value ``EVERYWHERE`` marks a total over the others
    (site, service); ``parts`` the columns that add up to the column ``whole`` in each row
    (met and missed to counted). A total that exceeds its parts hides a remainder.
    """

    dimensions: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    whole: str = ""

    @property
    def counts(self) -> tuple[str, ...]:
        return (*self.parts, self.whole) if self.whole else self.parts


@dataclass(frozen=True)
class _Sum:
    """A total and its parts, as places of cells; ``rest`` is what no part tells."""

    total: int
    parts: tuple[int, ...]
    rest: int

    @property
    def cells(self) -> tuple[int, ...]:
        return (self.total, *self.parts)


def is_small(counts: pd.DataFrame) -> pd.DataFrame:
    """Tell the counts of one to four; none of a missing count."""
    return (counts > 0) & (counts < SMALLEST)


def hidden(frame: pd.DataFrame, margins: Margins) -> pd.DataFrame:
    """Tell which counts of a frame must be hidden; same index, one column a count.

    Counts are whole numbers; a missing one is zero. A share of a row with a hidden count must
    be hidden with it: with its interval it would give the count back.
    """
    counts = frame[[*margins.counts]].fillna(0).astype("int64")
    sums = list(_sums(frame, counts, margins))
    values: Counts = counts.to_numpy().ravel()
    chosen: Flags = is_small(counts).to_numpy().ravel().copy()
    for cell in np.flatnonzero(chosen).tolist():
        _protect(cell, chosen, values, sums)
    return pd.DataFrame(chosen.reshape(counts.shape), frame.index, counts.columns)


def possible_values(
    cell: int, chosen: Flags, values: Counts, sums: list[_Sum]
) -> tuple[float, float]:
    """Return the smallest and the largest whole number that a hidden cell could be."""
    block = _block(cell, chosen, sums)
    own = [each for each in sums if block.intersection(each.cells)]
    places = {each: place for place, each in enumerate(sorted(block))}
    matrix = np.zeros((len(own), len(places) + len(own)))
    known = np.zeros(len(own))
    largest_rest = np.zeros(len(own))
    for row, each in enumerate(own):
        for part, sign in ((each.total, -1), *((part, 1) for part in each.parts)):
            if part in places:
                matrix[row, places[part]] += sign
            else:
                known[row] -= sign * values[part]
        matrix[row, len(places) + row] = 1
        largest_rest[row] = np.inf if each.rest else 0
    lower = np.concatenate([np.ones(len(places)), np.zeros(len(own))])
    upper = np.concatenate([np.full(len(places), np.inf), largest_rest])
    found = []
    for towards in (1, -1):
        aim = np.zeros(matrix.shape[1])
        aim[places[cell]] = towards
        solved = optimize.milp(
            aim,
            integrality=np.ones(len(aim)),
            bounds=optimize.Bounds(lower, upper),
            constraints=optimize.LinearConstraint(matrix, known, known) if own else (),
        )
        # Without a finite answer there is no end on that side.
        found.append(float(solved.fun) * towards if solved.status == 0 else np.inf * -towards)
    return found[0] if np.isfinite(found[0]) else 1.0, found[1]


def _protect(cell: int, chosen: Flags, values: Counts, sums: list[_Sum]) -> None:
    """Hide more cells until one could be many values; what is hidden only widens others."""
    while True:
        low, high = possible_values(cell, chosen, values, sums)
        if high - low + 1 >= POSSIBLE:
            return
        block = _block(cell, chosen, sums)
        near = [each for each in sums if cell in each.cells]
        linked = [each for each in sums if block.intersection(each.cells)]
        candidates = _published(near, chosen, values) or _published(linked, chosen, values)
        if not candidates:
            return
        chosen[min(candidates, key=lambda each: (values[each], each))] = True


def _published(sums: list[_Sum], chosen: Flags, values: Counts) -> set[int]:
    """Return the cells of some sums that are still published, and are no zero."""
    cells = {cell for each in sums for cell in each.cells}
    return {cell for cell in cells if not chosen[cell] and values[cell] > 0}


def _block(cell: int, chosen: Flags, sums: list[_Sum]) -> set[int]:
    """Return the hidden cells that sums tie to one another, from one of them on."""
    found, left = {cell}, [cell]
    while left:
        one = left.pop()
        tied = {
            other
            for each in sums
            if one in each.cells
            for other in each.cells
            if chosen[other] and other not in found
        }
        found |= tied
        left.extend(tied)
    return found


def _sums(frame: pd.DataFrame, counts: pd.DataFrame, margins: Margins) -> Iterator[_Sum]:
    """Yield every total of the frame with its parts, in the rows and along the dimensions."""
    values = counts.to_numpy()
    width = values.shape[1]
    if margins.whole and margins.parts:
        for row in range(len(frame)):
            places = [row * width + column for column in range(width)]
            yield from _sum(places[-1], places[:-1], values.ravel())
    for dimension in margins.dimensions:
        others = [each for each in margins.dimensions if each != dimension]
        for total, parts in _along(frame, dimension, others):
            for column in range(width):
                places = [row * width + column for row in (total, *parts)]
                yield from _sum(places[0], places[1:], values.ravel())


def _along(
    frame: pd.DataFrame, dimension: str, others: list[str]
) -> Iterator[tuple[int, list[int]]]:
    """Yield the row of each total over a dimension, with the rows that it adds up."""
    keys = frame[others].astype("str").agg("\x1f".join, axis="columns") if others else ""
    rows = pd.DataFrame({"key": keys, "total": frame[dimension].eq(EVERYWHERE).to_numpy()},
                        index=range(len(frame)))  # fmt: skip
    for _, group in rows.groupby("key"):
        totals = group.index[group["total"]].tolist()
        parts = group.index[~group["total"]].tolist()
        if len(totals) == 1 and parts:
            yield totals[0], parts


def _sum(total: int, parts: list[int], values: Counts) -> Iterator[_Sum]:
    rest = int(values[total] - values[parts].sum())
    # Parts that overlap (one contact counted in two) are no sum: nothing can be subtracted.
    if rest >= 0:
        yield _Sum(total, tuple(parts), rest)
