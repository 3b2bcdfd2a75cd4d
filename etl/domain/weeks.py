"""ISO weeks: Monday to Sunday, named by their own year (ISO 8601).

Figures are of months; a week belongs to two of them and is no ``Period``. It is a key for
what is counted by week, and its year is that of its Thursday: 1 January 2027 is in 2026-W53.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_CODE = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, order=True)
class Week:
    """A week of an ISO year; raise ``ValueError`` for a 53rd that the year has not."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= weeks_in(self.year):
            raise ValueError(f"no week {self.number} in {self.year}")

    @property
    def code(self) -> str:
        """Return the key: ``2026-W53``."""
        return f"{self.year}-W{self.number:02d}"

    @property
    def start(self) -> date:
        """Return its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """Return the Monday after it: exclusive."""
        return self.start + timedelta(days=7)

    def a_year_before(self) -> "Week | None":
        """Return the week to compare it with, ``None`` for a 53rd without a twin."""
        if self.number > weeks_in(self.year - 1):
            return None
        return Week(self.year - 1, self.number)


def weeks_in(year: int) -> int:
    """Return how many weeks an ISO year has: that of its 28 December.

    >>> weeks_in(2025), weeks_in(2026)
    (52, 53)
    """
    return date(year, 12, 28).isocalendar().week


def week_of(day: date) -> Week:
    """Return the week of a local day.

    >>> week_of(date(2027, 1, 1)).code
    '2026-W53'
    """
    iso = day.isocalendar()
    return Week(iso.year, iso.week)


def parse_week(code: str) -> Week:
    """Return the week that a code names; raise ``ValueError`` for anything else.

    >>> parse_week("2026-W53").start
    datetime.date(2026, 12, 28)
    """
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"no ISO week: {code!r}")
    return Week(int(found[1]), int(found[2]))
