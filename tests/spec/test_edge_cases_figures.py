"""The nastiest cases of counting, rates, verdicts and signals, by number and subject."""

import math
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.wording import value_text
from dashboard.wording.phrases import house_sentence
from etl import formats
from etl.assessments.chart_rules import signals
from etl.assessments.control_charts import ChartKind, individuals, proportions, share_chart
from etl.assessments.erlang import erlang_c
from etl.assessments.funnel import false_alarms, places
from etl.assessments.proportions import Method, bounds_with_unknown, interval, lower_bound
from etl.assessments.verdicts import gravest, missing_observations, verdicts
from etl.domain.assessments import Verdict
from etl.domain.datasets import Dataset
from etl.domain.engagements import Comparison, Statistic
from etl.indicators.measures import measure, wilson
from etl.indicators.tallies import merge, tally
from tests.spec import test_telephone_formulas
from tests.spec.prefecture import facts, judge, limit, outcomes

AS_OF = "2025-06-01 08:00"
ROOT = Path(__file__).parents[2]


def figure(met: int, missed: int, unknown: int = 0, **told) -> pd.DataFrame:
    """The measure of a share of contacts that is to reach 90 %."""
    counts = pd.DataFrame({"met": [met], "missed": [missed], "unknown": [unknown]})
    usual = {"target": 0.9, "comparison": Comparison.AT_LEAST, "enough": 30}
    truths = {"applies": True, "silent": False, "finished": True}
    return measure(counts, Statistic.SHARE).assign(
        statistic=Statistic.SHARE, **usual | truths | told
    )


def verdict(*counts: int, **told) -> str:
    return verdicts(figure(*counts, **told)).iloc[0]


def months(values) -> pd.Series:
    days = pd.date_range("2024-01-01", periods=len(values), freq="MS")
    return pd.Series(values, index=days, dtype="float64")


def test_case_49_an_empty_period_has_no_rate_and_a_gap_in_the_chart():
    assert pd.isna(figure(0, 0)["value"][0])
    assert verdict(0, 0) == "not_measured"
    chart = individuals(months([0.9, 0.8, math.nan, 0.9]))
    assert chart["value"].isna().tolist() == [False, False, True, False]


def test_case_50_one_success_of_one_is_shown_with_its_interval_and_decides_nothing():
    one = figure(1, 0).iloc[0]
    assert (one["value"], one["counted"]) == (1, 1)
    assert one[["low", "high"]].to_list() == pytest.approx([0.207, 1], abs=5e-4)
    assert verdict(1, 0) == "inconclusive"
    exact = interval([1], [1], method=Method.CLOPPER_PEARSON)
    assert exact[0][0] == pytest.approx(0.025)


def test_case_51_three_of_three_do_not_prove_nine_tenths_and_a_clean_sheet_takes_35():
    assert verdict(3, 0) == "inconclusive"
    assert wilson(3, 3)[0] == pytest.approx(0.439, abs=5e-4)
    # With a number that never decides by itself, the interval alone does.
    clean = {n: verdict(n, 0, enough=1000) for n in (34, 35)}
    assert clean == {34: "inconclusive", 35: "met"}
    exact = {n: lower_bound([n], [n], method=Method.CLOPPER_PEARSON)[0] for n in (28, 29)}
    assert exact[28] < 0.9 <= exact[29]
    both = {n: interval([n], [n], method=Method.CLOPPER_PEARSON)[0][0] for n in (35, 36)}
    assert both[35] < 0.9 <= both[36]


