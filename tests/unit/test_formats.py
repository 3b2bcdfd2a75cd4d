"""French numbers, dates and percentages; what is absent is a dash."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from etl import formats

N = formats.NARROW


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (0.8996, f"89,9{N}%"),
        (0.89999, f"89,9{N}%"),
        (0.9, f"90{N}%"),
        (1.0, f"100{N}%"),
        (0.0, f"0{N}%"),
        (None, "—"),
        (float("nan"), "—"),
    ],
)
def test_a_percentage_is_rounded_down(fraction, shown):
    assert formats.percent(fraction) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234567, 0, f"1{N}234{N}567"),
        (999, 0, "999"),
        (-0.05, 1, "−0,1"),
        (2.75, 1, "2,7"),
        (0.1 + 0.2, 1, "0,3"),
        (None, 1, "—"),
    ],
)
def test_a_number_is_french_and_rounded_down(value, decimals, shown):
    assert formats.number(value, decimals) == shown


@pytest.mark.parametrize("absent", [None, pd.NaT])
def test_an_absent_date_is_a_dash(absent):
    assert formats.day(absent) == formats.instant(absent) == "—"


def test_an_instant_is_what_the_clock_of_the_site_shows():
    winter, summer = (datetime(2025, month, 1, 23, 30, tzinfo=UTC) for month in (1, 7))
    assert formats.instant(winter) == "02/01/2025 00:30"
    assert formats.instant(summer) == "02/07/2025 01:30"


def test_days_months_and_quarters_in_words():
    assert formats.long_day(date(2025, 8, 1)) == "1er août 2025"
    assert formats.long_day(date(2025, 8, 2)) == "2 août 2025"
    assert formats.month(date(2025, 2, 1)) == "février 2025"
    assert formats.quarter(date(2025, 1, 1)) == "1er trimestre 2025"
    assert formats.quarter(date(2025, 10, 1)) == "4e trimestre 2025"


def test_a_value_has_its_unit():
    assert formats.measure(0.925, "%") == f"92,5{N}%"
    assert formats.measure(17.83, "min") == "17,8\u00a0min"
    assert formats.measure(8.6, "/10") == f"8,6{N}/10"
    assert formats.measure(None, "%") == "—"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1, "j. ouvrés", "1\u00a0j. ouvré"),
        (1.5, "jours", "1,5\u00a0jour"),
        (2, "j. ouvrés", "2\u00a0j. ouvrés"),
        (0, "jours", "0\u00a0jour"),
        (1, "min", "1\u00a0min"),
    ],
)
def test_a_unit_agrees_with_its_number(value, unit, expected):
    assert formats.measure(value, unit) == expected
