"""Deadlines, working days and opening hours of one site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.calendars.counting import DayCount, day_counts
from etl.calendars.holidays import public_holidays
from etl.calendars.opening_hours import MISSING, Days, Openings, lay_out, utc_at, utc_of
from etl.calendars.placing import Ints, Places, places_of
from etl.domain.engagements import Limit, Receipt, Unit
from etl.domain.sites import Site

FIRST_YEAR, LAST_YEAR = 2000, 2040
UTC_INSTANT = "datetime64[us, UTC]"
MICROSECONDS = 1_000_000
_DAY = 86_400 * MICROSECONDS
DAY_UNITS = (Unit.WORKING_DAYS, Unit.WORKABLE_DAYS, Unit.CALENDAR_DAYS)
WORKING_DAYS = Limit(0, Unit.WORKING_DAYS)
_SECONDS: Mapping[Unit, int] = {
    Unit.SECONDS: 1,
    Unit.MINUTES: 60,
    Unit.HOURS: 3600,
    Unit.OPENING_HOURS: 3600,
}


@dataclass(frozen=True, eq=False)
class SiteCalendar:
    """The calendar of a site from 2000 to 2040; an instant outside gives no value.

    All instants go in and come out in UTC; days, months and hours are those of the site.
    ``midnights`` is the first instant of each day, and ``counts`` tells for each unit in
    days which of the ``days`` it counts.
    """

    site: Site
    holidays: Mapping[date, str]
    days: Days
    midnights: Ints
    counts: Mapping[Unit, DayCount]
    openings: Mapping[str, Openings]

    def deadline(self, start: pd.Series, limit: Limit, desk: str = "") -> pd.Series:
        """Return the first instant at which each contact is late.

        A limit in days is counted from the day *after* the local day of receipt, whatever
        the hour, and ends at midnight: a mail received on Monday with five working days
        is late from the following Tuesday at 00:00. The limit may declare a cut-off hour or
        another day zero. Calendar days that end on a closed day end on the next working day.
        The other limits are kept when they are reached exactly, so one is late a microsecond
        after; opening hours need the desk that they belong to.
        """
        at = microseconds(start)
        if limit.unit in DAY_UNITS:
            zero = self.day_zero(at, limit)
            last = self.counts[limit.unit].after(np.maximum(zero, 0), int(limit.amount))
            return self.midnight_after(self.closing(limit.unit).first_from(last), zero, start)
        late = at + span_of(limit)
        if limit.unit is Unit.OPENING_HOURS:
            opening = self.opening(desk)
            late = opening.reaching(opening.elapsed(at) + span_of(limit))
        return instants(np.where(at == MISSING, MISSING, late), start)

    def working_days(
        self, start: pd.Series, end: pd.Series, limit: Limit | None = None
    ) -> pd.Series:
        """Return the working days from the day after ``start`` to the day of ``end``.

        ``limit`` says which other days are counted, or when a contact counts as received.
        Missing where an instant is, or where the end comes before the start.
        """
        began, ended = microseconds(start), microseconds(end)
        rule = limit or WORKING_DAYS
        first, last = self.day_zero(began, rule), self.place(ended)
        count = np.maximum(self.counts[rule.unit].between(first, last), 0)
        known = (first >= 0) & (last >= 0) & (ended >= began)
        return numbers(np.where(known, count, np.nan), start)

    def is_open(self, at: pd.Series, desk: str) -> pd.Series:
        """Tell whether the desk is open; a desk that the site has not never is."""
        return pd.Series(self.opening(desk).contains(microseconds(at)), index=at.index)

    def opening_seconds(self, start: pd.Series, end: pd.Series, desk: str) -> pd.Series:
        """Return the seconds during which the desk was open between two instants.

        Missing where an instant is, where the end comes before the start, and for a desk
        that the site has not.
        """
        began, ended = microseconds(start), microseconds(end)
        opening = self.opening(desk)
        seconds = (opening.elapsed(ended) - opening.elapsed(began)) / MICROSECONDS
        known = (began != MISSING) & (ended >= began) & (not opening.is_empty)
        return numbers(np.where(known, seconds, np.nan), start)

    def instants(self, first: date, end: date) -> tuple[datetime, datetime]:
        """Return the midnights at which the local days ``first`` and ``end`` begin."""
        begin, finish = utc_of(np.array([first, end], "datetime64[us]"), self.site.timezone)
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return (
            epoch + timedelta(microseconds=int(begin)),
            epoch + timedelta(microseconds=int(finish)),
        )

    def months(self, at: pd.Series) -> pd.Series:
        """Return the first day of the local month of each instant, without time zone."""
        place = self.place(microseconds(at))
        found = self.days[place].astype("datetime64[M]").astype("datetime64[us]")
        unknown = np.datetime64("NaT", "us")
        return pd.Series(np.where(place >= 0, found, unknown), index=at.index)

    def local(self, at: pd.Series) -> pd.Series:
        """Return the same instants as the clock of the site shows them."""
        return at.dt.tz_convert(self.site.timezone)

    @cached_property
    def _midnights(self) -> Places:
        return places_of(self.midnights, _DAY)

    def opening(self, desk: str) -> Openings:
        return self.openings.get(desk, _NEVER)

    def closing(self, unit: Unit) -> DayCount:
        """Return the days on which a limit may end: calendar days end on a working one."""
        return self.counts[Unit.WORKING_DAYS if unit is Unit.CALENDAR_DAYS else unit]

    def day_zero(self, at: Ints, limit: Limit) -> Ints:
        """Return the place of the day that each contact counts as received on, or -1."""
        place = self.place(at)
        late = np.zeros(at.shape, dtype=bool)
        if limit.cut_off is not None:
            late = at >= self._at_hour(limit.cut_off)[np.maximum(place, 0)]
        if limit.receipt is Receipt.DAY_ZERO and not late.any():
            return place
        moved = self.closing(limit.unit).first_from(np.maximum(place, 0) + late)
        moves = (place >= 0) & (late | (limit.receipt is Receipt.NEXT_OPEN_DAY))
        return np.where(moves, moved, place)

    def midnight_after(self, last: Ints, zero: Ints, like: pd.Series) -> pd.Series:
        """Return the end of the last days, missing where the day zero is not known."""
        return instants(np.where(zero >= 0, self.midnights[last + 1], MISSING), like)

    def place(self, at: Ints) -> Ints:
        """Return the place of each instant's local day among ``days``, -1 outside of them."""
        place = self._midnights.of(at) - 1
        outside = at >= self.midnights[_days_until(LAST_YEAR + 1)]
        return np.where(outside, -1, place)

    def _at_hour(self, hour: time) -> Ints:
        """Return the instant of a local hour on each day."""
        return utc_at(self.days, hour, self.site.timezone)


