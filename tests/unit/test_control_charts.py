"""Control charts without outside vectors: limits, rules, events, what a chart says."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.assessments.chart_rules import NELSON, Signal, anhoej, signals
from etl.assessments.control_charts import (
    ChartKind,
    Event,
    Plan,
    individuals,
    proportions,
    rates,
    run_chart,
    share_chart,
)
from etl.assessments.variation import Assurance, Variation, assurance_of, read_chart, variations
from etl.domain.engagements import Direction

QUIET = [50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 51, 50]


def monthly(values):
    months = pd.date_range("2024-01-01", periods=len(values), freq="MS")
    return pd.Series(values, months, dtype="float64")


def event(year, month, reason="nouveau standard"):
    return Event(date(year, month, 1), reason, "secrétariat général")


def told(values, plan=None):
    return list(signals(individuals(monthly(values), plan or Plan())))


# A chart of its own: centre 0, sigma 1, so that a value is its distance from the centre.
def scored(values):
    return individuals(monthly(values)).assign(centre=0.0, sigma=1.0, low=-3.0, high=3.0)


def signals_of(values):
    return list(signals(scored(values)))


def test_limits_are_the_mean_and_266_times_the_mean_moving_range():
    chart = individuals(monthly([10, 12, 11, 13]))
    mean_range = (2 + 1 + 2) / 3
    assert chart["centre"].to_list() == [11.5] * 4
    assert chart["high"].to_list() == pytest.approx([11.5 + 2.66 * mean_range] * 4)
    assert chart["low"].to_list() == pytest.approx([11.5 - 2.66 * mean_range] * 4)


def test_limits_are_provisional_under_twelve_points():
    """Case 60."""
    assert individuals(monthly(QUIET[:11]))["provisional"].all()
    assert not individuals(monthly(QUIET))["provisional"].any()
    assert individuals(monthly([*QUIET[:11], None]))["provisional"].all()


@pytest.mark.parametrize("plan", [Plan(), Plan(screened=True), Plan(frozen=12)])
def test_a_constant_series_has_its_centre_for_limits_and_no_signal(plan):
    """Case 60: sigma is 0."""
    chart = individuals(monthly([0.1] * 20), plan)
    assert chart["low"].to_list() == pytest.approx([0.1] * 20)
    assert chart["high"].to_list() == pytest.approx([0.1] * 20)
    assert set(signals(chart)) == {Signal.NONE}


@pytest.mark.parametrize("laney", [False, True])
def test_a_share_that_is_always_whole_gives_no_signal(laney):
    """Case 60: a p chart at 100 %."""
    counted = monthly([20, 30, 25] * 5)
    chart = proportions(counted, counted, laney=laney)
    assert (chart[["centre", "low", "high"]] == 1).all(axis=None)
    assert set(signals(chart)) == {Signal.NONE}


def test_a_chart_never_signals_against_a_baseline_without_spread():
    counted = monthly([20] * 20)
    met = monthly([20] * 12 + [10] * 8)
    assert set(signals(proportions(met, counted, Plan(frozen=12)))) == {Signal.NONE}


def test_limits_vary_with_the_number_counted_and_stay_between_0_and_1():
    chart = proportions(monthly([9, 90]), monthly([10, 100]))
    assert chart["centre"].to_list() == pytest.approx([0.9, 0.9])
    assert chart["high"].iloc[0] == 1
    assert chart["low"].iloc[0] < chart["low"].iloc[1]


def test_the_centre_of_shares_is_the_ratio_of_sums():
    """Case 57: 1/1 and 50/100 are 51/101, not 75 %."""
    chart = proportions(monthly([1, 50]), monthly([1, 100]))
    assert chart["centre"].to_list() == [51 / 101] * 2


def test_an_empty_month_is_a_gap():
    """Case 49."""
    chart = proportions(monthly([9, 5, 8]), monthly([10, 0, 10]))
    assert chart["value"].isna().to_list() == [False, True, False]
    assert chart["centre"].to_list() == pytest.approx([0.85] * 3)
    assert list(signals(chart)) == [Signal.NONE] * 3


def test_no_moving_range_spans_a_gap():
    whole = individuals(monthly([1, 2, None, 10, 11]))
    assert whole["sigma"].to_list() == pytest.approx([2.66 / 3] * 5)


def test_a_run_goes_on_beyond_a_gap():
    values = [1, 1, 1, None, 1, 1, 1, 1]
    assert signals_of(values) == [*["run_above"] * 3, "none", *["run_above"] * 4]


@pytest.mark.parametrize(("usual", "kind"), [(999, "p"), (1000, "p_prime")])
def test_a_large_number_counted_calls_for_limits_of_its_own_spread(usual, kind):
    """Case 60: huge n."""
    counted = monthly([usual] * 14)
    met = monthly(
        [round(usual * share) for share in [0.90, 0.86, 0.93, 0.88, 0.91, 0.87, 0.92] * 2]
    )
    chart = share_chart(met, counted)
    assert set(chart["kind"]) == {kind}
    outside = signals(chart).isin([Signal.ABOVE_LIMITS, Signal.BELOW_LIMITS])
    assert outside.any() == (kind == ChartKind.PROPORTIONS)


def test_rates_are_counts_for_one_unit_of_exposure():
    chart = rates(monthly([4, 9]), monthly([2, 3]))
    assert chart["value"].to_list() == [2, 3]
    assert chart["centre"].to_list() == [13 / 5] * 2
    assert chart["low"].to_list() == [0, 0]
    wide = rates(monthly([40, 90, 30, 120]), monthly([2, 3, 2, 3]), laney=True)
    narrow = rates(monthly([40, 90, 30, 120]), monthly([2, 3, 2, 3]))
    assert (wide["high"] > narrow["high"]).all()


def test_a_run_chart_has_a_median_and_no_limits():
    chart = run_chart(monthly([1, 2, 9]))
    assert chart["centre"].to_list() == [2] * 3
    assert chart[["low", "high"]].isna().all(axis=None)
    assert list(signals(chart)) == [Signal.NONE] * 3


def test_a_frozen_baseline_keeps_its_limits_while_bad_months_arrive():
    bad = [*QUIET, 80, 82, 85]
    frozen = individuals(monthly(bad), Plan(frozen=12))
    assert frozen["high"].iloc[-1] == individuals(monthly(QUIET))["high"].iloc[0]
    assert frozen["high"].iloc[-1] < individuals(monthly(bad))["high"].iloc[0]
    assert told(bad, Plan(frozen=12))[-3:] == [Signal.ABOVE_LIMITS] * 3


def test_limits_are_computed_anew_from_a_declared_event_on():
    values = [*QUIET, *(value + 20 for value in QUIET)]
    chart = individuals(monthly(values), Plan(rebases=(event(2025, 1),)))
    assert chart["segment"].to_list() == [0] * 12 + [1] * 12
    assert chart["centre"].iloc[11] == pytest.approx(chart["centre"].iloc[12] - 20)
    assert set(signals(chart)) == {Signal.NONE}
    assert {"below_limits", "above_limits"} <= set(told(values))


def test_without_an_event_limits_never_move_by_themselves():
    values = [*QUIET, *(value + 20 for value in QUIET)]
    assert individuals(monthly(values))["segment"].nunique() == 1


def test_a_frozen_baseline_starts_again_at_each_event():
    values = [*QUIET, *(value + 20 for value in QUIET), 100]
    chart = individuals(monthly(values), Plan(rebases=(event(2025, 1),), frozen=12))
    assert chart["baseline"].to_list() == [True] * 24 + [False]
    assert signals(chart).iloc[-1] == Signal.ABOVE_LIMITS


def test_a_run_does_not_cross_an_event():
    plan = Plan(rebases=(event(2024, 5),))
    chart = individuals(monthly([1] * 9), plan).assign(centre=0.0, sigma=1.0)
    assert set(signals(chart)) == {Signal.NONE}


@pytest.mark.parametrize(("reason", "author"), [("", "SG"), ("  ", "SG"), ("grève", "")])
def test_an_event_needs_a_reason_and_an_author(reason, author):
    with pytest.raises(ValueError, match="reason and an author"):
        Event(date(2025, 1, 1), reason, author)


def test_an_excluded_month_moves_no_limit_and_is_no_signal():
    values = [*QUIET[:6], 500, *QUIET[6:]]
    plan = Plan(excluded=(event(2024, 7, "grève nationale"),))
    chart = individuals(monthly(values), plan)
    assert chart["high"].iloc[0] < 60
    assert told(values, plan)[6] == Signal.NONE
    assert told(values, Plan(frozen=6))[6] == Signal.ABOVE_LIMITS


def test_screening_leaves_the_accidental_range_out_once():
    values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    plain = individuals(monthly(values))["high"].iloc[0]
    screened = individuals(monthly(values), Plan(screened=True))["high"].iloc[0]
    assert (round(plain, 2), round(screened, 2)) == (6.95, 4.6)


def test_a_point_on_a_limit_is_not_outside():
    """Case 54."""
    assert signals_of([3.0, -3.0, 0.5]) == ["none"] * 3
    assert signals_of([3.001, -3.001, 0.5]) == ["above_limits", "below_limits", "none"]


def test_seven_points_on_one_side_are_a_signal_and_six_are_not():
    assert signals_of([1, 2] * 3) == ["none"] * 6
    assert signals_of([-1, *[1, 0.5] * 3, 1.5, -1]) == ["none", *["run_above"] * 7, "none"]
    assert set(signals_of([-0.5, -1] * 4)) == {"run_below"}


def test_a_point_on_the_centre_breaks_a_run():
    assert set(signals_of([1, 0.5, 1, 0, 1, 0.5, 1, 0.5])) == {"none"}


def test_seven_rising_points_are_a_signal_and_six_are_not():
    rise = [-1.5, -1, -0.5, 0.2, 0.7, 1.2, 1.7]
    assert signals_of(rise[:6]) == ["none"] * 6
    assert signals_of(rise) == ["rising_trend"] * 7
    assert signals_of([-each for each in rise]) == ["falling_trend"] * 7


def test_equal_neighbours_break_a_trend():
    assert set(signals_of([-1.5, -1, -0.5, -0.5, 0.7, 1.2, 1.7])) == {"none"}


def test_a_summit_belongs_to_the_fall_that_it_begins():
    rise = [-1.5, -1, -0.5, 0.2, 0.7, 1.2, 1.7]
    found = signals_of([*rise, *rise[-2::-1]])
    assert found == ["rising_trend"] * 6 + ["falling_trend"] * 7


def test_a_rise_followed_by_another_rise_only_rises():
    rise = [-1.5, -1, -0.5, 0.2, 0.7, 1.2, 1.7]
    assert set(signals_of([*rise, *rise])) == {"rising_trend"}


def test_two_of_three_near_a_limit_on_one_side_are_a_signal():
    near = "two_of_three_high"
    assert signals_of([2.1, 1, 2.1, -1]) == [near, "none", near, "none"]
    assert signals_of([-2.1, -2.1, -0.1]) == ["two_of_three_low"] * 2 + ["none"]
    assert set(signals_of([2.1, -1, 2.1])) == {"none"}
    assert set(signals_of([2.0, 1, 2.1])) == {"none"}
    assert signals_of([3.5, 1, 2.1]) == ["above_limits", "none", "none"]


def test_the_most_striking_rule_names_the_point():
    assert signals_of([1, 1, 1, 1, 1, 1, 3.5])[-1] == "above_limits"
    assert signals_of([0.1, 0.4, 0.7, 1, 1.3, 1.6, 1.9]) == ["rising_trend"] * 7


def test_anhoej_counts_runs_and_crossings():
    shifted = run_chart(monthly([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, *[8, 9] * 5]))
    found = anhoej(shifted).iloc[0]
    assert (found["useful"], found["longest"], found["longest_allowed"]) == (20, 10, 7)
    assert (found["crossings"], found["crossings_needed"]) == (1, 6)
    assert found["signal"]
    assert not anhoej(run_chart(monthly(QUIET)))["signal"].any()


def test_anhoej_says_nothing_of_a_constant_series():
    found = anhoej(run_chart(monthly([5] * 15))).iloc[0]
    assert found["useful"] == 0 and pd.isna(found["longest"]) and not found["signal"]
    assert anhoej(run_chart(monthly([None, None]))).empty


@pytest.mark.parametrize("rule", NELSON)
def test_classic_tests_take_short_and_empty_series(rule):
    assert NELSON[rule](np.array([])).tolist() == []
    assert NELSON[rule](np.array([0.5, -0.5])).tolist() == [False, False]


ORIENTED = [
    (Signal.ABOVE_LIMITS, Direction.HIGHER, Variation.IMPROVEMENT),
    (Signal.ABOVE_LIMITS, Direction.LOWER, Variation.CONCERN),
    (Signal.ABOVE_LIMITS, None, Variation.HIGH),
    (Signal.FALLING, Direction.HIGHER, Variation.CONCERN),
    (Signal.FALLING, Direction.LOWER, Variation.IMPROVEMENT),
    (Signal.RUN_BELOW, None, Variation.LOW),
    (Signal.NONE, Direction.LOWER, Variation.COMMON),
    (Signal.NONE, None, Variation.COMMON),
]


@pytest.mark.parametrize(("signal", "better", "expected"), ORIENTED)
def test_a_signal_is_good_or_bad_by_the_declared_direction(signal, better, expected):
    assert list(variations(pd.Series([signal.value]), better)) == [expected]


ASSURED = [
    (0.95, Direction.HIGHER, Assurance.FAILING),
    (0.90, Direction.HIGHER, Assurance.HIT_OR_MISS),
    (0.85, Direction.HIGHER, Assurance.HIT_OR_MISS),
    (0.80, Direction.HIGHER, Assurance.HIT_OR_MISS),
    (0.75, Direction.HIGHER, Assurance.PASSING),
    (0.95, Direction.LOWER, Assurance.PASSING),
    (0.75, Direction.LOWER, Assurance.FAILING),
    (0.85, None, None),
    (None, Direction.HIGHER, None),
]


@pytest.mark.parametrize(("target", "better", "expected"), ASSURED)
def test_a_target_beyond_the_limits_is_always_kept_or_always_missed(target, better, expected):
    assert assurance_of(0.80, 0.90, target, better) is expected


def test_without_limits_there_is_no_assurance():
    assert assurance_of(float("nan"), float("nan"), 0.9, Direction.HIGHER) is None


def test_a_chart_is_read_at_its_latest_month_by_the_limits_in_force_there():
    values = [*QUIET, *(value + 20 for value in QUIET)]
    before, after = (
        read_chart(individuals(monthly(values), plan), 60, Direction.HIGHER)
        for plan in (Plan(frozen=12), Plan(rebases=(event(2025, 1),)))
    )
    assert (before.variation, before.assurance) == (Variation.IMPROVEMENT, Assurance.FAILING)
    assert (after.variation, after.assurance) == (Variation.COMMON, Assurance.PASSING)
    assert before.rules == "making_data_count_7_points"


def test_a_series_that_deteriorates_or_cannot_reach_its_target_is_to_be_watched():
    falls = individuals(monthly([*QUIET, 20]), Plan(frozen=12))
    assert read_chart(falls, None, Direction.HIGHER).watch
    assert not read_chart(falls, None, Direction.LOWER).watch
    chart = individuals(monthly(QUIET))
    assert read_chart(chart, 90, Direction.HIGHER).watch
    assert not read_chart(chart, 20, Direction.HIGHER).watch


def test_a_target_that_is_now_hit_and_now_missed_raises_no_flag():
    found = read_chart(individuals(monthly(QUIET)), 50, Direction.HIGHER)
    assert found.assurance is Assurance.HIT_OR_MISS
    assert not found.watch


def test_provisional_limits_raise_no_flag():
    found = read_chart(individuals(monthly(QUIET[:11])), 90, Direction.HIGHER)
    assert found.provisional and found.assurance is Assurance.FAILING
    assert not found.watch


def test_a_chart_without_a_known_month_says_nothing():
    empty = individuals(monthly([None, None]))
    found = read_chart(empty, 50, Direction.HIGHER)
    assert (found.variation, found.assurance, found.watch) == (None, None, False)
    assert read_chart(individuals(monthly([])), 50, Direction.HIGHER).variation is None


def test_the_latest_gap_is_not_the_latest_month():
    chart = individuals(monthly([*QUIET, 20, None]), Plan(frozen=12))
    assert read_chart(chart, None, Direction.HIGHER).variation is Variation.CONCERN


@given(st.lists(st.floats(-100, 100).map(lambda each: round(each, 2)), max_size=40))
def test_turning_a_series_over_turns_its_signals_over(values):
    opposite = {
        "above_limits": "below_limits",
        "rising_trend": "falling_trend",
        "two_of_three_high": "two_of_three_low",
        "run_above": "run_below",
        "none": "none",
    }
    opposite |= {low: high for high, low in opposite.items()}
    turned = told([-each for each in values])
    assert [opposite[each] for each in turned] == told(values)
