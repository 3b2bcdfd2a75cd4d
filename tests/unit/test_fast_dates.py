"""Dates read fast are the dates that the patient parser reads, sound or not."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers import parsers
from etl.readers.cells import instants

LAYOUTS = [
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%H:%M %d/%m/%Y",
]
NUMBERS = st.tuples(
    st.integers(0, 32), st.integers(0, 13), st.sampled_from([0, 24, 1899, 1900, 2023, 2024])
)


def same(texts: list[str], layout: str) -> None:
    cells = pd.Series(texts, dtype="str")
    fast = instants(cells, [layout], "Europe/Paris")
    patient = parsers.timestamps(cells, [layout], "Europe/Paris")
    pd.testing.assert_series_equal(fast, patient)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(dates=st.lists(NUMBERS, min_size=1, max_size=20), padded=st.booleans())
def test_any_day_of_any_month_is_read_alike(layout, dates, padded):
    width = "02" if padded else ""
    parts = [
        {"%d": format(d, width), "%m": format(m, width), "%Y": str(y)} for d, m, y in dates
    ]
    texts = []
    for each in parts:
        text = layout.replace("%H:%M:%S", "02:03:01").replace("%H:%M", "02:03")
        for directive, number in each.items():
            text = text.replace(directive, number)
        texts.append(text)
    same(texts, layout)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("31/02/2024", "%d/%m/%Y"),
        ("03/02/2024", "%d/%m/%Y"),
        ("2024-02-30", "%Y-%m-%d"),
        ("2024-2-301", "%Y-%m-%d"),
        ("2024-2- 30", "%Y-%m-%d"),
        ("2024-2-30 01:02:03", "%Y-%m-%d %H:%M:%S"),
        (" 31/04/2024", "%d/%m/%Y"),
    ],
)
def test_a_day_that_never_was_is_never_the_next_months(text, layout):
    same([text, "15/01/2024"], layout)
