# ruff: noqa: E501
"""Engagement 7: waiting at the reception desk, with and without an appointment."""

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, limit, outcomes

LIMITS = {
    "limit_by": "appointment",
    "limits": {"with": limit(10, "minutes"), "without": limit(20, "minutes")},
}
EVENING = "2025-03-03 20:00"


def test_a_visitor_is_received_within_the_limit_of_his_kind_of_visit():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | appointment_at   | arrived_at       | called_at           | expected
        false       |                  | 2025-03-03 10:00 | 2025-03-03 10:20    | met
        false       |                  | 2025-03-03 10:00 | 2025-03-03 10:20:01 | missed
        true        | 2025-03-03 10:00 | 2025-03-03 09:50 | 2025-03-03 10:10    | met
        true        | 2025-03-03 10:00 | 2025-03-03 09:50 | 2025-03-03 10:10:01 | missed
        true        | 2025-03-03 10:00 | 2025-03-03 09:30 | 2025-03-03 09:55    | met
                    | 2025-03-03 10:00 | 2025-03-03 09:30 | 2025-03-03 10:10    | met
                    |                  | 2025-03-03 10:00 | 2025-03-03 10:15    | met
        true        |                  | 2025-03-03 10:00 | 2025-03-03 10:01    | unknown
        """,
    )
    assert outcomes("received_within", visits, EVENING, **LIMITS) == list(visits["expected"])


def test_the_lateness_of_a_visitor_is_not_a_wait():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | appointment_at   | arrived_at       | called_at        | expected | minutes
        true        | 2025-03-03 10:00 | 2025-03-03 10:20 | 2025-03-03 10:30 | met      | 10
        true        | 2025-03-03 10:00 | 2025-03-03 10:20 | 2025-03-03 10:31 | missed   | 11
        true        | 2025-03-03 10:00 | 2025-03-03 09:40 | 2025-03-03 09:50 | met      | 0
        true        | 2025-03-03 10:00 | 2025-03-03 09:40 | 2025-03-03 10:05 | met      | 5
        """,
    )
    found = judge("received_within", visits, EVENING, **LIMITS)
    assert list(found["outcome"]) == list(visits["expected"])
    assert list(found["value"]) == list(visits["minutes"])


def test_one_limit_may_hold_for_everybody():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | appointment_at   | arrived_at       | called_at        | expected
        false       |                  | 2025-03-03 10:00 | 2025-03-03 10:15 | met
        false       |                  | 2025-03-03 10:00 | 2025-03-03 10:16 | missed
        true        | 2025-03-03 10:00 | 2025-03-03 10:00 | 2025-03-03 10:15 | met
        """,
    )
    found = outcomes("received_within", visits, EVENING, limit=limit(15, "minutes"))
    assert found == list(visits["expected"])


def test_a_visitor_still_waiting_is_pending_then_missed():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | arrived_at       | called_at        | ended_at         | outcome | expected
        false       | 2025-03-03 09:40 |                  |                  |         | pending
        false       | 2025-03-03 09:39 |                  |                  |         | missed
        false       | 2025-03-03 09:50 | 2025-03-03 10:05 | 2025-03-03 10:15 | served  | pending
        false       | 2025-03-03 09:30 | 2025-03-03 10:05 | 2025-03-03 10:15 | served  | missed
        false       | 2025-03-03 09:50 | 2025-03-03 10:00 | 2025-03-03 10:15 | served  | met
        false       | 2025-03-03 09:50 |                  | 2025-03-03 10:15 | left    | pending
        """,
    )
    found = outcomes("received_within", visits, "2025-03-03 10:00", **LIMITS)
    assert found == list(visits["expected"])


def test_who_leaves_before_being_called_is_missed_only_after_the_limit():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | arrived_at       | called_at        | ended_at            | outcome | expected
        false       | 2025-03-03 10:00 |                  | 2025-03-03 10:20    | left    | excluded
        false       | 2025-03-03 10:00 |                  | 2025-03-03 10:20:01 | left    | missed
        false       | 2025-03-03 10:00 |                  |                     | left    | unknown
        false       | 2025-03-03 10:00 | 2025-03-03 10:05 | 2025-03-03 10:30    | left    | met
        false       | 2025-03-03 10:00 | 2025-03-03 10:25 | 2025-03-03 10:30    | left    | missed
        """,
    )
    assert outcomes("received_within", visits, EVENING, **LIMITS) == list(visits["expected"])


def test_a_no_show_leaves_the_count_and_a_log_without_the_call_does_not_tell():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | appointment_at   | arrived_at       | called_at        | outcome     | expected
        true        | 2025-03-03 10:00 | 2025-03-03 10:00 |                  | no_show     | excluded
        true        | 2025-03-03 10:00 | 2025-03-03 10:00 | 2025-03-03 10:01 | no_show     | excluded
        false       |                  | 2025-03-03 10:00 |                  | served      | unknown
        false       |                  | 2025-03-03 10:00 |                  | transferred | unknown
        false       |                  | 2025-03-03 10:00 | 2025-03-03 09:59 | served      | unknown
        true        | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-03 09:59 | served      | unknown
        false       |                  | 2025-03-03 10:00 | 2025-03-03 10:00 | served      | met
        """,
    )
    for rule in ("received_within", "visit_wait"):
        assert outcomes(rule, visits, EVENING, **LIMITS) == list(visits["expected"])


def test_the_wait_is_in_minutes_and_keeps_those_who_gave_up():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | appointment_at   | arrived_at       | called_at        | ended_at         | outcome | expected | minutes
        false       |                  | 2025-03-03 10:00 | 2025-03-03 10:07 | 2025-03-03 10:30 | served  | met      | 7
        true        | 2025-03-03 10:00 | 2025-03-03 09:45 | 2025-03-03 10:03 | 2025-03-03 10:30 | served  | met      | 3
        true        | 2025-03-03 10:00 | 2025-03-03 09:45 | 2025-03-03 09:50 | 2025-03-03 10:30 | served  | met      | 0
        false       |                  | 2025-03-03 10:00 |                  | 2025-03-03 10:45 | left    | missed   | 45
        false       |                  | 2025-03-03 19:59 |                  |                  |         | pending  |
        """,
    )
    found = judge("visit_wait", visits, EVENING)
    assert list(found["outcome"]) == list(visits["expected"])
    assert found["value"].equals(visits["minutes"].rename("value"))
