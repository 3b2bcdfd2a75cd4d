"""Which days a unit counts, and how to walk along them without walking."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from etl.calendars.opening_hours import Days
from etl.calendars.placing import Ints
from etl.domain.engagements import Unit

_MONDAY_TO_SATURDAY = "1111110"


@dataclass(frozen=True, eq=False)
class DayCount:
    """The days that a unit counts among those of a calendar.

    ``places`` are their places; ``rank`` says of every day how many of them there are up to
    it, itself included.
    """

    places: Ints
    rank: Ints

    def first_from(self, place: Ints) -> Ints:
        """Return the first counted day from each day on; a counted day is its own."""
        return self.places[np.searchsorted(self.places, place, side="left")]

    def after(self, place: Ints, amount: Ints | int) -> Ints:
        """Return the day that comes so many counted days after each day.

        After none it is the day itself, or the first counted one that follows.
        """
        steps = np.asarray(amount)
        last = self.places[self.rank[place] + np.maximum(steps, 1) - 1]
        return last if (steps > 0).all() else np.where(steps > 0, last, self.first_from(place))

    def between(self, first: Ints, last: Ints) -> Ints:
        """Return how many counted days there are after the first day, up to the last."""
        return self.rank[last] - self.rank[first]


def day_counts(days: Days, idle: Collection[date]) -> Mapping[Unit, DayCount]:
    """Return what each unit in days counts; ``idle`` are holidays and stopping closures."""
    closed = np.array(sorted(idle), dtype="datetime64[D]")
    return {
        Unit.WORKING_DAYS: _counting(np.is_busday(days, holidays=closed)),
        Unit.WORKABLE_DAYS: _counting(np.is_busday(days, _MONDAY_TO_SATURDAY, closed)),
        Unit.CALENDAR_DAYS: _counting(np.ones(len(days), dtype=bool)),
    }


def _counting(counted: np.ndarray) -> DayCount:
    return DayCount(np.flatnonzero(counted), np.cumsum(counted))
