"""The nastiest cases of clocks, closures, holidays and working days, by number and subject."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import pytest

from etl.calendars.explanation import explain_deadline
from etl.calendars.holidays import public_holidays
from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Receipt, Unit
from etl.domain.sites import Closure, OpeningHours, Slot
from etl.frames.batches import Batch, typed
from etl.frames.columns import DATED_BY
from etl.readers.parsers import timestamps
from tests.spec.prefecture import HOURS, PREFECTURE, facts, outcomes, values
from tests.tables import PARIS

DESK = "accueil"
TIMEZONES = {
    "guadeloupe": "America/Guadeloupe",
    "guyane": "America/Cayenne",
    "la-reunion": "Indian/Reunion",
    "martinique": "America/Martinique",
    "mayotte": "Indian/Mayotte",
    "nouvelle-caledonie": "Pacific/Noumea",
    "polynesie-francaise": "Pacific/Tahiti",
    "saint-barthelemy": "America/St_Barthelemy",
    "saint-martin": "America/Marigot",
    "saint-pierre-et-miquelon": "America/Miquelon",
    "wallis-et-futuna": "Pacific/Wallis",
}


def calendar(zone: str = "metropole", **declared: object) -> SiteCalendar:
    """Return the calendar of the prefecture, had it been in that zone."""
    moved = replace(
        PREFECTURE, code=f"edge-{zone}", zone=zone, timezone=TIMEZONES.get(zone, PARIS)
    )
    return calendar_of(replace(moved, **declared))


LOT, ALSACE = calendar(), calendar("alsace-moselle")


def at(local: str, site: SiteCalendar = LOT) -> pd.Series:
    stamp = pd.Timestamp(local)
    stamp = stamp if stamp.tz else stamp.tz_localize(site.site.timezone)
    return pd.Series([stamp.tz_convert("UTC")]).astype("datetime64[us, UTC]")


def opening(start: str, end: str, site: SiteCalendar = LOT) -> float:
    """The opening time between two local instants, in minutes."""
    return site.opening_seconds(at(start, site), at(end, site), DESK)[0] / 60


def ouvres(start: str, end: str, site: SiteCalendar = LOT) -> float:
    return site.working_days(at(start, site), at(end, site))[0]


def due(start: str, amount: float, unit: Unit, site: SiteCalendar = LOT) -> str:
    """The last local day in time."""
    late = site.local(site.deadline(at(start, site), Limit(amount, unit)))[0]
    return str((late - pd.Timedelta(hours=1)).date())


def is_open(local: str, site: SiteCalendar = LOT) -> bool:
    return bool(site.is_open(at(local, site), DESK)[0])


# A. Clock, closures, daylight saving


def test_01_the_lunch_closure_does_not_run_the_clock():
    assert opening("2024-03-05 11:59:00", "2024-03-05 13:31:00") == 2


def test_02_a_caller_on_hold_waits_in_physical_time_and_a_line_cut_at_noon_is_not_answered():
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome    | wait_s | expected
        2025-03-03 11:59:00 | inbound   | answered   | 61     | met
        2025-03-03 11:59:00 | inbound   | unanswered | 60     | missed
        2025-03-03 12:00:00 | inbound   | unanswered | 0      | excluded
        """,
    )
    found = outcomes("answered_by_agent", calls, "2025-04-01", desk="standard")
    assert found == list(calls["expected"])
    assert values("call_wait", calls, "2025-04-01", desk="standard")[0] == 61


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2024-03-05 11:59:59", True),
        ("2024-03-05 12:00:00", False),
        ("2024-03-05 16:29:59", True),
        ("2024-03-05 16:30:00", False),
        ("2024-03-08 15:59:59", True),
        ("2024-03-08 16:00:00", False),
    ],
)
def test_03_the_closing_instant_is_outside(local, expected):
    assert is_open(local) is expected


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2024-03-05 08:59:59", False),
        ("2024-03-05 09:00:00", True),
        ("2024-03-05 13:29:59", False),
        ("2024-03-05 13:30:00", True),
    ],
)
def test_04_the_opening_instant_is_inside(local, expected):
    assert is_open(local) is expected


def test_05_a_sunday_mail_answered_at_opening_took_no_opening_time_and_one_working_day():
    assert opening("2024-03-10 23:00", "2024-03-11 09:00:00") == 0
    assert ouvres("2024-03-10 23:00", "2024-03-11 09:00:00") == 1


