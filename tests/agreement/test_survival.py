"""Kaplan-Meier delays beside R, lifelines and exact fractions.

Our delay for a share is the first at which it is reached (lifelines' rule, on exact
fractions): where R gives the middle of a stretch on which the share is reached exactly, ours
is its beginning, and where a float product made lifelines skip a step, ours does not.
"""

import pandas as pd
import pytest

from etl.assessments.survival import (
    Scale,
    answered_within,
    delay_curve,
    delay_for,
    delay_interval,
)
from tests.agreement.topics import topic, untold


def is_sample(vector):
    return "time" in vector and "event" in vector


def curve_of(vector):
    return delay_curve(pd.Series(vector["time"]), pd.Series(vector["event"]).astype(bool))


def middle_of(curve, vector, share):
    """Return R's delay: the middle of the stretch, where the share holds exactly."""
    found = delay_for(curve, share)
    if found is None:
        return None
    steps = curve.steps
    reached = steps.loc[steps["delay"] == found, "open"].iloc[0]
    later = steps.loc[steps["delay"] > found, "delay"]
    exactly = abs(reached - (1 - share)) < 1e-9
    return (found + later.iloc[0]) / 2 if exactly and len(later) else found


@topic("survival", is_sample)
def test_the_median_is_the_first_delay_that_half_the_contacts_keep(vector):
    curve, expected = curve_of(vector), vector["expected"]
    assert (curve.contacts, curve.answered) == (vector["n"], vector["events"])
    assert delay_for(curve) == expected["median_first_time_S_le_half"]
    assert middle_of(curve, vector, 0.5) == expected["median_R_midpoint_rule"]


@topic("survival", is_sample)
def test_other_delays_agree_but_for_the_middle_of_a_stretch(vector):
    curve, expected = curve_of(vector), vector["expected"]
    assert middle_of(curve, vector, 0.9) == expected["p90"]
    assert middle_of(curve, vector, 0.25) == expected["p25"]


@topic("survival", is_sample)
def test_the_interval_of_the_median_agrees(vector):
    curve, expected = curve_of(vector), vector["expected"]
    assert list(delay_interval(curve)) == expected["median_95ci_loglog"]
    assert list(delay_interval(curve, scale=Scale.LOG)) == expected["median_95ci_log"]


@topic("survival", is_sample)
def test_the_share_answered_within_a_delay_agrees(vector):
    expected = vector["expected"]
    days = [float(each) for each in expected["share_answered_by"]]
    found = answered_within(curve_of(vector), days)
    shares = list(expected["share_answered_by"].values())
    assert list(found["share"]) == pytest.approx(shares, abs=1e-9)
    bounds = pd.DataFrame(expected["S_95ci_loglog"].values(), dtype="float64")
    still_open = pd.DataFrame({0: 1 - found["high"], 1: 1 - found["low"]})
    assert still_open.to_numpy() == pytest.approx(bounds.to_numpy(), abs=1e-9, nan_ok=True)


def test_no_vector_is_left_aside():
    assert untold("survival", is_sample) == []
