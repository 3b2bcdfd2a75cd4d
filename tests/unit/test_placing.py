"""The place of an instant is that of a binary search, whatever the bucket."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.calendars.placing import places_of

numbers = st.integers(-300, 300)


@given(st.lists(numbers), st.lists(numbers), st.integers(1, 90))
def test_a_place_is_that_of_a_binary_search(instants, at, width):
    known = np.array(sorted(instants), dtype=np.int64)
    asked = np.array([*at, *instants, np.iinfo(np.int64).min], dtype=np.int64)
    found = places_of(known, width).of(asked)
    assert list(found) == list(np.searchsorted(known, asked, side="right"))
