"""ISO weeks and their keys."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.domain.weeks import Week, parse_week, week_of

DAYS = st.dates(date(2000, 1, 3), date(2050, 12, 31))


@given(day=DAYS)
def test_each_day_is_in_the_week_that_its_key_names(day):
    week = week_of(day)
    assert parse_week(week.code) == week
    assert week.start <= day < week.end
    assert week.start.weekday() == 0


@given(day=DAYS)
def test_weeks_follow_one_another_in_the_order_of_their_keys(day):
    week, following = week_of(day), week_of(day + timedelta(days=7))
    assert week < following and week.code < following.code
    assert week.end == following.start


def test_the_53rd_week_of_2026_ends_in_2027_and_has_no_twin_in_2025():
    week = week_of(date(2027, 1, 3))
    assert week.code == "2026-W53"
    assert week.a_year_before() is None
    assert week_of(date(2027, 1, 4)).code == "2027-W01"


def test_another_week_is_compared_with_the_one_of_the_same_number():
    assert Week(2026, 52).a_year_before() == Week(2025, 52)


@pytest.mark.parametrize(
    "wrong", ["2025-W53", "2026-W00", "2026-W54", "2026-53", "2026-W5", ""]
)
def test_a_week_that_is_not_has_no_key(wrong):
    with pytest.raises(ValueError):
        parse_week(wrong)
