"""When a desk is open: dated weekly hours laid out as instants, and the time they add up to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.calendars.placing import Ints, Places, places_of
from etl.domain.sites import OpeningHours, Slot

Days = npt.NDArray[np.datetime64]

MISSING = np.iinfo(np.int64).min  # NaT, seen as an integer
_MIDNIGHT = time(0)
_BUCKET = 4 * 3600 * 1_000_000


@dataclass(frozen=True, eq=False)
class Openings:
    """Every stretch [start, end) in which a desk is open, in microseconds of UTC, in order.

    ``before`` is the opening time that has passed before each stretch begins.
    """

    starts: Ints
    ends: Ints
    before: Ints

    @property
    def is_empty(self) -> bool:
        return self.starts.size == 0

    def contains(self, at: Ints) -> npt.NDArray[np.bool_]:
        """Tell which instants are open: the first one of a stretch is, the last is not."""
        return (self._places.of(at) & 1).astype(bool)

    def elapsed(self, at: Ints) -> Ints:
        """Return the opening time that has passed at each instant, since the first stretch."""
        place = self._places.of(at)
        return self._offsets[place] + at * (place & 1)

    @cached_property
    def _places(self) -> Places:
        """The bounds in order: an odd number of them has passed while the desk is open."""
        return places_of(np.stack((self.starts, self.ends), axis=1).ravel(), _BUCKET)

    @cached_property
    def _offsets(self) -> Ints:
        """What to add to an instant when open, or to nothing when closed, at each place."""
        passed = self.before + self.ends - self.starts
        inside = np.stack((self.before - self.starts, passed), axis=1).ravel()
        return np.concatenate((np.zeros(1, dtype=np.int64), inside))

    def reaching(self, elapsed: Ints) -> Ints:
        """Return the first instant at which that opening time has passed, or ``MISSING``.

        A time that is complete when the desk closes is reached at the closing instant.
        """
        if self.is_empty:
            return np.full(elapsed.shape, MISSING, dtype=np.int64)
        complete = self.before + (self.ends - self.starts)
        place = np.searchsorted(complete, elapsed, side="left")
        known = np.minimum(place, self.starts.size - 1)
        found = self.starts[known] + elapsed - self.before[known]
        return np.where(place < self.starts.size, found, MISSING)


def lay_out(
    hours: Sequence[OpeningHours], days: Days, closed: Collection[date], timezone: str
) -> Openings:
    """Return the openings of a desk over ``days``; each day keeps the hours then in force."""
    bounds = [
        _stretches(slot, days[_in_force(version, hours, days)], timezone)
        for version in hours
        for slot in version.slots
    ]
    if not bounds:
        return Openings(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    day, starts, ends = (np.concatenate(part) for part in zip(*bounds, strict=True))
    open_days = ~np.isin(day, np.array(sorted(closed), dtype="datetime64[D]"))
    order = np.argsort(starts[open_days], kind="stable")
    starts, ends = starts[open_days][order], ends[open_days][order]
    # Slots that overlap count once.
    starts[1:] = np.maximum(starts[1:], np.maximum.accumulate(ends)[:-1])
    ends = np.maximum(starts, ends)
    lengths = ends - starts
    return Openings(starts, ends, np.cumsum(lengths) - lengths)


def _in_force(
    version: OpeningHours, hours: Sequence[OpeningHours], days: Days
) -> npt.NDArray[np.bool_]:
    """Tell the days from this version's first day on, until that of the next version."""
    later = [other.since for other in hours if other.since > version.since]
    until = min(later, default=date.max)
    return (days >= np.datetime64(version.since)) & (days < np.datetime64(until))


def _stretches(slot: Slot, days: Days, timezone: str) -> tuple[Days, Ints, Ints]:
    # 1 January 1970 was a Thursday, the fourth day of the ISO week.
    weekday = (days.astype(np.int64) + 3) % 7 + 1
    own = days[weekday == slot.weekday]
    next_day = np.timedelta64(1 if slot.end == _MIDNIGHT else 0, "D")
    return own, utc_at(own, slot.start, timezone), utc_at(own + next_day, slot.end, timezone)


def utc_at(days: Days, at: time, timezone: str) -> Ints:
    """Return the instant of a local hour on each day, in microseconds of UTC."""
    since_midnight = pd.Timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return utc_of(np.asarray(pd.DatetimeIndex(days) + since_midnight), timezone)


def utc_of(local: Days, timezone: str) -> Ints:
    """Return local wall times as microseconds of UTC.

    An hour that comes twice is its first occurrence; one that does not exist begins at the
    first instant after it.
    """
    localized = pd.DatetimeIndex(local).tz_localize(
        timezone, ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward"
    )
    return np.asarray(localized.tz_convert(None).as_unit("us").asi8, dtype=np.int64)
