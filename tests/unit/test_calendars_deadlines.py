"""Deadlines and working days: rule A, day zero, local midnights."""

from datetime import UTC, date, datetime, time

import pandas as pd
import pytest

from etl.calendars import clock
from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot
from tests.tables import PARIS, table

BRIDGE = Closure(date(2026, 5, 15), date(2026, 5, 15), "pont", "préfet")
STOPPING_BRIDGE = Closure(
    date(2026, 5, 15), date(2026, 5, 15), "pont", "préfet", stops_deadlines=True
)
ZONES = {"martinique": "America/Martinique", "mayotte": "Indian/Mayotte"}


def calendar(zone: str = "metropole", **declared) -> SiteCalendar:
    return calendar_of(Site(zone, "Essai", ZONES.get(zone, PARIS), zone, **declared))


def last_day(found: pd.Series, zone: str) -> list[str]:
    """The last local day in time: the deadline is the midnight that ends it."""
    local = found.dt.tz_convert(ZONES.get(zone, PARIS))
    assert (local == local.dt.normalize()).all()
    return list((local - pd.Timedelta(hours=1)).dt.strftime("%Y-%m-%d"))


RULE_A = table("""
    receipt          | n  | zone           | closures | due
    2026-03-02 09:00 | 5  | metropole      |          | 2026-03-09
    2026-03-07 09:00 | 5  | metropole      |          | 2026-03-13
    2026-05-01 09:00 | 5  | metropole      |          | 2026-05-11
    2026-04-02 09:00 | 5  | metropole      |          | 2026-04-10
    2026-04-02 09:00 | 5  | alsace-moselle |          | 2026-04-13
    2026-05-07 09:00 | 5  | metropole      |          | 2026-05-18
    2026-05-07 09:00 | 5  | metropole      | stopping | 2026-05-19
    2026-05-07 09:00 | 5  | metropole      | bridge   | 2026-05-18
    2025-12-24 09:00 | 5  | metropole      |          | 2026-01-02
    2025-12-24 09:00 | 5  | alsace-moselle |          | 2026-01-05
    2025-05-20 09:00 | 5  | metropole      |          | 2025-05-27
    2025-05-20 09:00 | 5  | martinique     |          | 2025-05-28
    2026-04-24 09:00 | 5  | mayotte        |          | 2026-05-05
    2026-07-10 09:00 | 10 | metropole      |          | 2026-07-27
    2026-07-03 09:00 | 10 | metropole      |          | 2026-07-20
    2024-03-08 09:00 | 5  | metropole      |          | 2024-03-15
    2024-03-09 09:00 | 5  | metropole      |          | 2024-03-15
    2026-03-02 09:00 | 0  | metropole      |          | 2026-03-02
    2026-03-07 09:00 | 0  | metropole      |          | 2026-03-09
""")


@pytest.mark.parametrize("case", RULE_A.to_dict("records"), ids=lambda case: str(case["due"]))
def test_working_days_are_counted_from_the_day_after_receipt(case):
    closures = {"stopping": (STOPPING_BRIDGE,), "bridge": (BRIDGE,)}.get(case["closures"], ())
    at = pd.Series(pd.to_datetime([case["receipt"]])).dt.tz_localize(
        ZONES.get(case["zone"], PARIS)
    )
    found = calendar(case["zone"], closures=closures).deadline(
        at.dt.tz_convert("UTC"), Limit(case["n"], Unit.WORKING_DAYS)
    )
    assert last_day(found, case["zone"]) == [case["due"]]


def test_the_hour_of_receipt_does_not_matter_but_its_local_day_does():
    mails = table("""
        received_at      | late_at
        2025-03-03 00:00 | 2025-03-11 00:00
        2025-03-03 09:00 | 2025-03-11 00:00
        2025-03-03 23:59 | 2025-03-11 00:00
        2025-03-04 00:00 | 2025-03-12 00:00
        2025-03-28 23:30 | 2025-04-05 00:00
                         |
    """)
    found = calendar().deadline(mails["received_at"], Limit(5, Unit.WORKING_DAYS))
    pd.testing.assert_series_equal(found, mails["late_at"], check_names=False)


def test_calendar_days_that_end_on_a_closed_day_end_on_the_next_working_day():
    letters = table("""
        received_at      | late_at
        2026-07-03 09:00 | 2026-07-14 00:00
        2026-07-04 09:00 | 2026-07-16 00:00
        2026-07-06 09:00 | 2026-07-17 00:00
        2026-07-08 09:00 | 2026-07-21 00:00
        2026-07-10 09:00 | 2026-07-21 00:00
    """)
    # 13 July is a Monday; 14 July is a holiday; 18 July is a Saturday.
    found = calendar().deadline(letters["received_at"], Limit(10, Unit.CALENDAR_DAYS))
    pd.testing.assert_series_equal(found, letters["late_at"], check_names=False)


@pytest.mark.parametrize(
    ("limit", "last"),
    [
        (Limit(25, Unit.SECONDS), "2026-03-02 09:00:25"),
        (Limit(1.5, Unit.SECONDS), "2026-03-02 09:00:01.5"),
        (Limit(15, Unit.MINUTES), "2026-03-02 09:15:00"),
        (Limit(1, Unit.HOURS), "2026-03-02 10:00:00"),
    ],
)
def test_a_limit_of_physical_time_is_kept_when_it_is_reached_exactly(limit, last):
    start = pd.Series(pd.to_datetime(["2026-03-02 09:00"])).dt.tz_localize("UTC")
    found = calendar().deadline(start, limit)
    in_time = pd.Timestamp(last, tz="UTC")
    assert in_time < found[0]
    assert not in_time + pd.Timedelta(microseconds=1) < found[0]