def test_case_52_a_column_entirely_missing_measures_nothing():
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome
        2025-03-03 10:00:00 | inbound   | answered
        2025-03-03 10:05:00 | inbound   | answered
        """,
    )
    found = judge("answered_within", calls, AS_OF, limit=limit(25, "seconds"))
    assert set(found["outcome"]) == {"unknown"}
    assert verdict(0, 0, 2) == "not_measured"


def test_case_53_a_column_partly_missing_leaves_the_rate_and_is_bounded():
    """90 of 100 known, 20 unknown: between 90/120 and 110/120."""
    assert figure(90, 10, 20)["value"][0] == 0.9
    low, high = bounds_with_unknown([90], [100], [20])
    assert (low[0], high[0]) == (90 / 120, 110 / 120)


@pytest.mark.parametrize(("unknown", "expected"), [(25, "met"), (26, "inconclusive")])
def test_case_53_above_a_fifth_of_unknowns_nothing_is_concluded(unknown, expected):
    assert verdict(95, 5, unknown) == expected


def test_case_54_a_threshold_hit_exactly_is_kept():
    calls = facts(
        Dataset.CALLS,
        """
        started_at          | direction | outcome  | wait_s
        2025-03-03 10:00:00 | inbound   | answered | 25
        2025-03-03 10:05:00 | inbound   | answered | 25.001
        """,
    )
    in_time = outcomes("answered_within", calls, AS_OF, limit=limit(25, "seconds"))
    assert in_time == ["met", "missed"]
    assert verdict(90, 10) == "met"
    assert verdict(90, 10, enough=101) == "inconclusive"
    assert list(places([90], [100], 0.9)) == ["inside"]


def test_case_55_8996_of_10000_is_below_nine_tenths_and_does_not_read_90():
    """We round down; where even that would read like the target, one more decimal."""
    assert verdict(8996, 1004) == "missed"
    assert value_text(0.8996, "%", 0.9) == f"89,9{formats.NARROW}%"
    assert value_text(0.1004, "%", 0.1) == f"10,04{formats.NARROW}%"
    assert value_text(0.1, "%", 0.1) == f"10{formats.NARROW}%"


def test_case_56_floats_set_no_trap():
    """0.1 + 0.2, an eighth, half a percent, thirds: counts stay whole, display rounds down."""
    assert verdict(3, 7, target=0.3, enough=1) == "met"
    assert [formats.percent(each) for each in (0.125, 0.005, 1 / 3)] == [
        f"{text}{formats.NARROW}%" for text in ("12,5", "0,5", "33,3")
    ]
    shares = measure(pd.DataFrame({"met": range(1, 60), "missed": 7}), Statistic.SHARE)["value"]
    exact = [Fraction(met, met + 7) for met in range(1, 60)]
    assert [share >= float(each) for share, each in zip(shares, exact, strict=True)] == [
        True
    ] * 59


def test_case_57_sites_are_added_not_averaged():
    outcome = ["met", *["met", "missed"] * 50]
    rows = pd.DataFrame({"outcome": outcome, "value": math.nan, "total": math.nan})
    keys = pd.DataFrame({"site": ["a", *["b"] * 100]})
    both = merge(tally(rows, keys, Statistic.SHARE), [], Statistic.SHARE)
    assert measure(both, Statistic.SHARE)["value"][0] == 51 / 101


def test_case_57_a_whole_may_move_against_all_its_parts():
    """Both sites do better and the whole does worse: it is still the ratio of sums."""
    before, after = {"a": (90, 100), "b": (3, 10)}, {"a": (10, 11), "b": (40, 100)}
    assert all(Fraction(*after[site]) > Fraction(*before[site]) for site in before)
    whole = [
        measure(
            pd.DataFrame(
                {
                    "met": [sum(met for met, _ in sites.values())],
                    "missed": [sum(counted - met for met, counted in sites.values())],
                }
            ),
            Statistic.SHARE,
        )["value"][0]
        for sites in (before, after)
    ]
    assert whole == [93 / 110, 50 / 111]


def test_case_58_only_short_abandons_leave_no_service_level_but_their_abandon_rate():
    test_telephone_formulas.test_only_short_abandons_leave_no_service_level_but_their_abandon_rate_with_its_n()
    test_telephone_formulas.test_icmi_gives_83_86_81_and_83_percent_for_the_same_calls()


def test_case_59_without_a_source_nothing_is_measured_and_it_is_said():
    silent = figure(0, 0, silent=True)
    assert verdicts(silent).iloc[0] == "not_measured"
    assert gravest(["not_measured", "inconclusive", "met"]) is Verdict.NOT_MEASURED
    said = house_sentence({Verdict.MET: 3, Verdict.NOT_MEASURED: 1}, "en mars 2025")
    assert "3 engagements sur 4 sont tenus" in said.replace(formats.NARROW, " ")
    assert "1 n'est pas mesuré" in said


def test_case_60_a_constant_series_or_one_at_all_is_no_signal():
    constant = individuals(months([0.9] * 14))
    assert (constant["low"] == constant["high"]).all()
    assert set(signals(constant)) == {"none"}
    whole = proportions(months([40.0] * 14), months([40.0] * 14))
    assert set(signals(whole)) == {"none"}


@pytest.mark.parametrize(("points", "provisional"), [(11, True), (12, False)])
def test_case_60_under_twelve_points_limits_are_provisional(points, provisional):
    chart = individuals(months(np.linspace(0.8, 0.9, points)))
    assert set(chart["provisional"]) == {provisional}


def test_case_60_a_huge_number_counted_calls_for_its_own_spread():
    met, counted = months([90_000, 91_000, 89_500] * 5), months([100_000] * 15)
    assert set(share_chart(met, counted)["kind"]) == {ChartKind.PROPORTIONS_LANEY.value}
    assert not (set(signals(share_chart(met, counted))) & {"above_limits", "below_limits"})


def test_case_60_many_sites_are_seen_within_998_limits_with_the_false_alarms_expected():
    assert false_alarms(100) == pytest.approx(0.2)


@pytest.mark.parametrize("load", [10, 12])
def test_case_60_a_queue_whose_load_reaches_the_agents_has_no_number(load):
    queue = erlang_c(load, 10, 180, 20).iloc[0]
    assert not queue["stable"]
    assert queue.drop("stable").isna().all()


def test_missing_observations_are_named_for_what_is_inconclusive_only():
    """What cases 50 and 51 lack: 29 more of one, 27 more of three."""
    rows = pd.concat([figure(1, 0), figure(3, 0), figure(30, 0)], ignore_index=True)
    assert missing_observations(rows, verdicts(rows)).to_list() == [29, 27, 0]


def test_every_case_from_1_to_60_is_a_named_test():
    """Its number stands in the name: ``test_33_…`` or ``test_case_33_…``, in this folder."""
    written = "\n".join(
        path.read_text("utf-8") for path in sorted((ROOT / "tests/spec").glob("test_*.py"))
    )
    names = re.findall(r"def test_(?:case_)?((?:\d\d_)+)", written)
    named = {int(number) for name in names for number in name.split("_") if number}
    assert set(range(1, 61)) - named == set()
