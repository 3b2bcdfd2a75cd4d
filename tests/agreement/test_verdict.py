"""Our rule of verdicts beside the three rules of the vectors, whose parts it is made of.

From 30 contacts on it is R3 (the exact fraction); below, R1 (the Wilson interval) as long
as the observed share lies on the same side of the target, which it does by construction.
"""

import pandas as pd
import pytest

from etl.assessments.verdicts import verdicts
from etl.domain.engagements import Comparison, Statistic
from etl.indicators.measures import measure
from tests.agreement.topics import taken

WORDS = {
    "conforme": "met",
    "non conforme": "missed",
    "données insuffisantes": "inconclusive",
    "non mesuré": "not_measured",
}


def is_verdict(vector):
    return "R1_wilson95" in vector.get("expected", {})


VECTORS = taken("verdict", is_verdict)


@pytest.mark.skipif(not VECTORS, reason="no test vectors of verdicts: set QUALITY_SHARED")
def test_few_contacts_follow_the_interval_and_many_the_exact_fraction():
    given = pd.DataFrame(VECTORS)
    counts = pd.DataFrame({"met": given["k"], "missed": given["n"] - given["k"]})
    found = verdicts(
        measure(counts, Statistic.SHARE).assign(
            unknown=0,
            target=given["target"],
            comparison=Comparison.AT_LEAST,
            enough=30,
            statistic=Statistic.SHARE,
            applies=True,
            silent=False,
            finished=True,
        )
    )
    rule = given["n"].map(lambda n: "R3_point_min30" if n >= 30 else "R1_wilson95")
    expected = [
        "not_measured" if n == 0 else WORDS[each[name]]
        for each, name, n in zip(given["expected"], rule, given["n"], strict=True)
    ]
    wrong = given["id"][found != pd.Series(expected)]
    assert list(wrong) == []
