"""Queues and numbers of agents beside exact sums, pyworkforce and published tables."""

import numpy as np
import pytest

from etl.assessments.erlang import (
    Goal,
    agents_needed,
    agents_scheduled,
    erlang_a,
    erlang_b,
    erlang_c,
    lines_needed,
)
from tests.agreement.topics import topic, untold


def is_blocking(vector):
    return "expected_blocking" in vector


def is_lines(vector):
    return "expected_min_lines_for_blocking_2pct" in vector


def is_impatient(vector):
    return "mean_patience_min" in vector


def is_staffing(vector):
    return "target_service_level" in vector


def is_patient(vector):
    return "aht_s" in vector and "agents" in vector


def load_of(vector):
    return vector["calls"] * vector["aht_s"] / vector["interval_s"]


@topic("erlang", is_blocking)
def test_the_share_of_blocked_calls_agrees(vector):
    found = erlang_b(vector["offered_load"], vector["lines"])[0]
    assert found == pytest.approx(vector["expected_blocking"], abs=1e-9)


@topic("erlang", is_lines)
def test_the_number_of_lines_agrees(vector):
    found = lines_needed(vector["offered_load"], 0.02)[0]
    assert found == vector["expected_min_lines_for_blocking_2pct"]


@topic("erlang", is_patient)
def test_the_queue_of_patient_callers_agrees(vector):
    """Where the load reaches the agents, the vectors give the limits 1 and 0: we, nothing."""
    queue = erlang_c(
        load_of(vector), vector["agents"], vector["aht_s"], vector["threshold_s"]
    ).iloc[0]
    expected = dict(vector["expected"])
    assert queue["stable"] == expected.pop("stable")
    if not queue["stable"]:
        assert queue.drop("stable").isna().all()
        return
    found = {**queue, "asa": queue["mean_wait"], "offered_load": load_of(vector)}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-9)


@topic("erlang", is_impatient)
def test_the_queue_of_impatient_callers_agrees(vector):
    queue = erlang_a(
        vector["calls"] * vector["aht_min"] / vector["interval_min"],
        vector["agents"],
        vector["aht_min"],
        vector["mean_patience_min"],
        vector["threshold_min"],
    ).iloc[0]
    expected = dict(vector["expected"])
    found = {**queue, "mean_wait_all": queue["mean_wait"]}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-9)


@topic("erlang", is_staffing)
def test_the_number_of_agents_agrees(vector):
    goal = Goal(
        vector["target_service_level"], vector["threshold_s"], occupancy=vector["max_occupancy"]
    )
    load = load_of(vector)
    needed = agents_needed(load, vector["aht_s"], goal)
    expected = vector["expected"]
    assert needed[0] == expected["agents_on_the_phone"]
    assert agents_scheduled(needed, vector["shrinkage"])[0] == expected["agents_scheduled"]
    queue = erlang_c(load, [needed[0], needed[0] - 1], vector["aht_s"], vector["threshold_s"])
    levels = [expected["service_level_at_N"], expected["service_level_at_N_minus_1"]]
    assert queue["service_level"].fillna(0.0).tolist() == pytest.approx(
        [np.nan if each is None else each for each in levels], abs=1e-9, nan_ok=True
    )


def test_no_vector_is_left_aside():
    known = (is_blocking, is_lines, is_impatient, is_staffing, is_patient)
    assert untold("erlang", *known) == []
