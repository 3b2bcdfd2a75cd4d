"""Sizes of mystery campaigns beside published tables and R."""

import math

import pytest

from etl.assessments.sampling import (
    exact_plan,
    size_for_margin,
    size_for_width,
    size_to_compare,
    size_to_demonstrate,
)
from tests.agreement.topics import topic, untold


def kind(name):
    return lambda vector: vector["kind"] == name


KREJCIE_MORGAN = kind("krejcie_morgan")
MARGIN = kind("cochran_fpc")
DEMONSTRATE = kind("demonstrate_rate_with_c_failures")
COMPARE = kind("two_proportions_n_per_group")
EXACT = kind("exact_binomial_one_sided_test_plan")
WIDTH = kind("wilson_full_width_plan")


@topic("sampling", KREJCIE_MORGAN)
def test_the_published_table_agrees_but_for_its_rounding(vector):
    """The table of 1970 takes 3.841 for the square of the quantile and rounds to nearest.

    We keep every decimal and round up, so that a campaign is never one test too small. The
    printed table departs here and there from its own formula (100,000: 384 for 383): those
    vectors are not "agree", and the formula prevails.
    """
    rounded = vector["crosscheck"]["formula_rounded_half_up"]
    assert vector["status"] != "agree" or vector["expected_sample"] == rounded
    size = size_for_margin(0.05, population=vector["population"])
    assert size == pytest.approx(vector["crosscheck"]["formula_unrounded"], rel=2e-4)
    assert rounded <= math.ceil(size) <= rounded + 1


@topic("sampling", MARGIN)
def test_the_size_for_a_margin_agrees(vector):
    size = size_for_margin(
        vector["margin"],
        vector["expected_proportion"],
        vector["confidence"],
        vector["population"],
    )
    assert size == pytest.approx(vector["expected_unrounded"], rel=1e-9)
    assert math.ceil(size) == vector["expected_n"]


@topic("sampling", DEMONSTRATE)
def test_the_size_that_proves_a_rate_agrees(vector):
    rate, failures = vector["rate_to_demonstrate"], vector["allowed_failures"]
    size = size_to_demonstrate(rate, vector["confidence"], failures)
    assert size == vector["expected_n"]


@topic("sampling", COMPARE)
def test_the_size_that_tells_two_shares_apart_agrees(vector):
    """R solves the same equation by search: its answer is good to a few decimals."""
    given = vector["input"]
    size = size_to_compare(given["p1"], given["p2"], given["power"])
    assert size == pytest.approx(vector["expected"], rel=1e-6)


@topic("sampling", EXACT)
def test_the_exact_plan_agrees(vector):
    plan = exact_plan(vector["p0"], vector["p1"], vector["alpha"], vector["power"])
    assert (plan.first, plan.critical, plan.lasting) == (
        vector["expected_first_n"],
        vector["critical_count"],
        vector["expected_n_from_which_power_never_drops_below"],
    )
    expected = (vector["actual_alpha"], vector["actual_power"])
    assert (plan.risk, plan.power) == pytest.approx(expected)


@topic("sampling", WIDTH)
def test_the_size_for_an_interval_of_a_given_width_agrees(vector):
    size = size_for_width(
        vector["full_width"], vector["expected_proportion"], vector["confidence"]
    )
    assert size == vector["expected_n"]


def test_no_vector_is_left_aside():
    known = (KREJCIE_MORGAN, MARGIN, DEMONSTRATE, COMPARE, EXACT, WIDTH)
    assert untold("sampling", *known) == []
