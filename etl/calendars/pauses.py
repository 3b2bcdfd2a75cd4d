"""Pauses: stretches in which the clock of a case stands still, waiting for the visitor.

The rule: what passes during the union of the pauses of a case is not counted. In days a pause
is counted as a delay is, from the day after its beginning to the day of its end. A limit does
not end during a pause: it then ends on the day of the end, or the first open day that follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from etl.calendars.opening_hours import MISSING
from etl.calendars.placing import Ints
from etl.calendars.working_time import (
    DAY_UNITS,
    MICROSECONDS,
    SiteCalendar,
    instants,
    microseconds,
    numbers,
)
from etl.domain.engagements import Limit, Unit

Stretch = tuple[Ints, Ints, Ints]


@dataclass(frozen=True)
class Suspension:
    """One pause of one case, as it is told: why, and by which service.

    ``end`` is the instant until which it is known to last; ``is_open``: it still does.
    """

    start: datetime
    end: datetime
    reason: str = ""
    author: str = ""
    is_open: bool = False


@dataclass(frozen=True, eq=False)
class Stretches:
    """The united pauses of some cases, in microseconds of UTC.

    ``case`` is the place of the case among those judged; ``turn`` numbers the stretches of
    one case in their order.
    """

    case: Ints
    begins: Ints
    ends: Ints
    turn: Ints

    @property
    def is_empty(self) -> bool:
        return self.case.size == 0

    def turns(self) -> Iterator[Stretch]:
        """Yield the first stretch of every case, then the second of those that have one."""
        for turn in range(int(self.turn.max(initial=-1)) + 1):
            own = self.turn == turn
            yield self.case[own], self.begins[own], self.ends[own]


def united(pauses: pd.DataFrame, start: pd.Series, until: pd.Series) -> Stretches:
    """Return the union of the pauses of each case, between its ``start`` and ``until``.

    ``pauses`` has columns ``fact_id`` (a label of ``start``), ``started_at`` and ``done_at``
    (missing while the pause lasts). What lies outside of a case counts for nothing.
    """
    case = start.index.get_indexer(pd.Index(pauses["fact_id"]))
    known = case >= 0
    case, pauses = case[known].astype("int64"), pauses[known]
    first, last = microseconds(start)[case], microseconds(until)[case]
    ends = microseconds(pauses["done_at"])
    begins = np.maximum(microseconds(pauses["started_at"]), first)
    ends = np.minimum(np.where(ends == MISSING, last, ends), last)
    inside = (first != MISSING) & (last != MISSING) & (begins <= ends)
    held = pd.DataFrame({"case": case, "begins": begins, "ends": ends})[inside]
    held = held.sort_values(["case", "begins"], kind="stable")
    until_now = held.groupby("case")["ends"].cummax().groupby(held["case"]).shift()
    apart = until_now.isna() | (held["begins"] > until_now)
    whole = held.groupby(apart.cumsum()).agg(
        case=("case", "first"), begins=("begins", "first"), ends=("ends", "max")
    )
    turn = whole.groupby("case").cumcount()
    return Stretches(*(np.asarray(each) for each in (*(whole[k] for k in whole), turn)))


def net_deadline(
    calendar: SiteCalendar, start: pd.Series, limit: Limit, held: Stretches, desk: str = ""
) -> pd.Series:
    """Return the first instant at which each contact is late, pauses left out."""
    at = microseconds(start)
    if limit.unit in DAY_UNITS:
        zero = calendar.day_zero(at, limit)
        last = _last_day(calendar, np.maximum(zero, 0), limit, held)
        return calendar.midnight_after(last, zero, start)
    late = microseconds(calendar.deadline(start, limit, desk)).copy()
    for case, begins, ends in held.turns():
        moved = _moved(calendar, late[case], (begins, ends), limit.unit, desk)
        late[case] = np.where(begins < late[case], moved, late[case])
    return instants(late, start)


def paused(
    calendar: SiteCalendar, start: pd.Series, limit: Limit, held: Stretches, desk: str = ""
) -> pd.Series:
    """Return how much of its time each case stood still: days, or seconds otherwise."""
    begins, ends = held.begins, held.ends
    if limit.unit in DAY_UNITS:
        zero = np.maximum(calendar.day_zero(microseconds(start), limit), 0)[held.case]
        first = np.maximum(calendar.place(begins), zero)
        last = np.maximum(calendar.place(ends), first)
        spent = calendar.counts[limit.unit].between(first, last).astype("float64")
    elif limit.unit is Unit.OPENING_HOURS:
        opening = calendar.opening(desk)
        spent = (opening.elapsed(ends) - opening.elapsed(begins)) / MICROSECONDS
    else:
        spent = (ends - begins) / MICROSECONDS
    return numbers(np.bincount(held.case, spent, len(start)).astype("float64"), start)


def _last_day(calendar: SiteCalendar, zero: Ints, limit: Limit, held: Stretches) -> Ints:
    """Return the place of the last day in time: each pause puts off what is left of the limit.

    A pause that begins after that day comes too late to move it.
    """
    counted, closing = calendar.counts[limit.unit], calendar.closing(limit.unit)
    last = counted.after(zero, int(limit.amount))
    for case, begins, ends in held.turns():
        begun = np.maximum(calendar.place(begins), zero[case])
        over = np.maximum(calendar.place(ends), begun)
        left = np.maximum(counted.between(begun, last[case]), 0)
        is_running = begun <= closing.first_from(last[case])
        last[case] = np.where(is_running, counted.after(over, left), last[case])
    return closing.first_from(last)


def _moved(
    calendar: SiteCalendar, late: Ints, stretch: tuple[Ints, Ints], unit: Unit, desk: str
) -> Ints:
    """Return the deadlines after a pause that begins before them."""
    begins, ends = stretch
    if unit is not Unit.OPENING_HOURS:
        return late + ends - begins
    opening = calendar.opening(desk)
    left = opening.elapsed(late) - opening.elapsed(begins)
    return opening.reaching(opening.elapsed(ends) + left)