def test_hours_run_through_the_night_in_which_the_clock_changes():
    start = table("""
        received_at
        2024-03-30 12:00
        2024-10-26 12:00
    """)["received_at"]
    found = calendar().local(calendar().deadline(start, Limit(48, Unit.HOURS)))
    assert list(found.dt.strftime("%d %H:%M")) == ["01 13:00", "28 11:00"]


WORKING_DAYS = table("""
    received_at      | answered_at      | days
    2024-03-08 09:00 | 2024-03-08 18:00 | 0
    2024-03-08 09:00 | 2024-03-09 10:00 | 0
    2024-03-08 09:00 | 2024-03-11 00:00 | 1
    2024-03-10 23:00 | 2024-03-11 09:00 | 1
    2024-12-31 23:59 | 2025-01-02 09:05 | 1
    2024-03-29 15:00 | 2024-04-02 10:00 | 1
    2008-04-30 09:00 | 2008-05-02 09:00 | 1
    2024-05-07 16:00 | 2024-05-13 09:00 | 2
    2024-03-08 11:00 | 2024-03-08 10:59 |
    2024-03-12 11:00 | 2024-03-08 10:59 |
    2024-03-08 09:00 |                  |
                     | 2024-03-08 09:00 |
""")


def test_working_days_between_two_instants_leave_out_the_day_of_receipt():
    found = calendar().working_days(WORKING_DAYS["received_at"], WORKING_DAYS["answered_at"])
    pd.testing.assert_series_equal(found, WORKING_DAYS["days"], check_names=False)


def test_a_reply_on_a_holiday_of_alsace_adds_no_day():
    mail = table("""
        received_at      | answered_at
        2022-12-23 15:30 | 2022-12-26 09:30
    """)
    count = calendar("alsace-moselle").working_days(mail["received_at"], mail["answered_at"])
    assert list(count) == [0]
    assert list(calendar().working_days(mail["received_at"], mail["answered_at"])) == [1]


def test_a_holiday_that_the_site_works_is_a_working_day():
    whit = date(2026, 5, 25)
    mail = table("""
        received_at      | answered_at
        2026-05-22 09:00 | 2026-05-26 09:00
    """)
    worked = calendar(worked_holidays=(whit,))
    assert whit not in worked.holidays
    assert list(worked.working_days(mail["received_at"], mail["answered_at"])) == [2]
    assert list(calendar().working_days(mail["received_at"], mail["answered_at"])) == [1]


def test_the_closure_of_one_desk_stops_no_deadline_of_the_site():
    closure = Closure(
        date(2026, 3, 3), date(2026, 3, 5), "travaux", "préfet", "accueil", stops_deadlines=True
    )
    mail = table("""
        received_at      | answered_at
        2026-03-02 09:00 | 2026-03-06 09:00
    """)
    found = calendar(closures=(closure,)).working_days(mail["received_at"], mail["answered_at"])
    assert list(found) == [4]


def test_instants_outside_the_calendar_give_no_value():
    edges = pd.Series(
        pd.to_datetime(
            [
                "1999-12-31 22:59Z",
                "1999-12-31 23:00Z",
                "2040-12-31 22:59Z",
                "2040-12-31 23:00Z",
                "1970-01-01 00:00Z",
                "2200-01-01 00:00Z",
            ]
        )
    )
    known = [False, True, True, False, False, False]
    limit = Limit(5, Unit.WORKING_DAYS)
    assert list(calendar().deadline(edges, limit).notna()) == known
    assert list(calendar().months(edges).notna()) == known
    assert list(calendar().working_days(edges, edges).notna()) == known


def test_months_are_those_of_the_site():
    at = pd.Series(pd.to_datetime(["2024-12-31T23:30Z", "2024-12-31T22:30Z", None]))
    found = calendar().months(at)
    assert found.dtype == "datetime64[us]"
    assert list(found[:2]) == [pd.Timestamp("2025-01-01"), pd.Timestamp("2024-12-01")]
    assert pd.isna(found[2])
    assert calendar("martinique").months(at)[0] == pd.Timestamp("2024-12-01")


def test_a_period_runs_between_local_midnights():
    assert calendar().instants(date(2025, 3, 1), date(2025, 4, 1)) == (
        datetime(2025, 2, 28, 23, tzinfo=UTC),
        datetime(2025, 3, 31, 22, tzinfo=UTC),
    )


def test_a_calendar_is_built_once_as_long_as_the_site_stays_the_same():
    site = Site("cahors", "Cahors", PARIS, "metropole")
    same = Site("cahors", "Cahors", PARIS, "metropole")
    moved = Site("cahors", "Cahors", PARIS, "mayotte")
    first = calendar_of(site)
    assert calendar_of(same) is first
    assert calendar_of(moved) is not first
    assert calendar_of(moved).site is moved


def test_an_index_is_kept_and_empty_series_are_allowed():
    site = calendar(
        desks={"accueil": (OpeningHours(date(2020, 1, 1), (Slot(1, time(9), time(12)),)),)}
    )
    start = pd.Series(pd.to_datetime(["2026-03-02 09:00Z"]), index=[7])
    assert list(site.deadline(start, Limit(1, Unit.WORKING_DAYS)).index) == [7]
    assert list(site.working_days(start, start).index) == [7]
    assert list(site.months(start).index) == [7]
    assert list(site.is_open(start, "accueil").index) == [7]
    empty = start.iloc[:0]
    assert len(site.deadline(empty, Limit(1, Unit.WORKING_DAYS))) == 0
    assert len(site.opening_seconds(empty, empty, "accueil")) == 0


def test_the_clock_tells_the_time_in_utc():
    assert clock.now().tzinfo is UTC
