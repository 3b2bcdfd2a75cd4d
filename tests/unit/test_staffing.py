"""From calls to the agents that each half-hour of the week needs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from etl.assessments.erlang import Goal, erlang_a
from etl.domain.datasets import Dataset
from etl.pipeline.staffing import Asked, expected, staffing_of
from tests.spec.prefecture import CALENDAR, facts, instant

# Two weeks of March 2025; the desk opens at 9:00, closes at 12:00.
ASKED = Asked("cahors", date(2025, 3, 3), date(2025, 3, 17), instant("2025-04-01 08:00"))
CALLS = """
    started_at          | direction | outcome    | wait_s | talk_s
    2025-03-03 09:00:00 | inbound   | answered   |     10 |    120
    2025-03-03 09:29:59 | inbound   | answered   |     20 |    240
    2025-03-03 09:30:00 | inbound   | abandoned  |     60 |
    2025-03-10 09:10:00 | inbound   | unanswered |     30 |
    2025-03-10 12:10:00 | inbound   | answered   |      5 |    600
    2025-03-10 09:10:00 | outbound  | answered   |      5 |    600
    2025-03-10 09:15:00 | inbound   | voice_server |    |
    2025-03-11 11:59:59 | inbound   | answered   |      0 |    180
"""


def found(text=CALLS, **asked):
    return staffing_of(facts(Dataset.CALLS, text), CALENDAR, replace(ASKED, **asked))


def row(rows, weekday, half_hour):
    own = rows[(rows["weekday"] == weekday) & (rows["half_hour"] == half_hour)]
    assert len(own) == 1
    return own.iloc[0]


def test_arrivals_are_the_mean_of_the_open_half_hours_that_were_observed():
    """Two Mondays were observed: three calls of 9:00 to 9:30, one of 9:30 to 10:00."""
    rows = found().rows
    assert row(rows, 1, "09:00")[["days", "arrivals"]].to_list() == [2, 1.5]
    assert row(rows, 1, "09:30")[["days", "arrivals"]].to_list() == [2, 0.5]
    assert row(rows, 1, "10:00")[["days", "arrivals"]].to_list() == [2, 0]


def test_a_day_without_any_call_was_not_observed():
    """One Tuesday of two has a call: its half-hours are those of one day."""
    assert row(found().rows, 2, "11:30")[["days", "arrivals"]].to_list() == [1, 1]
    assert set(found().rows["weekday"]) == {1, 2}


def test_calls_outside_opening_hours_or_without_an_agent_asked_for_do_not_count():
    assert found().calls == 5
    assert "12:00" not in set(found().rows["half_hour"])


def test_a_half_hour_that_is_open_in_part_counts_for_that_part():
    """Open from 13:30 to 16:30, closing at 16:00 on Fridays; here a desk of ten minutes."""
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome  | wait_s | talk_s
        2025-03-14 15:45:00 | inbound   | answered |     10 |    120
        """,
    )
    rows = staffing_of(calls, CALENDAR, ASKED).rows
    assert row(rows, 5, "15:30")["arrivals"] == 1
    assert "16:00" not in set(rows["half_hour"])


def test_handling_is_the_mean_conversation_and_the_work_after_it():
    assert found().handling_s == pytest.approx(180)
    assert found(after_call_s=30).handling_s == pytest.approx(210)
    assert found().handled == 3


def test_patience_is_the_time_waited_by_all_over_those_who_gave_up():
    """10 + 20 + 60 + 30 + 0 seconds for one caller who gave up."""
    assert found().patience_s == 120
    assert found().gave_up == 1


def test_what_was_not_yet_known_at_the_instant_does_not_count():
    """At 9:40 on the first Monday, one half-hour is over."""
    rows = found(as_of=instant("2025-03-03 09:40")).rows
    assert rows[["weekday", "half_hour"]].to_numpy().tolist() == [[1, "09:00"]]


def test_the_figures_expected_are_those_of_the_formula():
    one = row(found().rows, 1, "09:00")
    load = 1.5 * 180 / 1800
    queue = erlang_a(load, one["agents"], 180, 120, 20).iloc[0]
    assert one["load"] == pytest.approx(load)
    assert one["service_level"] == pytest.approx(queue["service_level"])
    assert one["answer_rate"] == pytest.approx(1 - queue["p_abandon"])
    assert one["mean_wait_s"] == pytest.approx(queue["mean_wait"])
    assert one["service_level"] >= 0.80


def test_scheduled_agents_make_up_for_shrinkage():
    rows = found(goal=Goal(0.9, 20, shrinkage=0.5)).rows
    assert (rows["scheduled"] == 2 * rows["agents"]).all()


def test_a_half_hour_without_calls_needs_nobody():
    assert row(found().rows, 1, "10:00")["agents"] == 0


BUSY = pd.DataFrame({"weekday": [1], "half_hour": ["09:00"], "days": [4], "arrivals": [30.0]})


def test_a_number_of_agents_below_the_load_is_an_unstable_queue_without_a_number():
    """Thirty calls of 180 s in half an hour are 3 erlangs."""
    unstable = expected(BUSY, 180, np.nan, Goal(), agents=3).iloc[0]
    assert unstable[["service_level", "answer_rate", "mean_wait_s"]].isna().all()
    stable = expected(BUSY, 180, np.nan, Goal(), agents=4).iloc[0]
    assert stable["answer_rate"] == 1


def test_impatient_callers_keep_a_queue_in_check():
    few = expected(BUSY, 180, 60, Goal(), agents=2).iloc[0]
    assert 0 < few["answer_rate"] < 2 / 3


def test_without_calls_there_is_nothing_to_say():
    empty = CALLS.splitlines()[1]
    assert found(empty).rows.empty
    assert found(empty).handled == 0


def test_calls_none_of_which_was_answered_have_no_handling_time():
    lost = """
        started_at          | direction | outcome   | wait_s | talk_s
        2025-03-03 09:00:00 | inbound   | abandoned |     10 |
    """
    rows = found(lost).rows
    assert rows["agents"].isna().all()
    assert row(rows, 1, "09:00")["arrivals"] == 1
