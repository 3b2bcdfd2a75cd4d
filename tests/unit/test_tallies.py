"""Tallies: months and sites add up as if all judgements had been counted at once."""

import numpy as np
import pandas as pd
import pytest

from etl.domain.engagements import Statistic
from etl.indicators.tallies import TALLY, merge, tally, unpack
from tests.tables import table

ALL = table("""
    site   | service  | month   | outcome  | value | total
    cahors | standard | 2025-01 | met      | 2     | 10
    cahors | standard | 2025-01 | met      | 4     |
    cahors | standard | 2025-01 | missed   | 9     | 10
    cahors | standard | 2025-01 | pending  | 100   | 10
    cahors | standard | 2025-01 | excluded | 100   | 10
    cahors | standard | 2025-01 | unknown  | 100   | 10
    cahors | standard | 2025-02 | met      |       |
    cahors |          | 2025-01 | missed   | 5     | 20
    figeac | standard | 2025-02 | met      | 4     | 40
    figeac | standard | 2025-02 | met      | 2     | 40
""")
KEYS = ["site", "service", "month"]


def made(statistic: Statistic, rows: pd.DataFrame = ALL) -> pd.DataFrame:
    return tally(rows[["outcome", "value", "total"]], rows[KEYS], statistic)


def test_a_tally_has_a_row_for_each_site_service_and_month():
    found = made(Statistic.SHARE)
    assert list(found.columns) == [*KEYS, *TALLY]
    expected = table("""
        site   | service  | month   | met | missed | pending | excluded | unknown | value_count
        cahors | none     | 2025-01 | 0   | 1      | 0       | 0        | 0       | 1
        cahors | standard | 2025-01 | 2   | 1      | 1       | 1        | 1       | 3
        cahors | standard | 2025-02 | 1   | 0      | 0       | 0        | 0       | 0
        figeac | standard | 2025-02 | 2   | 0      | 0       | 0        | 0       | 2
    """).replace("none", "")
    pd.testing.assert_frame_equal(found[expected.columns], expected, check_dtype=False)
    assert (found[["met", "missed", "pending", "value_count"]].dtypes == "int64").all()


def test_only_contacts_that_count_are_summed():
    found = made(Statistic.MEAN).set_index(KEYS)
    assert found.loc[("cahors", "standard", "2025-01"), "value_sum"] == 15
    assert found.loc[("cahors", "standard", "2025-02"), "value_sum"] == 0


def test_a_ratio_leaves_out_a_value_without_a_total():
    row = made(Statistic.RATIO).set_index(KEYS).loc[("cahors", "standard", "2025-01")]
    assert (row["value_sum"], row["total_sum"], row["value_count"]) == (11, 20, 2)


@pytest.mark.parametrize("statistic", list(Statistic))
def test_only_ordered_statistics_keep_the_values(statistic):
    kept = statistic in (Statistic.MEDIAN, Statistic.P90, Statistic.MAXIMUM)
    assert made(statistic)["distribution"].notna().any() == kept


def test_a_distribution_is_the_sorted_values_with_their_numbers():
    rows = made(Statistic.MEDIAN).set_index(KEYS)["distribution"]
    values, times = unpack(rows[("cahors", "standard", "2025-01")])
    assert list(values) == [2, 4, 9]
    assert list(times) == [1, 1, 1]
    assert rows[("cahors", "standard", "2025-02")] is None
    assert [len(part) for part in unpack(None)] == [0, 0]


@pytest.mark.parametrize("by", [["site"], ["service"], ["site", "service"], ["month"], []])
@pytest.mark.parametrize("statistic", [Statistic.SHARE, Statistic.MEDIAN, Statistic.RATIO])
def test_merging_is_the_same_as_counting_at_once(by, statistic):
    merged = merge(made(statistic), by, statistic)
    whole = ALL.assign(everything="all", service=ALL["service"].fillna(""))
    keys = by or ["everything"]
    at_once = tally(whole[["outcome", "value", "total"]], whole[keys], statistic)
    pd.testing.assert_frame_equal(
        merged, at_once if by else at_once.drop(columns="everything"), check_dtype=False
    )


def test_merging_keeps_equal_values_of_two_sites():
    values, times = unpack(
        merge(made(Statistic.MAXIMUM), [], Statistic.MAXIMUM)["distribution"][0]
    )
    assert list(values) == [2, 4, 5, 9]
    assert list(times) == [2, 2, 1, 1]


LATEST = table("""
    site   | service | month   | outcome | value | total
    cahors | a       | 2025-01 | met     | 1     | 10
    cahors | a       | 2025-02 | met     | 2     | 10
    cahors | a       | 2025-02 | met     | 3     | 10
    cahors | a       | 2025-03 | met     |       |
    cahors | b       | 2025-01 | met     | 5     | 10
    figeac | a       | 2025-03 | missed  | 7     | 10
""")


@pytest.mark.parametrize("statistic", [Statistic.LATEST_SUM, Statistic.LATEST_RATIO])
def test_the_latest_value_of_each_site_and_service_is_kept(statistic):
    tallies = made(statistic, LATEST)
    by_site = merge(tallies, ["site"], statistic).set_index("site")
    assert by_site["value_sum"].to_dict() == {"cahors": 10, "figeac": 7}
    assert by_site["total_sum"].to_dict() == {"cahors": 30, "figeac": 10}
    assert list(merge(tallies, [], statistic)["value_sum"]) == [17]
    assert list(merge(tallies, ["site", "service"], statistic)["value_sum"]) == [5, 5, 7]


def test_months_may_be_dates_as_the_store_returns_them():
    tallies = made(Statistic.LATEST_SUM, LATEST)
    dated = tallies.assign(month=[each.date() for each in pd.to_datetime(tallies["month"])])
    assert list(merge(dated, [], Statistic.LATEST_SUM)["value_sum"]) == [17]


@pytest.mark.parametrize("statistic", list(Statistic))
def test_nothing_judged_leaves_no_row_and_merges_into_one_empty_row(statistic):
    nothing = made(statistic, ALL.iloc[:0])
    assert nothing.empty
    assert list(nothing.columns) == [*KEYS, *TALLY]
    assert merge(nothing, ["site"], statistic).empty
    whole = merge(nothing, [], statistic)
    assert len(whole) == 1
    assert whole["met"].dtype == "int64"
    assert whole[["met", "missed", "value_sum", "value_count"]].sum(axis=None) == 0


def test_a_judgement_finds_its_site_by_its_index():
    judgements = ALL.loc[[9, 0], ["outcome", "value", "total"]]
    found = tally(judgements, ALL[KEYS], Statistic.SHARE)
    assert list(found["site"]) == ["cahors", "figeac"]
    assert list(found["value_sum"]) == [2, 2]


def test_categories_are_no_empty_groups():
    keys = ALL[KEYS].astype("category")
    found = tally(ALL[["outcome", "value", "total"]], keys, Statistic.SHARE)
    assert len(found) == 4
    assert np.array_equal(found["met"], made(Statistic.SHARE)["met"])
