"""Engagement 8: what the voice server served to the end, and who gave up in it."""

import pytest

from etl.domain.datasets import Dataset
from tests.spec.prefecture import facts, outcomes


@pytest.mark.parametrize(
    ("rule", "column"), [("voice_server_served", "served"), ("voice_server_abandoned", "kept")]
)
def test_a_call_in_the_voice_server_is_served_passed_on_or_given_up(rule, column):
    calls = facts(
        Dataset.CALLS,
        """
        started_at       | direction | outcome      | voice_server | served   | kept
        2025-03-03 10:00 | inbound   | voice_server | served       | met      | met
        2025-03-03 10:00 | inbound   | answered     | passed       | missed   | met
        2025-03-03 10:00 | inbound   | abandoned    | passed       | missed   | met
        2025-03-03 10:00 | inbound   | voice_server | abandoned    | missed   | missed
        2025-03-03 22:00 | inbound   | closed       | served       | met      | met
        2025-03-03 10:00 | inbound   | answered     |              | excluded | excluded
        2025-03-03 10:00 | inbound   | unfinished   | abandoned    | excluded | excluded
        """,
    )
    assert outcomes(rule, calls, "2025-04-01 08:00") == list(calls[column])
