"""Our telephone rules against the published and recomputed call lists of ../shared.

Not covered, because no rule computes it: service levels over the calls *offered* (ICMI
formulas 1, 3 and 4, with or without the calls given up in time), figures that leave short
abandons out, the wait of the calls that were given up, and Wazo's distribution by bucket.
Ours are: answered over offered, lost over offered, answered in time over answered (Wazo,
ICMI formula 2), and the wait of the answered. A short abandon counts as any other.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.frames.batches import typed
from tests.spec.prefecture import instant, judge, limit

FOLDER = Path(os.environ.get("QUALITY_SHARED", "../shared"), "oracle", "telephone")
AS_OF = "2025-06-01 08:00"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the vectors of ../shared are not here (QUALITY_SHARED)"
)

# Wazo's words for how a call ends; a diverted call never reaches the queue.
WAZO = {
    "answered": "answered",
    "abandoned": "abandoned",
    "full": "overflowed",
    "joinempty": "overflowed",
    "leaveempty": "overflowed",
    "timeout": "unanswered",
    "divert_ca_ratio": "closed",
    "divert_waittime": "closed",
    "closed": "closed",
}


def vectors(name):
    path = FOLDER / name
    return json.loads(path.read_text("utf-8"))["vectors"] if path.exists() else []


def calls_of(outcomes, waits):
    columns = {
        "started_at": pd.Series(instant("2025-03-03 10:00"), range(len(outcomes))),
        "direction": "inbound",
        "outcome": outcomes,
        "wait_s": waits,
    }
    return typed(Dataset.CALLS, columns, pd.RangeIndex(len(outcomes)))


def share(judgements, outcome="met"):
    """Return the share of an outcome among what counts, ``None`` if nothing counts."""
    counted = judgements["outcome"].isin(["met", "missed"]).sum()
    return (judgements["outcome"] == outcome).sum() / counted if counted else None


def mean(judgements):
    return judgements["value"].mean() if judgements["value"].notna().any() else None


@pytest.mark.parametrize("vector", vectors("call_records.json"), ids=lambda each: each["id"])
def test_the_rules_agree_with_the_call_lists(vector):
    drawn = pd.DataFrame(vector["calls"])
    calls = calls_of(drawn["status"].to_list(), drawn["wait_s"].astype("float64").to_list())
    in_time = limit(vector["threshold_s"], "seconds")
    offered = judge("answered_by_agent", calls, AS_OF)
    within = judge("answered_within", calls, AS_OF, limit=in_time)
    found = {
        "offered": offered["outcome"].isin(["met", "missed"]).sum(),
        "answered": offered["outcome"].eq("met").sum(),
        "abandoned": offered["outcome"].eq("missed").sum(),
        "answered_within_T_inclusive": within["outcome"].eq("met").sum(),
        "answer_rate": share(offered),
        "abandon_rate": share(judge("lost_calls", calls, AS_OF), "missed"),
        "sl_answered_within_over_answered": share(within),
        "mean_wait_answered": mean(judge("call_wait", calls, AS_OF)),
    }
    expected = {name: vector["expected"][name] for name in found}
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    "vector",
    [each for each in vectors("published_service_level.json") if "closed" in each["input"]],
    ids=lambda each: each["id"],
)
def test_the_rate_leaves_out_closed_and_diverted_calls_as_wazo_does(vector):
    words = [WAZO[word] for word, count in vector["input"].items() for _ in range(count)]
    calls = calls_of(words, [None] * len(words))
    percent = share(judge("answered_by_agent", calls, AS_OF)) * 100
    assert percent == pytest.approx(vector["expected"])
