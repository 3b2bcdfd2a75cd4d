"""Holidays, closures, hours and working days of the demonstration, written out by hand."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
HOLIDAYS = {
    date(2024, 1, 1), date(2024, 4, 1), date(2024, 5, 1), date(2024, 5, 8), date(2024, 5, 9),
    date(2024, 5, 20), date(2024, 7, 14), date(2024, 8, 15), date(2024, 11, 1),
    date(2024, 11, 11), date(2024, 12, 25),
    date(2025, 1, 1), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 8), date(2025, 5, 29),
    date(2025, 6, 9), date(2025, 7, 14), date(2025, 8, 15), date(2025, 11, 1),
    date(2025, 11, 11), date(2025, 12, 25),
    date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14),
    date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1),
    date(2026, 11, 11), date(2026, 12, 25),
    date(2027, 1, 1), date(2027, 3, 29), date(2027, 5, 1), date(2027, 5, 6), date(2027, 5, 8),
    date(2027, 5, 17), date(2027, 7, 14), date(2027, 8, 15), date(2027, 11, 1),
    date(2027, 11, 11), date(2027, 12, 25),
}  # fmt: skip
BRIDGES = {date(2024, 5, 10), date(2025, 5, 9), date(2025, 5, 30), date(2026, 5, 15)}
FRIDAY = 4


def is_switchboard_open(site: str, at: datetime) -> bool:
    """Say whether the switchboard of a site is open; at the closing instant it is not."""
    day, moment = at.date(), at.time()
    if day.weekday() > FRIDAY or day in HOLIDAYS or day in BRIDGES:
        return False
    if site == "cahors":
        return time(8, 30) <= moment < time(12, 30) or time(13, 30) <= moment < time(17, 30)
    end = time(16) if day.weekday() == FRIDAY else time(16, 30)
    return time(9) <= moment < time(12) or time(13, 30) <= moment < end


def last_day_in_time(
    received: date, working_days: int, pauses: Sequence[tuple[date, date]] = ()
) -> date:
    """Return the last day of a limit; the day of receipt is day zero.

    Days after the first of a pause, up to its last, are not counted; a limit that would
    end while a pause lasts ends on the last day of the pause.
    """
    day, left = received, working_days
    while left:
        day += timedelta(days=1)
        is_paused = any(begin < day <= end for begin, end in pauses)
        left -= day.weekday() <= FRIDAY and day not in HOLIDAYS and not is_paused
    return max([day, *(end for begin, end in pauses if begin <= day < end)])
