"""Medians and 90th centiles are of type 7 (R's, numpy's and the spreadsheets' own).

The eight other types of the vectors are not ours: a published figure has one definition.
"""

import numpy as np
import pytest

from etl.indicators.measures import quantile
from tests.agreement.topics import topic, untold


def has_types(vector):
    return "type7" in vector.get("expected_R_types", {})


@topic("quantiles", has_types)
def test_quantiles_of_type_7_agree(vector):
    values, times = np.unique(np.array(vector["values"], dtype="float64"), return_counts=True)
    expected = vector["expected_R_types"]["type7"]
    found = {name: quantile(values, times, int(name[1:]) / 100) for name in expected}
    assert found == pytest.approx(expected)


def test_no_vector_is_left_aside():
    assert untold("quantiles", has_types) == []
