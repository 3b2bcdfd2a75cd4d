"""Engagements 5 and 10: calls answered by an agent, lost, in time, transferred."""

import pytest

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, limit, outcomes, values

AS_OF = "2025-04-01 08:00"


def test_only_calls_that_ask_for_an_agent_count_and_only_an_agent_answers_them():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome      | wait_s | expected
        2025-03-03 10:00 | inbound   | answered     | 12     | met
        2025-03-03 10:00 | inbound   | answered     | 900    | met
        2025-03-03 10:00 | inbound   | abandoned    | 90     | missed
        2025-03-03 10:00 | inbound   | abandoned    | 1      | missed
        2025-03-03 10:00 | inbound   | overflowed   | 60     | missed
        2025-03-03 10:00 | inbound   | unanswered   | 30     | missed
        2025-03-03 10:00 | inbound   | voice_server | 0      | excluded
        2025-03-03 10:00 | inbound   | closed       | 0      | excluded
        2025-03-03 10:00 | inbound   | unfinished   | 5      | excluded
        2025-03-03 10:00 | outbound  | answered     | 5      | excluded
        2025-03-03 10:00 | internal  | unanswered   | 5      | excluded
        2025-03-03 10:00 |           | answered     | 5      | unknown
        2025-03-03 10:00 | inbound   |              | 5      | unknown
        """,
    )
    assert outcomes("answered_by_agent", calls, AS_OF) == list(calls["expected"])


def test_the_lost_calls_are_the_offered_calls_that_no_agent_answered():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome
        2025-03-03 10:00 | inbound   | answered
        2025-03-03 10:00 | inbound   | abandoned
        2025-03-03 10:00 | inbound   | overflowed
        2025-03-03 10:00 | inbound   | closed
        """,
    )
    assert outcomes("lost_calls", calls, AS_OF) == ["met", "missed", "missed", "excluded"]


def test_a_call_counts_when_it_starts_while_the_switchboard_is_open():
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome   | expected
        2025-03-03 08:59:59 | inbound   | answered  | excluded
        2025-03-03 09:00:00 | inbound   | answered  | met
        2025-03-03 11:59:59 | inbound   | abandoned | missed
        2025-03-03 12:00:00 | inbound   | abandoned | excluded
        2025-03-03 13:29:59 | inbound   | abandoned | excluded
        2025-03-03 13:30:00 | inbound   | abandoned | missed
        2025-03-03 16:29:59 | inbound   | abandoned | missed
        2025-03-03 16:30:00 | inbound   | abandoned | excluded
        2025-03-07 16:00:00 | inbound   | abandoned | excluded
        2025-03-08 10:00:00 | inbound   | abandoned | excluded
        2025-05-01 10:00:00 | inbound   | abandoned | excluded
        """,
    )
    found = outcomes("answered_by_agent", calls, "2025-06-01 08:00", desk="standard")
    assert found == list(calls["expected"])


@pytest.mark.parametrize(
    "rule",
    [
        "answered_by_agent",
        "lost_calls",
        "answered_within",
        "call_wait",
        "transfers_completed",
        "voice_server_served",
        "voice_server_abandoned",
    ],
)
def test_every_rule_of_the_telephone_leaves_out_closed_hours_and_other_directions(rule):
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome  | wait_s | transfer  | voice_server
        2025-03-03 10:00 | inbound   | answered | 12     | completed | served
        2025-03-03 18:00 | inbound   | answered | 12     | completed | served
        2025-03-03 10:00 | outbound  | answered | 12     | completed | served
        2025-03-03 10:00 |           | answered | 12     | completed | served
        """,
    )
    seconds = limit(25, "seconds")
    with_desk = outcomes(rule, calls, AS_OF, desk="standard", limit=seconds)
    without = outcomes(rule, calls, AS_OF, limit=seconds)
    assert with_desk == ["met", "excluded", "excluded", "unknown"]
    assert without == ["met", "met", "excluded", "unknown"]


def test_a_call_answered_after_exactly_the_limit_is_in_time():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome   | wait_s | expected
        2025-03-03 10:00 | inbound   | answered  | 0      | met
        2025-03-03 10:00 | inbound   | answered  | 25     | met
        2025-03-03 10:00 | inbound   | answered  | 25.001 | missed
        2025-03-03 10:00 | inbound   | answered  | 26     | missed
        2025-03-03 10:00 | inbound   | answered  |        | unknown
        2025-03-03 10:00 | inbound   | answered  | -1     | unknown
        2025-03-03 10:00 | inbound   | abandoned | 10     | excluded
        2025-03-03 10:00 | inbound   | abandoned |        | excluded
        """,
    )
    found = outcomes("answered_within", calls, AS_OF, limit=limit(25, "seconds"))
    assert found == list(calls["expected"])


@pytest.mark.parametrize(
    ("amount", "unit"), [(120, "seconds"), (2, "minutes"), (1 / 30, "hours")]
)
def test_a_wait_may_be_limited_in_seconds_minutes_or_hours(amount, unit):
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome  | wait_s
        2025-03-03 10:00 | inbound   | answered | 120
        2025-03-03 10:00 | inbound   | answered | 121
        """,
    )
    found = outcomes("answered_within", calls, AS_OF, limit=limit(amount, unit))
    assert found == ["met", "missed"]


def test_a_wait_is_never_limited_in_days():
    calls = facts(Dataset.CALLS, "started_at | wait_s\n2025-03-03 10:00 | 3")
    with pytest.raises(ValueError, match="seconds, minutes or hours"):
        judge("answered_within", calls, AS_OF, limit=limit(5, "working_days"))


def test_the_wait_is_that_of_answered_calls():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome   | wait_s | expected | wait
        2025-03-03 11:59 | inbound   | answered  | 120    | met      | 120
        2025-03-03 10:00 | inbound   | answered  | 0      | met      | 0
        2025-03-03 10:00 | inbound   | answered  |        | unknown  |
        2025-03-03 10:00 | inbound   | abandoned | 300    | excluded |
        2025-03-03 10:00 | outbound  | answered  | 300    | excluded |
        """,
    )
    found = judge("call_wait", calls, AS_OF, desk="standard")
    assert list(found["outcome"]) == list(calls["expected"])
    assert found["value"].equals(calls["wait"].rename("value"))


def test_a_transfer_is_completed_when_somebody_takes_it():
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome  | transfer  | expected
        2025-03-03 10:00 | inbound   | answered | completed | met
        2025-03-03 10:00 | inbound   | answered | failed    | missed
        2025-03-03 10:00 | inbound   | answered |           | excluded
        """,
    )
    assert outcomes("transfers_completed", calls, AS_OF) == list(calls["expected"])


def test_no_call_at_all_gives_no_judgement():
    assert values("answered_by_agent", facts(Dataset.CALLS, "started_at"), AS_OF) == []


@pytest.mark.parametrize("direction", ["internal", "outbound"])
@pytest.mark.parametrize("rule", ["call_wait", "transfers_completed", "voice_server_served"])
def test_a_call_that_is_not_the_publics_is_counted_by_no_rule(rule, direction):
    calls = facts(
        Dataset.CALLS,
        f"""
        started_at          | direction   | outcome  | wait_s | transfer  | voice_server
        2025-03-03 10:00:00 | inbound     | answered | 10     | completed | served
        2025-03-03 10:05:00 | {direction} | answered | 10     | completed | served
        """,
    )
    assert outcomes(rule, calls, "2025-03-31 08:00") == ["met", "excluded"]