def test_06_new_years_eve_belongs_to_december_and_new_years_day_does_not_count():
    received, answered = "2024-12-31 23:59", "2025-01-02 09:05"
    assert (opening(received, answered), ouvres(received, answered)) == (5, 1)
    assert LOT.months(at(received))[0] == pd.Timestamp("2024-12-01")


def test_07_a_late_utc_instant_belongs_to_the_local_day_and_year():
    assert LOT.months(at("2024-12-31T23:30:00Z"))[0] == pd.Timestamp("2025-01-01")
    # 1 January is a holiday in Paris already, the 31st still a working day in Martinique.
    assert ouvres("2024-12-30T23:30:00Z", "2024-12-31T23:30:00Z") == 0
    there = calendar("martinique")
    assert ouvres("2024-12-30T23:30:00Z", "2024-12-31T23:30:00Z", there) == 1


CHANGES = [
    pytest.param("2024-03-30 12:00", "2024-04-01 12:00", 47, id="spring"),
    pytest.param("2024-10-26 12:00", "2024-10-28 12:00", 49, id="autumn"),
]


@pytest.mark.parametrize(("start", "end", "hours"), CHANGES)
def test_08_09_clock_hours_run_through_the_change_of_the_clock(start, end, hours):
    began, ended = at(start), at(end)
    late = LOT.deadline(began, Limit(hours, Unit.HOURS))
    assert late[0] == ended[0] + pd.Timedelta(microseconds=1)
    local = [
        each[0].to_pydatetime().astimezone(LOT.local(each)[0].tzinfo) for each in (began, ended)
    ]
    account = explain_deadline(LOT, local[0], Limit(48, Unit.HOURS), local[1])
    assert account.counted == hours * 3600


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2024-03-30 12:00", "2024-04-02 10:00", 60),  # Easter Monday is closed
        ("2024-10-26 12:00", "2024-10-28 12:00", 180),
        ("2024-10-19 12:00", "2024-10-21 12:00", 180),
    ],
)
def test_10_the_change_of_the_clock_on_a_closed_sunday_changes_no_opening_time(
    start, end, minutes
):
    assert opening(start, end) == minutes


LAYOUT = ["%Y-%m-%d %H:%M"]


def test_11_a_local_time_that_never_was_is_rejected_and_counted():
    text = pd.Series(["2024-03-31 02:30", "2024-03-31 03:30"])
    read = timestamps(text, LAYOUT, PARIS)
    assert list(read.isna()) == [True, False]
    shared = {
        "source_id": ["a", "b"],
        "site": ["cahors", "cahors"],
        "channel": ["email", "email"],
        "nature": ["information", "information"],
    }
    rows = typed(Dataset.MAILS, {**shared, "received_at": read}, text.index)
    raw = pd.DataFrame({**shared, "received_at": text})
    checked = check(Batch(Dataset.MAILS, rows, raw), CONTRACTS[Dataset.MAILS], ["cahors"])
    assert (len(checked.accepted), checked.rejected) == (1, 1)
    told = checked.rejections[["column", "code", "value"]].to_dict("records")
    assert told == [{"column": "received_at", "code": "impossible_time", "value": text[0]}]


def test_12_a_local_time_that_came_twice_is_the_first_unless_its_offset_is_told():
    bare = timestamps(pd.Series(["2024-10-27 02:30"]), LAYOUT, PARIS)
    assert bare[0] == pd.Timestamp("2024-10-27T00:30Z")
    exact = pd.Series(["2024-10-27 02:30+0200", "2024-10-27 02:30+0100"])
    found = timestamps(exact, ["%Y-%m-%d %H:%M%z"], PARIS)
    assert list(found) == [pd.Timestamp("2024-10-27T00:30Z"), pd.Timestamp("2024-10-27T01:30Z")]
    begin, end = LOT.instants(date(2024, 10, 27), date(2024, 10, 28))
    assert end - begin == timedelta(hours=25)


def test_13_friday_closes_half_an_hour_earlier():
    assert opening("2024-03-08 16:15", "2024-03-11 09:15") == 15
    assert opening("2024-03-07 16:15", "2024-03-08 09:15") == 30


