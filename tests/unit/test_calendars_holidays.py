"""Public holidays: the official list, no more and no less."""

from datetime import date

import pytest

from etl.calendars.holidays import ZONES, public_holidays


def test_metropole_has_eleven_holidays():
    days = public_holidays("metropole", [2026])
    assert list(days) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8),
        date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15),
        date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip
    assert days[date(2026, 5, 25)] == "Lundi de Pentecôte"


@pytest.mark.parametrize("year", [2004, 2005, 2006, 2007, 2008])
def test_whit_monday_is_a_holiday_also_while_it_was_worked(year):
    whit = {2004: (5, 31), 2005: (5, 16), 2006: (6, 5), 2007: (5, 28), 2008: (5, 12)}[year]
    assert public_holidays("metropole", [year])[date(year, *whit)] == "Lundi de Pentecôte"


def test_two_holidays_on_one_day_are_one_day():
    days = public_holidays("metropole", [2008])
    assert len(days) == 10
    assert date(2008, 5, 1) in days


@pytest.mark.parametrize(
    ("zone", "added"),
    [
        ("metropole", []),
        ("alsace-moselle", [date(2026, 4, 3), date(2026, 12, 26)]),
        ("guadeloupe", [date(2026, 5, 27)]),
        ("guyane", [date(2026, 6, 10)]),
        ("la-reunion", [date(2026, 12, 20)]),
        ("martinique", [date(2026, 5, 22)]),
        ("mayotte", [date(2026, 4, 27)]),
        ("saint-barthelemy", [date(2026, 10, 9)]),
        ("saint-martin", [date(2026, 5, 28)]),
        ("saint-pierre-et-miquelon", []),
        ("nouvelle-caledonie", []),
        ("polynesie-francaise", []),
        ("wallis-et-futuna", []),
    ],
)
def test_each_zone_adds_its_own_days_and_no_local_custom(zone, added):
    national = public_holidays("metropole", [2026])
    assert [day for day in public_holidays(zone, [2026]) if day not in national] == added


@pytest.mark.parametrize(
    ("year", "day", "is_holiday"),
    [(2017, 27, True), (2017, 28, False), (2018, 27, False), (2018, 28, True)],
)
def test_saint_martin_changed_its_day_in_2018(year, day, is_holiday):
    assert (date(year, 5, day) in public_holidays("saint-martin", [year])) is is_holiday


def test_every_zone_has_its_national_days_in_every_year():
    years = range(2000, 2041)
    national = set(public_holidays("metropole", years))
    assert all(national <= set(public_holidays(zone, years)) for zone in ZONES)


def test_an_unknown_zone_is_refused():
    with pytest.raises(ValueError, match="atlantide"):
        public_holidays("atlantide", [2026])
