"""The rule of verdicts: observed value, then interval, on both sides of each threshold."""

import numpy as np
import pandas as pd
import pytest

from etl.assessments.verdicts import gravest, missing_observations, reaches, verdicts
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison, Statistic
from etl.indicators.measures import measure
from tests.tables import table

USUAL = {
    "pending": 0,
    "unknown": 0,
    "target": 0.9,
    "comparison": Comparison.AT_LEAST,
    "enough": 30,
    "statistic": Statistic.SHARE,
    "applies": True,
    "silent": False,
    "finished": True,
}


def share(met: int, counted: int, **told) -> pd.DataFrame:
    statistic = told.get("statistic", Statistic.SHARE)
    counts = pd.DataFrame({"met": [met], "missed": [counted - met]})
    return measure(counts, statistic).assign(**USUAL | told)


def figure(value: float, counted: int, **told) -> pd.DataFrame:
    """A mean, a count, a maximum: a value without interval."""
    rows = pd.DataFrame(
        {"value": [value], "counted": [counted], "met": [counted], "missed": [0]}
    )
    told = {"statistic": Statistic.MEAN, "target": 5.0, "comparison": "at_most"} | told
    return rows.assign(low=np.nan, high=np.nan, **USUAL | told)


def verdict(measured: pd.DataFrame) -> str:
    return verdicts(measured).iloc[0]


SHARES = table("""
    met   | counted | target | comparison | verdict
    27    | 30      | 0.9    | at_least   | met
    26    | 30      | 0.9    | at_least   | missed
    26    | 29      | 0.9    | at_least   | inconclusive
    27    | 29      | 0.9    | at_least   | inconclusive
    29    | 29      | 0.9    | at_least   | inconclusive
    29    | 29      | 0.88   | at_least   | met
    29    | 29      | 0.884  | at_least   | inconclusive
    3     | 3       | 0.9    | at_least   | inconclusive
    1     | 1       | 0.9    | at_least   | inconclusive
    0     | 10      | 0.9    | at_least   | missed
    0     | 1       | 0.9    | at_least   | missed
    0     | 1       | 0.7    | at_least   | inconclusive
    90    | 100     | 0.9    | at_least   | met
    8996  | 10000   | 0.9    | at_least   | missed
    9000  | 10000   | 0.9    | at_least   | met
    90    | 100     | 0.9    | above      | missed
    91    | 100     | 0.9    | above      | met
    10    | 100     | 0.1    | at_most    | met
    11    | 100     | 0.1    | at_most    | missed
    10    | 100     | 0.1    | below      | missed
    9     | 100     | 0.1    | below      | met
    1004  | 10000   | 0.1    | at_most    | missed
    0     | 10      | 0.1    | at_most    | inconclusive
    0     | 10      | 0.3    | at_most    | met
    0     | 10      | 0.27   | at_most    | inconclusive
    8     | 10      | 0.1    | at_most    | missed
    2     | 10      | 0.1    | at_most    | inconclusive
    30    | 30      | 1.0    | at_least   | met
    29    | 29      | 1.0    | at_least   | inconclusive
    28    | 29      | 1.0    | at_least   | missed
""")


@pytest.mark.parametrize("case", SHARES.to_dict("records"), ids=lambda case: repr(case))
def test_a_share_is_judged_by_its_value_and_decided_by_number_or_interval(case):
    told = {"target": case["target"], "comparison": case["comparison"]}
    assert verdict(share(int(case["met"]), int(case["counted"]), **told)) == case["verdict"]


def test_a_share_of_missed_is_compared_as_such():
    lost = {"statistic": Statistic.SHARE_MISSED, "comparison": "at_most", "target": 0.1}
    assert verdict(share(90, 100, **lost)) == "met"
    assert verdict(share(89, 100, **lost)) == "missed"


@pytest.mark.parametrize(
    ("counted", "enough", "expected"),
    [(30, 30, "met"), (29, 30, "inconclusive"), (1, 1, "met"), (0, 1, "not_measured")],
)
def test_a_value_without_interval_is_decided_by_the_number_alone(counted, enough, expected):
    value = 5.0 if counted else float("nan")
    assert verdict(figure(value, counted, enough=enough)) == expected


@pytest.mark.parametrize(("counted", "expected"), [(30, "missed"), (29, "inconclusive")])
def test_a_net_share_too_is_decided_by_the_number_alone(counted, expected):
    """Its interval, rough with few answers, lies wholly below the target here."""
    told = {"statistic": Statistic.NET, "target": -0.5, "comparison": "at_least"}
    assert verdict(figure(-0.8, counted, **told).assign(low=-0.9, high=-0.7)) == expected


@pytest.mark.parametrize(("value", "expected"), [(5.0, "met"), (5.0000001, "missed")])
def test_a_value_without_interval_is_compared_unrounded(value, expected):
    assert verdict(figure(value, 30)) == expected


COUNTS = table("""
    value | comparison | finished | silent | verdict
    4     | at_least   | true     | false  | met
    3     | at_least   | true     | false  | missed
    0     | at_least   | true     | false  | missed
    0     | at_least   | true     | true   | not_measured
    4     | at_least   | false    | false  | met
    3     | at_least   | false    | false  | inconclusive
    4     | above      | false    | false  | inconclusive
    4     | at_most    | false    | false  | met
    5     | at_most    | false    | false  | missed
    0     | at_most    | true     | false  | met
""")