def test_14_each_instant_is_measured_with_the_hours_in_force_even_within_one_wait():
    later = OpeningHours(
        date(2024, 9, 1), tuple(Slot(day, time(8), time(10)) for day in (1, 2))
    )
    both = calendar(desks={DESK: (OpeningHours(date(2000, 1, 1), HOURS), later)})
    # Thursday 29 and Friday 30 August with the old hours, Monday 2 September with the new.
    assert opening("2024-08-29 15:30", "2024-09-02 09:00", both) == 60 + 330 + 60
    before = ("2024-08-01 00:00", "2024-09-01 00:00")
    assert opening(*before, both) == opening(*before)


def test_15_a_bridge_closes_the_desk_and_counts_as_a_working_day_unless_said_otherwise():
    day = date(2024, 5, 10)
    bridge = Closure(day, day, "pont", "préfet")
    received, answered = "2024-05-07 16:00", "2024-05-13 16:30"
    closed = calendar(closures=(bridge,))
    stopped = calendar(closures=(replace(bridge, stops_deadlines=True),))
    assert ouvres(received, answered, closed) == 2
    assert ouvres(received, answered, stopped) == 1
    assert opening(received, answered, closed) == 30 + 360
    assert opening(received, answered) == 30 + 330 + 360


def test_16_a_deadline_at_closing_time_is_the_same_point_as_the_next_opening():
    start, limit = at("2024-03-04 09:00"), Limit(6, Unit.OPENING_HOURS)
    late = LOT.deadline(start, limit, DESK)
    for last in ("2024-03-04 16:30:00", "2024-03-04 23:00:00", "2024-03-05 09:00:00"):
        assert (at(last) < late)[0]
        assert LOT.opening_seconds(start, at(last), DESK)[0] == 360 * 60
    assert not (at("2024-03-05 09:00:01") < late)[0]
    account = explain_deadline(LOT, start[0].to_pydatetime(), limit, desk=DESK)
    assert [each.day for each in account.days] == [date(2024, 3, 4)]


# B. Calendars and working days


@pytest.mark.parametrize(("site", "minutes"), [(LOT, 120), (ALSACE, 60)], ids=["lot", "alsace"])
def test_17_easter_and_the_change_of_the_clock(site, minutes):
    span = ("2024-03-29 15:00", "2024-04-02 10:00")
    assert (opening(*span, site), ouvres(*span, site)) == (minutes, 1)


def test_18_good_friday_is_closed_by_site_and_not_by_departement():
    friday = date(2024, 3, 29)
    without_temple = calendar("alsace-moselle", worked_holidays=(friday,))
    assert not is_open("2024-03-29 10:00", ALSACE)
    assert is_open("2024-03-29 10:00", without_temple)
    assert due("2024-03-28 10:00", 1, Unit.WORKING_DAYS, without_temple) == "2024-03-29"
    assert due("2024-03-28 10:00", 1, Unit.WORKING_DAYS, calendar("alsace-moselle")) == (
        "2024-04-02"
    )


def test_19_a_reply_on_26_december_adds_no_time_in_alsace():
    span = ("2022-12-23 15:30", "2022-12-26 09:30")
    alsace = calendar("alsace-moselle")
    assert (opening(*span), ouvres(*span)) == (60, 1)
    assert (opening(*span, alsace), ouvres(*span, alsace)) == (30, 0)


@pytest.mark.parametrize("monday", ["2022-12-26", "2024-07-15"])
def test_20_a_holiday_on_a_sunday_is_not_carried_to_monday(monday):
    assert date.fromisoformat(monday) not in LOT.holidays
    assert is_open(f"{monday} 10:00")


@pytest.mark.parametrize("whit", ["2005-05-16", "2006-06-05", "2007-05-28", "2026-05-25"])
def test_21_whit_monday_is_a_holiday_unless_the_site_works_it(whit):
    day = date.fromisoformat(whit)
    assert not is_open(f"{whit} 10:00")
    assert is_open(f"{whit} 10:00", calendar(worked_holidays=(day,)))


def test_22_two_holidays_on_one_day_close_one_day():
    assert ouvres("2008-04-30 09:00", "2008-05-02 09:00") == 1


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("la-reunion", "2024-12-20"),
        ("mayotte", "2024-04-27"),
        ("martinique", "2024-05-22"),
        ("guadeloupe", "2024-05-27"),
        ("guyane", "2024-06-10"),
        ("saint-barthelemy", "2024-10-09"),
        ("saint-martin", "2017-05-27"),
        ("saint-martin", "2018-05-28"),
    ],
)
def test_23_each_overseas_zone_has_its_day_of_the_abolition(zone, day):
    own = date.fromisoformat(day)
    days = public_holidays(zone, [own.year])
    assert [each for each, name in days.items() if "esclavage" in name] == [own]


