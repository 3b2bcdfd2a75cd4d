"""A figure as it stood, beside the same one today, and what made the difference."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from etl.domain.assessments import Verdict
from etl.domain.periods import Period


class Cause(StrEnum):
    """What may move a figure that was known, in the order in which it is put in.

    Each is put in beside those before it, one after the other: the parts add up to the whole
    gap exactly, and another order would share it otherwise.
    """

    SOFTWARE = "software"  # from the edition to its own replay: a rule rewritten, data purged
    UNDONE = "undone"
    CORRECTED = "corrected"
    LATE = "late"
    PAUSES = "pauses"
    TIME = "time"
    CALENDAR = "calendar"
    FORMULA = "formula"
    TARGET = "target"
    DEFINITION = "definition"


@dataclass(frozen=True)
class Figure:
    """An indicator at a site over a period. ``exact`` is the value without any rounding."""

    value: float | None
    exact: Fraction | None
    low: float | None
    high: float | None
    counted: int
    met: int
    missed: int
    pending: int
    verdict: Verdict
    target: float | None
    comparison: str


@dataclass(frozen=True)
class Stand:
    """What a figure was computed from: an instant, the last import known, declarations.

    ``declarations``: the fingerprint of their set. ``since``: the day that set was first
    applied. ``is_sure``: the store knew it at that instant; before the first set that it
    kept, that one stands in.
    """

    at: datetime
    last_import: int
    declarations: str
    since: date | None = None
    is_sure: bool = True
    edition: int | None = None


@dataclass(frozen=True)
class Part:
    """What one cause moved. ``facts``: how many contacts; ``imports``: those that did it."""

    cause: Cause
    before: Figure
    after: Figure
    facts: int = 0
    imports: tuple[int, ...] = ()

    @property
    def counted(self) -> int:
        return self.after.counted - self.before.counted

    @property
    def met(self) -> int:
        return self.after.met - self.before.met

    @property
    def moved(self) -> bool:
        """Tell whether anything at all differs."""
        return self.before != self.after


@dataclass(frozen=True)
class Replay:
    """A figure then and now; ``parts`` lead from one to the other, in the order of causes."""

    indicator: str
    title: str
    unit: str
    site: str
    period: Period
    then: Stand
    now: Stand
    before: Figure
    after: Figure
    parts: tuple[Part, ...]

    @property
    def gap(self) -> Fraction | None:
        return gap(self.before, self.after)

    @property
    def values(self) -> tuple[Fraction | None, ...]:
        """Return what each part adds to the value; they sum up to the gap.

        Where there is no value after a part, what it took away is told with the part that
        brings a value back.
        """
        found: list[Fraction | None] = []
        last = self.before.exact
        for each in self.parts:
            known = each.after.exact
            found.append(None if known is None or last is None else known - last)
            last = last if known is None else known
        return tuple(found)


def gap(before: Figure, after: Figure) -> Fraction | None:
    """Return the exact difference of two values, ``None`` where one is missing."""
    if before.exact is None or after.exact is None:
        return None
    return after.exact - before.exact
