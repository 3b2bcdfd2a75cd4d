"""Funnels without outside vectors: lines, places, over-dispersion, false alarms."""

import numpy as np
import pandas as pd
import pytest

from etl.assessments.funnel import (
    Curve,
    adjusted_limits,
    beside,
    false_alarms,
    funnel,
    limits,
    places,
    proportion_overdispersion,
    ratio_limits,
    ratio_overdispersion,
)


def test_lines_come_nearer_to_the_target_as_sites_grow():
    found = limits(0.9, [20, 200, 2000])
    assert (found["l998"] < found["l95"]).all() and (found["u95"] < found["u998"]).all()
    assert found["l95"].is_monotonic_increasing and found["u95"].is_monotonic_decreasing


@pytest.mark.parametrize("curve", Curve)
def test_a_site_where_nothing_is_counted_has_no_lines(curve):
    assert limits(0.9, [0], curve).isna().all(axis=None)


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_without_spread_is_its_own_line(target):
    assert (limits(target, [10, 100]) == target).all(axis=None)


def test_a_site_on_a_line_is_inside():
    """Case 54: the rules are strict."""
    lines = pd.DataFrame({"l998": [0.7], "l95": [0.8], "u95": [0.95], "u998": [0.99]})
    found = {
        value: beside([value], lines)[0]
        for value in (0.69, 0.7, 0.79, 0.8, 0.9, 0.95, 0.96, 0.99, 0.995)
    }
    assert list(found.values()) == [
        "below_998",
        "below_95",
        "below_95",
        "inside",
        "inside",
        "inside",
        "above_95",
        "above_95",
        "above_998",
    ]


def test_a_site_on_a_computed_line_is_inside_whatever_floats_lose():
    assert list(beside([0 / 3], limits(0.9, [3]))) == ["below_95"]


def test_a_tail_of_exactly_one_in_a_thousand_is_not_below_it():
    assert list(places([0, 1, 21, 20], [3, 1, 30, 30], 0.9)) == [
        "below_95",
        "inside",
        "below_95",
        "below_998",
    ]


def test_sites_are_compared_with_all_of_them_together():
    """Case 57: the whole is a ratio of sums, 51/101, not the mean of the shares."""
    met, counted = pd.Series({"a": 1, "b": 50}), pd.Series({"a": 1, "b": 100})
    found = funnel(met, counted)
    assert list(found.index) == ["a", "b"]
    assert list(found["value"]) == [1.0, 0.5]
    assert list(found["place"]) == ["inside", "inside"]
    expected = limits(51 / 101, [1, 100])
    assert found[["l95", "u95"]].to_numpy() == pytest.approx(
        expected[["l95", "u95"]].to_numpy()
    )


def test_an_empty_site_has_no_place_and_moves_no_line():
    met, counted = pd.Series([90, 0, 45]), pd.Series([100, 0, 50])
    found = funnel(met, counted)
    assert found["value"].isna().tolist() == [False, True, False]
    assert found["place"].isna().tolist() == [False, True, False]
    assert found["adjusted"].isna().tolist() == [False, True, False]
    assert found.loc[0, "l95"] == funnel(met.drop(1), counted.drop(1)).loc[0, "l95"]


def test_sites_that_differ_only_by_chance_are_not_overdispersed():
    counted = np.full(40, 100)
    met = np.tile([88, 90, 91, 92], 10)
    found = proportion_overdispersion(met, counted)
    assert found.phi < 1 and found.tau2 == 0


def test_overdispersion_widens_the_lines_and_calls_fewer_sites_remarkable():
    counted = pd.Series([1000] * 12)
    met = pd.Series([700, 720, 750, 760, 800, 810, 820, 850, 870, 880, 900, 930])
    found = funnel(met, counted, target=0.82)
    assert proportion_overdispersion(met, counted).tau2 > 0
    assert (found["adjusted_l998"] < found["l998"]).all()
    assert (found["place"] != "inside").sum() > (found["adjusted"] != "inside").sum()


def test_without_overdispersion_the_adjusted_lines_are_the_arcsine_ones():
    found = adjusted_limits(0.9, [50, 500], 0.0)
    assert ((found >= 0) & (found <= 1)).all(axis=None)
    normal = limits(0.9, [50, 500], Curve.NORMAL)
    assert found.loc[1].to_numpy() == pytest.approx(normal.loc[1].to_numpy(), abs=0.01)


def test_one_site_alone_tells_nothing_of_overdispersion():
    assert proportion_overdispersion([9], [10]).tau2 == 0
    assert np.isnan(proportion_overdispersion([], []).phi)
    assert np.isnan(proportion_overdispersion([0, 0], [0, 0]).phi)
    assert ratio_overdispersion([10.0], [9.0]).tau2 == 0
    assert ratio_overdispersion([], []).tau2 == 0


def test_limits_of_a_ratio_surround_one():
    found = ratio_limits([5, 50])
    assert (found["l998"] < found["l95"]).all() and (found["l95"] < 1).all()
    assert (found["u998"] > found["u95"]).all() and (found["u95"] > 1).all()


def test_a_hundred_ordinary_sites_give_five_false_alarms_or_a_fifth_of_one():
    """Case 60: many sites looked at together, hence the 99.8 % lines."""
    assert false_alarms(100, outside_95=True) == pytest.approx(5)
    assert false_alarms(100) == pytest.approx(0.2)