def test_23_the_day_of_the_abolition_closes_la_reunion_and_not_the_metropole():
    span = ("2024-12-19 16:00", "2024-12-23 09:30")
    assert opening(*span, calendar("la-reunion")) == 60
    assert opening(*span) == 390


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("guadeloupe", -4, -4),
        ("guyane", -3, -3),
        ("la-reunion", 4, 4),
        ("martinique", -4, -4),
        ("mayotte", 3, 3),
        ("nouvelle-caledonie", 11, 11),
        ("polynesie-francaise", -10, -10),
        ("saint-barthelemy", -4, -4),
        ("saint-martin", -4, -4),
        ("saint-pierre-et-miquelon", -3, -2),
        ("wallis-et-futuna", 12, 12),
    ],
)
def test_23_days_begin_at_the_local_midnight_of_the_zone(zone, winter, summer):
    site = calendar(zone)
    for day, offset in ((date(2026, 1, 12), winter), (date(2026, 7, 6), summer)):
        midnight, _ = site.instants(day, day + timedelta(days=1))
        expected = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=offset)
        assert midnight == expected
        late = site.deadline(at(f"{day} 23:59", site), Limit(1, Unit.WORKING_DAYS))[0]
        assert late == expected + timedelta(days=2)


def test_23_saint_pierre_et_miquelon_changes_its_clock_on_its_own_sundays():
    site = calendar("saint-pierre-et-miquelon")
    lengths = {
        day: (end - begin) / timedelta(hours=1)
        for day in (date(2026, 3, 8), date(2026, 3, 29), date(2026, 11, 1), date(2026, 10, 25))
        for begin, end in [site.instants(day, day + timedelta(days=1))]
    }
    assert list(lengths.values()) == [23, 24, 25, 24]


def test_23_a_site_overseas_opens_by_its_own_clock():
    noumea = calendar("nouvelle-caledonie")
    # Sunday evening in Paris is Monday morning in Nouméa.
    assert is_open("2026-03-08T23:30Z", noumea)
    assert not is_open("2026-03-08T23:30Z")


@pytest.mark.parametrize(
    ("zone", "custom"),
    [
        ("nouvelle-caledonie", date(2026, 9, 24)),
        ("polynesie-francaise", date(2026, 6, 29)),
        ("wallis-et-futuna", date(2026, 7, 29)),
        ("guadeloupe", date(2026, 4, 3)),
    ],
)
def test_24_local_customs_are_closures_that_the_site_declares(zone, custom):
    declared = Closure(custom, custom, "coutume locale", "préfet", stops_deadlines=True)
    before = f"{custom - timedelta(days=1)} 10:00"
    site = calendar(zone)
    assert custom not in site.holidays
    assert due(before, 1, Unit.WORKING_DAYS, site) == str(custom)
    kept = calendar(zone, closures=(declared,))
    assert due(before, 1, Unit.WORKING_DAYS, kept) > str(custom)


@pytest.mark.parametrize("received", ["2024-03-08 10:00", "2024-03-09 10:00"])
def test_25_a_saturday_mail_is_due_as_one_of_the_friday_before(received):
    assert due(received, 5, Unit.WORKING_DAYS) == "2024-03-15"


@pytest.mark.parametrize(
    ("answered", "is_late"), [("2024-03-11 23:50", False), ("2024-03-12 00:00", True)]
)
def test_26_a_limit_in_days_expires_at_midnight_and_not_at_closing_time(answered, is_late):
    late = LOT.deadline(at("2024-03-04 10:00"), Limit(5, Unit.WORKING_DAYS))
    assert (at(answered) >= late)[0] == is_late


def test_27_a_saturday_reply_to_a_friday_mail_took_no_working_day():
    span = ("2024-03-08 15:00", "2024-03-09 11:00")
    assert (ouvres(*span), opening(*span)) == (0, 60)
    late = LOT.deadline(at(span[0]), Limit(1, Unit.WORKING_DAYS))
    assert (at(span[1]) < late)[0]


