"""Opening hours: half-open slots, dated hours, closures, time that does not run."""

from datetime import date, time

import pandas as pd
import pytest

from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot
from tests.tables import PARIS, table

MORNINGS = tuple(Slot(day, time(9), time(12)) for day in range(1, 6))
AFTERNOONS = tuple(Slot(day, time(13, 30), time(16, 30)) for day in range(1, 5))
FRIDAY = Slot(5, time(13, 30), time(16))
HOURS = OpeningHours(date(2020, 1, 1), (*MORNINGS, *AFTERNOONS, FRIDAY))


def calendar(*hours: OpeningHours, **declared) -> SiteCalendar:
    desks = {"accueil": hours or (HOURS,)}
    site = {"timezone": PARIS, "zone": "metropole"} | declared
    return calendar_of(Site("essai", "Essai", desks=desks, **site))


def test_a_slot_contains_its_first_instant_and_not_its_last():
    calls = table("""
        called_at           | open
        2026-03-03 08:59:59 | false
        2026-03-03 09:00:00 | true
        2026-03-03 11:59:59 | true
        2026-03-03 12:00:00 | false
        2026-03-03 13:29:59 | false
        2026-03-03 13:30:00 | true
        2026-03-03 16:29:59 | true
        2026-03-03 16:30:00 | false
        2026-03-06 15:59:59 | true
        2026-03-06 16:00:00 | false
        2026-03-07 10:00:00 | false
        2026-04-06 10:00:00 | false
                            | false
    """)
    found = calendar().is_open(calls["called_at"], "accueil")
    assert list(found) == list(calls["open"])
    assert found.dtype == bool


def test_opening_time_stands_still_while_the_desk_is_closed():
    waits = table("""
        start_at         | end_at              | seconds_of_opening
        2026-03-03 11:59 | 2026-03-03 13:31    | 120
        2026-03-06 15:45 | 2026-03-09 09:15    | 1800
        2024-12-31 23:59 | 2025-01-02 09:05    | 300
        2024-03-29 15:00 | 2024-04-02 10:00    | 7200
        2026-03-08 23:00 | 2026-03-09 09:00    | 0
        2026-03-03 09:00 | 2026-03-03 09:00:01 | 1
        2026-03-03 10:00 | 2026-03-03 10:00    | 0
        2026-03-03 11:00 | 2026-03-03 10:59    |
        2026-03-03 11:00 |                     |
                         | 2026-03-03 11:00    |
    """)
    found = calendar().opening_seconds(waits["start_at"], waits["end_at"], "accueil")
    pd.testing.assert_series_equal(found, waits["seconds_of_opening"], check_names=False)


def test_a_limit_in_opening_hours_is_kept_when_it_is_reached_exactly():
    requests = table("""
        start_at         | last_at
        2026-03-03 10:00 | 2026-03-03 12:00
        2026-03-03 11:30 | 2026-03-03 15:00
        2026-03-07 10:00 | 2026-03-09 11:00
        2026-03-06 15:00 | 2026-03-09 10:00
    """)
    site = calendar()
    late = site.deadline(requests["start_at"], Limit(2, Unit.OPENING_HOURS), "accueil")
    used = site.opening_seconds(requests["start_at"], requests["last_at"], "accueil")
    assert list(used) == [7200] * 4
    assert (requests["last_at"] < late).all()
    before, after = (late - pd.Timedelta(microseconds=1), late)
    assert list(site.opening_seconds(requests["start_at"], before, "accueil")) == [7200] * 4
    # The first instant too late begins a microsecond more of opening time.
    more = site.opening_seconds(requests["start_at"], after, "accueil")
    assert (more >= 7200).all()
    assert list(site.local(late)[:2].dt.strftime("%d %H:%M:%S.%f")) == [
        "03 13:30:00.000001",
        "03 15:00:00.000001",
    ]


def test_a_desk_that_the_site_has_not_is_never_open_and_times_nothing():
    at = table("""
        start_at
        2026-03-03 10:00
    """)["start_at"]
    site = calendar()
    assert not site.is_open(at, "standard").any()
    assert site.opening_seconds(at, at, "standard").isna().all()
    assert site.deadline(at, Limit(2, Unit.OPENING_HOURS), "standard").isna().all()
    assert site.deadline(at, Limit(2, Unit.OPENING_HOURS)).isna().all()


def test_a_deadline_after_the_last_opening_known_is_unknown():
    at = pd.Series(pd.to_datetime(["2042-12-31 10:00Z", None]))
    late = calendar().deadline(at, Limit(1000, Unit.OPENING_HOURS), "accueil")
    assert late.isna().all()