_NEVER = Openings(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
_KNOWN: dict[str, SiteCalendar] = {}


def calendar_of(site: Site) -> SiteCalendar:
    """Return the calendar of a site, built once as long as its declaration stays the same."""
    known = _KNOWN.get(site.code)
    if known is None or known.site != site:
        known = _KNOWN[site.code] = _build(site)
    return known


def _build(site: Site) -> SiteCalendar:
    # Two years more than promised, for the deadlines that begin at the end of the last.
    last = LAST_YEAR + 2
    days = np.arange(
        np.datetime64(f"{FIRST_YEAR}-01-01"),
        np.datetime64(f"{last + 1}-01-01"),
        dtype="datetime64[D]",
    )
    named = public_holidays(site.zone, range(FIRST_YEAR, last + 1))
    holidays = {day: name for day, name in named.items() if day not in site.worked_holidays}
    idle = {*holidays, *_closed_days(site, None, stopping=True)}
    return SiteCalendar(
        site=site,
        holidays=holidays,
        days=days,
        midnights=utc_of(days.astype("datetime64[us]"), site.timezone),
        counts=day_counts(days, idle),
        openings={
            desk: lay_out(hours, days, {*holidays, *_closed_days(site, desk)}, site.timezone)
            for desk, hours in site.desks.items()
        },
    )


def _closed_days(site: Site, desk: str | None, stopping: bool = False) -> set[date]:
    """Return the days of the closures of the whole site, and of the desk when one is named."""
    return {
        closure.first + timedelta(days=step)
        for closure in site.closures
        if closure.desk in (None, desk) and (closure.stops_deadlines or not stopping)
        for step in range((closure.last - closure.first).days + 1)
    }


def _days_until(year: int) -> int:
    return (date(year, 1, 1) - date(FIRST_YEAR, 1, 1)).days


def span_of(limit: Limit) -> int:
    """Return the microseconds after which a contact is late, for a limit not in days."""
    return round(limit.amount * _SECONDS[limit.unit] * MICROSECONDS) + 1


def microseconds(at: pd.Series) -> Ints:
    instants = at.astype(UTC_INSTANT).dt.tz_localize(None)
    return np.asarray(instants.to_numpy("datetime64[us]").view(np.int64))


def instants(microseconds: npt.NDArray[np.int64], like: pd.Series) -> pd.Series:
    naive = pd.Series(microseconds.view("datetime64[us]"), index=like.index)
    return naive.dt.tz_localize("UTC")


def numbers(values: npt.NDArray[np.float64], like: pd.Series) -> pd.Series:
    return pd.Series(values, index=like.index, dtype="float64")
