"""Engagement 17: e-mails in 5 working days, letters in 10; acknowledgements; late stock."""

import pytest

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, limit, outcomes, values

FIVE_DAYS = limit(5, "working_days")
BY_CHANNEL = {
    "limit_by": "channel",
    "limits": {"email": FIVE_DAYS, "letter": limit(10, "working_days")},
}
END_OF_MARCH = "2025-03-31 08:00"


def test_an_email_is_late_from_midnight_after_the_fifth_working_day():
    mails = facts(
        Dataset.MAILS,
        """
        received_at         | answered_at         | expected
        2025-03-03 09:00    | 2025-03-03 09:00    | met
        2025-03-03 09:00    | 2025-03-10 23:59:59 | met
        2025-03-03 09:00    | 2025-03-11 00:00    | missed
        2025-03-03 23:59:59 | 2025-03-10 23:59:59 | met
        2025-03-04 00:00    | 2025-03-11 23:59:59 | met
        2025-03-08 11:00    | 2025-03-14 10:00    | met
        2025-03-08 11:00    | 2025-03-15 00:00    | missed
        2025-03-08 11:00    | 2025-03-17 10:00    | missed
        2025-04-18 09:00    | 2025-04-28 23:59    | met
        2025-04-18 09:00    | 2025-04-29 00:00    | missed
        """,
    )
    found = outcomes("answered_in_time", mails, "2025-06-01 08:00", limit=FIVE_DAYS)
    assert found == list(mails["expected"])


def test_a_saturday_email_is_counted_from_saturday_not_from_monday():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at      | expected
        2024-03-08 15:00 | 2024-03-15 23:00 | met
        2024-03-09 11:00 | 2024-03-15 23:00 | met
        2024-03-09 11:00 | 2024-03-18 09:00 | missed
        """,
    )
    found = outcomes("answered_in_time", mails, END_OF_MARCH, limit=FIVE_DAYS)
    assert found == list(mails["expected"])


def test_without_an_answer_an_email_is_pending_then_missed():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at      | closed_at        | expected
        2025-03-03 09:00 |                  |                  | missed
        2025-03-21 09:00 |                  |                  | missed
        2025-03-24 09:00 |                  |                  | pending
        2025-03-27 09:00 |                  |                  | pending
        2025-03-27 09:00 | 2025-04-01 10:00 |                  | pending
        2025-03-03 09:00 | 2025-04-01 10:00 |                  | missed
        2025-03-27 09:00 | 2025-03-31 08:00 |                  | met
        2025-03-03 09:00 |                  | 2025-03-05 10:00 | missed
        2025-03-27 09:00 |                  | 2025-03-28 10:00 | pending
        """,
    )
    found = outcomes("answered_in_time", mails, END_OF_MARCH, limit=FIVE_DAYS)
    assert found == list(mails["expected"])


def test_an_email_becomes_missed_at_the_very_midnight_of_its_limit():
    mails = facts(Dataset.MAILS, "received_at\n2025-03-21 09:00")
    last_second = outcomes(
        "answered_in_time", mails, "2025-03-28 23:59:59.999999", limit=FIVE_DAYS
    )
    midnight = outcomes("answered_in_time", mails, "2025-03-29 00:00", limit=FIVE_DAYS)
    assert (last_second, midnight) == (["pending"], ["missed"])