def test_each_instant_is_measured_with_the_hours_then_in_force():
    early = OpeningHours(
        date(2026, 1, 1), (Slot(1, time(9), time(12)), Slot(2, time(9), time(12)))
    )
    late = OpeningHours(
        date(2026, 9, 1), (Slot(1, time(10), time(12)), Slot(2, time(10), time(12)))
    )
    calls = table("""
        called_at        | open
        2025-12-30 09:30 | false
        2026-08-31 09:30 | true
        2026-09-01 09:30 | false
        2026-09-01 10:30 | true
        2026-09-07 09:30 | false
    """)
    for hours in ((early, late), (late, early)):
        site = calendar(*hours)
        assert list(site.is_open(calls["called_at"], "accueil")) == list(calls["open"])
    waits = table("""
        start_at         | end_at
        2026-08-31 08:00 | 2026-09-01 18:00
    """)
    assert list(site.opening_seconds(waits["start_at"], waits["end_at"], "accueil")) == [
        5 * 3600
    ]


@pytest.mark.parametrize(
    ("desk", "is_open"), [(None, False), ("accueil", False), ("standard", True)]
)
def test_a_closure_closes_the_whole_site_or_one_desk_to_its_last_day(desk, is_open):
    closure = Closure(date(2026, 3, 3), date(2026, 3, 4), "travaux", "préfet", desk)
    at = table("""
        called_at
        2026-03-02 10:00
        2026-03-03 10:00
        2026-03-04 10:00
        2026-03-05 10:00
    """)["called_at"]
    found = calendar(closures=(closure,)).is_open(at, "accueil")
    assert list(found) == [True, is_open, is_open, True]


def test_a_bridge_closes_the_desk_and_stays_a_working_day():
    bridge = Closure(date(2024, 5, 10), date(2024, 5, 10), "pont", "préfet")
    mail = table("""
        received_at      | answered_at
        2024-05-07 16:00 | 2024-05-13 09:00
    """)
    site = calendar(closures=(bridge,))
    seconds = site.opening_seconds(mail["received_at"], mail["answered_at"], "accueil")
    assert list(seconds) == [1800]
    assert list(site.working_days(mail["received_at"], mail["answered_at"])) == [2]


def test_a_holiday_that_the_site_works_is_open():
    at = table("""
        called_at
        2026-05-25 10:00
    """)["called_at"]
    assert not calendar().is_open(at, "accueil").any()
    assert calendar(worked_holidays=(date(2026, 5, 25),)).is_open(at, "accueil").all()


def test_a_desk_open_day_and_night_runs_through_the_change_of_the_clock():
    always = OpeningHours(
        date(2020, 1, 1), tuple(Slot(day, time(0), time(0)) for day in range(1, 8))
    )
    waits = table("""
        start_at         | end_at
        2024-03-30 12:00 | 2024-03-31 12:00
        2024-10-26 12:00 | 2024-10-27 12:00
    """)
    found = calendar(always).opening_seconds(waits["start_at"], waits["end_at"], "accueil")
    assert list(found / 3600) == [23, 25]


def test_hours_of_the_change_of_the_clock_have_one_meaning():
    night = OpeningHours(date(2020, 1, 1), (Slot(7, time(2, 30), time(4)),))
    waits = table("""
        start_at         | end_at
        2024-03-31 00:00 | 2024-03-31 12:00
        2024-10-27 00:00 | 2024-10-27 12:00
    """)
    found = calendar(night).opening_seconds(waits["start_at"], waits["end_at"], "accueil")
    assert list(found / 3600) == [1, 2.5]


def test_slots_that_overlap_count_once():
    twice = OpeningHours(
        date(2020, 1, 1),
        (Slot(1, time(9), time(12)), Slot(1, time(10), time(11)), Slot(1, time(11), time(13))),
    )
    waits = table("""
        start_at         | end_at
        2026-03-02 00:00 | 2026-03-03 00:00
        2026-03-02 12:30 | 2026-03-02 12:45
    """)
    site = calendar(twice)
    assert list(site.opening_seconds(waits["start_at"], waits["end_at"], "accueil")) == [
        14400,
        900,
    ]
    assert site.is_open(waits["end_at"], "accueil").tolist() == [False, True]


def test_a_desk_without_any_hours_is_never_open():
    site = calendar_of(Site("essai", "Essai", PARIS, "metropole", desks={"accueil": ()}))
    at = pd.Series(pd.to_datetime(["2026-03-03 10:00Z"]))
    assert not site.is_open(at, "accueil").any()
