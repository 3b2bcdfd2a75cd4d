"""A deadline told day by day: what each local day is, and what it adds to the count."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from etl.calendars.pauses import Suspension
from etl.calendars.working_time import SiteCalendar
from etl.domain.engagements import Limit, Unit
from etl.formats import NO_BREAK

Interval = tuple[datetime, datetime]

DAY = timedelta(days=1)
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
    DEEMED_RECEIVED = "deemed_received"  # day zero, where it is not the day of receipt
    COUNTED = "counted"
    COUNTED_CLOSURE = "counted_closure"  # closed to the public, and counted all the same
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    NOT_OPEN = "not_open"  # the desk has no hours on that weekday
    POSTPONED = "postponed"  # after the last calendar day, before the next working day
    DUE = "due"
    SUSPENDED = "suspended"  # waiting for the visitor
    OVERDUE = "overdue"
    SUMMARISED = "summarised"  # several days told in one line, up to ``until``


# What a day is, and the name or the reason that goes with it.
Nature = tuple[DayStatus, str]

WORKING = (DayStatus.COUNTED, DayStatus.COUNTED_CLOSURE)


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
    pauses: tuple[Suspension, ...] = ()

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
class Course:
    """The days that decide a limit in days.

    ``zero`` is the one that the case counts as received on; ``nominal`` the last one before
    it is put off to an open day, ``due`` afterwards.
    """

    zero: date
    nominal: date
    due: date
    suspended: Mapping[date, Suspension] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """The days in order, the first instant too late, and the count at the end of the case.

    ``last`` is the last instant in time, for the limits that do not run in days. Instants are
    in UTC: local ones of the hour that comes twice are equal to nothing. ``gross`` is the
    count with the pauses in it.
    """

    days: tuple[DayAccount, ...]
    deadline: datetime | None
    counted: float
    last: datetime | None = None
    course: Course | None = None
    gross: float = math.nan


def due_note(case: Case, day: date, nature: Nature) -> str:
    notes = ("jour de réception" if day == case.received else "", phrase(nature))
    return ", ".join(note for note in notes if note)


def nature_of(
    calendar: SiteCalendar, day: date, desk: str | None = None, rest_from: int = _SATURDAY
) -> Nature:
    """Return what a day is by itself: for the site's deadlines, or for the hours of a desk.

    The week ends before the weekday ``rest_from`` (0 is Monday).
    """
    is_weekend, holiday = day.weekday() >= rest_from, calendar.holidays.get(day)
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


def days_between(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + step * DAY
