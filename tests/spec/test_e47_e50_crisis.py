"""Engagements 47 to 50: less than an hour, day and night; exercises; lessons learnt."""

import pytest

from etl.domain.datasets import Dataset
from etl.errors import DefinitionError
from tests.spec.prefecture import facts, judge, limit, outcomes, values

AN_HOUR = limit(60, "minutes")


def test_a_cell_is_active_within_the_hour_at_any_hour():
    activations = facts(
        Dataset.EVENTS,
        """
        started_at          | done_at                | expected | minutes
        2025-01-18 03:10:00 | 2025-01-18 04:09:59    | met      | 59.983333
        2025-01-18 03:10:00 | 2025-01-18 04:10:00    | met      | 60
        2025-01-18 03:10:00 | 2025-01-18 04:10:00.001| missed   | 60.000017
        2025-01-18 03:10:00 | 2025-01-18 04:11:00    | missed   | 61
        2025-03-30 01:30:00 | 2025-03-30 03:30:00    | met      | 60
        2025-10-26 01:30:00 | 2025-10-26 03:00:00    | missed   | 150
        2025-01-18 03:10:00 | 2025-01-18 03:09:00    | unknown  |
        """,
    )
    for rule in ("done_in_time", "delay"):
        found = judge(rule, activations, "2025-12-01 08:00", limit=AN_HOUR)
        assert list(found["outcome"]) == list(activations["expected"]), rule
        assert list(found["value"]) == pytest.approx(
            list(activations["minutes"]), nan_ok=True, abs=1e-5
        )


def test_an_activation_that_runs_is_pending_for_an_hour_then_missed():
    running = facts(Dataset.EVENTS, "started_at | done_at\n2025-01-18 03:10 |")
    for rule in ("done_in_time", "delay"):
        at_the_hour = judge(rule, running, "2025-01-18 04:10", limit=AN_HOUR)
        beyond = judge(rule, running, "2025-01-18 04:10:00.000001", limit=AN_HOUR)
        assert (list(at_the_hour["outcome"]), list(beyond["outcome"])) == (
            ["pending"],
            ["missed"],
        )
    assert values("delay", running, "2025-01-18 05:10", limit=AN_HOUR) == [120]


def test_a_test_proves_the_nights_only_if_it_began_out_of_hours():
    tests = facts(
        Dataset.EVENTS,
        """
        started_at       | expected
        2025-03-03 08:59 | met
        2025-03-03 09:00 | missed
        2025-03-03 11:59 | missed
        2025-03-03 12:00 | met
        2025-03-08 10:00 | met
        2025-05-01 10:00 | met
        2025-06-02 22:00 | pending
                         | unknown
        """,
    )
    found = outcomes("held_outside_hours", tests, "2025-06-01 08:00", desk="accueil")
    assert found == list(tests["expected"])


def test_a_site_without_the_desk_proves_nothing_of_its_nights():
    tests = facts(Dataset.EVENTS, "started_at\n2025-03-03 03:00")
    found = outcomes("held_outside_hours", tests, "2025-06-01 08:00", desk="guichet")
    assert found == ["unknown"]


def test_exercises_and_real_events_are_counted_together_or_apart():
    crises = facts(
        Dataset.EVENTS,
        """
        started_at       | exercise | both    | exercises | real     | value
        2025-03-03 10:00 | true     | met     | met       | excluded | 1
        2025-03-03 10:00 | false    | met     | excluded  | met      | 0
        2025-03-03 10:00 |          | unknown | unknown   | unknown  |
        2025-07-03 10:00 | true     | pending | pending   | excluded |
        """,
    )
    as_of = "2025-06-01 08:00"
    assert outcomes("in_exercise_or_real", crises, as_of) == list(crises["both"])
    assert outcomes("in_exercise_or_real", crises, as_of, exercise=True) == list(
        crises["exercises"]
    )
    assert outcomes("in_exercise_or_real", crises, as_of, exercise=False) == list(
        crises["real"]
    )
    found = judge("in_exercise_or_real", crises, as_of)["value"]
    assert found.equals(crises["value"])


def test_an_action_of_a_debriefing_is_due_by_the_end_of_its_own_day():
    # 17 August is a Sunday: the action is due by the end of Monday.
    actions = facts(
        Dataset.EVENTS,
        """
        started_at       | due_at           | done_at          | expected
        2025-06-02 10:00 | 2025-06-30 00:00 | 2025-06-30 23:59 | met
        2025-06-02 10:00 | 2025-06-30 00:00 | 2025-07-01 00:00 | missed
        2025-06-02 10:00 | 2025-08-17 00:00 | 2025-08-18 23:59 | met
        2025-06-02 10:00 | 2025-08-17 00:00 | 2025-08-19 00:00 | missed
        2025-06-02 10:00 |                  | 2025-07-02 23:59 | met
        2025-06-02 10:00 |                  | 2025-07-03 00:00 | missed
        2025-06-02 10:00 | 2025-12-31 00:00 |                  | pending
        2025-06-02 10:00 | 2025-08-29 00:00 |                  | missed
        """,
    )
    month = limit(30, "calendar_days")
    found = outcomes("done_in_time", actions, "2025-09-01 08:00", limit=month, by_due_date=True)
    assert found == list(actions["expected"])


def test_a_due_date_is_not_looked_at_unless_the_declaration_says_so():
    pushed_back = facts(
        Dataset.EVENTS,
        """
        started_at       | due_at           | done_at
        2025-06-02 10:00 | 2025-12-31 00:00 | 2025-07-03 00:00
        """,
    )
    month = limit(30, "calendar_days")
    assert outcomes("done_in_time", pushed_back, "2025-09-01 08:00", limit=month) == ["missed"]


@pytest.mark.parametrize("unit", ["jours", 3])
def test_an_unknown_unit_is_refused_in_french(unit):
    events = facts(Dataset.EVENTS, "started_at | done_at\n2025-01-18 03:10 |")
    with pytest.raises(DefinitionError, match=r"parameters\.unit"):
        judge("delay", events, "2025-06-01 08:00", unit=unit)
