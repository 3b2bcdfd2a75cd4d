"""Engagement 18: requests registered within a working day, with mandatory fields."""

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, limit, outcomes

END_OF_MARCH = "2025-03-31 08:00"


def test_a_request_is_registered_by_the_end_of_the_next_working_day():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | registered_at    | answered_at      | expected
        2025-03-03 09:00 | 2025-03-03 09:05 |                  | met
        2025-03-03 09:00 | 2025-03-04 23:59 |                  | met
        2025-03-03 09:00 | 2025-03-05 00:00 |                  | missed
        2025-03-07 09:00 | 2025-03-10 16:00 |                  | met
        2025-03-07 09:00 | 2025-03-11 08:00 |                  | missed
        2025-03-03 09:00 |                  | 2025-03-03 10:00 | missed
        2025-03-28 09:00 |                  |                  | pending
        2025-03-03 09:00 | 2025-03-03 08:00 |                  | unknown
        """,
    )
    found = outcomes("registered_in_time", mails, END_OF_MARCH, limit=limit(1, "working_days"))
    assert found == list(mails["expected"])


def test_a_request_without_a_reachable_sender_is_registered_all_the_same():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | registered_at    | status      | expected
        2025-03-03 09:00 | 2025-03-03 10:00 | unreachable | met
        2025-03-03 09:00 |                  | unreachable | missed
        2025-03-03 09:00 |                  | duplicate   | excluded
        """,
    )
    found = outcomes("registered_in_time", mails, END_OF_MARCH, limit=limit(1, "working_days"))
    assert found == list(mails["expected"])


def test_a_record_is_complete_or_not_and_silence_is_not_completeness():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | complete | status      | expected
        2025-03-03 09:00 | true     | request     | met
        2025-03-03 09:00 | false    | request     | missed
        2025-03-03 09:00 |          | request     | unknown
        2025-03-03 09:00 | false    | unreachable | missed
        2025-03-03 09:00 | false    | duplicate   | excluded
        """,
    )
    assert outcomes("complete_records", mails, END_OF_MARCH) == list(mails["expected"])
