"""Control charts and their signals beside NHSRplotthedots, qicharts2, qcc and NelsonRules.jl.

Where a peer and we differ, on purpose:

* a constant series has no limits in NHSRplotthedots once ranges are screened, because the
  screen removes every one of them; ours are the centre itself, and nothing is a signal;
* NHSRplotthedots takes the direction of a trend's point from its next step when that step
  belongs to a trend too: the last point of a rise followed at once by another rise is called
  decreasing. Ours belongs to the rise that it ends. Both call it a trend;
* NelsonRules.jl reports where a window starts, and for rule 8 accepts eight points on one
  side. Nelson (1984) wants both sides; we report the points that complete a pattern.
"""

import numpy as np
import pandas as pd
import pytest

from etl.assessments.chart_rules import (
    DOWNWARDS,
    NELSON,
    UPWARDS,
    WESTERN_ELECTRIC,
    Signal,
    anhoej,
    covered,
    ends_of_run,
    ends_of_trend,
    signals,
    standing,
    two_of_three,
)
from etl.assessments.control_charts import (
    MEAN_RANGE,
    Event,
    Plan,
    individuals,
    proportions,
    rates,
    run_chart,
)
from etl.assessments.variation import assurance_of, variations
from etl.domain.engagements import Direction
from tests.agreement.topics import topic, untold

DIRECTIONS = {"increase": Direction.HIGHER, "decrease": Direction.LOWER, "neutral": None}
TRENDS = (Signal.RISING, Signal.FALLING)
LABELS = {
    None: Signal.NONE,  # What the peer says where it has no limits.
    "Common Cause": Signal.NONE,
    "Above UCL": Signal.ABOVE_LIMITS,
    "Below LCL": Signal.BELOW_LIMITS,
    "7 Point Trend (Increasing)": Signal.RISING,
    "7 Point Trend (Decreasing)": Signal.FALLING,
    "2 in 3 Above CL": Signal.NEAR_HIGH,
    "2 in 3 Below CL": Signal.NEAR_LOW,
    "7 Points Above CL": Signal.RUN_ABOVE,
    "7 Points Below CL": Signal.RUN_BELOW,
}
# Rules 2, 3, 4 and 7 end a run: the peer gives its start and length, we its ends.
PATTERN_LENGTHS = {1: 1, 2: 9, 3: 6, 4: 14, 7: 15}


def is_nhs_series(vector):
    return "screen_outliers" in vector


def is_helper(vector):
    return "function" in vector


def is_chart(vector):
    return "chart" in vector


def is_list_of_tests(vector):
    return "expected_violating_points_1based" in vector


def is_nelson_window(vector):
    return "nelson_rule" in vector


def dated(values):
    """Return a series of numbers, one a month."""
    months = pd.date_range("2001-01-01", periods=len(values), freq="MS")
    return pd.Series(values, months, dtype="float64")


def events(values, places):
    return tuple(
        Event(values.index[place].date(), "test vector", "peer")
        for place in places
        if place < len(values)
    )


def expected_of(vector, name):
    """Return one expected value a point: the peers write a constant once."""
    found = vector["expected"][name]
    size = len(vector["series"] if "series" in vector else vector["numerator"])
    return np.array(found if isinstance(found, list) else [found] * size, dtype="float64")


def nhs_chart(vector):
    values = dated(vector["series"])
    rebases = events(values, [place - 1 for place in vector["rebase_at_1based"] or []])
    plan = Plan(
        rebases, frozen=vector["fix_after_n_points"], screened=vector["screen_outliers"]
    )
    return individuals(values, plan)


@topic("spc", is_nhs_series)
def test_limits_of_an_xmr_chart_agree(vector):
    chart = nhs_chart(vector)
    for ours, theirs in {"centre": "mean", "low": "lpl", "high": "upl"}.items():
        expected = expected_of(vector, theirs)
        told = ~np.isnan(expected)
        assert chart[ours].to_numpy()[told] == pytest.approx(expected[told], rel=1e-6)
        unlimited = chart[~told]
        assert (unlimited[ours].isna() | (unlimited[ours] == unlimited["centre"])).all()


@topic("spc", is_nhs_series)
def test_signals_of_an_xmr_chart_agree(vector):
    chart = nhs_chart(vector)
    sides, distance = standing(chart)
    found = signals(chart)
    expected = pd.Series([LABELS[each] for each in vector["expected"]["special_cause_type"]])
    differs = found.to_numpy() != expected.to_numpy()
    both_trends = found.isin(TRENDS).to_numpy() & expected.isin(TRENDS).to_numpy()
    assert not (differs & ~both_trends).any()
    if not np.isnan(expected_of(vector, "lpl")).any():
        outside, close = (
            expected_of(vector, name).astype(bool)
            for name in ("outside_limits", "close_to_limits")
        )
        assert list(distance > 3) == list(outside)
        assert list((distance > 2) & (distance <= 3)) == list(close)
        assert list(sides) == list(expected_of(vector, "relative_to_mean"))
    oriented = variations(found, DIRECTIONS[vector["improvement_direction"]])
    told = ~(differs & both_trends)
    types = np.array([each or "common_cause" for each in vector["expected"]["point_type"]])
    assert list(oriented[told]) == list(types[told])


