"""Engagements 3, 4, 11, 13, 15 and 50: meetings held, shares of amounts, amounts."""

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, outcomes, values

AS_OF = "2025-03-31 08:00"


def test_a_meeting_counts_once_it_has_begun_not_while_it_is_planned():
    meetings = facts(
        Dataset.EVENTS,
        """
        started_at       | amount | expected
        2025-03-03 10:00 | 24     | met
        2025-03-31 08:00 |        | met
        2025-03-31 08:01 | 24     | pending
                         | 24     | unknown
        """,
    )
    assert outcomes("events_held", meetings, AS_OF) == list(meetings["expected"])
    assert values("events_held", meetings, AS_OF) == [24, None, None, None]


def test_a_share_of_amounts_needs_both_the_part_and_the_whole():
    trainings = facts(
        Dataset.EVENTS,
        """
        started_at       | amount | total | expected | part | whole
        2025-03-03 10:00 | 8      | 12    | met      | 8    | 12
        2025-03-03 10:00 | 0      | 12    | met      | 0    | 12
        2025-03-03 10:00 | 8      |       | unknown  |      |
        2025-03-03 10:00 |        | 12    | unknown  |      |
        2025-03-03 10:00 | 0      | 0     | excluded |      |
        2025-04-03 10:00 | 8      | 12    | pending  |      |
        """,
    )
    found = judge("share_of_amounts", trainings, AS_OF)
    assert list(found["outcome"]) == list(trainings["expected"])
    assert found["value"].equals(trainings["part"].rename("value"))
    assert found["total"].equals(trainings["whole"].rename("total"))


def test_counts_of_calls_are_those_of_the_hours_of_the_desk():
    half_hours = facts(
        Dataset.EVENTS,
        """
        started_at       | amount | total | expected
        2025-03-10 08:30 | 0      | 9     | excluded
        2025-03-10 09:00 | 8      | 9     | met
        2025-03-10 11:59 | 8      | 9     | met
        2025-03-10 12:00 | 0      | 9     | excluded
        2025-03-10 13:30 |        | 9     | unknown
        2025-03-15 09:00 | 0      | 9     | excluded
        """,
    )
    at_desk = outcomes("share_of_amounts", half_hours, AS_OF, desk="standard")
    assert at_desk == list(half_hours["expected"])
    always = outcomes("share_of_amounts", half_hours, AS_OF)
    assert always == ["met", "met", "met", "met", "unknown", "met"]


def test_an_amount_that_is_not_told_is_unknown_and_zero_is_an_amount():
    operators = facts(
        Dataset.EVENTS,
        """
        started_at       | amount | expected
        2025-03-03 10:00 | 29     | met
        2025-03-03 10:00 | 0      | met
        2025-03-03 10:00 |        | unknown
        2025-04-03 10:00 | 29     | pending
        """,
    )
    assert outcomes("amounts", operators, AS_OF) == list(operators["expected"])
    assert values("amounts", operators, AS_OF) == [29, 0, None, None]
