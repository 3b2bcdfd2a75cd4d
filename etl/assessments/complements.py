"""Findings that add up to others: with a hidden part, hide a second one, and tell the total.

A month is a part of its quarter, a quarter of its year, a site of all of them together. Each is
in a file of its own, and who has them all subtracts: one hidden part is what the total leaves.
So a second part is hidden, along each way of adding up, until each hidden count could be
``POSSIBLE`` values or more for who knows the total and the other parts. The total, which all
speak of, goes only where no second part is left. (Complementary suppression: L. Willenborg and
T. de Waal, *Elements of Statistical Disclosure Control*, 2001, chapter 4.)
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.assessments.disclosure import POSSIBLE, Counts, Flags
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import PeriodKind


@dataclass(frozen=True)
class Sum:
    """A row that is a total, and the rows that it adds up."""

    total: int
    parts: tuple[int, ...]


def sums_of(frame: pd.DataFrame) -> list[Sum]:
    """Return how findings (``site``, ``kind``, ``start``), one indicator's, add up."""
    begun = pd.to_datetime(frame["start"])
    rows = pd.DataFrame(
        {
            "site": frame["site"].to_numpy(),
            "kind": frame["kind"].astype("str").to_numpy(),
            "start": begun.to_numpy(),
            "year": begun.dt.year.to_numpy(),
            "quarter": begun.dt.quarter.to_numpy(),
        }
    )
    month, quarter, year = (
        rows["kind"].eq(each)
        for each in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
    )
    everywhere = rows["site"].eq(EVERYWHERE)
    return [
        *_sums(rows, ["site", "year", "quarter"], quarter, month),
        *_sums(rows, ["site", "year"], year, quarter),
        *_sums(rows, ["kind", "start"], everywhere, ~everywhere),
    ]


def _sums(
    rows: pd.DataFrame, keys: list[str], totals: pd.Series, parts: pd.Series
) -> Iterator[Sum]:
    of_parts = rows[parts].groupby(keys).groups
    for key, total in rows[totals].groupby(keys).groups.items():
        if key in of_parts:
            yield Sum(int(total[0]), tuple(of_parts[key].tolist()))


@dataclass(frozen=True)
class Told:
    """What there is to tell: counts of findings, and the least that a hidden one can be.

    A row for each finding; one column, or two whose sum is told (met and missed). Who reads
    knows that no hidden count is zero.
    """

    counts: Counts
    least: Counts


def with_complements(hidden: Flags, told: Told, sums: Sequence[Sum]) -> Flags:
    """Return which rows to hide, those of ``hidden`` among them, so that sums tell none.

    A row with a zero is never hidden for the sake of others.
    """
    counts = told.counts
    # Parts that overlap (one contact counted in two) are no sum: nothing can be subtracted.
    real = [
        each for each in sums if (counts[[*each.parts]].sum(axis=0) <= counts[each.total]).all()
    ]
    search = _Search(hidden.copy(), told, real)
    chosen = search.done()
    while len(found := np.flatnonzero(hidden & _subtracted(chosen, real))):
        # Sums of several kinds tell it together: all that it is a part of goes with it.
        for place in found.tolist():
            chosen[[*search.totals_of(place)]] = True
    return chosen


def _subtracted(chosen: Flags, sums: Sequence[Sum]) -> Flags:
    """Tell which hidden rows come out when files are subtracted as long as they can be."""
    known = ~chosen
    left = [np.array([each.total, *each.parts]) for each in sums]
    alone = True
    while alone:
        unknown = [rows[~known[rows]] for rows in left]
        alone = any(len(rows) == 1 for rows in unknown)
        known[[rows[0] for rows in unknown if len(rows) == 1]] = True
        left = [rows for rows in unknown if len(rows) > 1]
    return known & chosen


class _Search:
    """A greedy search for rows to hide: the hidden ones, and the sums that could tell them."""

    def __init__(self, chosen: Flags, told: Told, sums: Sequence[Sum]) -> None:
        self.chosen, self.told = chosen, told
        self.above: defaultdict[int, list[Sum]] = defaultdict(list)
        # A total of months is first one of its own site: the first of two ways down is kept.
        self.below: dict[int, Sum] = {}
        for each in sums:
            self.below.setdefault(each.total, each)
            for place in each.parts:
                self.above[place].append(each)
        self.left = list(sums)

    def done(self) -> Flags:
        """Hide one more while a sum tells, and look again at all that this one is in."""
        while self.left:
            own = self.left.pop()
            hidden, shown = self._parts(own)
            if not hidden and not self.chosen[own.total]:
                continue
            if self._tells(own, hidden):
                self._hide(own, shown)
        return self.chosen

    def _parts(self, own: Sum) -> tuple[list[int], list[int]]:
        """Return the hidden and the shown parts of a sum; a hidden total stands as its own."""
        hidden: list[int] = []
        shown: list[int] = []
        left = [*own.parts]
        while left:
            place = left.pop()
            if not self.chosen[place]:
                shown.append(place)
            elif place in self.below:
                left += self.below[place].parts
            else:
                hidden.append(place)
        return hidden, shown

    def _tells(self, own: Sum, hidden: list[int]) -> bool:
        """Tell whether a sum gives back a hidden count, or leaves one too few values."""
        values, least = self.told.counts[hidden], self.told.least[hidden]
        parts = (values > 0).sum(axis=0)
        if self.chosen[own.total]:
            # Nobody knows how large a hidden total is, unless all its parts are shown.
            return bool(((self.told.counts[own.total] > 0) & (parts == 0)).any())
        if (parts == 1).any():
            return True
        # One count can grow by what the others have above their least.
        most = least + (values - least).sum(axis=0)
        possible = most - least + 1
        if values.shape[1] > 1:
            whole = values.sum(axis=1, keepdims=True)
            within = np.minimum(whole - 1, most) - np.maximum(1, whole - most[:, ::-1]) + 1
            # A sum of two that leaves too few values by itself is hidden with them.
            possible = np.where(whole - 1 < POSSIBLE, possible, within)
        return bool((possible[values > 0] < POSSIBLE).any())

    def _hide(self, own: Sum, shown: list[int]) -> None:
        """Hide one more part, or else the total."""
        counts = self.told.counts
        free = [each for each in shown if (counts[each] > 0).all()]
        if not free and not self.chosen[own.total] and (counts[own.total] > 0).all():
            free = [own.total]
        if free:
            place = min(free, key=self._cost)
            self.chosen[place] = True
            self._look_again(place)

    def _cost(self, place: int) -> tuple[int, bool, int]:
        """Prefer what asks for few others, then what is no small count, then the smallest."""
        counts = self.told.counts[place]
        alone = sum(not self.chosen[[*each.parts]].any() for each in self.above[place])
        return alone, bool((counts < POSSIBLE).any()), int(counts.sum())

    def totals_of(self, place: int) -> set[int]:
        """Return the rows that one is a part of, and those that these are parts of."""
        own = {each.total for each in self.above[place]}
        return own.union(*(self.totals_of(each) for each in own))

    def _look_again(self, place: int) -> None:
        """Put back every sum that a row is in, up to the totals of totals."""
        if place in self.below:
            self.left.append(self.below[place])
        for each in self.above[place]:
            self.left.append(each)
            self._look_again(each.total)