def seven_run_ends(given):
    return np.abs(ends_of_run(np.array(given), 7))


def part_of_seven(given):
    return np.abs(covered(np.array(given), 7))


def seven_trend_ends(given):
    return ends_of_trend(np.array(given, dtype="float64"), 7)


def two_in_three_windows(given):
    near = np.array(given["near_limit"]) == 1
    return two_of_three(near, np.array(given["relative_to_mean"])).astype(int)


def two_in_three_points(given):
    near = np.array(given) == 1
    return (two_of_three(near, np.ones(len(near), dtype="int64")) & near).astype(int)


HELPERS = {
    "seven_one_side_end_marks": seven_run_ends,
    "part_of_seven": part_of_seven,
    "seven_trend_end_marks": seven_trend_ends,
    "two_in_three_window_marks": two_in_three_windows,
    "two_in_three_flagged_points_same_side": two_in_three_points,
}


@topic("spc", is_helper)
def test_each_rule_and_the_assurance_agree(vector):
    given, expected = vector["input"], vector["expected"]
    if vector["function"] != "assurance_type":
        assert list(HELPERS[vector["function"]](given)) == expected
        return
    better = DIRECTIONS[given["improvement_direction"]]
    assert assurance_of(given["lpl"], given["upl"], given["target"], better) == expected


def counted_chart(vector):
    """Return the chart of a vector of qicharts2."""
    part, laney = dated(vector["numerator"]), "Laney" in vector["chart"]
    plan = Plan(
        rebases=events(part, vector["new_part_after"] or []),
        excluded=events(part, [place - 1 for place in vector["exclude_1based"] or []]),
        frozen=vector["freeze_baseline_first_n"],
        screened=vector["screened_moving_range"],
    )
    whole = dated(vector["denominator"] or [1] * len(part))
    if vector["chart"].startswith("p"):
        return proportions(part, whole, plan, laney)
    if vector["chart"].startswith(("u", "c")):
        return rates(part, whole / vector["multiply"], plan, laney)
    if vector["chart"].startswith("I"):
        return individuals(part / whole, plan, factor=3 / MEAN_RANGE)
    return run_chart(part / whole, plan)


@topic("spc", is_chart)
def test_limits_of_a_chart_of_counts_agree(vector):
    chart = counted_chart(vector)
    scale = vector["multiply"] if vector["chart"].startswith("p") else 1
    names = {"value": "value", "centre": "centre", "low": "lcl", "high": "ucl"}
    for ours, theirs in names.items():
        if vector["expected"][theirs] is None:
            assert chart[ours].isna().all()
        else:
            found = (chart[ours] * scale).to_numpy()
            assert found == pytest.approx(expected_of(vector, theirs), rel=1e-6, nan_ok=True)


@topic("spc", is_chart)
def test_outlying_points_and_runs_of_a_chart_of_counts_agree(vector):
    """An excluded point lies where it lies, but is no signal of ours: its cause is known."""
    chart = counted_chart(vector)
    outside = standing(chart)[1] > 3
    assert list(outside) == list(expected_of(vector, "sigma_signal").astype(bool))
    flagged = signals(chart).isin([Signal.ABOVE_LIMITS, Signal.BELOW_LIMITS])
    assert list(flagged) == list(outside & ~chart["excluded"])
    runs = anhoej(chart).reindex(chart["segment"])
    names = {
        "useful": "useful_points",
        "longest": "longest_run",
        "longest_allowed": "longest_run_max",
        "crossings": "crossings",
        "crossings_needed": "crossings_min",
        "signal": "anhoej_runs_signal",
    }
    for ours, theirs in names.items():
        found = runs[ours].astype("float64").to_numpy()
        assert found == pytest.approx(expected_of(vector, theirs), nan_ok=True), ours


def marked(test, scores):
    return [int(place) + 1 for place in np.flatnonzero(test(scores))]


@topic("spc", is_list_of_tests)
def test_western_electric_and_nelson_tests_agree(vector):
    scores = (np.array(vector["series"], dtype="float64") - vector["center"]) / vector["sigma"]
    found = {f"WE{number}": marked(test, scores) for number, test in WESTERN_ELECTRIC.items()}
    found |= {f"N{number}": marked(test, scores) for number, test in NELSON.items()}
    expected = vector["expected_violating_points_1based"]
    assert {name: found[name] for name in expected} == expected


@topic("spc", is_nelson_window)
def test_nelson_tests_mark_the_points_that_complete_the_peer_s_windows(vector):
    series, rule = np.array(vector["series"], dtype="float64"), vector["nelson_rule"]
    found = marked(NELSON[rule], (series - series.mean()) / series.std(ddof=1))
    assert found == vector["crosscheck"]["python_pattern_completing_points"]
    if vector["status"] == "agree":
        windows = vector["expected_start_length_1based"]
        ends = [
            end
            for start, length in windows
            for end in range(start + PATTERN_LENGTHS[rule] - 1, start + length)
        ]
        assert found == ends


def test_no_vector_is_left_aside():
    known = (is_nhs_series, is_helper, is_chart, is_list_of_tests, is_nelson_window)
    assert untold("spc", *known) == []


def test_a_signal_goes_up_or_down():
    assert {*UPWARDS, *DOWNWARDS, Signal.NONE} == set(Signal)
