"""A limit in opening hours, or in hours, told day by day with the intervals that count."""

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
    Course,
    DayAccount,
    DayStatus,
    Interval,
    Nature,
    days_between,
    due_note,
    nature_of,
    phrase,
)
from etl.calendars.day_walk import stretches, told
from etl.calendars.opening_hours import Openings
from etl.calendars.pauses import Suspension
from etl.formats import NO_BREAK

# Later than any instant of a fact: the end of a clock that never stops.
_FAR = 2**62
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def account_in_opening_time(case: Case) -> Account:
    """Return the account of a case; a desk without hours has neither days nor deadline."""
    openings = case.calendar.openings.get(case.desk)
    if openings is None or openings.is_empty:
        return Account((), None, math.nan)
    began = _microseconds(case.start)
    end = None if case.end is None or case.is_reversed else _microseconds(case.end)
    running = _without_pauses(case, openings)
    late = _reached(running, began, case.span + 1)
    last = _reached(running, began, case.span) if case.span else began
    counted, gross = _counted(case, running, end), _counted(case, openings, end)
    if late is None or last is None:
        return Account((), None, counted, gross=gross)
    # A desk that closes at midnight ends its day, and does not begin the next.
    due = case.local(_instant(last - 1)).date() if case.span else case.received
    stop = max(last, end or last)
    days = _days(case, running, stop, due)
    return Account(days, _instant(late), counted, _instant(last), gross=gross)


def account_in_physical_time(case: Case) -> Account:
    """Return the account of a clock that runs day and night, but for the pauses."""
    began = _microseconds(case.start)
    always = Openings(np.array([began]), np.array([_FAR]), np.zeros(1, dtype="int64"))
    running = _without_pauses(case, always)
    late, last = (_reached(running, began, case.span + each) for each in (1, 0))
    if late is None or last is None:
        return Account((), None, math.nan)
    stretches = [
        each for own in _intervals(case, running, (began, last)).values() for each in own
    ]
    interval = tuple(stretches) or ((case.local(case.start), case.local(case.start)),)
    seconds = case.span / MICROSECONDS
    day = DayAccount(interval[-1][1].date(), DayStatus.DUE, "", seconds, seconds, interval)
    end = None if case.end is None or case.is_reversed else _microseconds(case.end)
    counted, gross = _counted(case, running, end), _counted(case, always, end)
    return Account((day,), _instant(late), counted, _instant(last), gross=gross)


def _counted(case: Case, openings: Openings, end: int | None) -> float:
    """Return the seconds that had passed at the end of the case, or of its limit."""
    if case.is_reversed:
        return math.nan
    began = _microseconds(case.start)
    spent = case.span if end is None else _open_between(openings, began, end)
    return spent / MICROSECONDS


def _without_pauses(case: Case, openings: Openings) -> Openings:
    """Return the openings less the pauses of the case, cut where a pause cuts them."""
    starts, ends = openings.starts, openings.ends
    for first, last, _ in stretches(case):
        begin, end = _microseconds(first), _microseconds(last)
        starts, ends = (
            np.concatenate((starts, np.maximum(starts, end))),
            np.concatenate((np.minimum(ends, begin), ends)),
        )
        held = starts < ends
        order = np.argsort(starts[held], kind="stable")
        starts, ends = starts[held][order], ends[held][order]
    lengths = ends - starts
    return Openings(starts, ends, np.cumsum(lengths) - lengths)


def _days(case: Case, openings: Openings, stop: int, due: date) -> tuple[DayAccount, ...]:
    began, margin = _microseconds(case.start), DAY // TICK
    counting = _intervals(case, openings, (began, stop))
    whole = case.calendar.openings[case.desk]
    with_hours = set(_intervals(case, whole, (began - margin, stop + margin)))
    course = Course(case.received, due, due, _suspended_days(case))
    days: list[DayAccount] = []
    running, ended = timedelta(), case.ended
    last = max(due, min(ended or due, case.calendar.days[-1].item()))
    for day in days_between(case.received, last):
        intervals = tuple(counting.get(day, ()))
        added = sum((_spent(each) for each in intervals), timedelta())
        running += added
        status, note = _standing(case, day, course, with_hours, bool(added))
        figures = (added.total_seconds(), running.total_seconds())
        days.append(DayAccount(day, status, note, *figures, intervals, is_end=day == ended))
    return tuple(days)


def _suspended_days(case: Case) -> dict[date, Suspension]:
    """Return the days that a pause touches, with the pause."""
    return {
        day: pause
        for first, last, pause in stretches(case)
        for day in days_between(case.local(first).date(), case.local(last).date())
    }


def _standing(
    case: Case, day: date, course: Course, with_hours: Collection[date], counts: bool
) -> Nature:
    # Hours on a Saturday are hours: a day that has some needs no excuse.
    has_hours = day in with_hours
    nature = (DayStatus.COUNTED, "") if has_hours else nature_of(case.calendar, day, case.desk)
    pause = course.suspended.get(day) if has_hours else None
    held = f"suspendu{NO_BREAK}: {told(pause)}" if pause else ""
    if day == course.due:
        note = due_note(case, day, nature)
        return DayStatus.DUE, ", ".join(each for each in (note, held) if each)
    if day == case.received:
        return DayStatus.RECEIVED, held or phrase(nature)
    if pause and not counts:
        return DayStatus.SUSPENDED, told(pause)
    if has_hours and day > course.due:
        return DayStatus.OVERDUE, held
    return nature[0], nature[1] or held


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
