"""Months, quarters and sites in files of their own: subtracting them gives back nobody."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.gateway.summing import hidden_together
from etl.assessments.disclosure import Margins, hidden
from tests.examples import examples

SITES = ("cahors", "figeac")
MONTHS = (2, 3, 4, 5)
ROW = Margins(parts=("met", "missed"), whole="counted")


def year(cells):
    """Two sites over four months (of two quarters), met and missed, with every total."""
    months = pd.DataFrame(
        [
            (site, "month", pd.Timestamp(2025, month, 1), *counts)
            for (site, month), counts in zip(
                [(site, month) for site in SITES for month in MONTHS], cells, strict=True
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
    names = [f"{site}_{month}" for site in SITES for month in MONTHS]
    return [changed.get(name, (40, 40)) for name in names]


def concealed(frame):
    """What files hide: by the row itself, and by what it is told by."""
    told = hidden_together(frame)
    own = hidden(frame, ROW)
    also = pd.DataFrame(
        {"met": told["parts"], "missed": told["parts"], "counted": told["whole"]}
    )
    return own | also


def rows_hidden(changed, count="missed"):
    frame = year(cells(**changed))
    rows = frame[concealed(frame)[count]]
    return {
        f"{site} {kind} {start:%m}"
        for site, kind, start in zip(rows["site"], rows["kind"], rows["start"], strict=True)
    }


@pytest.mark.parametrize(
    ("changed", "hidden_rows"),
    [
        ({}, set()),
        ({"figeac_4": (40, 5)}, set()),
        ({"figeac_4": (40, 0)}, set()),
        # Three were missed at Figeac in April: hidden. All sites less Cahors would tell it, and
        # the quarter less May: one more of each is hidden, and the fourth that ties the two.
        (
            {"figeac_4": (40, 3)},
            {"figeac month 04", "figeac month 05", "cahors month 04", "cahors month 05"},
        ),
        # With two small ones beside one another, no third is hidden where they suffice.
        (
            {"figeac_4": (40, 3), "cahors_4": (40, 4)},
            {"figeac month 04", "figeac month 05", "cahors month 04", "cahors month 05"},
        ),
    ],
)
def test_another_part_is_hidden_and_every_total_is_told(changed, hidden_rows):
    assert rows_hidden(changed) == hidden_rows


def test_a_total_goes_when_no_other_part_can_be_hidden():
    nothing = {f"cahors_{month}": (40, 0) for month in MONTHS}
    hidden_rows = rows_hidden({"figeac_4": (40, 3), **nothing})
    # Nothing was missed at Cahors: what all sites missed in April is what Figeac missed.
    assert "* month 04" in hidden_rows


def test_a_hidden_number_counted_has_its_second_too():
    assert rows_hidden({"cahors_2": (2, 1)}, "counted") == {
        "cahors month 02", "cahors month 03", "figeac month 02", "figeac month 03",
    }  # fmt: skip


SMALL = st.lists(
    st.tuples(st.sampled_from([0, 1, 3, 5, 9, 40]), st.sampled_from([0, 1, 4, 5, 30])),
    min_size=8,
    max_size=8,
)


@settings(max_examples=examples(20), deadline=None)
@given(drawn=SMALL)
@example(drawn=[(40, 3), (40, 1), *[(40, 30)] * 6])
def test_who_subtracts_files_from_one_another_finds_no_small_count(drawn):
    """Subtract as long as a sum has one unknown: no small count comes out."""
    frame = year(drawn)
    secret = concealed(frame)
    keys = [*zip(frame["site"], frame["kind"], frame["start"], strict=True)]
    found = {
        (*key, name)
        for place, key in enumerate(keys)
        for name in ("met", "missed", "counted")
        if not secret[name].iat[place]
    }
    sums = [*additions(keys)]
    while True:
        alone = [left for each in sums if len(left := each - found) == 1]
        if not alone:
            break
        found = found.union(*alone)
    for place, key in enumerate(keys):
        for name in ("met", "missed"):
            if 1 <= frame[name].iat[place] <= 4:
                assert (*key, name) not in found, (key, name, drawn)


def additions(keys):
    """Every sum that links the figures of a year: its whole and its parts in one set."""
    for site, kind, start in keys:
        yield {(site, kind, start, name) for name in ("met", "missed", "counted")}
        for name in ("met", "missed", "counted"):
            own = (site, kind, start, name)
            if site == "*":
                yield {own, *((each, kind, start, name) for each in SITES)}
            for finer, lasts in (("month", 1), ("quarter", 3)):
                span = {"month": 1, "quarter": 3, "year": 12}[kind]
                if lasts < span:
                    last = start + pd.DateOffset(months=span)
                    parts = [k for k in keys if k[:2] == (site, finer) and start <= k[2] < last]
                    yield {own, *((*each, name) for each in parts)}
