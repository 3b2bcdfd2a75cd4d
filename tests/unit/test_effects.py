"""The effect of an action is what the chart says, never what one hopes."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from etl.assessments.effects import effect_of, first_month_after
from etl.domain.actions import Effect
from etl.domain.annotations import Annotation, AnnotationKind, LimitChange
from etl.domain.engagements import Direction
from etl.pipeline import load_definitions
from tests.pipeline.folders import DATA

DONE = date(2026, 1, 1)
# A year of 85 to 89 %, of 1,000 calls.
BEFORE = [870, 860, 880, 850, 875, 865, 885, 855, 870, 880, 860, 872]


@pytest.fixture(scope="module")
def rate():
    return load_definitions(DATA).indicator("10a")


def months(after, before=BEFORE):
    met = pd.Series([*before, *after], dtype="int64")
    first = pd.Timestamp(DONE) - pd.DateOffset(months=len(before))
    days = pd.date_range(first, periods=len(met), freq="MS")
    frame = pd.DataFrame({"met": met, "missed": 1000 - met, "value": met / 1000})
    return frame.set_index(days)


def effect(rate, after, done=DONE, annotations=(), **more):
    return effect_of(rate, months(after, **more), done, annotations, "cahors")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([], Effect.TOO_EARLY),
        ([880], Effect.TOO_EARLY),
        ([990], Effect.VISIBLE),
        ([880] * 6, Effect.TOO_EARLY),
        ([880] * 7, Effect.VISIBLE),
        ([860, 880] * 3, Effect.TOO_EARLY),
        ([860, 880, 860, 880, 860, 880, 860], Effect.NONE),
        ([820] * 7, Effect.NONE),
    ],
)
def test_a_signal_shows_an_effect_and_seven_months_without_one_show_none(rate, after, expected):
    assert effect(rate, after).effect is expected


def test_a_change_for_the_worse_is_no_effect_and_is_said(rate):
    found = effect(rate, [700])
    assert (found.effect, found.worsens) == (Effect.TOO_EARLY, True)


def test_where_lower_is_better_a_fall_is_the_effect(rate):
    assert effect(replace(rate, better=Direction.LOWER), [700]).effect is Effect.VISIBLE


def test_a_run_that_began_before_the_action_does_not_count_for_it(rate):
    before = [800, 860, 820, 865, 810, 860, 815, 900, 920, 880, 915, 890]
    assert effect(rate, [885, 900], before=before).effect is Effect.TOO_EARLY


def test_with_fewer_than_twelve_months_before_nothing_can_be_said(rate):
    assert effect(rate, [990], before=BEFORE[1:]).effect is Effect.UNKNOWN
    assert effect(rate, [990], before=BEFORE).effect is Effect.VISIBLE


def test_an_indicator_of_several_months_cannot_tell(rate):
    assert effect(replace(rate, window_months=3), [990]).effect is Effect.UNKNOWN


def test_the_month_of_the_action_itself_does_not_count(rate):
    assert first_month_after(date(2026, 1, 1)) == date(2026, 1, 1)
    assert first_month_after(date(2026, 1, 2)) == date(2026, 2, 1)
    assert effect(rate, [990], date(2026, 1, 2)).effect is Effect.TOO_EARLY


def test_a_new_start_declared_after_the_action_does_not_hide_it(rate):
    started = Annotation(
        first=date(2026, 2, 1),
        site="cahors",
        title="Nouveau standard",
        kind=AnnotationKind.EQUIPMENT,
        author="Référent téléphonie",
        limits=LimitChange.REBASE,
    )
    assert effect(rate, [880, 990], annotations=[started]).effect is Effect.VISIBLE


def test_the_mean_after_is_a_ratio_of_sums(rate):
    frame = months([900, 0])
    frame.iloc[-1, frame.columns.get_indexer(["met", "missed"])] = (0, 100)
    found = effect_of(rate, frame, DONE, [], "cahors")
    assert found.after == 900 / 1100
    assert found.before == sum(BEFORE) / 12000
