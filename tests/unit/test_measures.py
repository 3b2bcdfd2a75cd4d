"""Measures: the value of each statistic, and never a figure out of nothing."""

import math

import pandas as pd
import pytest

from etl.domain.engagements import Statistic
from etl.indicators.measures import measure, quantile, wilson
from etl.indicators.tallies import merge, tally
from tests.tables import table

MONTH = table("""
    outcome  | value | total
    met      | 1     | 10
    met      | 2     | 10
    met      | 3     | 10
    missed   | 10    | 10
    pending  | 50    | 50
    unknown  | 50    | 50
    excluded | 50    | 50
""")


def measured(statistic: Statistic, rows: pd.DataFrame = MONTH, days: int = 28) -> pd.Series:
    keys = rows.assign(site="cahors", service="", month="2025-01")
    tallies = tally(rows, keys[["site", "service", "month"]], statistic)
    return measure(merge(tallies, [], statistic), statistic, days).iloc[0]


@pytest.mark.parametrize(
    ("statistic", "value", "counted"),
    [
        (Statistic.SHARE, 0.75, 4),
        (Statistic.SHARE_MISSED, 0.25, 4),
        (Statistic.MEAN, 4.0, 4),
        (Statistic.MEDIAN, 2.5, 4),
        (Statistic.P90, 7.9, 4),
        (Statistic.MAXIMUM, 10.0, 4),
        (Statistic.COUNT, 3.0, 3),
        (Statistic.COUNT_MISSED, 1.0, 4),
        (Statistic.RATIO, 0.4, 4),
        (Statistic.LATEST_RATIO, 0.4, 4),
        (Statistic.LATEST_SUM, 16.0, 4),
        (Statistic.PER_WEEK, 0.75, 3),
    ],
)
def test_each_statistic_has_its_value_and_its_number(statistic, value, counted):
    found = measured(statistic)
    assert found["value"] == pytest.approx(value, abs=1e-12)
    assert found["counted"] == counted


@pytest.mark.parametrize("statistic", list(Statistic))
def test_nothing_counted_has_no_value_and_no_interval(statistic):
    found = measured(statistic, MONTH.iloc[4:])
    is_count = statistic in (Statistic.COUNT, Statistic.PER_WEEK)
    assert found["value"] == 0 if is_count else math.isnan(found["value"])
    assert found["counted"] == 0
    assert found[["low", "high"]].isna().all()


@pytest.mark.parametrize("statistic", list(Statistic))
def test_no_fact_at_all_is_measured_as_nothing_counted(statistic):
    found = measured(statistic, MONTH.iloc[:0])
    is_count = statistic in (Statistic.COUNT, Statistic.PER_WEEK)
    assert found["value"] == 0 if is_count else math.isnan(found["value"])


@pytest.mark.parametrize(
    ("statistic", "low", "high"),
    [
        (Statistic.SHARE, 0.300642, 0.954413),
        (Statistic.SHARE_MISSED, 0.045587, 0.699358),
        (Statistic.RATIO, 0.263483, 0.554041),
        (Statistic.LATEST_RATIO, 0.263483, 0.554041),
    ],
)
def test_shares_have_the_wilson_interval(statistic, low, high):
    found = measured(statistic)
    assert found["low"] == pytest.approx(low, abs=1e-6)
    assert found["high"] == pytest.approx(high, abs=1e-6)


@pytest.mark.parametrize(
    "statistic",
    [each for each in Statistic if not {"share", "ratio", "net"} & set(each.split("_"))],
)
def test_other_statistics_have_no_interval(statistic):
    assert measured(statistic)[["low", "high"]].isna().all()


NET = """
    answers | value | low    | high
    +       | 1     |        |
    --      | -1    |        |
    +-      | 0     | -1     | 1
    ++0     | 0.667 | 0.133  | 1
    +++-    | 0.5   | -0.349 | 1
"""


@pytest.mark.parametrize("row", list(table(NET).itertuples()), ids=lambda row: row.answers)
def test_a_net_share_has_an_interval_unless_all_are_of_one_mind(row):
    value = [{"+": 1.0, "-": -1.0, "0": 0.0}[answer] for answer in row.answers]
    outcome = ["met" if each == 1 else "missed" for each in value]
    rows = pd.DataFrame({"outcome": outcome, "value": value, "total": math.nan})
    found = measured(Statistic.NET, rows)
    assert found["counted"] == len(value)
    expected = [row.value, row.low, row.high]
    assert found[["value", "low", "high"]].to_list() == pytest.approx(
        expected, abs=1e-3, nan_ok=True
    )


@pytest.mark.parametrize(
    ("value", "total"), [(28.5, 29.0), (28.0, 29.5), (30.0, 29.0), (-1.0, 29.0), (0.0, 0.0)]
)
def test_a_ratio_that_is_no_share_of_a_whole_has_no_interval(value, total):
    rows = pd.DataFrame({"outcome": ["met"], "value": [value], "total": [total]})
    assert measured(Statistic.RATIO, rows)[["low", "high"]].isna().all()


def test_a_ratio_to_nothing_has_no_value():
    rows = pd.DataFrame({"outcome": ["met"], "value": [5.0], "total": [0.0]})
    assert math.isnan(measured(Statistic.RATIO, rows)["value"])


def test_a_clean_sheet_of_three_reaches_down_to_forty_four_percent():
    low, high = wilson([3, 1, 0, 0], [3, 1, 2, 0])
    assert low[:3] == pytest.approx([0.4385, 0.2065, 0.0], abs=1e-4)
    assert high[:3] == pytest.approx([1.0, 1.0, 0.6576], abs=1e-4)
    assert math.isnan(low[3])
    assert math.isnan(high[3])


def test_sites_together_are_the_share_of_all_contacts_not_the_mean_of_shares():
    tallies = pd.DataFrame({"site": ["a", "b"], "met": [1, 50], "missed": [0, 50]}).assign(
        pending=0,
        excluded=0,
        unknown=0,
        saved=0,
        held=0,
        value_sum=0.0,
        value_count=0,
        total_sum=0.0,
    )
    whole = measure(merge(tallies, [], Statistic.SHARE), Statistic.SHARE)
    assert whole["value"][0] == 51 / 101


def test_a_number_a_week_follows_the_length_of_each_span():
    counts = pd.DataFrame({"site": ["a", "b"], "met": [4, 4], "missed": 0})
    found = measure(counts, Statistic.PER_WEEK, pd.Series([28, 31]))
    assert list(found["value"]) == [1.0, 28 / 31]
    assert measure(counts, Statistic.PER_WEEK)["value"].isna().all()


def test_a_quantile_lies_between_the_two_values_around_its_place():
    values, times = pd.Series([1.0, 5.0]).to_numpy(), pd.Series([3, 1]).to_numpy()
    assert quantile(values, times, 0.5) == 1.0
    assert quantile(values, times, 5 / 6) == pytest.approx(3.0)
    assert quantile(values, times, 1.0) == 5.0
    assert quantile(values, times, 0.0) == 1.0
