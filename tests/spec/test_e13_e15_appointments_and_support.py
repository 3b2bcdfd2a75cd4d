"""Engagements 13 and 15: delay to an appointment, support brought to its end."""

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, outcomes

AS_OF = "2025-04-01 08:00"


def test_the_delay_to_an_appointment_is_in_local_days_even_across_the_change_of_hour():
    visits = facts(
        Dataset.VISITS,
        """
        appointment | booked_at        | appointment_at   | outcome | expected | days
        true        | 2025-03-03 10:00 | 2025-03-03 16:00 | served  | met      | 0
        true        | 2025-03-03 23:59 | 2025-03-04 00:01 | served  | met      | 1
        true        | 2025-03-28 10:00 | 2025-03-31 09:00 | served  | met      | 3
        true        | 2025-03-03 10:00 | 2025-03-20 09:00 | no_show | met      | 17
        true        |                  | 2025-03-20 09:00 | served  | unknown  |
        true        | 2025-03-03 10:00 |                  | served  | unknown  |
        true        | 2025-03-03 10:00 | 2025-03-03 09:59 | served  | unknown  |
        true        | 2025-03-04 10:00 | 2025-03-03 09:59 | served  | unknown  |
        false       |                  |                  | served  | excluded |
                    |                  |                  | served  | excluded |
        """,
    )
    found = judge("appointment_delay", visits, AS_OF)
    assert list(found["outcome"]) == list(visits["expected"])
    assert found["value"].equals(visits["days"].rename("value"))


def test_support_is_completed_for_those_who_were_received():
    visits = facts(
        Dataset.VISITS,
        """
        arrived_at       | called_at        | ended_at         | outcome | completed | expected
        2025-03-03 10:00 | 2025-03-03 10:05 | 2025-03-03 10:30 | served  | true      | met
        2025-03-03 10:00 | 2025-03-03 10:05 | 2025-03-03 10:30 | served  | false     | missed
        2025-03-03 10:00 |                  |                  |         | true      | met
        2025-03-03 10:00 | 2025-03-03 10:05 | 2025-03-03 10:30 | left    | false     | missed
        2025-03-03 10:00 |                  | 2025-03-03 10:30 | left    | false     | excluded
        2025-03-03 10:00 |                  |                  | no_show | false     | excluded
        2025-03-03 10:00 | 2025-03-03 10:05 | 2025-03-03 10:30 | served  |           | unknown
        2025-04-01 07:50 | 2025-04-01 07:55 | 2025-04-01 08:30 | served  | true      | pending
        """,
    )
    assert outcomes("support_completed", visits, AS_OF) == list(visits["expected"])
