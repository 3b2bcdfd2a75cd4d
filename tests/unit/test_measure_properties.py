"""Tallies, measures and verdicts for any judgements, however they are cut into months."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.assessments.verdicts import missing_observations, verdicts
from etl.domain.engagements import Comparison, Statistic
from etl.indicators.measures import measure, wilson
from etl.indicators.tallies import merge, tally
from tests.examples import examples

quick = settings(max_examples=examples(40), deadline=None)
outcomes = st.sampled_from(["met", "missed", "pending", "excluded", "unknown"])
facts = st.tuples(
    outcomes,
    st.none() | st.integers(-50, 500).map(lambda each: each / 4),
    st.none() | st.integers(1, 50),
    st.sampled_from(["cahors", "figeac"]),
    st.sampled_from(["accueil", "titres", None]),
    st.sampled_from(["2025-01", "2025-02", "2025-03"]),
)
NAMES = ["outcome", "value", "total", "site", "service", "month"]
KEYS = ["site", "service", "month"]
NUMBERS = {"value": "float64", "total": "float64"}


def frame(rows: list) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NAMES).astype(NUMBERS | dict.fromkeys(KEYS, "str"))


@quick
@given(
    rows=st.lists(facts, min_size=1, max_size=40), statistic=st.sampled_from(list(Statistic))
)
def test_months_and_sites_add_up_to_the_whole(rows, statistic):
    judged = frame(rows)
    tallies = tally(judged, judged[KEYS], statistic)
    whole = merge(tallies, [], statistic)
    in_two_steps = merge(merge(tallies, KEYS, statistic), [], statistic)
    by_site = merge(tallies, ["site", "month"], statistic).assign(service="")
    pd.testing.assert_frame_equal(whole, in_two_steps)
    if not statistic.startswith("latest"):
        pd.testing.assert_frame_equal(whole, merge(by_site, [], statistic))
        assert whole[["met", "missed", "pending", "excluded", "unknown"]].sum(axis=None) == len(
            rows
        )


@quick
@given(rows=st.lists(facts, min_size=1, max_size=40))
def test_quantiles_are_those_of_numpy(rows):
    judged = frame(rows)
    counted = judged["outcome"].isin(["met", "missed"])
    values = judged["value"][counted].dropna()
    for statistic, share in [
        (Statistic.MEDIAN, 0.5),
        (Statistic.P90, 0.9),
        (Statistic.MAXIMUM, 1),
    ]:
        merged = merge(tally(judged, judged[KEYS], statistic), [], statistic)
        found = measure(merged, statistic)["value"][0]
        expected = np.quantile(values, share) if len(values) else np.nan
        assert found == pytest.approx(expected, nan_ok=True)


@quick
@given(counted=st.integers(1, 5000), data=st.data())
def test_an_interval_contains_its_share_and_stays_between_0_and_1(counted, data):
    met = data.draw(st.integers(0, counted))
    low, high = (bound[0] for bound in wilson([met], [counted]))
    assert 0 <= low <= high <= 1
    assert low - 1e-12 <= met / counted <= high + 1e-12


def shares(met: int, counted: int, target: float, comparison: Comparison) -> pd.DataFrame:
    counts = pd.DataFrame({"met": [met], "missed": [counted - met]})
    return measure(counts, Statistic.SHARE).assign(
        unknown=0,
        target=target,
        comparison=comparison,
        enough=30,
        statistic=Statistic.SHARE,
        applies=True,
        silent=False,
        finished=True,
    )


@quick
@given(
    counted=st.integers(30, 1_000_000),
    permille=st.integers(0, 1000),
    comparison=st.sampled_from(list(Comparison)),
    step=st.integers(-1, 1),
)
def test_shares_are_compared_as_exact_fractions(counted, permille, comparison, step):
    goal = Fraction(permille, 1000)
    met = min(max(int(goal * counted) + step, 0), counted)
    exact = Fraction(met, counted)
    reached = {
        Comparison.AT_LEAST: exact >= goal,
        Comparison.AT_MOST: exact <= goal,
        Comparison.BELOW: exact < goal,
        Comparison.ABOVE: exact > goal,
    }[comparison]
    found = verdicts(shares(met, counted, permille / 1000, comparison))[0]
    assert found == ("met" if reached else "missed")


@quick
@given(
    counted=st.integers(1, 29),
    target=st.integers(1, 99),
    comparison=st.sampled_from(list(Comparison)),
)
def test_as_many_more_of_the_same_conclude_and_one_less_does_not(counted, target, comparison):
    for met in (0, counted):
        rows = shares(met, counted, target / 100, comparison)
        more = int(missing_observations(rows, verdicts(rows))[0])
        if not more:
            assert verdicts(rows)[0] in ("met", "missed")
            continue
        for extra in (more - 1, more):
            grown = shares(met + extra if met else 0, counted + extra, target / 100, comparison)
            assert (verdicts(grown)[0] == "inconclusive") == (extra < more)
