"""A limit in opening hours told day by day, with the intervals that count."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import numpy as np

from etl.calendars.day_accounts import (
    DAY,
    MICROSECONDS,
    TICK,
    Account,
    Case,
    DayAccount,
    DayStatus,
    Interval,
    Nature,
    days_between,
    due_note,
    nature_of,
    phrase,
)
from etl.calendars.opening_hours import Openings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def account_in_opening_time(case: Case) -> Account:
    """Return the account of a case; a desk without hours has neither days nor deadline."""
    openings = case.calendar.openings.get(case.desk)
    if openings is None or openings.is_empty:
        return Account((), None, math.nan)
    began = _microseconds(case.start)
    end = None if case.end is None or case.is_reversed else _microseconds(case.end)
    late = _reached(openings, began, case.span + 1)
    last = _reached(openings, began, case.span) if case.span else began
    counted = case.span if end is None else _open_between(openings, began, end)
    known = math.nan if case.is_reversed else counted / MICROSECONDS
    if late is None or last is None:
        return Account((), None, known)
    # A desk that closes at midnight ends its day, and does not begin the next.
    due = case.local(_instant(last - 1)).date() if case.span else case.received
    stop = max(last, end or last)
    return Account(_days(case, openings, stop, due), _instant(late), known, _instant(last))


def _days(case: Case, openings: Openings, stop: int, due: date) -> tuple[DayAccount, ...]:
    began, margin = _microseconds(case.start), DAY // TICK
    counting = _intervals(case, openings, (began, stop))
    with_hours = set(_intervals(case, openings, (began - margin, stop + margin)))
    days: list[DayAccount] = []
    running, ended = timedelta(), case.ended
    last = max(due, min(ended or due, case.calendar.days[-1].item()))
    for day in days_between(case.received, last):
        intervals = tuple(counting.get(day, ()))
        added = sum((_spent(each) for each in intervals), timedelta())
        running += added
        status, note = _standing(case, day, due, with_hours)
        figures = (added.total_seconds(), running.total_seconds())
        days.append(DayAccount(day, status, note, *figures, intervals, is_end=day == ended))
    return tuple(days)


def _standing(case: Case, day: date, due: date, with_hours: Collection[date]) -> Nature:
    # Hours on a Saturday are hours: a day that has some needs no excuse.
    has_hours = day in with_hours
    nature = (DayStatus.COUNTED, "") if has_hours else nature_of(case.calendar, day, case.desk)
    if day == due:
        return DayStatus.DUE, due_note(case, day, nature)
    if day == case.received:
        return DayStatus.RECEIVED, phrase(nature)
    return (DayStatus.OVERDUE, "") if has_hours and day > due else nature


def _reached(openings: Openings, began: int, spent: int) -> int | None:
    """Return the first instant at which that opening time has passed since ``began``."""
    later = openings.ends > began
    starts, ends = np.maximum(openings.starts[later], began), openings.ends[later]
    complete = np.cumsum(ends - starts)
    place = int(np.searchsorted(complete, spent, side="left"))
    return None if place == complete.size else int(ends[place] - (complete[place] - spent))


def _open_between(openings: Openings, began: int, end: int) -> int:
    spent = np.minimum(openings.ends, end) - np.maximum(openings.starts, began)
    return int(np.maximum(spent, 0).sum())


def _intervals(
    case: Case, openings: Openings, bounds: tuple[int, int]
) -> Mapping[date, Sequence[Interval]]:
    """Return the opening time between two instants, as local intervals of each day."""
    began, stop = bounds
    starts, ends = np.maximum(openings.starts, began), np.minimum(openings.ends, stop)
    held = starts < ends
    local = [
        (case.local(_instant(first)), case.local(_instant(last)))
        for first, last in zip(starts[held].tolist(), ends[held].tolist(), strict=True)
    ]
    return {day: list(each) for day, each in groupby(local, lambda pair: pair[0].date())}


def _spent(interval: Interval) -> timedelta:
    """Return the time between two local instants, also where the clock changes."""
    return interval[1].astimezone(UTC) - interval[0].astimezone(UTC)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // TICK


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
