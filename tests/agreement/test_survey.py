"""Net satisfaction, its interval, the note out of ten and the satisfied share, as others do.

Ours are fractions: +0.25 for a net promoter score of 25. A note is displayed rounded down
(8,7 for 8,75, where the vectors round half-up).
"""

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.engagements import Statistic
from etl.frames.batches import typed
from etl.indicators.measures import measure, net_interval
from etl.indicators.tallies import tally
from tests.agreement.topics import topic, untold
from tests.spec.prefecture import instant, judge

AS_OF = "2025-06-01 08:00"
NET = {"satisfied": 9, "dissatisfied": 6, "lowest": 0, "highest": 10}
# JeDonneMonAvis: bien, moyen, mauvais.
NOTES = {"bien": 10.0, "moyen": 5.0, "mauvais": 0.0}


def kind(name):
    return lambda vector: vector["kind"] == name


NPS, CLASSES = kind("nps"), kind("nps_classification")
NOTE, CSAT = kind("note_satisfaction_sur_10"), kind("csat_top2_of_5")
TOLD = (NPS, CLASSES, NOTE, CSAT)


def answers(scores):
    columns = {"answered_at": pd.Series(instant("2025-03-03 10:00"), range(len(scores)))}
    numbers = pd.to_numeric(pd.Series(scores, dtype="object"), errors="coerce")
    return typed(Dataset.SURVEYS, columns | {"score": numbers}, pd.RangeIndex(len(scores)))


def measured(rule, scores, statistic, **parameters):
    found = judge(rule, answers(scores), AS_OF, **parameters)
    keys = pd.DataFrame({"site": "cahors"}, index=found.index)
    if found.empty:
        return None
    return measure(tally(found, keys, statistic), statistic).iloc[0]


@topic("survey", NPS)
def test_the_net_promoter_score_and_its_interval_agree(vector):
    given = [vector[each] for each in ("promoters_9_10", "passives_7_8", "detractors_0_6")]
    scores = [
        score for score, times in zip((9, 7, 3), given, strict=True) for _ in range(times)
    ]
    found, expected = (
        measured("net_satisfaction", scores, Statistic.NET, **NET),
        vector["expected"],
    )
    if expected is None:
        assert found is None
        return
    assert found["counted"] == expected["n"]
    assert found["value"] * 100 == pytest.approx(expected["nps"], abs=1e-9)
    low, high = net_interval(given[0], given[2], sum(given))
    bounds = (low * 100, high * 100)
    assert bounds == pytest.approx((expected["lower"], expected["upper"]), abs=1e-9)
    if expected["variance"] > 0:
        assert (found["low"], found["high"]) == pytest.approx((low, high))
    else:
        # All of one mind: an interval without width would celebrate one answer. None is shown.
        assert pd.isna(found["low"]) and pd.isna(found["high"])


@topic("survey", CLASSES)
def test_answers_are_classed_or_refused(vector):
    found = judge("net_satisfaction", answers(vector["answers"]), AS_OF, **NET)
    classes = {
        "p": int((found["value"] == 1).sum()),
        "s": int((found["value"] == 0).sum()),
        "d": int((found["value"] == -1).sum()),
        "invalid": int(found["outcome"].isin(["excluded", "unknown"]).sum()),
    }
    assert classes == vector["expected"]


@topic("survey", NOTE)
def test_the_note_out_of_ten_agrees(vector):
    scores = [note for word, note in NOTES.items() for _ in range(vector[word])]
    found = measured("score", scores, Statistic.MEAN)
    expected = vector["expected"]
    assert found is None if expected is None else found["value"] == pytest.approx(expected)


@topic("survey", CSAT)
def test_the_share_of_the_two_best_answers_agrees(vector):
    counts = vector["counts_1_to_5"]
    scores = [score for score, times in enumerate(counts, start=1) for _ in range(times)]
    share = measured("satisfied", scores, Statistic.SHARE, threshold=4)
    mean = measured("score", scores, Statistic.MEAN)
    expected = vector["expected"]
    if expected is None:
        assert share is None
        return
    assert share["value"] == pytest.approx(expected["csat_top2"])
    assert mean["value"] == pytest.approx(expected["mean"])


def test_no_vector_is_left_aside():
    assert untold("survey", *TOLD) == []
