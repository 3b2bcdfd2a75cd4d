"""Shares without outside vectors: intervals, what is missing, what is out of reach."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.assessments.proportions import (
    Alternative,
    Method,
    bounds_with_unknown,
    difference,
    exact_test,
    expected_remaining,
    interval,
    lower_bound,
    missing_without_failure,
    prospects,
    upper_bound,
)
from etl.assessments.sampling import (
    exact_plan,
    size_for_margin,
    size_for_width,
    size_to_compare,
    size_to_demonstrate,
)
from etl.domain.engagements import Comparison
from etl.indicators.measures import wilson
from tests.tables import table


def bounds(met, counted, method=Method.WILSON):
    low, high = interval([met], [counted], method=method)
    return round(float(low[0]), 3), round(float(high[0]), 3)


@pytest.mark.parametrize("method", Method)
def test_nothing_counted_has_no_interval(method):
    """Case 49: an empty period is neither 0 % nor 100 %."""
    low, high = interval([0, 9], [0, 10], method=method)
    assert np.isnan([low[0], high[0]]).all()
    assert 0 < low[1] < 0.9 < high[1] <= 1


def test_one_success_out_of_one_says_nearly_nothing():
    """Case 50."""
    assert bounds(1, 1) == (0.207, 1.0)
    assert bounds(1, 1, Method.CLOPPER_PEARSON) == (0.025, 1.0)


def test_three_out_of_three_do_not_prove_nine_in_ten():
    """Case 51."""
    assert bounds(3, 3) == (0.439, 1.0)


def test_a_clean_sheet_proves_nine_in_ten_from_29_35_or_36_contacts():
    """Case 51: one-sided exact, Wilson two-sided, Clopper-Pearson two-sided."""
    assert size_to_demonstrate(0.9) == 29
    assert lower_bound([28, 29], [28, 29], method=Method.CLOPPER_PEARSON)[0] < 0.9
    assert lower_bound([28, 29], [28, 29], method=Method.CLOPPER_PEARSON)[1] >= 0.9
    assert interval([34], [34])[0][0] < 0.9 <= interval([35], [35])[0][0]
    exact = interval([35, 36], [35, 36], method=Method.CLOPPER_PEARSON)[0]
    assert 0.8999 < exact[0] < 0.9 <= exact[1]


def test_nothing_met_and_everything_met_close_the_interval_exactly():
    for method in (Method.WILSON, Method.CLOPPER_PEARSON, Method.MID_P, Method.JEFFREYS):
        low, high = interval([0, 7], [7, 7], method=method)
        assert (low[0], high[1]) == (0.0, 1.0)
        assert high[0] < 1 and low[1] > 0


def test_the_interval_of_measures_is_the_same():
    met, counted = [0, 3, 27, 90, 0], [1, 3, 30, 100, 0]
    assert np.array(interval(met, counted)) == pytest.approx(
        np.array(wilson(met, counted)), nan_ok=True
    )


@given(st.integers(1, 3000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_an_interval_contains_its_share_and_mirrors_it(counted, share, confidence):
    met = round(share * counted)
    low, high = interval([met, counted - met], [counted, counted], confidence)
    assert 0 <= low[0] <= met / counted <= high[0] <= 1
    assert low[0] == pytest.approx(1 - high[1], abs=1e-12)


def test_a_one_sided_bound_is_the_limit_of_a_narrower_interval():
    low, high = interval([27], [30], 0.90)
    assert lower_bound([27], [30]) == pytest.approx(low)
    assert upper_bound([27], [30]) == pytest.approx(high)


def test_the_exact_test_sides_with_the_tail_that_is_asked():
    assert exact_test(30, 30, 0.9, Alternative.GREATER) == pytest.approx(0.9**30)
    assert exact_test(30, 30, 0.9, Alternative.LESS) == 1.0
    assert exact_test(27, 30, 0.9) == pytest.approx(1.0)


def test_two_periods_differ_when_the_interval_of_the_difference_leaves_zero_out():
    gap, low, high = difference(([430, 45], [500, 50]), ([405, 42], [500, 50]))
    assert list(gap) == pytest.approx([0.05, 0.06])
    assert low[0] > 0 and low[1] < 0 < high[1]


def test_the_difference_is_that_of_newcombe():
    """R. G. Newcombe (1998), method 10, example (a): 56 of 70 against 48 of 80."""
    gap, low, high = difference(([56], [70]), ([48], [80]))
    assert [round(float(each[0]), 4) for each in (gap, low, high)] == [0.2, 0.0524, 0.3339]


def test_a_difference_with_an_empty_period_is_missing():
    assert np.isnan(np.array(difference(([9], [10]), ([0], [0])))).all()


@pytest.mark.parametrize("target", [0.5, 0.85, 0.9, 0.99])
@pytest.mark.parametrize(("met", "counted"), [(0, 0), (3, 3), (27, 30), (24, 30), (200, 201)])
def test_the_missing_successes_are_the_fewest_that_reach_the_target(target, met, counted):
    more = int(missing_without_failure([met], [counted], target)[0])
    assert interval([met + more], [counted + more])[0][0] >= target - 1e-12
    if more:
        assert not interval([met + more - 1], [counted + more - 1])[0][0] >= target


# Nine in ten at least: 10 contacts left can still mend 17/20, not 15/20.
PROSPECTS = table("""
    part | counted | remaining | target | comparison | reachable | certain | bearable
    17   | 20      | 10        | 0.9    | at_least   | true      | false   | 0
    16   | 20      | 10        | 0.9    | at_least   | false     | false   | 0
    20   | 20      | 10        | 0.9    | at_least   | true      | false   | 3
    30   | 30      | 3         | 0.9    | at_least   | true      | true    | 3
    90   | 100     | 0         | 0.9    | at_least   | true      | true    | 0
    90   | 100     | 0         | 0.9    | above      | false     | false   | 0
    89   | 100     | 0         | 0.9    | at_least   | false     | false   | 0
    2    | 20      | 20        | 0.05   | at_most    | true      | false   | 0
    3    | 20      | 20        | 0.05   | at_most    | false     | false   | 0
    0    | 20      | 20        | 0.05   | at_most    | true      | false   | 2
    0    | 20      | 20        | 0.05   | below      | true      | false   | 1
    0    | 0       | 0         | 0.9    | at_least   | false     | false   | 0
    0    | 0       | 10        | 0.9    | at_least   | true      | false   | 1
