"""The account of a deadline, whatever the case, gives the answers of the engine."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.calendars.day_accounts import DayStatus
from etl.calendars.explanation import Explanation, explain_deadline, explanation_lines
from etl.calendars.working_time import DAY_UNITS, SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Receipt, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot

ZONES = {
    "metropole": "Europe/Paris",
    "alsace-moselle": "Europe/Paris",
    "martinique": "America/Martinique",
    "la-reunion": "Indian/Reunion",
    "nouvelle-caledonie": "Pacific/Noumea",
    "saint-pierre-et-miquelon": "America/Miquelon",
}
# Slots that overlap, a night that ends at midnight, and hours in which the clock changes.
WEEK = tuple(
    Slot(day, start, end)
    for day in range(1, 6)
    for start, end in ((time(9), time(12)), (time(11), time(11, 30)), (time(13, 30), time(17)))
)
NIGHTS = (*WEEK[:9], Slot(6, time(22), time(0)), Slot(7, time(1), time(4)))
HOURS = (OpeningHours(date(2019, 1, 1), WEEK), OpeningHours(date(2024, 3, 1), NIGHTS))
DESKS = {"accueil": HOURS, "standard": HOURS[:1], "rien": ()}
CLOSING = {DayStatus.WEEKEND, DayStatus.HOLIDAY, DayStatus.CLOSED}
LONGEST = 50


def closed(first: date, days: int, desk: str | None, stops: bool) -> Closure:
    return Closure(first, first + timedelta(days=days), "motif", "préfet", desk, stops)


def site(zone: str, closures: tuple[Closure, ...], worked: bool) -> SiteCalendar:
    whit = (date(2024, 5, 20),) if worked else ()
    code = f"property-{zone}-{worked}"
    return calendar_of(
        Site(code, "Essai", ZONES[zone], zone, (), DESKS, closures, worked_holidays=whit)
    )


USUAL = (
    closed(date(2024, 5, 10), 0, None, False),
    closed(date(2024, 10, 24), 4, None, True),
    closed(date(2024, 10, 25), 9, "accueil", True),
    closed(date(2024, 4, 2), 2, "standard", False),
    closed(date(2024, 12, 24), 8, None, True),
)
CALENDARS = {
    f"{zone} {worked}": site(zone, USUAL, worked) for zone in ZONES for worked in (True, False)
}

# Week-ends in which the clock changes in Paris and in Miquelon, and any other day.
changes = st.sampled_from([date(2024, 3, 30), date(2024, 10, 26), date(2024, 3, 9)])
near = st.dates(date(2024, 3, 25), date(2024, 6, 1))
anywhere = st.dates(date(2020, 1, 1), date(2027, 12, 31))
starts = st.builds(
    lambda day, seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + seconds,
    st.one_of(changes, near, anywhere),
    st.timedeltas(timedelta(), timedelta(days=2)),
)
limits = st.one_of(
    st.builds(
        Limit,
        st.integers(0, 60),
        st.sampled_from(DAY_UNITS),
        st.sampled_from(Receipt),
        st.sampled_from([None, None, time(16, 30), time(9)]),
    ),
    st.builds(
        Limit,
        st.one_of(st.integers(0, 300), st.floats(0, 300)),
        st.sampled_from([unit for unit in Unit if unit not in DAY_UNITS]),
    ),
)
spans = st.one_of(
    st.none(),
    st.timedeltas(timedelta(days=-5), timedelta()),
    st.timedeltas(timedelta(), timedelta(days=60)),
    st.timedeltas(timedelta(), timedelta(days=2000)),
)
desks = st.sampled_from(list(DESKS))
places = st.sampled_from(list(CALENDARS))


def one(at: datetime) -> pd.Series:
    return pd.Series([at]).astype("datetime64[us, UTC]")


def engine_count(
    calendar: SiteCalendar, start: datetime, end: datetime, limit: Limit, desk: str
) -> float:
    unit = limit.unit
    if unit in DAY_UNITS:
        return calendar.working_days(one(start), one(end), limit)[0]
    if unit is Unit.OPENING_HOURS:
        return calendar.opening_seconds(one(start), one(end), desk)[0]
    if end < start:
        return math.nan
    return (end - start).total_seconds()


def assert_equal_to_the_engine(
    found: Explanation,
    calendar: SiteCalendar,
    start: datetime,
    limit: Limit,
    end: datetime | None,
    desk: str,
) -> None:
    deadline = calendar.deadline(one(start), limit, desk)[0]
    assert (found.deadline is None) == pd.isna(deadline)
    if found.deadline is not None:
        assert found.deadline == deadline
    last = deadline - timedelta(microseconds=1) if end is None else end
    if end is not None or found.deadline is not None:
        expected = engine_count(calendar, start, last, limit, desk)
        assert found.counted == pytest.approx(expected, abs=1e-9, nan_ok=True)


@settings(max_examples=400, deadline=None)
@given(place=places, start=starts, limit=limits, span=spans, desk=desks)
def test_the_account_gives_the_deadline_and_the_count_of_the_engine(
    place, start, limit, span, desk
):
    end = None if span is None else start + span
    calendar = CALENDARS[place]
    found = explain_deadline(calendar, start, limit, end, desk)
    assert_equal_to_the_engine(found, calendar, start, limit, end, desk)


closures = st.builds(
    closed,
    st.dates(date(2024, 3, 25), date(2024, 6, 30)),
    st.integers(0, 15),
    st.sampled_from([None, "accueil", "standard"]),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(
    zone=st.sampled_from(list(ZONES)),
    closed_on=st.lists(closures, min_size=1, max_size=4),
    start=starts,
    limit=limits,
    desk=desks,
)
def test_so_it_does_whatever_the_closures(zone, closed_on, start, limit, desk):
    calendar = site(zone, tuple(closed_on), worked=True)
    end = start + timedelta(days=9)
    found = explain_deadline(calendar, start, limit, end, desk)
    assert_equal_to_the_engine(found, calendar, start, limit, end, desk)


@settings(max_examples=200, deadline=None)
@given(place=places, start=starts, limit=limits, span=spans, desk=desks)
def test_the_days_follow_each_other_and_add_up(place, start, limit, span, desk):
    end = None if span is None else start + span
    found = explain_deadline(CALENDARS[place], start, limit, end, desk)
    running = 0.0
    for before, after in zip(found.days, found.days[1:], strict=False):
        assert (before.until or before.day) + timedelta(days=1) == after.day
    for each in found.days:
        running += each.added
        assert each.running == pytest.approx(running, abs=1e-4)
        assert each.added >= 0
    assert len(found.days) <= LONGEST
    assert len(explanation_lines(found)) == len(found.days) + 1


@settings(max_examples=200, deadline=None)
@given(place=places, start=starts, limit=limits, span=spans, desk=desks)
def test_one_day_is_due_and_days_after_it_are_overdue(place, start, limit, span, desk):
    end = None if span is None else start + span
    found = explain_deadline(CALENDARS[place], start, limit, end, desk)
    if found.deadline is None:
        assert found.days == ()
        return
    statuses = [each.status for each in found.days]
    assert statuses.count(DayStatus.DUE) == 1
    due = statuses.index(DayStatus.DUE)
    assert DayStatus.OVERDUE not in statuses[:due]
    after = set(statuses[due + 1 :])
    assert not after & {DayStatus.COUNTED, DayStatus.RECEIVED, DayStatus.POSTPONED}
    assert sum(each.added for each in found.days if each.status in CLOSING) == 0


@settings(max_examples=200, deadline=None)
@given(place=places, start=starts, limit=limits)
def test_a_limit_in_days_ends_at_the_midnight_after_its_due_day(place, start, limit):
    limit = replace(limit, amount=int(limit.amount), unit=Unit.WORKING_DAYS)
    found = explain_deadline(CALENDARS[place], start, limit)
    (due,) = (each for each in found.days if each.status is DayStatus.DUE)
    assert due.day.weekday() < 5
    assert due.day not in CALENDARS[place].holidays
    late = CALENDARS[place].local(one(found.deadline))[0]
    assert (late.date(), late.time()) == (due.day + timedelta(days=1), time())
    assert found.counted == due.running
