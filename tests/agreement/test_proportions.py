"""The 95 % interval of a share is Wilson's, as computed by three other programs."""

import pytest

from etl.indicators.measures import wilson
from tests.agreement.topics import topic


def is_shown(vector):
    return vector.get("method") == "wilson" and vector["confidence"] == 0.95 and "k" in vector


@topic("proportions", is_shown)
def test_wilson_intervals_agree(vector):
    low, high = wilson([vector["k"]], [vector["n"]])
    expected = (vector["expected_lower"], vector["expected_upper"])
    assert (low[0], high[0]) == pytest.approx(expected, abs=1e-9)
