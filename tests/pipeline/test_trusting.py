"""The trust register over a warehouse: what came, against what was to come."""

from datetime import date, timedelta

from etl.domain.trust import Criterion, Grade, Unit
from etl.pipeline import trust_register
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, calls, local

FIRST = date(2025, 3, 3)


def every_day(until, without=()):
    """Return calls on each weekday from the first day on."""
    days = [FIRST + timedelta(days=each) for each in range((until - FIRST).days + 1)]
    return [
        row
        for day in days
        if day.weekday() < 5 and day not in without
        for row in calls(day, "aaaa")
    ]


def lines(prefecture, at="2025-05-02T20:00"):
    trust = trust_register(prefecture.warehouse, local(at))["appels_acd"]
    return trust, {each.criterion: each for each in trust.lines}


def test_holidays_are_no_gap_and_a_tuesday_without_a_call_is(prefecture):
    # Easter Monday and the first of May 2025 are public holidays.
    without = (date(2025, 4, 8), date(2025, 4, 21), date(2025, 5, 1))
    prefecture.send("a.csv", CALLS, every_day(date(2025, 5, 2), without), local("2025-05-02"))
    trust, found = lines(prefecture)
    assert found[Criterion.GAPS].unit is Unit.DAY
    assert found[Criterion.GAPS].days == (date(2025, 4, 8),)
    assert trust.grade is Grade.C


def test_a_declared_closure_is_no_gap(opened, declared):
    folders.change(
        declared,
        "sites/cahors.toml",
        "[[closures]]",
        '[[closures]]\nfirst = 2025-04-08\nlast = 2025-04-08\nreason = "Panne"\n'
        'decided_by = "SG"\n\n[[closures]]',
    )
    prefecture = opened()
    rows = every_day(date(2025, 5, 2), (date(2025, 4, 8),))
    prefecture.send("a.csv", CALLS, rows, local("2025-05-02"))
    assert lines(prefecture)[1][Criterion.GAPS].found == 0


def test_a_source_that_fell_silent_long_ago_is_the_worst(prefecture):
    prefecture.send("a.csv", CALLS, every_day(date(2025, 5, 2)), local("2025-05-02"))
    trust, found = lines(prefecture, "2027-05-02T20:00")
    assert (trust.grade, trust.is_silent) == (Grade.D, True)
    assert found[Criterion.FRESHNESS].found == 730


def test_what_never_came_has_no_grade(prefecture):
    register = trust_register(prefecture.warehouse, local("2025-05-02"))
    assert {each.grade for each in register.values()} == {None}
