"""A deadline told day by day: what each local day is, and what it adds to the count."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from etl.calendars.working_time import FIRST_YEAR, LAST_YEAR, SiteCalendar
from etl.domain.engagements import Limit, Unit
from etl.formats import NO_BREAK

Interval = tuple[datetime, datetime]

DAY = timedelta(days=1)
DAY_UNITS = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
SECONDS: Mapping[Unit, int] = {
    Unit.SECONDS: 1,
    Unit.MINUTES: 60,
    Unit.HOURS: 3600,
    Unit.OPENING_HOURS: 3600,
}
TICK = timedelta(microseconds=1)
MICROSECONDS = 1_000_000
_SATURDAY = 5


class DayStatus(StrEnum):
    """What a day is for a deadline."""

    RECEIVED = "received"
    COUNTED = "counted"
    COUNTED_CLOSURE = "counted_closure"  # closed to the public, and counted all the same
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    NOT_OPEN = "not_open"  # the desk has no hours on that weekday
    POSTPONED = "postponed"  # after the last calendar day, before the next working day
    DUE = "due"
    OVERDUE = "overdue"
    SUMMARISED = "summarised"  # several days told in one line, up to ``until``


# What a day is, and the name or the reason that goes with it.
Nature = tuple[DayStatus, str]

_WORKING = (DayStatus.COUNTED, DayStatus.COUNTED_CLOSURE)


@dataclass(frozen=True)
class DayAccount:
    """One local day: what it adds (days or seconds, as the limit runs) and the count so far.

    ``note`` is French: the name of a holiday, the reason of a closure. ``intervals`` are the
    stretches of time that count. ``is_end`` marks the day on which the case was dealt with.
    """

    day: date
    status: DayStatus
    note: str = ""
    added: float = 0
    running: float = 0
    intervals: tuple[Interval, ...] = ()
    until: date | None = None
    is_end: bool = False


@dataclass(frozen=True)
class Case:
    """What is to be explained; instants are in UTC, and the second may be missing."""

    calendar: SiteCalendar
    start: datetime
    limit: Limit
    end: datetime | None = None
    desk: str = ""

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.calendar.site.timezone))

    @property
    def received(self) -> date:
        return self.local(self.start).date()

    @property
    def ended(self) -> date | None:
        """The local day of the end, if it is known and does not come before the start."""
        if self.end is None or self.is_reversed:
            return None
        return self.local(self.end).date()

    @property
    def is_reversed(self) -> bool:
        return self.end is not None and self.end < self.start

    @property
    def span(self) -> int:
        """The limit in microseconds, where it does not run in days."""
        return round(self.limit.amount * SECONDS[self.limit.unit] * MICROSECONDS)


@dataclass(frozen=True)
class Account:
    """The days in order, the first instant too late, and the count at the end of the case.

    ``last`` is the last instant in time, for the limits that do not run in days. Instants are
    in UTC: local ones of the hour that comes twice are equal to nothing.
    """

    days: tuple[DayAccount, ...]
    deadline: datetime | None
    counted: float
    last: datetime | None = None


def account_in_days(case: Case) -> Account:
    if not FIRST_YEAR <= case.received.year <= LAST_YEAR:
        return Account((), None, math.nan)
    due, ended = _due_day(case), case.ended
    if ended is not None and ended.year > LAST_YEAR:
        ended = None
    days: list[DayAccount] = []
    running = 0
    for day in days_between(case.received, max(due, ended or due)):
        nature, reason = nature_of(case.calendar, day)
        counts = case.limit.unit is Unit.CALENDAR_DAYS or nature in _WORKING
        added = int(counts and day > case.received)
        running += added
        status, note = _standing(case, day, due, (nature, reason))
        days.append(DayAccount(day, status, note, added, running, is_end=day == ended))
    shown = due if case.end is None else ended
    counted = next((float(each.running) for each in days if each.day == shown), math.nan)
    midnight, _ = case.calendar.instants(due + DAY, due + 2 * DAY)
    return Account(tuple(days), midnight, counted)


def _due_day(case: Case) -> date:
    """Return the last local day in time, walking one day at a time."""
    day, left = case.received, int(case.limit.amount)
    if case.limit.unit is Unit.CALENDAR_DAYS:
        day, left = nominal_day(case), 0
    while left or nature_of(case.calendar, day)[0] not in _WORKING:
        day += DAY
        left -= int(left > 0 and nature_of(case.calendar, day)[0] in _WORKING)
    return day


def nominal_day(case: Case) -> date:
    """Return the last of the calendar days, before it is put off to a working day."""
    return case.received + int(case.limit.amount) * DAY


def _standing(case: Case, day: date, due: date, nature: Nature) -> Nature:
    """Return what a day is for a limit in days, and what is to be said of it."""
    in_calendar_days = case.limit.unit is Unit.CALENDAR_DAYS
    if day == due:
        return DayStatus.DUE, due_note(case, day, nature)
    if day == case.received:
        return DayStatus.RECEIVED, phrase(nature)
    if not in_calendar_days and nature[0] not in _WORKING:
        return nature
    if day > due:
        return DayStatus.OVERDUE, phrase(nature)
    if not in_calendar_days:
        return nature
    is_past = day >= nominal_day(case)
    return DayStatus.POSTPONED if is_past else DayStatus.COUNTED, phrase(nature)


def due_note(case: Case, day: date, nature: Nature) -> str:
    notes = ("jour de réception" if day == case.received else "", phrase(nature))
    return ", ".join(note for note in notes if note)


def nature_of(calendar: SiteCalendar, day: date, desk: str | None = None) -> Nature:
    """Return what a day is by itself: for the site's deadlines, or for the hours of a desk."""
    is_weekend, holiday = day.weekday() >= _SATURDAY, calendar.holidays.get(day)
    if is_weekend and desk is None:
        return DayStatus.WEEKEND, f"férié{NO_BREAK}: {holiday}" if holiday else ""
    if holiday:
        return DayStatus.HOLIDAY, holiday
    closures = [
        each
        for each in calendar.site.closures
        if each.desk in (None, desk) and each.first <= day <= each.last
    ]
    if closures:
        closure = max(closures, key=lambda each: each.stops_deadlines)
        stops = closure.stops_deadlines or desk is not None
        return DayStatus.CLOSED if stops else DayStatus.COUNTED_CLOSURE, closure.reason
    if desk is None:
        return DayStatus.COUNTED, ""
    return DayStatus.WEEKEND if is_weekend else DayStatus.NOT_OPEN, ""


def phrase(nature: Nature) -> str:
    """Return the nature of a day as a note, where another status comes first."""
    words = {
        DayStatus.WEEKEND: "week-end",
        DayStatus.HOLIDAY: "férié",
        DayStatus.CLOSED: "fermeture",
        DayStatus.COUNTED_CLOSURE: "fermeture qui ne suspend pas les délais",
    }
    status, reason = nature
    if status is DayStatus.WEEKEND and reason:
        return f"week-end, {reason}"
    word = words.get(status, "")
    return f"{word}{NO_BREAK}: {reason}" if word and reason else word


def account_in_physical_time(case: Case) -> Account:
    last = case.start + timedelta(microseconds=case.span)
    seconds = case.span / MICROSECONDS
    interval = (case.local(case.start), case.local(last))
    only = DayAccount(interval[1].date(), DayStatus.DUE, "", seconds, seconds, (interval,))
    counted = seconds
    if case.end is not None:
        counted = math.nan if case.is_reversed else (case.end - case.start).total_seconds()
    return Account((only,), last + TICK, counted, last)


def days_between(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + step * DAY
