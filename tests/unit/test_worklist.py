"""« Sauver le mois » : the fewest answers that keep a month, or since when it is lost."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.assessments.worklist import Promise, rescue
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison

FIRST = datetime(2026, 3, 2, 23, tzinfo=UTC)
NINE_IN_TEN = Promise(0.9, Comparison.AT_LEAST, 30, finished=True)


def cases(met=0, missed=0, pending=0, unknown=0):
    """Return cases; the failures pass their deadlines one a day from 2 March on."""
    outcomes = ["met"] * met + ["missed"] * missed + ["pending"] * pending
    outcomes += ["unknown"] * unknown
    days = [0] * met + list(range(missed)) + [60] * pending + [0] * unknown
    deadlines = pd.Series([FIRST + timedelta(days=each) for each in days])
    due = pd.to_datetime(deadlines, utc=True).astype("datetime64[us, UTC]")
    return pd.DataFrame({"outcome": pd.Series(outcomes, dtype="str"), "deadline_at": due})


@pytest.mark.parametrize(
    ("met", "missed", "pending", "needed", "spare", "why"),
    [
        (85, 5, 10, 5, 5, "90 of 100 are needed: 5 more"),
        (89, 0, 11, 1, 10, "one is still needed"),
        (90, 0, 10, 0, 10, "the target is assured, even if all the rest fails"),
        (80, 10, 10, 10, 0, "none of them may fail any more"),
        (79, 11, 10, None, 0, "89 of 100 at best: lost"),
        (90, 10, 0, 0, 0, "exactly 90 %: kept"),
        (89, 11, 0, None, 0, "89 %: lost"),
    ],
)
def test_both_sides_of_what_is_needed(met, missed, pending, needed, spare, why):
    found = rescue(cases(met, missed, pending), NINE_IN_TEN)
    assert (found.needed, found.spare) == (needed, spare), why
    assert found.verdict is (Verdict.MISSED if needed is None else Verdict.MET)


def test_a_target_that_is_to_be_passed_is_not_kept_by_equality():
    above = Promise(0.9, Comparison.ABOVE, 30, finished=True)
    assert rescue(cases(85, 5, 10), above).needed == 6
    assert rescue(cases(80, 10, 10), above).needed is None


@pytest.mark.parametrize(("count", "verdict"), [(29, "inconclusive"), (30, "met")])
def test_too_few_requests_prove_nothing_even_all_answered(count, verdict):
    found = rescue(cases(pending=count), NINE_IN_TEN)
    assert found.verdict == verdict
    assert found.needed == 27  # 26 of 29 are 89.7 %, 27 of 30 are exactly 90 %.


def test_what_the_files_leave_unknown_may_forbid_any_verdict():
    # One in five unknown is borne, more is not.
    assert rescue(cases(70, 0, 10, unknown=20), NINE_IN_TEN).verdict is Verdict.MET
    assert rescue(cases(70, 0, 10, unknown=21), NINE_IN_TEN).verdict is Verdict.INCONCLUSIVE


def test_it_is_lost_at_the_failure_that_is_one_too_many():
    # 100 requests bear 10 failures: the eleventh, on the eleventh day, is one too many.
    found = rescue(cases(85, 15), NINE_IN_TEN)
    assert found.bearable == 10
    assert found.lost_at == FIRST + timedelta(days=10)
    assert rescue(cases(90, 10), NINE_IN_TEN).lost_at is None


@pytest.mark.parametrize(
    ("met", "missed", "fresh"),
    [
        (89, 11, 10),  # 99 of 110 are exactly 90 %, 98 of 109 are not
        (85, 15, 50),  # 135 of 150
    ],
)
def test_a_running_month_may_be_mended_by_what_still_comes(met, missed, fresh):
    running = Promise(0.9, Comparison.AT_LEAST, 30, finished=False)
    assert rescue(cases(met, missed), running).fresh == fresh
    assert rescue(cases(met, missed), NINE_IN_TEN).fresh is None


def test_nothing_mends_a_failure_where_all_must_be_in_time():
    whole = Promise(1.0, Comparison.AT_LEAST, 30, finished=False)
    found = rescue(cases(40, 1, 5), whole)
    assert (found.needed, found.bearable, found.fresh) == (None, 0, None)
    assert found.lost_at == FIRST
    assert rescue(cases(40, 0, 5), whole).needed == 5


def test_without_request_nothing_is_needed_nor_lost():
    found = rescue(cases(), NINE_IN_TEN)
    assert (found.total, found.needed, found.spare, found.lost_at) == (0, None, 0, None)
    assert found.verdict is Verdict.NOT_MEASURED


def wilson(met: int, counted: int) -> tuple[float, float]:
    z, share = 1.959963984540054, met / counted
    middle = share + z * z / (2 * counted)
    spread = z * sqrt(share * (1 - share) / counted + z * z / (4 * counted**2))
    return (middle - spread) / (1 + z * z / counted), (middle + spread) / (1 + z * z / counted)


def worth(met: int, counted: int, target: float, enough: int) -> str:
    """Return the verdict by the rule as it is written in the documentation."""
    kept, (low, high) = met / counted >= target, wilson(met, counted)
    low, high = (0.0 if met == 0 else low), (1.0 if met == counted else high)
    if counted < enough and not (low >= target if kept else high < target):
        return "inconclusive"
    return "met" if kept else "missed"


@given(
    st.integers(0, 12),
    st.integers(0, 8),
    st.integers(0, 6),
    st.sampled_from([0.5, 0.75, 0.8, 0.9, 0.95, 1.0]),
    st.sampled_from([1, 5, 30]),
)
def test_no_smaller_list_keeps_the_promise(met, missed, pending, target, enough):
    """Try every list of open requests, as if each were the one that is answered in time."""
    total = met + missed + pending
    if not total:
        return
    promise = Promise(target, Comparison.AT_LEAST, enough, finished=True)
    found = rescue(cases(met, missed, pending), promise)
    lists = [own for size in range(pending + 1) for own in combinations(range(pending), size)]
    verdicts = {own: worth(met + len(own), total, target, enough) for own in lists}
    keeping = [own for own in lists if verdicts[own] == "met"] or [
        own for own in lists if (met + len(own)) / total >= target
    ]
    assert found.needed == (len(keeping[0]) if keeping else None)
    if keeping:
        assert verdicts[keeping[0]] == found.verdict
        assert found.spare == pending - len(keeping[0])
    failures = [k for k in range(total + 1) if (total - k) / total >= target]
    lost = [day for day in range(missed) if (total - day - 1) / total < target]
    assert found.bearable == failures[-1]
    assert found.lost_at == (FIRST + timedelta(days=lost[0]) if lost else None)
