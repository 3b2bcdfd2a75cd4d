"""ISO weeks, local days and the instants at which clocks change, beside Ruby and by hand."""

from datetime import date, timedelta

import pandas as pd

from etl.calendars.working_time import calendar_of
from etl.domain.periods import PeriodKind, containing
from etl.domain.sites import Site
from etl.domain.weeks import week_of, weeks_in
from tests.agreement.topics import topic, untold


def kind(name):
    return lambda vector: vector["kind"] == name


ISO_WEEK = kind("iso_week")
WEEKS = kind("iso_weeks_in_year")
LOCAL = kind("instant_to_local_period")
CLOCKS = kind("dst_transitions_europe_paris")
TOLD = (ISO_WEEK, WEEKS, LOCAL, CLOCKS)


def calendar(timezone="Europe/Paris"):
    return calendar_of(Site(f"oracle-{timezone}", "Oracle", timezone, "metropole"))


@topic("periods", ISO_WEEK)
def test_a_day_is_in_its_week_and_quarter(vector):
    day = date.fromisoformat(vector["date"])
    week = week_of(day)
    found = {
        "iso_year": week.year,
        "iso_week": week.number,
        "iso_weekday": (day - week.start).days + 1,
        "quarter": int(containing(day, PeriodKind.QUARTER).code[-1]),
        "day_of_year": (day - containing(day, PeriodKind.YEAR).start).days + 1,
    }
    assert found == vector["expected"]


@topic("periods", WEEKS)
def test_a_year_has_its_number_of_weeks(vector):
    assert weeks_in(vector["year"]) == vector["expected"]


@topic("periods", LOCAL)
def test_an_instant_belongs_to_the_month_of_its_local_day(vector):
    at = pd.Series(pd.to_datetime([vector["instant_utc"]], utc=True)).dt.as_unit("us")
    site = calendar(vector["timezone"])
    local, month = site.local(at)[0], site.months(at)[0]
    found = {
        "local": local.isoformat(),
        "local_date": str(local.date()),
        "month": containing(month.date()).code,
        "year": int(containing(month.date(), PeriodKind.YEAR).code),
    }
    assert found == vector["expected"]


@topic("periods", CLOCKS)
def test_clocks_change_at_these_instants_and_no_other_of_the_year(vector):
    site, year = calendar(), vector["year"]
    changes = pd.Series(pd.to_datetime(vector["expected"], utc=True)).dt.as_unit("us")
    before = site.local(changes - pd.Timedelta(microseconds=1))
    offsets = [
        (was.utcoffset() / timedelta(hours=1), then.utcoffset() / timedelta(hours=1))
        for was, then in zip(before, site.local(changes), strict=True)
    ]
    assert offsets == [(1, 2), (2, 1)]
    days = [date(year, 1, 1) + timedelta(days=place) for place in range(365)]
    spans = [site.instants(day, day + timedelta(days=1)) for day in days]
    hours = {
        day: (end - start) / timedelta(hours=1)
        for day, (start, end) in zip(days, spans, strict=True)
    }
    odd = {str(day): length for day, length in hours.items() if length != 24}
    spring, autumn = (text[:10] for text in vector["expected"])
    assert odd == {spring: 23, autumn: 25}


def test_no_vector_is_left_aside():
    assert untold("periods", *TOLD) == []
