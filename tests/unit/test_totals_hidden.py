"""Months, quarters and sites in files of their own: subtracting them gives back nobody."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.gateway.summing import hidden_totals
from etl.assessments.disclosure import POSSIBLE, Margins, hidden
from tests.examples import examples

SITES = ("cahors", "figeac")
ROW = Margins(parts=("met", "missed"), whole="counted")


def year(cells):
    """Two sites over four months (of two quarters), met and missed, with every total."""
    months = pd.DataFrame(
        [
            (site, "month", pd.Timestamp(2025, month, 1), *counts)
            for (site, month), counts in zip(
                [(site, month) for site in SITES for month in (2, 3, 4, 5)], cells, strict=True
            )
        ],
        columns=["site", "kind", "start", "met", "missed"],
    )
    frames = [months]
    for kind, code in (("quarter", "QS"), ("year", "YS")):
        start = months["start"].dt.to_period(code[0]).dt.start_time
        frames.append(months.assign(kind=kind, start=start))
    every = pd.concat(frames)
    every = pd.concat([every, every.assign(site="*")])
    summed = every.groupby(["site", "kind", "start"], as_index=False)[["met", "missed"]].sum()
    return summed.assign(counted=summed["met"] + summed["missed"], pending=0)


def cells(**changed):
    """Forty met and forty missed everywhere, but in what is told: site_month."""
    names = [f"{site}_{month}" for site in SITES for month in (2, 3, 4, 5)]
    return [changed.get(name, (40, 40)) for name in names]


def concealed(frame):
    """What files hide: by the row itself, and by what it is a part of."""
    told = hidden_totals(frame)
    own = hidden(frame, ROW)
    also = pd.DataFrame(
        {"met": told["parts"], "missed": told["parts"], "counted": told["whole"]}
    )
    return own | also


@pytest.mark.parametrize(
    ("changed", "hidden_rows"),
    [
        ({}, set()),
        # Three were missed at Figeac in April: hidden, and all that April there is a part of.
        (
            {"figeac_4": (40, 3)},
            {
                ("figeac", "month"), ("figeac", "quarter"), ("figeac", "year"),
                ("*", "month"), ("*", "quarter"), ("*", "year"),
            },
        ),
        ({"figeac_4": (40, 5)}, set()),
        ({"figeac_4": (40, 0)}, set()),
    ],
)  # fmt: skip
def test_a_total_is_hidden_with_a_hidden_part_of_it(changed, hidden_rows):
    frame = year(cells(**changed))
    rows = frame[concealed(frame)["missed"]]
    assert set(zip(rows["site"], rows["kind"], strict=True)) == hidden_rows
    # Of the two months of the other quarter, and the other site, nothing is hidden.
    assert len(rows) == len(hidden_rows)


def test_a_hidden_number_counted_hides_those_that_it_is_a_part_of():
    frame = year(cells(cahors_2=(2, 1)))
    found = concealed(frame)["counted"]
    assert set(frame["site"][found]) == {"cahors", "*"} and found.sum() == 6


SMALL = st.lists(
    st.tuples(st.sampled_from([0, 1, 3, 5, 9, 40]), st.sampled_from([0, 1, 4, 5, 30])),
    min_size=8,
    max_size=8,
)


@settings(max_examples=examples(6), deadline=None)
@given(drawn=SMALL)
def test_every_published_figure_stays_if_a_small_count_were_another(drawn):
    """The proof, case by case: other counts, the same files; five of them at least."""
    frame = year(drawn)
    secret = concealed(frame)
    keys = frame.set_index(["site", "kind", "start"]).index
    for place, (site, month) in enumerate(
        [(site, month) for site in SITES for month in (2, 3, 4, 5)]
    ):
        met, missed = drawn[place]
        if not 1 <= missed <= 4:
            continue
        row = keys.get_loc((site, "month", pd.Timestamp(2025, month, 1)))
        moves = secret["counted"].iat[row]
        possible = set()
        for other in range(1, missed + met + POSSIBLE):
            changed = list(drawn)
            changed[place] = (met if moves else met + missed - other, other)
            # What is hidden is no zero, and a number counted that is shown is what it was.
            if changed[place][0] < (1 if met else 0):
                continue
            if same_files(frame, year(changed), secret):
                possible.add(other)
        assert len(possible) >= POSSIBLE, (site, month, drawn[place])


def same_files(frame, other, secret):
    shown = ~secret
    return all(
        (frame.loc[shown[name], name] == other.loc[shown[name], name]).all()
        for name in ("met", "missed", "counted")
    )
