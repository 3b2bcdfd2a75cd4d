"""How far what a source sends may be trusted: a grade, explained line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etl.domain.sources import Rhythm


class Grade(StrEnum):
    """From A, nothing to say, to D, not to be believed alone."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Criterion(StrEnum):
    FRESHNESS = "freshness"
    GAPS = "gaps"
    VOLUME = "volume"
    REJECTS = "rejects"


class Unit(StrEnum):
    """The span in which a source is expected to say something, told by its own history."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Line:
    """One thing looked at: ``found`` of ``among``, the grade it earns, and some of the days.

    Freshness: days since the last fact, of the days allowed. Gaps: units without a fact, of
    those expected. Volume: units far below their own median, of those heard. Rejects: rows.
    """

    criterion: Criterion
    grade: Grade
    found: float
    among: float
    unit: Unit | None = None
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Trust:
    """What a source is worth; its grade is that of its worst line. No line: never heard."""

    source: str
    lines: tuple[Line, ...]

    @property
    def grade(self) -> Grade | None:
        return max((each.grade for each in self.lines), default=None)

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing came for so long that its figures are no more of today."""
        return any(
            each.criterion is Criterion.FRESHNESS and each.grade is Grade.D
            for each in self.lines
        )


# Days after its last fact from which a source is late: its rhythm and the time to export it.
ALLOWED_DAYS: Mapping[Rhythm, int] = {
    Rhythm.DAILY: 4,
    Rhythm.WEEKLY: 12,
    Rhythm.MONTHLY: 40,
    Rhythm.QUARTERLY: 110,
    Rhythm.YEARLY: 400,
}
# A source is silent, no longer late, after so many times the days allowed.
SILENT = 2.0
