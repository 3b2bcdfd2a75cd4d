"""Engagements 19 and 20: active accounts, answers to messages, rectifications."""

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, limit, outcomes


def publications(*days, subject="compte"):
    lines = "\n".join(f"{subject} | 2025-03-{day:02} 12:00" for day in days)
    return facts(Dataset.EVENTS, f"subject | started_at\n{lines}")


@pytest.mark.parametrize(
    ("days", "as_of", "expected"),
    [
        ((7, 14, 21, 28), "2025-05-01 08:00", "met"),
        ((8, 14, 21, 28), "2025-05-01 08:00", "missed"),  # nothing from 1 to 7
        ((7, 15, 21, 28), "2025-05-01 08:00", "missed"),  # nothing from 8 to 14
        ((7, 14, 21, 25), "2025-05-01 08:00", "met"),  # 26 to 31 are six days
        ((7, 14, 21, 24), "2025-05-01 08:00", "missed"),  # nothing from 25 to 31
        ((1, 1, 1, 1), "2025-05-01 08:00", "missed"),
        ((28, 21, 14, 7), "2025-05-01 08:00", "met"),
        ((7,), "2025-03-07 13:00", "met"),
        ((7,), "2025-03-14 23:59", "met"),  # the 14th is not over
        ((7,), "2025-03-15 00:00", "missed"),
        ((8,), "2025-03-08 13:00", "missed"),
        ((3,), "2025-03-03 13:00", "met"),
        ((3, 14), "2025-03-10 08:00", "met"),  # the 14th has not come
        ((3, 14), "2025-03-11 08:00", "missed"),
    ],
)
def test_an_account_is_active_when_no_seven_days_pass_without_a_publication(
    days, as_of, expected
):
    assert outcomes("active_subjects", publications(*days), as_of) == [expected]


def test_each_account_of_each_month_is_judged_once_on_its_first_line():
    both = facts(
        Dataset.EVENTS,
        """
        subject  | started_at
        facebook | 2025-02-05 12:00
        x        | 2025-02-20 12:00
        facebook | 2025-02-12 12:00
        facebook | 2025-02-19 12:00
        facebook | 2025-02-26 12:00
        facebook | 2025-03-20 12:00
        """,
    )
    found = judge("active_subjects", both, "2025-05-01 08:00")
    assert list(found.index) == [0, 1, 5]
    assert list(found["outcome"]) == ["met", "missed", "missed"]
    assert list(found["value"]) == [4, 1, 1]


def test_days_are_those_of_the_site():
    # 23:30 UTC on 7 March is 8 March in Paris: seven days have passed.
    late = publications(14, 21, 28)
    first = publications(7).assign(started_at=pd.Timestamp("2025-03-07 23:30", tz="UTC"))
    contacts = pd.concat([first, late], ignore_index=True)
    assert outcomes("active_subjects", contacts, "2025-05-01 08:00") == ["missed"]


def test_a_publication_without_an_account_does_not_tell():
    nobody = publications(7, 14, 21, 28, subject="")
    assert outcomes("active_subjects", nobody, "2025-05-01 08:00") == ["unknown"]


def test_a_message_is_answered_within_24_opening_hours():
    # Monday to Thursday the desk is open 6 hours a day, on Friday 5 hours and a half.
    messages = facts(
        Dataset.EVENTS,
        """
        started_at       | done_at             | expected | hours
        2025-03-03 09:00 | 2025-03-03 10:00    | met      | 1
        2025-03-03 09:00 | 2025-03-03 13:00    | met      | 3
        2025-03-03 09:00 | 2025-03-06 16:30    | met      | 24
        2025-03-03 09:00 | 2025-03-07 09:00    | met      | 24
        2025-03-03 09:00 | 2025-03-07 09:30    | missed   | 24.5
        2025-03-07 22:00 | 2025-03-10 09:30    | met      | 0.5
        2025-03-31 07:00 |                     | pending  |
        """,
    )
    opening = {"limit": limit(24, "opening_hours"), "desk": "accueil"}
    for rule in ("done_in_time", "delay"):
        found = judge(rule, messages, "2025-03-31 08:00", **opening)
        assert list(found["outcome"]) == list(messages["expected"]), rule
        assert found["value"].equals(messages["hours"].rename("value")), rule


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("seconds", 176400.0),
        ("minutes", 2940.0),
        ("hours", 49.0),
        ("calendar_days", 2.0),
        ("working_days", 1.0),
        ("opening_hours", 3.0),
    ],
)
def test_a_delay_is_told_in_the_declared_unit_also_when_the_clocks_change(unit, expected):
    # From Saturday noon to Monday noon, 49 hours: the clocks went back on Sunday night.
    rectified = facts(
        Dataset.EVENTS, "started_at | done_at\n2024-10-26 12:00 | 2024-10-28 12:00"
    )
    desk = {"desk": "accueil"} if unit == "opening_hours" else {}
    found = judge("delay", rectified, "2024-11-30 08:00", unit=unit, **desk)
    assert list(found["value"]) == [expected]