def test_an_answer_before_its_request_is_a_clock_error_not_a_zero():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at         | expected | days
        2025-03-05 11:00 | 2025-03-05 10:59:59 | unknown  |
        2025-03-05 11:00 | 2025-03-05 11:00    | met      | 0
        2025-03-05 11:00 | 2025-02-05 11:00    | unknown  |
        """,
    )
    found = judge("answered_in_time", mails, END_OF_MARCH, limit=FIVE_DAYS)
    assert list(found["outcome"]) == list(mails["expected"])
    assert found["value"].equals(mails["days"].rename("value"))


def test_a_second_copy_and_an_unreachable_sender_leave_the_count():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at      | status      | expected
        2025-03-03 09:00 | 2025-03-04 10:00 | request     | met
        2025-03-03 09:00 | 2025-03-04 10:00 |             | met
        2025-03-03 09:00 | 2025-03-04 10:00 | duplicate   | excluded
        2025-03-03 09:00 |                  | duplicate   | excluded
        2025-03-03 09:00 |                  | unreachable | excluded
        2025-03-27 09:00 |                  | unreachable | excluded
        2025-03-05 09:00 | 2025-03-04 10:00 | duplicate   | excluded
        """,
    )
    found = outcomes("answered_in_time", mails, END_OF_MARCH, limit=FIVE_DAYS)
    assert found == list(mails["expected"])


def test_each_channel_keeps_its_own_limit_and_a_form_is_an_email():
    mails = facts(
        Dataset.MAILS,
        """
        channel | received_at      | answered_at      | expected
        email   | 2025-03-03 09:00 | 2025-03-10 18:00 | met
        email   | 2025-03-03 09:00 | 2025-03-11 08:00 | missed
        form    | 2025-03-03 09:00 | 2025-03-10 18:00 | met
        form    | 2025-03-03 09:00 | 2025-03-11 08:00 | missed
        letter  | 2025-03-03 09:00 | 2025-03-17 18:00 | met
        letter  | 2025-03-03 09:00 | 2025-03-18 08:00 | missed
                | 2025-03-03 09:00 | 2025-03-04 09:00 | unknown
        """,
    )
    found = outcomes("answered_in_time", mails, END_OF_MARCH, **BY_CHANNEL)
    assert found == list(mails["expected"])


def test_a_form_with_its_own_limit_keeps_it():
    mails = facts(
        Dataset.MAILS,
        """
        channel | received_at      | answered_at      | expected
        form    | 2025-03-03 09:00 | 2025-03-05 18:00 | met
        form    | 2025-03-03 09:00 | 2025-03-06 08:00 | missed
        email   | 2025-03-03 09:00 | 2025-03-10 08:00 | met
        """,
    )
    limits = {"email": FIVE_DAYS, "form": limit(2, "working_days")}
    found = outcomes("answered_in_time", mails, END_OF_MARCH, limit_by="channel", limits=limits)
    assert found == list(mails["expected"])


def test_a_channel_without_a_limit_is_not_covered_by_the_promise():
    mails = facts(
        Dataset.MAILS,
        """
        channel | received_at      | answered_at      | expected
        letter  | 2025-03-03 09:00 | 2025-03-04 18:00 | excluded
        email   | 2025-03-03 09:00 | 2025-03-04 18:00 | met
        """,
    )
    found = outcomes(
        "answered_in_time",
        mails,
        END_OF_MARCH,
        limit_by="channel",
        limits={"email": FIVE_DAYS},
    )
    assert found == list(mails["expected"])


@pytest.mark.parametrize(
    ("unit", "in_time", "late"),
    [
        ("working_days", "2026-07-20 23:59", "2026-07-21 00:00"),
        ("calendar_days", "2026-07-13 23:59", "2026-07-14 00:00"),
    ],
)
def test_ten_days_for_a_letter_depend_on_the_declared_unit(unit, in_time, late):
    letters = facts(
        Dataset.MAILS,
        f"""
        received_at      | answered_at | expected
        2026-07-03 09:00 | {in_time}   | met
        2026-07-03 09:00 | {late}      | missed
        """,
    )
    found = outcomes("answered_in_time", letters, "2026-09-01 08:00", limit=limit(10, unit))
    assert found == list(letters["expected"])


