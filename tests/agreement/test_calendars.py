"""Holidays, working days and opening hours agree with the vectors of other programs."""

from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest

from etl.calendars.holidays import public_holidays
from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Site, Slot
from tests.agreement.oracle import document, rows, vectors

ZONES = {
    "Métropole": "metropole",
    "Alsace-Moselle": "alsace-moselle",
    "Guadeloupe": "guadeloupe",
    "Guyane": "guyane",
    "La Réunion": "la-reunion",
    "Martinique": "martinique",
    "Mayotte": "mayotte",
    "Saint-Martin": "saint-martin",
    "AUCUNE": "metropole",
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = date(2000, 1, 1)


def slots(week: dict) -> tuple[Slot, ...]:
    return tuple(
        Slot(WEEKDAYS.index(day) + 1, _time(start), _time(end))
        for day, hours in week.items()
        for start, end in hours
    )


def _time(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def calendar(zone: str, timezone: str = "Europe/Paris", **declared) -> SiteCalendar:
    return calendar_of(Site("oracle", "Oracle", timezone, ZONES[zone], **declared))


def desk(week: dict, zone: str, timezone: str, holidays: list[str] | None) -> SiteCalendar:
    """A calendar with the hours of a vector, and its own holidays where it gives them."""
    hours = {"desk": (OpeningHours(EPOCH, slots(week)),)}
    if holidays is None:
        return calendar(zone, timezone, desks=hours)
    days = [date.fromisoformat(each) for each in holidays]
    return calendar(
        zone,
        timezone,
        desks=hours,
        closures=tuple(Closure(day, day, "oracle", "oracle") for day in days),
        worked_holidays=tuple(public_holidays("metropole", range(2000, 2043))),
    )


def instant(text: str, timezone: str | None = None) -> pd.Series:
    at = pd.Timestamp(text)
    return pd.Series([at if at.tz else at.tz_localize(timezone)]).dt.tz_convert("UTC")


def noon(day: str) -> pd.Series:
    return instant(f"{day} 12:00", "Europe/Paris")


def test_public_holidays_are_those_of_the_official_file():
    listed = rows("holidays/jours_feries.csv")
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
    for row in rows("holidays/jours_ouvres_par_mois.csv"):
        first = date(int(row["annee"]), int(row["mois"]), 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        before = first - timedelta(days=1)
        found = calendar(row["zone"]).working_days(noon(str(before)), noon(str(last)))[0]
        if found != int(row["jours_ouvres_lun_ven"]):
            wrong.append((row["zone"], first, found))
    assert wrong == []


def test_working_days_between_two_days_agree():
    wrong = []
    for vector in vectors("working_days/fr_jours_ouvres_counts.json"):
        found = calendar(vector["zone"]).working_days(
            noon(vector["received"]), noon(vector["replied"])
        )[0]
        expected = vector["jours_ouvres_day_zero"]
        is_reversed = vector["replied"] < vector["received"]
        if not (pd.isna(found) if is_reversed else found == expected):
            wrong.append((vector["id"], found, expected))
    assert wrong == []


def last_day(late: pd.Series, timezone: str = "Europe/Paris") -> str:
    return str((late.dt.tz_convert(timezone)[0] - pd.Timedelta(hours=1)).date())


def test_due_days_agree():
    wrong = []
    for vector in vectors("working_days/fr_due_dates.json"):
        limit = Limit(vector["add_jours_ouvres"], Unit.WORKING_DAYS)
        if limit.amount < 1:
            continue
        found = last_day(calendar(vector["zone"]).deadline(noon(vector["start"]), limit))
        if found != vector["due_day_zero"]:
            wrong.append((vector["id"], found, vector["due_day_zero"]))
    assert wrong == []


UNITS = {"due_day_zero": Unit.WORKING_DAYS, "due_calendar_days_rolled": Unit.CALENDAR_DAYS}


def test_due_days_of_other_programs_agree():
    wrong, judged = [], 0
    for vector in vectors("working_days/peer_working_days.json"):
        given = vector["input"]
        if vector["operation"] not in UNITS:
            continue
        judged += 1
        closures = tuple(
            Closure(
                date.fromisoformat(day), date.fromisoformat(day), "oracle", "oracle", None, True
            )
            for day in given.get("holidays", ())
        )
        worked = (
            () if "zone" in given else tuple(public_holidays("metropole", range(2000, 2043)))
        )
        site = calendar("Métropole", closures=closures, worked_holidays=worked)
        limit = Limit(given["offset"], UNITS[vector["operation"]])
        found = last_day(site.deadline(noon(given["date"]), limit))
        if found != vector["expected"]:
            wrong.append((vector["id"], found, vector["expected"]))
    assert judged
    assert wrong == []


@pytest.mark.parametrize("name", ["fr_prefecture_durations", "peer_durations"])
def test_opening_time_agrees(name):
    content = document(f"opening_hours/{name}.json")
    wrong = []
    for vector in content["vectors"]:
        start, end = (instant(vector[side], vector["timezone"]) for side in ("start", "end"))
        site = desk_of(vector, content["calendars"])
        found = site.opening_seconds(start, end, "desk")[0]
        is_reversed = (end < start)[0]
        if not (pd.isna(found) if is_reversed else found == vector["expected_seconds"]):
            wrong.append((vector["id"], vector["status"], found, vector["expected_seconds"]))
    assert wrong == []


def desk_of(vector: dict, calendars: dict) -> SiteCalendar:
    zone = vector.get("holiday_zone", "AUCUNE")
    holidays = vector.get("holidays", [] if zone == "AUCUNE" else None)
    return desk(calendars[vector["calendar"]], zone, vector["timezone"], holidays)


@pytest.mark.parametrize("name", ["fr_prefecture_deadlines", "peer_deadlines"])
def test_deadlines_in_opening_time_are_at_the_same_point_of_it(name):
    """Two writings of one point of opening time (closing and next opening) are equal."""
    content = document(f"opening_hours/{name}.json")
    wrong, judged = [], 0
    for vector in content["vectors"]:
        seconds = vector.get("add_seconds", vector.get("add_minutes", 0) * 60)
        start = instant(vector["start"], vector["timezone"])
        is_named = vector["calendar"] in content["calendars"]
        # Our calendars begin with the year 2000.
        if seconds <= 0 or not is_named or start[0].year < EPOCH.year:
            continue
        judged += 1
        site = desk_of(vector, content["calendars"])
        late = site.deadline(start, Limit(seconds / 3600, Unit.OPENING_HOURS), "desk")
        expected = instant(vector["expected_deadline"], vector["timezone"])
        between = site.opening_seconds(expected, late, "desk")[0]
        if not 0 < between < 2e-6:
            wrong.append((vector["id"], vector["status"], late[0], between))
    assert judged > 20
    assert wrong == []


def test_membership_of_opening_hours_agrees():
    content = document("opening_hours/peer_membership.json")
    wrong = []
    for vector in content["vectors"]:
        if vector["calendar"] in content["calendars"]:
            week = content["calendars"][vector["calendar"]]
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
