"""A source that fell silent proves nothing more: met becomes not measured, a miss stays."""

from datetime import date

import pytest

from tests.pipeline.prefecture import CALLS, calls, local

AT = local("2026-02-02T08:00")


def verdict(prefecture, period, indicator="10a"):
    return prefecture.finding(indicator, period)["verdict"]


@pytest.mark.parametrize(
    ("last_day", "said"),
    [(date(2025, 10, 13), "met"), (date(2025, 10, 10), "not_measured")],
)
def test_a_year_is_not_proven_by_its_first_months(prefecture, last_day, said):
    # A monthly source is silent after eighty days: from 13 October to the end of the year.
    prefecture.send("a.csv", CALLS, calls(last_day, "a" * 60), AT)
    prefecture.assess(AT)
    assert verdict(prefecture, "2025") == said
    assert verdict(prefecture, "2025-10") == "met"


def test_silence_excuses_no_miss(prefecture):
    prefecture.send("a.csv", CALLS, calls(date(2025, 2, 3), "l" * 60), AT)
    prefecture.assess(AT)
    assert verdict(prefecture, "2025") == "missed"


def test_a_source_that_speaks_again_proves_again(prefecture):
    prefecture.send("a.csv", CALLS, calls(date(2025, 2, 3), "a" * 60), AT)
    prefecture.assess(AT)
    assert verdict(prefecture, "2025") == "not_measured"
    prefecture.send("b.csv", CALLS, calls(date(2025, 12, 3), "a" * 60), AT)
    prefecture.assess(AT)
    assert verdict(prefecture, "2025") == "met"