def test_the_delay_of_a_late_unanswered_mail_is_the_delay_so_far():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at      | expected | days
        2025-03-03 09:00 | 2025-03-03 17:00 | met      | 0
        2025-03-03 09:00 | 2025-03-05 17:00 | met      | 2
        2025-03-07 09:00 | 2025-03-10 08:00 | met      | 1
        2025-03-09 23:00 | 2025-03-10 09:00 | met      | 1
        2025-03-03 09:00 | 2025-03-13 17:00 | missed   | 8
        2025-03-03 09:00 |                  | missed   | 20
        2025-03-03 09:00 | 2025-04-14 09:00 | missed   | 20
        2025-03-27 09:00 |                  | pending  |
        """,
    )
    found = judge("answer_delay", mails, END_OF_MARCH, limit=FIVE_DAYS)
    assert list(found["outcome"]) == list(mails["expected"])
    assert found["value"].equals(mails["days"].rename("value"))


def test_the_late_stock_counts_what_is_late_and_unanswered_that_day():
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at      | status    | expected
        2025-03-03 09:00 |                  |           | missed
        2025-03-03 09:00 | 2025-03-20 09:00 |           | met
        2025-03-03 09:00 | 2025-04-01 09:00 |           | missed
        2025-03-03 09:00 | 2025-03-04 09:00 |           | met
        2025-03-27 09:00 |                  |           | pending
        2025-03-03 09:00 |                  | duplicate | excluded
        """,
    )
    found = outcomes("overdue_unanswered", mails, END_OF_MARCH, limit=FIVE_DAYS)
    assert found == list(mails["expected"])


def test_an_acknowledgement_is_due_in_a_week_or_two_and_an_answer_is_worth_one():
    mails = facts(
        Dataset.MAILS,
        """
        channel | received_at      | acknowledged_at  | answered_at      | expected
        email   | 2025-03-03 09:00 | 2025-03-10 23:59 |                  | met
        email   | 2025-03-03 09:00 | 2025-03-11 00:00 |                  | missed
        email   | 2025-03-03 09:00 |                  | 2025-03-10 23:59 | met
        email   | 2025-03-03 09:00 | 2025-03-20 09:00 | 2025-03-05 09:00 | met
        email   | 2025-03-03 09:00 | 2025-03-05 09:00 | 2025-03-20 09:00 | met
        email   | 2025-03-03 09:00 | 2025-03-20 09:00 | 2025-03-21 09:00 | missed
        email   | 2025-03-03 09:00 |                  |                  | missed
        email   | 2025-03-25 09:00 |                  |                  | pending
        email   | 2025-03-25 09:00 | 2025-04-01 09:00 |                  | pending
        letter  | 2025-03-03 09:00 | 2025-03-17 23:59 |                  | met
        letter  | 2025-03-03 09:00 | 2025-03-18 00:00 |                  | missed
        email   | 2025-03-03 09:00 | 2025-03-02 09:00 |                  | unknown
        email   | 2025-03-07 09:00 | 2025-03-14 09:00 |                  | met
        """,
    )
    weeks = {"email": limit(7, "calendar_days"), "letter": limit(14, "calendar_days")}
    found = outcomes(
        "acknowledged_in_time", mails, END_OF_MARCH, limit_by="channel", limits=weeks
    )
    assert found == list(mails["expected"])


def test_no_mail_at_all_gives_no_judgement():
    nothing = facts(Dataset.MAILS, "received_at | answered_at")
    assert values("answered_in_time", nothing, END_OF_MARCH, limit=FIVE_DAYS) == []


def test_a_delay_is_told_in_workable_days_where_its_limit_is():
    """From Friday to the Tuesday after: Saturday is a workable day, not a working one."""
    mails = facts(
        Dataset.MAILS,
        """
        received_at      | answered_at
        2025-03-07 10:00 | 2025-03-11 10:00
        """,
    )
    for unit, days in (("workable_days", 3), ("working_days", 2)):
        found = judge("answered_in_time", mails, "2025-04-01 08:00", limit=limit(5, unit))
        assert list(found["value"]) == [days]