""")


def test_a_target_is_out_of_reach_when_a_flawless_end_does_not_keep_it():
    found = prospects(PROSPECTS.drop(columns=["reachable", "certain", "bearable"]))
    for name in ("reachable", "certain", "bearable"):
        assert list(found[name]) == list(PROSPECTS[name]), name


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 200),
    st.sampled_from([0.8, 0.9, 0.95, 0.05, 1 / 3]),
    st.sampled_from(Comparison),
)
def test_one_failure_more_than_bearable_breaks_the_target(met, missed, left, target, goal):
    rows = {"part": [met], "counted": [met + missed], "remaining": [left]}
    given_rows = pd.DataFrame(rows).assign(target=target, comparison=goal.value)
    found = prospects(given_rows).iloc[0]
    upwards = goal in (Comparison.AT_LEAST, Comparison.ABOVE)

    def kept(unfavourable):
        total = met + missed + left
        part = met + (left - unfavourable if upwards else unfavourable)
        if not total:
            return False
        share = part / total
        return {
            Comparison.AT_LEAST: share >= target,
            Comparison.AT_MOST: share <= target,
            Comparison.ABOVE: share > target,
            Comparison.BELOW: share < target,
        }[goal]

    assert found["reachable"] == kept(0)
    assert found["certain"] == kept(left)
    bearable = max((each for each in range(left + 1) if kept(each)), default=0)
    assert found["bearable"] == bearable


def test_what_a_log_does_not_tell_is_shown_by_its_worst_and_best_case():
    """Case 53: 18 of 20 known, 5 unknown: between 18/25 and 23/25."""
    worst, best = bounds_with_unknown([18, 18, 0], [20, 20, 0], [5, 0, 0])
    assert list(worst) == pytest.approx([0.72, 0.9, np.nan], nan_ok=True)
    assert list(best) == pytest.approx([0.92, 0.9, np.nan], nan_ok=True)


def test_the_contacts_to_come_follow_the_pace_so_far():
    counted, elapsed = [60, 61, 0, 10, 10], [60, 60, 60, 0, 90]
    assert list(expected_remaining(counted, elapsed, 90)) == [30, 31, 0, 0, 0]
    # 7 / 3 x 27 is 63, and a little more for floats.
    assert list(expected_remaining([7], [3], 30)) == [63]


def test_a_campaign_is_smaller_in_a_small_population():
    assert size_for_margin(0.05) == pytest.approx(384.1459, abs=1e-3)
    assert size_for_margin(0.05, population=50) == pytest.approx(44.3437, abs=1e-3)
    assert size_for_margin(0.05, share=0.9) < size_for_margin(0.05)


@pytest.mark.parametrize(("share", "width"), [(0.9, 0.1), (0.5, 0.2), (0.99, 0.05), (1.0, 0.1)])
def test_one_test_fewer_leaves_the_interval_too_wide(share, width):
    size = size_for_width(width, share)
    low, high = interval([share * size, share * (size - 1)], [size, size - 1])
    assert high[0] - low[0] <= width < high[1] - low[1]


def test_each_failure_allowed_costs_more_tests():
    sizes = [size_to_demonstrate(0.9, failures=count) for count in range(4)]
    assert sizes == [29, 46, 61, 76]


def test_telling_near_shares_apart_takes_many_tests():
    assert size_to_compare(0.85, 0.9) == pytest.approx(685.6, abs=0.01)
    assert size_to_compare(0.5, 0.9) < 30


def test_an_exact_plan_keeps_its_risk_and_its_power():
    plan = exact_plan(0.9, 0.8)
    assert (plan.first, plan.critical, plan.lasting) == (78, 65, 89)
    assert plan.risk <= 0.05 and plan.power >= 0.8
    assert exact_plan(0.90, 0.91) is None
