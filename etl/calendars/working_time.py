"""Deadlines, working days and opening hours of one site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.calendars.holidays import public_holidays
from etl.calendars.opening_hours import MISSING, Days, Openings, lay_out, utc_of
from etl.calendars.placing import Ints, Places, places_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Site

FIRST_YEAR, LAST_YEAR = 2000, 2040
UTC_INSTANT = "datetime64[us, UTC]"
_MICROSECONDS = 1_000_000
_DAY = 86_400 * _MICROSECONDS
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
    ``midnights`` is the first instant of each day, ``workdays`` the places of the working
    days among ``days``, and ``rank`` counts the working days up to each day included.
    """

    site: Site
    holidays: Mapping[date, str]
    days: Days
    midnights: Ints
    workdays: Ints
    rank: Ints
    openings: Mapping[str, Openings]

    def deadline(self, start: pd.Series, limit: Limit, desk: str = "") -> pd.Series:
        """Return the first instant at which each contact is late.

        A limit in days is counted from the day *after* the local day of receipt, whatever
        the hour, and ends at midnight: a mail received on Monday with five working days
        is late from the following Tuesday at 00:00. Calendar days that end on a closed day
        end on the next working day. The other limits are kept when they are reached exactly,
        so one is late a microsecond after; opening hours need the desk that they belong to.
        """
        at = _microseconds(start)
        if limit.unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
            place = self._place(at)
            known = np.maximum(place, 0)
            last = self._last_day(known, limit)
            return _instants(np.where(place >= 0, self.midnights[last + 1], MISSING), start)
        span = round(limit.amount * _SECONDS[limit.unit] * _MICROSECONDS) + 1
        if limit.unit is Unit.OPENING_HOURS:
            opening = self._openings(desk)
            late = opening.reaching(opening.elapsed(at) + span)
        else:
            late = at + span
        return _instants(np.where(at == MISSING, MISSING, late), start)

    def working_days(self, start: pd.Series, end: pd.Series) -> pd.Series:
        """Return the working days from the day after ``start`` to the day of ``end``.

        Missing where an instant is, or where the end comes before the start.
        """
        began, ended = _microseconds(start), _microseconds(end)
        first, last = self._place(began), self._place(ended)
        count = self.rank[last] - self.rank[first]
        known = (first >= 0) & (last >= 0) & (ended >= began)
        return _numbers(np.where(known, count, np.nan), start)

    def is_open(self, at: pd.Series, desk: str) -> pd.Series:
        """Tell whether the desk is open; a desk that the site has not never is."""
        return pd.Series(self._openings(desk).contains(_microseconds(at)), index=at.index)

    def opening_seconds(self, start: pd.Series, end: pd.Series, desk: str) -> pd.Series:
        """Return the seconds during which the desk was open between two instants.

        Missing where an instant is, where the end comes before the start, and for a desk
        that the site has not.
        """
        began, ended = _microseconds(start), _microseconds(end)
        opening = self._openings(desk)
        seconds = (opening.elapsed(ended) - opening.elapsed(began)) / _MICROSECONDS
        known = (began != MISSING) & (ended >= began) & (not opening.is_empty)
        return _numbers(np.where(known, seconds, np.nan), start)

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
        place = self._place(_microseconds(at))
        found = self.days[place].astype("datetime64[M]").astype("datetime64[us]")
        unknown = np.datetime64("NaT", "us")
        return pd.Series(np.where(place >= 0, found, unknown), index=at.index)

    def local(self, at: pd.Series) -> pd.Series:
        """Return the same instants as the clock of the site shows them."""
        return at.dt.tz_convert(self.site.timezone)

    @cached_property
    def _midnights(self) -> Places:
        return places_of(self.midnights, _DAY)

    def _openings(self, desk: str) -> Openings:
        return self.openings.get(desk, _NEVER)

    def _place(self, at: Ints) -> Ints:
        """Return the place of each instant's local day among ``days``, -1 outside of them."""
        place = self._midnights.of(at) - 1
        outside = at >= self.midnights[_days_until(LAST_YEAR + 1)]
        return np.where(outside, -1, place)

    def _last_day(self, place: Ints, limit: Limit) -> Ints:
        """Return the place of the last day on which each contact is in time."""
        amount = int(limit.amount)
        if limit.unit is Unit.WORKING_DAYS and amount > 0:
            return self.workdays[self.rank[place] + amount - 1]
        if limit.unit is Unit.CALENDAR_DAYS:
            place = place + amount
        # Roll to the next working day; a working day stays.
        return self.workdays[np.searchsorted(self.workdays, place, side="left")]


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
    working = np.is_busday(days, holidays=np.array(sorted(idle), dtype="datetime64[D]"))
    return SiteCalendar(
        site=site,
        holidays=holidays,
        days=days,
        midnights=utc_of(days.astype("datetime64[us]"), site.timezone),
        workdays=np.flatnonzero(working),
        rank=np.cumsum(working),
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


def _microseconds(at: pd.Series) -> Ints:
    instants = at.astype(UTC_INSTANT).dt.tz_localize(None)
    return np.asarray(instants.to_numpy("datetime64[us]").view(np.int64))


def _instants(microseconds: npt.NDArray[np.int64], like: pd.Series) -> pd.Series:
    naive = pd.Series(microseconds.view("datetime64[us]"), index=like.index)
    return naive.dt.tz_localize("UTC")


def _numbers(values: npt.NDArray[np.float64], like: pd.Series) -> pd.Series:
    return pd.Series(values, index=like.index, dtype="float64")
