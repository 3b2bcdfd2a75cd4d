"""Holidays, working days and opening hours agree with the vectors of other programs."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from etl.calendars.holidays import public_holidays
from etl.calendars.working_time import SiteCalendar
from etl.domain.engagements import Limit, Receipt, Unit
from etl.domain.sites import Closure
from tests.agreement.drawn import EPOCH, WEEKDAYS, YEARS, ZONES, calendar, desk, instant, noon
from tests.agreement.topics import documents, rows, topic, untold

WEEKS = (Unit.WORKING_DAYS, Unit.WORKABLE_DAYS)


def test_public_holidays_are_those_of_the_official_file():
    listed = rows("holidays", "ferie_officiel")
    wrong = [
        (row["zone"], row["date"])
        for row in listed
        if (
            date.fromisoformat(row["date"])
            in public_holidays(ZONES[row["zone"]], [int(row["date"][:4])])
        )
        != (row["ferie_officiel"] == "1")
    ]
    assert listed
    assert wrong == []


def test_working_days_of_each_month_are_those_of_the_table():
    wrong = []
    for row in rows("holidays", "jours_ouvres_lun_ven"):
        first = date(int(row["annee"]), int(row["mois"]), 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        before = first - timedelta(days=1)
        site, bounds = calendar(row["zone"]), (noon(str(before)), noon(str(last)))
        found = [site.working_days(*bounds, Limit(0, unit))[0] for unit in WEEKS]
        if found != [int(row["jours_ouvres_lun_ven"]), int(row["jours_ouvrables_lun_sam"])]:
            wrong.append((row["zone"], first, found))
    assert wrong == []


def last_day(late: pd.Series, timezone: str = "Europe/Paris") -> str:
    return str((late.dt.tz_convert(timezone)[0] - pd.Timedelta(hours=1)).date())


def is_french_count(vector: dict) -> bool:
    return "jours_ouvres_day_zero" in vector


def is_french_due_day(vector: dict) -> bool:
    return "due_roll_forward_first" in vector


def is_counted(vector: dict) -> bool:
    return vector.get("operation", "") in COUNTS


def is_due(vector: dict) -> bool:
    return vector.get("operation", "") in LIMITS and vector["input"]["offset"] >= 0


def is_numpy_own(vector: dict) -> bool:
    """Rolls and directions of numpy itself, which no limit of a charter has."""
    return vector.get("operation") == "busday_offset" or (
        vector.get("operation") == "add_days" and vector["input"]["offset"] < 0
    )


# What each operation adds to the days after the first, up to the last.
COUNTS = {"count_day_zero", "count_half_open", "count_inclusive", "busday_count_half_open"}
LIMITS = {
    "due_day_zero": (Unit.WORKING_DAYS, Receipt.DAY_ZERO),
    "due_roll_forward_first": (Unit.WORKING_DAYS, Receipt.NEXT_OPEN_DAY),
    "due_calendar_days_rolled": (Unit.CALENDAR_DAYS, Receipt.DAY_ZERO),
    "due_day_zero_saturday_worked": (Unit.WORKABLE_DAYS, Receipt.DAY_ZERO),
    "add_days": (Unit.WORKING_DAYS, Receipt.DAY_ZERO),
}
SPAN = timedelta(days=28 * 365 + 7)


def shown(day: str) -> str:
    """Our calendars begin in 2000; every 28 years the same weekdays come again."""
    return day if day >= "2000" else str(date.fromisoformat(day) + SPAN)


def calendar_given(given: dict) -> SiteCalendar:
    days = [date.fromisoformat(day) for day in given.get("holidays", ())]
    closures = tuple(Closure(day, day, "oracle", "oracle", None, True) for day in days)
    own = "zone" in given
    worked = () if own else tuple(public_holidays("metropole", YEARS))
    return calendar("Métropole", closures=closures, worked_holidays=worked)


def test_every_vector_of_working_days_is_taken_by_a_test():
    tests = (is_french_count, is_french_due_day, is_counted, is_due, is_numpy_own)
    assert untold("working_days", *tests) == []


@topic("working_days", is_french_count)
def test_working_days_between_two_days_agree(vector):
    """All three conventions are told by the count after the first day, up to the last."""
    first, last = vector["received"], vector["replied"]
    found = counted(calendar(vector["zone"]), first, last)
    if last < first:
        assert pd.isna(found)
        return
    assert found == vector["jours_ouvres_day_zero"]
    assert (
        counted(calendar(vector["zone"]), eve(first), last)
        == (vector["jours_ouvres_inclusive"])
    )
    half_open = counted(calendar(vector["zone"]), eve(first), eve(last)) if first < last else 0
    assert half_open == vector["jours_ouvres_half_open_numpy"]


def counted(site: SiteCalendar, first: str, last: str) -> float:
    return site.working_days(noon(first), noon(last))[0]


def eve(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))


@topic("working_days", is_french_due_day)
def test_due_days_agree(vector):
    for name in ("due_day_zero", "due_roll_forward_first"):
        limit = Limit(vector["add_jours_ouvres"], *LIMITS[name])
        found = last_day(calendar(vector["zone"]).deadline(noon(vector["start"]), limit))
        # After no day at all, a closed day ends on the next open one under both rules.
        if limit.amount or name == "due_roll_forward_first":
            assert found == vector[name], name


@topic("working_days", is_due)
def test_due_days_of_other_programs_agree(vector):
    given = vector["input"]
    limit = Limit(given["offset"], *LIMITS[vector["operation"]])
    late = calendar_given(given).deadline(noon(shown(given["date"])), limit)
    assert last_day(late) == shown(vector["expected"])


@topic("working_days", is_counted)
def test_counts_of_other_programs_agree(vector):
    given = vector["input"]
    first, last = shown(given["begin"]), shown(given["end"])
    site = calendar_given(given)
    if last < first:
        assert pd.isna(counted(site, first, last)), "a reversed pair has no delay here"
        return
    moved = {
        "count_inclusive": (eve(first), last),
        "count_half_open": (eve(first), eve(last)),
        "busday_count_half_open": (eve(first), eve(last)),
    }
    assert counted(site, *moved.get(vector["operation"], (first, last))) == vector["expected"]


@topic("working_days", is_numpy_own)
def test_offsets_of_numpy_agree_with_its_own_calendar_of_our_days(vector):
    """Backwards and with numpy's rolls: our calendar gives the days, numpy walks on them."""
    given = vector["input"]
    site = calendar_given(given)
    open_days = site.days[site.counts[Unit.WORKING_DAYS].places]
    closed = np.setdiff1d(site.days[np.is_busday(site.days)], open_days)
    roll = given.get("roll", "raise")
    found = np.busday_offset(shown(given["date"]), given["offset"], roll, holidays=closed)
    assert str(found) == shown(vector["expected"])


