"""The 95 % interval of a share is Wilson's, as computed by three other programs."""

from etl.indicators.measures import wilson
from tests.agreement.oracle import document


def test_wilson_intervals_agree():
    content = document("proportions/single_proportion_intervals.json")
    chosen = [
        vector
        for vector in content["vectors"]
        if vector["method"] == "wilson" and vector["confidence"] == 0.95
    ]
    low, high = wilson([each["k"] for each in chosen], [each["n"] for each in chosen])
    wrong = [
        vector["id"]
        for vector, below, above in zip(chosen, low, high, strict=True)
        if abs(below - vector["expected_lower"]) > content["tolerance_absolute"]
        or abs(above - vector["expected_upper"]) > content["tolerance_absolute"]
    ]
    assert chosen
    assert wrong == []
