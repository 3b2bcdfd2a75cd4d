"""Queues: known limits of the formulas, the fewest agents, and a simulated telephone."""

import heapq

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.assessments.erlang import (
    Goal,
    agents_needed,
    agents_scheduled,
    erlang_a,
    erlang_b,
    erlang_c,
    lines_needed,
    patience_of,
)

LOADS = st.floats(0.05, 300)


def test_one_line_and_one_erlang_lose_one_call_in_two():
    assert erlang_b(1, 1)[0] == 0.5


def test_no_line_loses_every_call():
    assert erlang_b(3, 0)[0] == 1


@pytest.mark.parametrize("agents", [300, 700])
def test_hundreds_of_agents_are_computed_without_overflow(agents):
    queue = erlang_c(agents - 5, agents, 240, 20).iloc[0]
    assert 0 < queue["service_level"] < 1
    assert 0 < erlang_a(agents + 50, agents, 240, 120, 20)["p_abandon"][0] < 1


@pytest.mark.parametrize("load", [10, 10.001, 25])
def test_a_load_that_reaches_the_agents_has_no_number(load):
    queue = erlang_c(load, 10, 180, 20).iloc[0]
    assert not queue["stable"]
    assert queue.drop("stable").isna().all()


def test_a_load_just_under_the_agents_has_one():
    queue = erlang_c(9.999, 10, 180, 20).iloc[0]
    assert queue["stable"]
    assert queue["mean_wait"] > 10_000


@given(load=LOADS, spare=st.integers(1, 20), within=st.floats(0, 120))
def test_endless_patience_is_erlang_c(load, spare, within):
    agents = np.ceil(load) + spare
    patient = erlang_c(load, agents, 240, within)
    found = erlang_a(load, agents, 240, 1e9, within)
    for name in ("p_wait", "service_level", "mean_wait", "occupancy"):
        assert found[name][0] == pytest.approx(patient[name][0], rel=1e-3, abs=1e-6)


@given(load=LOADS, agents=st.integers(1, 320), patience=st.floats(5, 2000))
def test_of_impatient_callers_everybody_is_served_or_gives_up(load, agents, patience):
    queue = erlang_a(load, agents, 240, patience, 20).iloc[0]
    busy = queue["occupancy"] * agents
    assert busy == pytest.approx(load * (1 - queue["p_abandon"]))
    assert 0 <= queue["p_abandon"] <= queue["p_wait"] <= 1 + 1e-12
    assert queue["service_level"] <= 1 - queue["p_abandon"] + 1e-12
    assert 0 <= queue["occupancy"] <= 1 + 1e-12


@given(load=LOADS, level=st.floats(0.5, 0.99), patience=st.sampled_from([np.nan, 60.0, 400.0]))
def test_the_agents_needed_are_enough_and_one_less_is_not(load, level, patience):
    goal = Goal(level, 20, occupancy=0.9)
    needed = int(agents_needed(load, 240, goal, patience)[0])

    def reaches(agents):
        if np.isnan(patience):
            queue = erlang_c(load, agents, 240, 20).iloc[0]
        else:
            queue = erlang_a(load, agents, 240, patience, 20).iloc[0]
        return queue["service_level"] >= level and queue["occupancy"] <= 0.9

    assert reaches(needed)
    assert not reaches(needed - 1)


def test_agents_are_found_for_a_wanted_mean_wait():
    goal = Goal(service_level=0, mean_wait_s=10)
    needed = agents_needed(10, 180, goal)[0]
    waits = erlang_c(10, [needed, needed - 1], 180, 20)["mean_wait"]
    assert waits[0] <= 10 < waits[1]


def test_no_call_needs_no_agent():
    assert agents_needed([0.0, 10.0], 180, Goal(), [np.nan, 60]).tolist()[0] == 0


def test_lines_are_the_fewest_that_lose_little():
    lines = lines_needed(10, 0.02)[0]
    assert erlang_b(10, lines)[0] <= 0.02 < erlang_b(10, lines - 1)[0]


@pytest.mark.parametrize(
    ("needed", "shrinkage", "scheduled"),
    [(14, 0.3, 20), (7, 0.3, 10), (7, 0.31, 11), (5, 0, 5), (0, 0.3, 0)],
)
def test_scheduled_agents_are_rounded_up_and_never_by_an_error_of_floats(
    needed, shrinkage, scheduled
):
    assert agents_scheduled(needed, shrinkage)[0] == scheduled


@pytest.mark.parametrize(
    "wrong",
    [
        {"service_level": 1.0},
        {"shrinkage": 1.0},
        {"occupancy": 0.0},
        {"within_s": -1.0},
        {"mean_wait_s": 0.0},
    ],
)
def test_a_goal_that_nobody_reaches_is_refused(wrong):
    with pytest.raises(ValueError):
        Goal(**wrong)


def test_a_negative_load_is_refused():
    with pytest.raises(ValueError, match="negative"):
        erlang_b(-1, 3)


def test_patience_is_the_time_waited_by_all_over_those_who_gave_up():
    """Four callers waited 10 + 20 + 30 + 60 s, two of them gave up: 60 s."""
    waited = pd.Series([10.0, 20.0, 30.0, 60.0, np.nan, -5.0])
    gave_up = pd.Series([False, True, False, True, True, True])
    assert patience_of(waited, gave_up) == 60


def test_patience_is_unknown_if_nobody_gave_up():
    assert np.isnan(patience_of(pd.Series([10.0, 3.0]), pd.Series([False, False])))


def simulated(agents, calls, rate, handling, patience, seed):
    """Serve calls first come, first served; return waits and whether each gave up."""
    draws = np.random.default_rng(seed)
    arrivals = np.cumsum(draws.exponential(1 / rate, calls))
    talks, patient = draws.exponential(handling, calls), draws.exponential(patience, calls)
    free = [0.0] * agents
    waits, lost = np.zeros(calls), np.zeros(calls, dtype=bool)
    for call in range(calls):
        start = max(arrivals[call], free[0])
        lost[call] = start - arrivals[call] > patient[call]
        waits[call] = min(start - arrivals[call], patient[call])
        if not lost[call]:
            heapq.heapreplace(free, start + talks[call])
    return waits, lost


@pytest.mark.parametrize(("agents", "seed"), [(5, 1), (7, 2), (9, 3)])
def test_the_formulas_agree_with_a_simulated_telephone(agents, seed):
    """60,000 calls of 180 s, one every 30 s, patience 90 s: to one point, or 1 s."""
    waits, lost = simulated(agents, 60_000, 1 / 30, 180, 90, seed)
    queue = erlang_a(6, agents, 180, 90, 20).iloc[0]
    assert lost.mean() == pytest.approx(queue["p_abandon"], abs=0.01)
    assert ((waits <= 20) & ~lost).mean() == pytest.approx(queue["service_level"], abs=0.01)
    assert waits.mean() == pytest.approx(queue["mean_wait"], abs=1)
    assert patience_of(pd.Series(waits), pd.Series(lost)) == pytest.approx(90, rel=0.05)
