"""Engagements 1, 6, 8, 9, 12, 15 and 16: checks passed, corrections made in time."""

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, judge, limit, outcomes

AS_OF = "2025-03-31 08:00"


def test_a_check_passes_fails_or_does_not_tell():
    checks = facts(
        Dataset.EVENTS,
        """
        started_at       | passed | expected
        2025-03-03 10:00 | true   | met
        2025-03-03 10:00 | false  | missed
        2025-03-03 10:00 |        | unknown
        2025-03-31 08:00 | true   | met
        2025-03-31 08:01 | true   | pending
        """,
    )
    assert outcomes("checks_passed", checks, AS_OF) == list(checks["expected"])


def test_a_change_of_hours_is_announced_by_the_end_of_the_next_working_day():
    changes = facts(
        Dataset.EVENTS,
        """
        started_at       | done_at          | expected | days
        2025-03-03 10:00 | 2025-03-03 10:00 | met      | 0
        2025-03-03 10:00 | 2025-03-04 23:59 | met      | 1
        2025-03-03 10:00 | 2025-03-05 00:00 | missed   | 2
        2025-03-07 17:00 | 2025-03-10 18:00 | met      | 1
        2025-03-03 10:00 |                  | missed   | 20
        2025-03-28 10:00 |                  | pending  |
        2025-03-28 10:00 | 2025-04-01 10:00 | pending  |
        2025-03-03 10:00 | 2025-03-02 10:00 | unknown  |
        2025-04-02 10:00 |                  | pending  |
        """,
    )
    for rule in ("done_in_time", "delay"):
        found = judge(rule, changes, AS_OF, limit=limit(1, "working_days"))
        assert list(found["outcome"]) == list(changes["expected"]), rule
        assert found["value"].equals(changes["days"].rename("value")), rule


def test_the_delay_of_a_correction_that_has_no_limit_waits_for_the_correction():
    errors = facts(
        Dataset.EVENTS,
        """
        started_at       | done_at          | expected | days
        2025-03-03 10:00 | 2025-03-05 10:00 | met      | 2
        2025-01-03 10:00 |                  | pending  |
        2025-03-03 10:00 | 2025-03-02 10:00 | unknown  |
        """,
    )
    found = judge("delay", errors, AS_OF, unit="working_days")
    assert list(found["outcome"]) == list(errors["expected"])
    assert found["value"].equals(errors["days"].rename("value"))
