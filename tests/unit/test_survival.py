"""Delays of a living stock without outside vectors."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.assessments.survival import (
    ageing,
    answered_within,
    delay_curve,
    delay_for,
    delay_interval,
)


def curve_of(answered, still_open=()):
    delays = pd.Series([*answered, *still_open], dtype="float64")
    return delay_curve(delays, pd.Series([True] * len(answered) + [False] * len(still_open)))


def test_the_median_is_not_reached_while_most_contacts_are_open():
    """Case 46: the median of the answered alone, 2.5, would be wrong."""
    curve = curve_of([1, 2, 3, 4], [5, 6, 7, 8, 9, 10])
    assert delay_for(curve) is None
    assert curve.last == 10
    assert delay_interval(curve) == (1.0, None)


def test_a_share_reached_exactly_is_dated_from_its_beginning():
    """Case 47: R would print 5, the middle of 4 and 6."""
    assert delay_for(curve_of([2, 4, 6, 8])) == 4


def test_equality_is_decided_on_whole_numbers():
    """Case 47: the product of floats is a little above one half, and would skip to 6."""
    curve = curve_of([3, 1, 1, 0, 6, 10], [13, 10])
    assert delay_for(curve) == 3
    # One answered in ten leaves nine tenths: 1 - 0.9 is not 0.1 for a float.
    assert delay_for(curve_of(range(1, 11)), 0.9) == 9
    assert delay_for(curve_of(range(1, 11)), 0.1) == 1


def test_an_open_contact_still_waits_at_its_own_age():
    """Answered at 3 and open at 3: the open one was waiting then."""
    curve = curve_of([3], [3])
    assert curve.steps["waiting"].to_list() == [2.0]
    assert delay_for(curve) == 3


def test_contacts_without_a_delay_are_left_out():
    known = delay_curve(pd.Series([1.0, None, 3.0]), pd.Series([True, True, False]))
    assert (known.contacts, known.answered) == (2, 1)


def test_nothing_at_all_says_nothing():
    curve = curve_of([])
    assert delay_for(curve) is None
    assert delay_interval(curve) == (None, None)
    found = answered_within(curve, [5])
    assert found[["share", "low", "high"]].isna().all(axis=None)
    assert not found["followed"].any()


def test_nobody_answered_yet_is_a_share_of_zero_without_interval():
    found = answered_within(curve_of([], [3, 5]), [2, 4, 9])
    assert found["share"].to_list() == [0, 0, 0]
    assert found["high"].isna().to_list() == [False, True, True]
    assert found["followed"].to_list() == [True, True, False]


def test_the_share_answered_within_a_delay_counts_the_limit_itself():
    """Case 54: a delay of exactly the limit is in time."""
    found = answered_within(curve_of([2, 5, 5, 9], [12]), [1.99, 2, 4.99, 5, 9])
    assert found["share"].to_list() == pytest.approx([0, 0.2, 0.2, 0.6, 0.8])
    inside = found[found["share"].between(0, 1, inclusive="neither")]
    assert ((inside["low"] < inside["share"]) & (inside["share"] < inside["high"])).all()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_without_open_contacts_the_curve_is_the_plain_share(delays):
    curve = curve_of(delays)
    days = range(32)
    plain = [sum(each <= day for each in delays) / len(delays) for day in days]
    assert answered_within(curve, days)["share"].to_list() == pytest.approx(plain)
    median = delay_for(curve)
    assert sum(each <= median for each in delays) * 2 >= len(delays)
    assert sum(each < median for each in delays) * 2 < len(delays)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40),
    st.integers(1, 20),
)
def test_more_days_never_answer_fewer(contacts, day):
    delays, answered = zip(*contacts, strict=True)
    curve = delay_curve(pd.Series(delays, dtype="float64"), pd.Series(answered))
    shares = answered_within(curve, [day - 1, day])["share"]
    assert shares.is_monotonic_increasing
    assert shares.between(0, 1).all()


def test_an_age_on_a_bound_belongs_to_the_slice_that_it_ends():
    found = ageing(pd.Series([0.0, 5.0, 5.1, 10.0, 40.0, None]), [10, 5])
    assert found["up_to"].to_list() == [5, 10, float("inf")]
    assert found["contacts"].to_list() == [2, 2, 1]


def test_an_empty_stock_has_empty_slices():
    assert ageing(pd.Series([], dtype="float64"), [5, 10])["contacts"].to_list() == [0, 0, 0]
