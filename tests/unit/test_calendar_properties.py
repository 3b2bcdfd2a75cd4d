"""Calendars against a slow count, day by day and minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.calendars.holidays import public_holidays
from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot

SLOTS = (
    *(Slot(day, time(9), time(12)) for day in range(1, 6)),
    *(Slot(day, time(13, 30), time(16, 30)) for day in range(1, 5)),
    Slot(5, time(13, 30), time(16)),
    Slot(6, time(22), time(0)),
)
ZONES = {
    "metropole": "Europe/Paris",
    "martinique": "America/Martinique",
    "nouvelle-caledonie": "Pacific/Noumea",
    "saint-pierre-et-miquelon": "America/Miquelon",
}
BRIDGE = Closure(date(2024, 5, 10), date(2024, 5, 11), "pont", "préfet", stops_deadlines=True)
HOLIDAYS = {zone: public_holidays(zone, range(2020, 2030)) for zone in ZONES}

SOON, LATE = datetime(2020, 1, 1), datetime(2028, 12, 1)
instants = st.datetimes(SOON, LATE, timezones=st.just(UTC))
minutes = st.integers(0, 60 * 24 * 12)
zones = st.sampled_from(list(ZONES))
quick = settings(max_examples=150, deadline=None)


def calendar(zone: str) -> SiteCalendar:
    desks = {"accueil": (OpeningHours(date(2020, 1, 1), SLOTS),)}
    return calendar_of(Site(zone, "Essai", ZONES[zone], zone, (), desks, (BRIDGE,)))


def one(at: datetime) -> pd.Series:
    return pd.Series([at]).astype("datetime64[us, UTC]")


def is_closed(zone: str, day: date) -> bool:
    return day in HOLIDAYS[zone] or BRIDGE.first <= day <= BRIDGE.last


def is_working(zone: str, day: date) -> bool:
    return day.weekday() < 5 and not is_closed(zone, day)


def is_open(zone: str, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(ZONES[zone]))
    return not is_closed(zone, local.date()) and any(
        slot.weekday == local.isoweekday()
        and slot.start <= local.time()
        and (local.time() < slot.end or slot.end == time(0))
        for slot in SLOTS
    )


@quick
@given(zone=zones, start=instants, days=st.integers(1, 30))
def test_a_deadline_is_the_midnight_after_as_many_working_days(zone, start, days):
    timezone = ZoneInfo(ZONES[zone])
    day, left = start.astimezone(timezone).date(), days
    while left:
        day += timedelta(days=1)
        left -= is_working(zone, day)
    expected = datetime.combine(day + timedelta(days=1), time(), timezone)
    found = calendar(zone).deadline(one(start), Limit(days, Unit.WORKING_DAYS))[0]
    assert found == expected


@quick
@given(zone=zones, start=instants, days=st.integers(0, 60))
def test_calendar_days_end_on_the_first_working_day_from_their_last(zone, start, days):
    timezone = ZoneInfo(ZONES[zone])
    day = start.astimezone(timezone).date() + timedelta(days=days)
    while not is_working(zone, day):
        day += timedelta(days=1)
    found = calendar(zone).deadline(one(start), Limit(days, Unit.CALENDAR_DAYS))[0]
    assert found == datetime.combine(day + timedelta(days=1), time(), timezone)


@quick
@given(zone=zones, start=instants, span=minutes)
def test_working_days_are_those_of_a_slow_count(zone, start, span):
    timezone = ZoneInfo(ZONES[zone])
    end = start + timedelta(minutes=span)
    first, last = start.astimezone(timezone).date(), end.astimezone(timezone).date()
    days = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    found = calendar(zone).working_days(one(start), one(end))[0]
    assert found == sum(is_working(zone, day) for day in days)


@quick
@given(zone=zones, start=instants, span=minutes)
def test_a_contact_in_time_has_used_no_more_days_than_its_limit(zone, start, span):
    limit = Limit(5, Unit.WORKING_DAYS)
    end = one(start + timedelta(minutes=span))
    used = calendar(zone).working_days(one(start), end)[0]
    if (end < calendar(zone).deadline(one(start), limit))[0]:
        assert used <= 5
    if used < 5:
        assert (end < calendar(zone).deadline(one(start), limit))[0]


@settings(max_examples=60, deadline=None)
@given(zone=zones, start=instants, span=st.integers(0, 60 * 24 * 4))
def test_opening_time_is_the_sum_of_open_minutes(zone, start, span):
    start = start.replace(second=0, microsecond=0)
    ticks = [start + timedelta(minutes=step) for step in range(span)]
    opened = [is_open(zone, tick) for tick in ticks]
    site, end = calendar(zone), start + timedelta(minutes=span)
    assert site.opening_seconds(one(start), one(end), "accueil")[0] == 60 * sum(opened)
    found = site.is_open(pd.Series(ticks, dtype="datetime64[us, UTC]"), "accueil")
    assert list(found) == opened


@quick
@given(zone=zones, start=instants, first=minutes, second=minutes)
def test_opening_time_adds_up(zone, start, first, second):
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    time_of = calendar(zone).opening_seconds
    parts = time_of(one(start), one(middle), "accueil") + time_of(
        one(middle), one(end), "accueil"
    )
    assert parts[0] == pytest.approx(time_of(one(start), one(end), "accueil")[0], abs=1e-6)


@quick
@given(zone=zones, start=instants, span=minutes, earlier=minutes, later=minutes)
def test_a_duration_is_never_negative_and_grows_at_both_ends(zone, start, span, earlier, later):
    end, site = start + timedelta(minutes=span), calendar(zone)
    first, last = start - timedelta(minutes=earlier), end + timedelta(minutes=later)
    wide, narrow = (one(first), one(last)), (one(start), one(end))
    opened = [site.opening_seconds(*each, "accueil")[0] for each in (narrow, wide)]
    worked = [site.working_days(*each)[0] for each in (narrow, wide)]
    assert 0 <= opened[0] <= opened[1]
    assert 0 <= worked[0] <= worked[1]


@quick
@given(zone=zones, start=instants, until=st.integers(0, 60 * 24 - 1))
def test_a_closed_day_holds_no_opening_time_and_no_deadline(zone, start, until):
    local = start.astimezone(ZoneInfo(ZONES[zone]))
    while not is_closed(zone, local.date()):
        local += timedelta(days=1)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    end = local.replace(hour=until // 60, minute=until % 60, second=0, microsecond=0)
    site = calendar(zone)
    assert site.opening_seconds(one(begin), one(end), "accueil")[0] == 0
    for unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
        late = site.deadline(one(start), Limit(1 + until % 20, unit))
        last = (site.local(late)[0] - pd.Timedelta(hours=1)).date()
        assert is_working(zone, last)


@quick
@given(zone=zones, start=instants, tenths=st.integers(1, 600))
def test_a_limit_in_opening_hours_is_used_up_just_before_its_deadline(zone, start, tenths):
    site, limit = calendar(zone), Limit(tenths / 10, Unit.OPENING_HOURS)
    late = site.deadline(one(start), limit, "accueil")
    just_before = late - pd.Timedelta(microseconds=1)
    used = site.opening_seconds(one(start), just_before, "accueil")[0]
    assert used == pytest.approx(tenths * 360, abs=1e-6)
    after = late + pd.Timedelta(seconds=1)
    assert site.opening_seconds(one(start), after, "accueil")[0] > tenths * 360


@quick
@given(zone=zones, start=instants)
def test_an_instant_lies_in_the_month_of_its_local_day(zone, start):
    site = calendar(zone)
    month = site.months(one(start))[0].date()
    assert month == start.astimezone(ZoneInfo(ZONES[zone])).date().replace(day=1)
    begin, end = site.instants(month, (month + timedelta(days=32)).replace(day=1))
    assert begin <= start < end
