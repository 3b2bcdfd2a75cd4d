"""Small counts: hidden, and not to be had back by subtraction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from etl.assessments.disclosure import POSSIBLE, Margins, hidden
from tests.examples import examples
from tests.tables import table

ROW = Margins(parts=("met", "missed"), whole="counted")
SITES = Margins(dimensions=("site",), parts=("counted",))
BOTH = Margins(dimensions=("site", "service"), parts=("met", "missed"), whole="counted")


def marks(frame, margins):
    """The hidden counts of each row, as a text: x is hidden."""
    found = hidden(frame, margins)
    return ["".join("x" if each else "." for each in row) for row in found.to_numpy()]


@pytest.mark.parametrize(
    ("count", "mark"), [(0, "."), (1, "x"), (4, "x"), (5, "."), (300, ".")]
)
def test_a_count_of_one_to_four_is_hidden(count, mark):
    assert marks(pd.DataFrame({"counted": [count]}), Margins(parts=("counted",))) == [mark]


ROWS = table("""
    met | missed | counted | hidden
    96  | 4      | 100     | xx.
    100 | 0      | 100     | ...
    50  | 50     | 100     | ...
    3   | 0      | 3       | x.x
    3   | 2      | 5       | xxx
    3   | 3      | 6       | xx.
""")


@pytest.mark.parametrize("row", list(ROWS.itertuples()), ids=lambda row: row.hidden)
def test_the_other_part_is_hidden_with_a_small_one_and_the_whole_where_that_tells_too_much(row):
    frame = pd.DataFrame({"met": [row.met], "missed": [row.missed], "counted": [row.counted]})
    assert marks(frame, ROW) == [row.hidden]


def test_another_site_is_hidden_so_that_a_total_does_not_tell():
    frame = pd.DataFrame({"site": ["a", "b", "c", "*"], "counted": [3, 20, 40, 63]})
    assert marks(frame, SITES) == ["x", "x", ".", "."]


def test_a_remainder_of_the_total_hides_by_itself_if_it_is_not_told():
    """A contact without a service counts in the site: the attacker does not know how many."""
    frame = pd.DataFrame({"site": ["a", "b", "*"], "counted": [3, 20, 60]})
    assert marks(frame, SITES) == ["x", ".", "."]


def test_without_small_counts_nothing_is_hidden():
    frame = pd.DataFrame({"site": ["a", "b", "*"], "counted": [5, 20, 25]})
    assert not hidden(frame, SITES).to_numpy().any()


CELLS = st.lists(st.integers(0, 12), min_size=8, max_size=8)


def with_margins(cells):
    """Two sites by two services, met and missed, with all their totals."""
    places = [(site, service) for site in "ab" for service in "xy"]
    rows = [
        {"site": site, "service": service, "met": met, "missed": missed}
        for (site, service), met, missed in zip(places, cells[::2], cells[1::2], strict=True)
    ]
    frame = pd.DataFrame(rows)
    margins = [frame]
    margins.append(
        frame.groupby("service", as_index=False)[["met", "missed"]].sum().assign(site="*")
    )
    margins.append(
        frame.groupby("site", as_index=False)[["met", "missed"]].sum().assign(service="*")
    )
    whole = frame[["met", "missed"]].sum().to_frame().T.assign(site="*", service="*")
    every = pd.concat([*margins, whole], ignore_index=True)
    return every.assign(counted=every["met"] + every["missed"])


def attack(frame, concealed, cell):
    """Return the least and the most that a hidden cell can be, from all that is published.

    Written apart from the product: the free numbers are the eight inner cells, every other
    one is a sum of them.
    """
    names = ["met", "missed"]
    inner = frame[(frame["site"] != "*") & (frame["service"] != "*")].reset_index(drop=True)
    keys = [(row.site, row.service, name) for row in inner.itertuples() for name in names]

    def spread(row, column):
        kinds = names if column == "counted" else [column]
        return np.array(
            [
                float(site in (row["site"],) or row["site"] == "*")
                * float(service == row["service"] or row["service"] == "*")
                * float(kind in kinds)
                for site, service, kind in keys
            ]
        )

    rules, low, high = [], [], []
    for place, row in frame.iterrows():
        for column in concealed.columns:
            rules.append(spread(row, column))
            known = row[column]
            is_hidden = concealed.loc[place, column]
            low.append(1 if is_hidden else known)
            high.append(np.inf if is_hidden else known)
    constraint = LinearConstraint(np.array(rules), low, high)
    aim = spread(frame.loc[cell[0]], cell[1])
    ends = []
    for sign in (1, -1):
        solved = milp(
            sign * aim,
            integrality=np.ones(len(keys)),
            bounds=Bounds(0, 1000),
            constraints=constraint,
        )
        assert solved.status == 0
        ends.append(round(sign * solved.fun))
    return ends


@settings(max_examples=examples(10))
@given(cells=CELLS)
def test_an_attacker_with_every_published_cell_and_total_finds_no_small_count(cells):
    frame = with_margins(cells)
    concealed = hidden(frame, BOTH)
    for column in concealed.columns:
        small = frame.index[frame[column].between(1, 4)]
        assert concealed.loc[small, column].all()
        for place in small:
            least, most = attack(frame, concealed, (place, column))
            assert most - least + 1 >= POSSIBLE
            assert least <= frame.loc[place, column] <= most


@given(cells=CELLS)
def test_zeros_and_what_is_missing_are_never_hidden(cells):
    frame = with_margins(cells)
    concealed = hidden(frame, BOTH)
    assert not concealed.to_numpy()[frame[list(BOTH.counts)].to_numpy() == 0].any()
