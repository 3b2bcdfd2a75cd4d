"""Intervals, bounds, exact tests and differences of shares, beside three other programs."""

import pytest

from etl.assessments.proportions import (
    Alternative,
    Method,
    difference,
    exact_test,
    interval,
    lower_bound,
    upper_bound,
)
from tests.agreement.topics import topic, untold

CLOSE = 1e-8


def is_interval(vector):
    return "k" in vector and "method" in vector


def is_test(vector):
    return "p0" in vector


def is_difference(vector):
    return "k1" in vector


@topic("proportions", is_interval)
def test_an_interval_agrees(vector):
    """The vectors leave Wald's and Agresti's limits unclipped; ours stay in [0, 1]."""
    method = Method(vector["method"])
    low, high = interval([vector["k"]], [vector["n"]], vector["confidence"], method)
    expected = (max(vector["expected_lower"], 0), min(vector["expected_upper"], 1))
    assert (low[0], high[0]) == pytest.approx(expected, abs=CLOSE)


@topic("proportions", is_test)
def test_exact_tests_and_one_sided_bounds_agree(vector):
    met, counted, share = vector["k"], vector["n"], vector["p0"]
    expected = {
        "p_value_greater": exact_test(met, counted, share, Alternative.GREATER),
        "p_value_less": exact_test(met, counted, share, Alternative.LESS),
        "p_value_two_sided": exact_test(met, counted, share),
    }
    for method in (Method.CLOPPER_PEARSON, Method.WILSON):
        low = lower_bound([met], [counted], method=method)
        high = upper_bound([met], [counted], method=method)
        expected[f"one_sided_95_lower_{method}"] = low[0]
        expected[f"one_sided_95_upper_{method}"] = high[0]
    assert expected == pytest.approx({name: vector[name] for name in expected}, abs=CLOSE)


@topic("proportions", is_difference)
def test_the_difference_of_two_shares_agrees(vector):
    corrected = vector["method"] == "newcombe_cc"
    found = difference(
        ([vector["k1"]], [vector["n1"]]),
        ([vector["k2"]], [vector["n2"]]),
        vector["confidence"],
        Method.WILSON_CORRECTED if corrected else Method.WILSON,
    )
    expected = [vector[name] for name in ("difference", "expected_lower", "expected_upper")]
    assert [each[0] for each in found] == pytest.approx(expected, abs=CLOSE)


def test_no_vector_is_left_aside():
    assert untold("proportions", is_interval, is_test, is_difference) == []