@pytest.mark.parametrize("statistic", [Statistic.COUNT, Statistic.PER_WEEK])
@pytest.mark.parametrize("case", COUNTS.to_dict("records"), ids=lambda case: repr(case))
def test_a_count_is_complete_when_its_period_is(case, statistic):
    told = {name: case[name] for name in ("comparison", "finished", "silent")}
    measured = figure(
        case["value"], int(case["value"]), statistic=statistic, target=4.0, **told
    )
    assert verdict(measured) == case["verdict"]


def test_a_count_of_missed_needs_no_number_but_something_to_count():
    told = {"statistic": Statistic.COUNT_MISSED, "target": 0.0, "comparison": "at_most"}
    assert verdict(share(5, 5, **told)) == "met"
    assert verdict(share(4, 5, **told)) == "missed"
    assert verdict(share(0, 0, **told)) == "not_measured"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"target": np.nan}, "followed"),
        ({"silent": True}, "not_measured"),
        ({"silent": True, "target": np.nan}, "not_measured"),
        ({"applies": False}, "not_applicable"),
        ({"applies": False, "silent": True, "target": np.nan}, "not_applicable"),
        ({"unknown": 25}, "met"),
        ({"unknown": 26}, "inconclusive"),
        ({"unknown": 26, "target": np.nan}, "followed"),
        ({"unknown": 26, "applies": False}, "not_applicable"),
        ({"finished": False}, "met"),
    ],
)
def test_what_is_judged_before_the_value(told, expected):
    assert verdict(share(95, 100, **told)) == expected


def test_a_log_that_tells_nothing_is_not_measured():
    assert verdict(share(0, 0, unknown=40)) == "not_measured"
    assert verdict(share(0, 0)) == "not_measured"
    assert verdict(share(0, 0, target=np.nan)) == "not_measured"


@pytest.mark.parametrize("covered", range(5, 205, 5))
def test_exactly_a_fifth_unknown_is_bearable(covered):
    fifth = covered // 5
    known = covered - fifth
    assert verdict(share(known, known, unknown=fifth, enough=1)) == "met"
    assert verdict(share(known, known, unknown=fifth + 1, enough=1)) == "inconclusive"


def test_rows_are_judged_each_by_its_own_rule_and_keep_their_index():
    rows = pd.concat([share(95, 100), share(2, 10, comparison="at_most"), figure(6, 30)])
    rows.index = pd.Index([7, 3, 9])
    assert verdicts(rows).to_dict() == {7: "met", 3: "met", 9: "missed"}
    assert verdicts(rows.iloc[:0]).empty


def test_a_missing_value_reaches_nothing():
    rows = share(0, 0)
    for comparison in Comparison:
        assert not reaches(rows["value"], rows.assign(comparison=comparison)).any()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["met", "missed", "not_measured", "inconclusive"], "missed"),
        (["met", "not_measured", "inconclusive"], "not_measured"),
        (["met", "inconclusive"], "inconclusive"),
        (["met", "not_applicable"], "met"),
        (["not_applicable", "not_applicable"], "not_applicable"),
        (["met", "followed"], "met"),
        (["followed"], "not_measured"),
        ([], "not_measured"),
    ],
)
def test_an_engagement_is_worth_its_gravest_mandatory_finding(found, expected):
    assert gravest(found) is Verdict(expected)
    assert gravest(reversed(found)) is Verdict(expected)


def test_a_clean_sheet_needs_as_many_as_the_interval_asks():
    """35 clean contacts prove 90 % by the interval alone: one less does not."""
    many = {"enough": 1000}
    assert verdict(share(34, 34, **many)) == "inconclusive"
    assert list(missing(share(34, 34, **many))) == [1]
    assert list(missing(share(3, 3, **many))) == [32]
    assert verdict(share(35, 35, **many)) == "met"


def missing(measured: pd.DataFrame) -> pd.Series:
    return missing_observations(measured, verdicts(measured))


@pytest.mark.parametrize(
    ("told", "expected"),
    [({}, 27), ({"enough": 10}, 7), ({"target": 0.5}, 1), ({"target": 0.99}, 27)],
)
def test_what_is_missing_is_the_smaller_of_the_two_ways_to_conclude(told, expected):
    assert list(missing(share(3, 3, **told))) == [expected]


def test_at_the_target_itself_only_the_number_can_conclude():
    assert list(missing(share(9, 10))) == [20]


def test_a_value_without_interval_lacks_the_rest_of_its_number():
    assert list(missing(figure(6.0, 12))) == [18]


def test_a_ratio_lacks_records_not_parts_of_its_total():
    rows = share(5, 10).assign(statistic=Statistic.RATIO, counted=1, enough=5)
    assert list(missing_observations(rows, pd.Series(["inconclusive"]))) == [4]


@pytest.mark.parametrize(
    "measured",
    [
        share(95, 100),
        share(5, 100),
        share(0, 0),
        share(95, 100, unknown=90),
        share(9, 10, applies=False),
        figure(3, 3, statistic=Statistic.COUNT, comparison="at_least", finished=False),
    ],
)
def test_nothing_is_missing_where_more_contacts_would_not_help(measured):
    assert list(missing(measured)) == [0]


def test_words_may_be_plain_text_as_the_store_returns_them():
    rows = pd.concat([share(95, 100), figure(3, 3, statistic=Statistic.COUNT, finished=False)])
    words = {"statistic": "str", "comparison": "str"}
    plain = rows.assign(comparison=["at_least", "at_least"]).astype(words)
    assert plain["statistic"].dtype == "str"
    assert list(verdicts(plain)) == ["met", "inconclusive"]
    assert list(missing_observations(plain, verdicts(plain))) == [0, 0]