def is_duration(vector: dict) -> bool:
    return "expected_seconds" in vector


def is_deadline(vector: dict) -> bool:
    return "expected_deadline" in vector


def is_membership(vector: dict) -> bool:
    return "expected_open" in vector


def test_every_vector_of_opening_hours_is_taken_by_a_test():
    assert untold("opening_hours", is_duration, is_deadline, is_membership) == []


def of_kind(belongs) -> list[tuple[dict, dict]]:
    """Return the vectors of one kind in all the files of the topic, with their calendars."""
    found = [
        (vector, content.get("calendars", {}))
        for content in documents("opening_hours")
        for vector in content["vectors"]
        if belongs(vector)
    ]
    if not found:
        pytest.skip("no test vectors of opening hours: set QUALITY_SHARED")
    return found


def test_opening_time_agrees():
    wrong = []
    for vector, calendars in of_kind(is_duration):
        start, end = within_our_years(vector, vector["start"], vector["end"])
        site = desk_of(vector, calendars)
        found = site.opening_seconds(start, end, "desk")[0]
        is_reversed = (end < start)[0]
        if not (pd.isna(found) if is_reversed else found == vector["expected_seconds"]):
            wrong.append((vector["id"], vector["status"], found, vector["expected_seconds"]))
    assert wrong == []


def within_our_years(vector: dict, *texts: str) -> list[pd.Series]:
    """Return instants; without holidays, 28 years later the same weekdays come again."""
    found = [instant(text, vector["timezone"]) for text in texts]
    if found[0][0].year >= EPOCH.year:
        return found
    assert not vector.get("holidays")
    return [each + SPAN for each in found]


def desk_of(vector: dict, calendars: dict) -> SiteCalendar:
    zone = vector.get("holiday_zone", "AUCUNE")
    holidays = vector.get("holidays", [] if zone == "AUCUNE" else None)
    return desk(calendars[vector["calendar"]], zone, vector["timezone"], holidays)


def test_deadlines_in_opening_time_are_at_the_same_point_of_it():
    """Two writings of one point of opening time (closing and next opening) are equal."""
    wrong = []
    for vector, calendars in of_kind(is_deadline):
        seconds = vector.get("add_seconds", vector.get("add_minutes", 0) * 60)
        start, expected = within_our_years(vector, vector["start"], vector["expected_deadline"])
        site = desk_of(vector, calendars)
        late = site.deadline(start, Limit(seconds / 3600, Unit.OPENING_HOURS), "desk")
        between = site.opening_seconds(expected, late, "desk")[0]
        if not 0 < between < 2e-6:
            wrong.append((vector["id"], vector["status"], late[0], between))
    assert wrong == []


def test_membership_of_opening_hours_agrees():
    wrong = []
    for vector, calendars in of_kind(is_membership):
        if vector["calendar"] in calendars:
            week = calendars[vector["calendar"]]
        else:
            bounds = [each.split("-") for each in vector["calendar"].split()[1:]]
            week = dict.fromkeys(WEEKDAYS[:5], bounds)
        site = desk(week, "AUCUNE", vector["timezone"], [])
        found = site.is_open(instant(vector["instant"], vector["timezone"]), "desk")[0]
        if found != vector["expected_open"]:
            wrong.append((vector["id"], found))
    assert wrong == []


def test_local_dates_are_read_in_the_zone_of_the_site():
    """Guard of the helpers above: noon is noon where the vector says."""
    assert noon("2026-03-02")[0] == datetime.fromisoformat("2026-03-02T11:00:00+00:00")
