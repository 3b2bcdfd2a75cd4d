"""The register of events moves the limits of a chart: when, where, and of which indicators."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from etl.assessments.chart_rules import Signal, signals
from etl.assessments.control_charts import individuals, proportions
from etl.assessments.plans import deciding, plan_of
from etl.assessments.variation import Assurance, Variation, read_chart
from etl.domain.annotations import Annotation, AnnotationKind, LimitChange
from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Direction

REBASE, FREEZE, EXCLUDE = LimitChange.REBASE, LimitChange.FREEZE, LimitChange.EXCLUDE
QUIET = [50, 52, 49, 51, 50, 48, 52, 50, 51, 49, 50, 51]


def event(day, limits=REBASE, site="cahors", **more):
    own = {"kind": AnnotationKind.EQUIPMENT, "author": "Standard", "title": "Serveur vocal"}
    return Annotation(first=day, site=site, limits=limits, **(own | more))


def monthly(values):
    months = pd.date_range("2024-01-01", periods=len(values), freq="MS")
    return pd.Series([float(each) for each in values], index=months)


def chart_of(values, *events, site="cahors"):
    return individuals(monthly(values), plan_of(events, "10a", site))


@pytest.mark.parametrize(
    ("day", "first_month"),
    [
        (date(2025, 1, 1), 1),
        (date(2025, 1, 2), 2),
        (date(2024, 12, 31), 1),
        (date(2025, 1, 31), 2),
    ],
)
def test_a_new_start_takes_effect_with_the_first_whole_month(day, first_month):
    chart = chart_of([*QUIET, *QUIET], event(day))
    moved = chart.index[chart["segment"] == 1][0]
    assert (moved.year, moved.month) == (2025, first_month)


def test_after_a_new_start_the_assurance_rests_on_the_new_limits():
    # NHSRplotthedots issue 172: it compared the target with the limits of before.
    values = [*QUIET, *(each + 20 for each in QUIET)]
    reading = read_chart(chart_of(values, event(date(2025, 1, 1))), 60, Direction.HIGHER)
    assert reading.assurance is Assurance.PASSING
    reading = read_chart(chart_of(values, event(date(2025, 1, 1))), 60, Direction.LOWER)
    assert reading.assurance is Assurance.FAILING
    turned = [*(each + 20 for each in QUIET), *QUIET]
    reading = read_chart(chart_of(turned, event(date(2025, 1, 1))), 60, Direction.HIGHER)
    assert reading.assurance is Assurance.FAILING


def test_fewer_than_twelve_months_after_a_new_start_limits_are_provisional():
    for months, provisional in ((11, True), (12, False)):
        chart = chart_of([*QUIET, *QUIET[:months]], event(date(2025, 1, 1)))
        assert not chart["provisional"].iloc[0]
        assert bool(chart["provisional"].iloc[-1]) is provisional


def test_frozen_limits_do_not_widen_as_bad_months_arrive():
    bad = [*QUIET, 80, 20, 85, 15]
    frozen = chart_of(bad, event(date(2025, 1, 1), FREEZE))
    assert frozen["high"].iloc[-1] == chart_of(QUIET)["high"].iloc[0]
    assert frozen["high"].iloc[-1] < chart_of(bad)["high"].iloc[-1]
    assert list(signals(frozen).iloc[-4:]) == [Signal.ABOVE_LIMITS, Signal.BELOW_LIMITS] * 2


def test_a_freeze_rests_on_the_months_that_were_over():
    for day in (date(2025, 1, 1), date(2025, 1, 31)):
        chart = chart_of([*QUIET, 80, 82], event(day, FREEZE))
        assert chart["baseline"].to_list() == [True] * 12 + [False] * 2


def test_a_freeze_and_a_new_start_go_together():
    # NHSRplotthedots issue 93: one could have one or the other.
    values = [*QUIET, 80, 82, *(each + 20 for each in QUIET), 100]
    events = (
        event(date(2025, 1, 1), FREEZE),
        event(date(2025, 3, 1), REBASE),
        event(date(2026, 3, 1), FREEZE),
    )
    chart = chart_of(values, *events)
    assert chart["segment"].to_list() == [0] * 14 + [1] * 13
    assert chart["baseline"].to_list() == [True] * 12 + [False] * 2 + [True] * 12 + [False]
    assert chart["high"].iloc[0] == chart_of(QUIET)["high"].iloc[0]
    assert chart["high"].iloc[-1] == pytest.approx(chart["high"].iloc[0] + 20)
    assert signals(chart).iloc[-1] == Signal.ABOVE_LIMITS


def test_a_freeze_on_the_day_of_a_new_start_leaves_the_new_stretch_free():
    day = date(2025, 1, 1)
    chart = chart_of([*QUIET, *QUIET], event(day, FREEZE), event(day, REBASE))
    assert chart["baseline"].all()


def test_an_excluded_event_leaves_out_each_month_that_it_touches():
    strike = event(date(2024, 6, 28), EXCLUDE, last=date(2024, 7, 2))
    chart = chart_of(QUIET, strike)
    assert [each.month for each in chart.index[chart["excluded"]]] == [6, 7]
    lone = event(date(2024, 6, 28), EXCLUDE)
    assert [each.month for each in chart_of(QUIET, lone).query("excluded").index] == [6]


def test_without_a_declared_event_nothing_moves():
    values = [*QUIET, *(each + 20 for each in QUIET)]
    assert chart_of(values, event(date(2025, 1, 1), None))["segment"].nunique() == 1


@pytest.mark.parametrize(
    ("told", "site", "code", "decides"),
    [
        ({}, "cahors", "10a", True),
        ({}, "figeac", "10a", False),
        # One site's tool moves no limit of all sites together.
        ({}, EVERYWHERE, "10a", False),
        ({"everywhere": True}, "figeac", "10a", True),
        ({"everywhere": True}, EVERYWHERE, "10a", True),
        ({"indicators": ("10a", "10b")}, "cahors", "10b", True),
        ({"indicators": ("10a", "10b")}, "cahors", "17a", False),
    ],
)
def test_an_event_decides_of_its_site_and_of_its_indicators(told, site, code, decides):
    assert bool(deciding([event(date(2025, 1, 1), **told)], code, site)) is decides


def test_a_change_for_the_better_is_common_again_once_declared():
    met, counted = monthly([80] * 12 + [95] * 12), monthly([100] * 24)
    plain = proportions(met, counted)
    assert read_chart(plain, 0.9, Direction.HIGHER).variation is Variation.IMPROVEMENT
    declared = proportions(met, counted, plan_of([event(date(2025, 1, 1))], "10a", "cahors"))
    assert read_chart(declared, 0.9, Direction.HIGHER).variation is Variation.COMMON
    assert np.isclose(declared["centre"].iloc[-1], 0.95)