def test_28_jours_ouvres_and_jours_ouvrables_are_two_units():
    week = ("2024-03-10 10:00", "2024-03-17 10:00")
    assert ouvres(*week) == 5
    assert ouvres("2024-03-08 10:00", "2024-03-09 23:00") == 0
    ouvrables = Limit(0, Unit.WORKABLE_DAYS)
    assert LOT.working_days(at(week[0]), at(week[1]), ouvrables)[0] == 6
    # A week of six days: the same limit ends earlier, holidays left out of both.
    assert due("2024-03-04 10:00", 10, Unit.WORKING_DAYS) == "2024-03-18"
    assert due("2024-03-04 10:00", 10, Unit.WORKABLE_DAYS) == "2024-03-15"
    assert due("2024-05-07 10:00", 3, Unit.WORKABLE_DAYS) == "2024-05-13"
    # A limit may end on a Saturday, which is a day that may be worked.
    assert due("2024-03-04 10:00", 5, Unit.WORKABLE_DAYS) == "2024-03-09"


RECEIPTS = [
    # received, receipt rule, cut-off hour, last day of 5 working days
    ("2026-03-07 10:00", Receipt.DAY_ZERO, None, "2026-03-13"),  # a Saturday
    ("2026-03-07 10:00", Receipt.NEXT_OPEN_DAY, None, "2026-03-16"),
    ("2026-05-01 10:00", Receipt.DAY_ZERO, None, "2026-05-11"),  # a holiday
    ("2026-05-01 10:00", Receipt.NEXT_OPEN_DAY, None, "2026-05-12"),
    ("2026-03-02 16:29:59", Receipt.DAY_ZERO, time(16, 30), "2026-03-09"),
    ("2026-03-02 16:30:00", Receipt.DAY_ZERO, time(16, 30), "2026-03-10"),
    ("2026-03-06 17:00", Receipt.DAY_ZERO, time(16, 30), "2026-03-16"),  # a Friday
    ("2026-03-07 10:00", Receipt.DAY_ZERO, time(16, 30), "2026-03-13"),
]


@pytest.mark.parametrize(("received", "receipt", "cut_off", "last"), RECEIPTS)
def test_day_zero_and_the_cut_off_hour_are_declared_with_the_limit(
    received, receipt, cut_off, last
):
    limit = Limit(5, Unit.WORKING_DAYS, receipt, cut_off)
    late = LOT.local(LOT.deadline(at(received), limit))[0]
    assert str((late - pd.Timedelta(hours=1)).date()) == last
    told = explain_deadline(LOT, at(received)[0].to_pydatetime(), limit)
    assert told.deadline == LOT.deadline(at(received), limit)[0]


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2024-03-07 10:00", "2024-03-18"),  # the tenth day is Sunday 17 March
        ("2024-03-22 10:00", "2024-04-02"),  # Easter Monday
        ("2024-03-08 10:00", "2024-03-18"),  # a Monday
    ],
)
def test_29_calendar_days_that_end_on_a_closed_day_end_on_the_next_open_one(received, last):
    assert due(received, 10, Unit.CALENDAR_DAYS) == last


def test_30_the_53rd_iso_week_has_four_working_days_and_reaches_into_january():
    week = ("2026-12-27 23:59", "2027-01-03 23:59")
    assert (ouvres(*week), opening(*week)) == (4, 24 * 60)
    days = [date(2026, 12, 28) + timedelta(days=step) for step in range(7)]
    assert {each.isocalendar()[:2] for each in days} == {(2026, 53)}
    # Months, not weeks, are the periods published: 1 January 2027 is in January.
    assert LOT.months(at("2027-01-01 10:00"))[0] == pd.Timestamp("2027-01-01")


@pytest.mark.parametrize(
    ("last", "days"), [("2023-02-28", 20), ("2024-02-29", 21), ("2025-02-28", 20)]
)
def test_31_a_leap_february_has_a_working_day_more_so_its_volume_has_no_twin(last, days):
    assert ouvres(f"{last[:4]}-01-31 12:00", f"{last} 12:00") == days


def test_32_a_request_belongs_to_its_month_of_receipt_between_two_local_midnights():
    assert DATED_BY[Dataset.MAILS] == "received_at"
    begin, end = LOT.instants(date(2024, 3, 1), date(2024, 4, 1))
    assert (begin, end) == (
        datetime(2024, 2, 29, 23, tzinfo=UTC),
        datetime(2024, 3, 31, 22, tzinfo=UTC),
    )
    instants = ("2024-03-01 00:00", "2024-03-31 23:59:59.999999", "2024-04-01 00:00")
    months = [str(LOT.months(at(each))[0].date()) for each in instants]
    assert months == ["2024-03-01", "2024-03-01", "2024-04-01"]
