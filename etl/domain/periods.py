"""Months, quarters, years: whole calendar periods of a site's local days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


def add_months(day: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` after the month of ``day``.

    >>> add_months(date(2025, 1, 31), -2)
    datetime.date(2024, 11, 1)
    """
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month, quarter or year; ``start`` is its first day, ``end`` is exclusive."""

    start: date
    kind: PeriodKind = PeriodKind.MONTH

    def __post_init__(self) -> None:
        if self.start.day != 1 or (self.start.month - 1) % self.kind.months:
            raise ValueError(f"no {self.kind} starts on {self.start}")

    @property
    def end(self) -> date:
        return add_months(self.start, self.kind.months)

    @property
    def code(self) -> str:
        """Return the name used in links and files: ``2025-03``, ``2025-T1``, ``2025``."""
        if self.kind is PeriodKind.MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.start.year}-T{(self.start.month + 2) // 3}"
        return str(self.start.year)

    def months(self) -> Iterator["Period"]:
        for step in range(self.kind.months):
            yield Period(add_months(self.start, step))

    def span_start(self, window_months: int) -> date:
        """Return the first day measured: the period itself, or more where the window is longer.

        A yearly check seen from March 2025 is measured from April 2024 to March 2025.
        """
        return min(self.start, add_months(self.end, -window_months))


def containing(day: date, kind: PeriodKind = PeriodKind.MONTH) -> Period:
    """Return the period of this kind that contains ``day``.

    >>> containing(date(2025, 5, 17), PeriodKind.QUARTER).code
    '2025-T2'
    """
    month = day.month - (day.month - 1) % kind.months
    return Period(date(day.year, month, 1), kind)


def parse_period(code: str) -> Period:
    """Return the period that ``code`` names; raise ``ValueError`` for anything else.

    >>> parse_period("2025-T4").end
    datetime.date(2026, 1, 1)
    """
    year, _, rest = code.partition("-")
    if not rest:
        return Period(date(int(year), 1, 1), PeriodKind.YEAR)
    if rest.startswith("T"):
        return Period(date(int(year), int(rest[1:]) * 3 - 2, 1), PeriodKind.QUARTER)
    return Period(date(int(year), int(rest), 1), PeriodKind.MONTH)
