"""A limit in days, walked one day after the other: slow, and told as it is walked."""

import math
from datetime import date, datetime

from etl.calendars.day_accounts import (
    DAY,
    WORKING,
    Account,
    Case,
    Course,
    DayAccount,
    DayStatus,
    Nature,
    days_between,
    due_note,
    nature_of,
    phrase,
)
from etl.calendars.pauses import Suspension
from etl.calendars.working_time import FIRST_YEAR, LAST_YEAR
from etl.domain.engagements import Receipt, Unit
from etl.formats import NO_BREAK

_SATURDAY, _SUNDAY = 5, 6


def account_in_days(case: Case) -> Account:
    if not FIRST_YEAR <= case.received.year <= LAST_YEAR:
        return Account((), None, math.nan)
    course, ended = course_of(case), case.ended
    if ended is not None and ended.year > LAST_YEAR:
        ended = None
    days: list[DayAccount] = []
    running = gross = 0
    shown = course.due if case.end is None else ended
    counted = whole = math.nan
    for day in days_between(case.received, max(course.due, ended or course.due)):
        counts = day > course.zero and _counts(case, day)
        added = int(counts and day not in course.suspended)
        running, gross = running + added, gross + int(counts)
        status, note = _standing(case, day, course)
        days.append(DayAccount(day, status, note, added, running, is_end=day == ended))
        if day == shown:
            counted, whole = float(running), float(gross)
    midnight, _ = case.calendar.instants(course.due + DAY, course.due + 2 * DAY)
    return Account(tuple(days), midnight, counted, course=course, gross=whole)


def course_of(case: Case) -> Course:
    """Return day zero, the last day and the days that pauses suspend."""
    zero = day_zero(case)
    last = _after(case, zero, int(case.limit.amount))
    suspended: dict[date, Suspension] = {}
    for first, end, pause in stretches(case):
        begun, over = max(case.local(first).date(), zero), case.local(end).date()
        if begun <= _first_closing(case, last):
            left = sum(_counts(case, day) for day in days_between(begun + DAY, last))
            last = _after(case, max(over, begun), left)
        suspended |= dict.fromkeys(days_between(begun + DAY, over), pause)
    return Course(zero, last, _first_closing(case, last), suspended)


def day_zero(case: Case) -> date:
    """Return the day that the case counts as received on."""
    limit, received = case.limit, case.received
    if limit.cut_off is not None and case.local(case.start).time() >= limit.cut_off:
        return _first_closing(case, received + DAY)
    if limit.receipt is Receipt.NEXT_OPEN_DAY:
        return _first_closing(case, received)
    return received


def stretches(case: Case) -> list[tuple[datetime, datetime, Suspension]]:
    """Return the pauses of a case in order, each from where the ones before it ended."""
    found: list[tuple[datetime, datetime, Suspension]] = []
    until = case.start
    for pause in sorted(case.pauses, key=lambda each: each.start):
        first = max(pause.start, until)
        end = pause.end if case.end is None else min(pause.end, case.end)
        if first <= end:
            found.append((first, end, pause))
            until = end
    return found


def _after(case: Case, day: date, amount: int) -> date:
    """Return the day that comes so many counted days later; after none, the first from it."""
    while amount or not _counts(case, day):
        day += DAY
        amount -= int(amount > 0 and _counts(case, day))
    return day


def _counts(case: Case, day: date) -> bool:
    return case.limit.unit is Unit.CALENDAR_DAYS or _nature(case, day)[0] in WORKING


def _first_closing(case: Case, day: date) -> date:
    while _nature(case, day)[0] not in WORKING:
        day += DAY
    return day


def _nature(case: Case, day: date) -> Nature:
    is_workable = case.limit.unit is Unit.WORKABLE_DAYS
    return nature_of(case.calendar, day, rest_from=_SUNDAY if is_workable else _SATURDAY)


def _standing(case: Case, day: date, course: Course) -> Nature:
    """Return what a day is for a limit in days, and what is to be said of it."""
    nature = _nature(case, day)
    counts = case.limit.unit is Unit.CALENDAR_DAYS or nature[0] in WORKING
    pause = course.suspended.get(day)
    if day == course.due:
        notes = (due_note(case, day, nature), _suspended(pause) if pause else "")
        return DayStatus.DUE, ", ".join(each for each in notes if each)
    if day == case.received:
        return DayStatus.RECEIVED, _after_hours(case, course) or phrase(nature)
    if day == course.zero:
        return DayStatus.DEEMED_RECEIVED, phrase(nature)
    if not counts or day < course.zero:
        return nature
    if pause is not None:
        return DayStatus.SUSPENDED, told(pause)
    if day > course.due:
        return DayStatus.OVERDUE, phrase(nature)
    if case.limit.unit is not Unit.CALENDAR_DAYS:
        return nature
    is_past = day >= course.nominal
    return DayStatus.POSTPONED if is_past else DayStatus.COUNTED, phrase(nature)


def _after_hours(case: Case, course: Course) -> str:
    cut_off = case.limit.cut_off
    if cut_off is None or case.local(case.start).time() < cut_off:
        return ""
    return f"après {cut_off:%H:%M}, heure limite du jour"


def _suspended(pause: Suspension) -> str:
    return f"suspendu{NO_BREAK}: {told(pause)}"


def told(pause: Suspension) -> str:
    """Return why a case stood still, and who said so."""
    return f"{pause.reason} ({pause.author})" if pause.author else pause.reason
