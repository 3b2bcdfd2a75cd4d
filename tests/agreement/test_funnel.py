"""Funnel limits, places and over-dispersion beside R and FunnelPlotR.

``definition``: where the tail probability and the drawn line do not agree, the probability
decides (see ``places``); both are compared with what the vectors say of each.
"""

import pandas as pd
import pytest

from etl.assessments.funnel import (
    TAILS,
    Curve,
    beside,
    limits,
    places,
    proportion_overdispersion,
    proportion_scores,
    ratio_limits,
    ratio_overdispersion,
    ratio_scores,
)
from tests.agreement.topics import topic, untold

CURVES = {
    "exact_interpolated": Curve.INTERPOLATED,
    "exact_quantile_over_n": Curve.QUANTILE,
    "normal_approx_unclipped": Curve.NORMAL,
}


def is_limit(vector):
    return "target" in vector and "expected" in vector and "kind" not in vector


def is_place(vector):
    return "expected_exact_tail" in vector


def is_ratio_limit(vector):
    return "Poisson" in vector.get("kind", "")


def is_flag(vector):
    return vector.get("kind") == "outlier flags"


def is_overdispersion(vector):
    return vector.get("kind") == "overdispersion"


@topic("funnel", is_limit)
def test_limits_agree(vector):
    for name, expected in vector["expected"].items():
        found = limits(vector["target"], [vector["n"]], CURVES[name]).iloc[0].to_dict()
        assert found == pytest.approx(expected, abs=1e-9), name


@topic("funnel", is_place)
def test_the_tail_probability_places_a_site(vector):
    found = places([vector["k"]], [vector["n"]], vector["target"])
    assert list(found) == [vector["expected_exact_tail"]]


@topic("funnel", is_place)
def test_drawn_lines_place_a_site_as_the_peers_say(vector):
    drawn = {
        Curve.INTERPOLATED: vector["interpolated_limits_class"],
        Curve.NORMAL: vector["normal_approx_class"],
    }
    for curve, expected in drawn.items():
        lines = limits(vector["target"], [vector["n"]], curve)
        assert list(beside([vector["k"] / vector["n"]], lines)) == [expected], curve


@topic("funnel", is_ratio_limit)
def test_limits_of_a_ratio_agree(vector):
    found = ratio_limits([vector["expected_count"]]).iloc[0] * vector["target"]
    assert found.to_dict() == pytest.approx(vector["expected"], abs=1e-6)


@topic("funnel", is_flag)
def test_only_what_lies_strictly_outside_is_flagged(vector):
    given = vector["limits"]
    pairs = {
        "95": ("LCL95", "UCL95"),
        "95_od": ("OD95LCL", "OD95UCL"),
        "998": ("LCL998", "UCL998"),
        "998_od": ("OD998LCL", "OD998UCL"),
    }
    for name, (low, high) in pairs.items():
        ends = {each: given[low if TAILS[each] < 0.5 else high] for each in TAILS}
        lines = pd.DataFrame(ends, index=range(len(vector["rr"])))
        found = beside(vector["rr"], lines) != "inside"
        assert list(found.astype(int)) == vector["expected"][name], name


@topic("funnel", is_overdispersion)
def test_overdispersion_agrees(vector):
    part, whole, expected = vector["numerator"], vector["denominator"], vector["expected"]
    of_shares = vector["data_type"] == "PR"
    scores = (proportion_scores if of_shares else ratio_scores)(part, whole)
    found = (proportion_overdispersion if of_shares else ratio_overdispersion)(part, whole)
    assert list(scores) == pytest.approx(expected["z"], rel=1e-9, abs=1e-9)
    assert (found.phi, found.tau2) == pytest.approx((expected["phi"], expected["tau2"]))


def test_no_vector_is_left_aside():
    known = (is_limit, is_place, is_ratio_limit, is_flag, is_overdispersion)
    assert untold("funnel", *known) == []
