"""Charts: what they draw, and what they leave out."""

import math

import pandas as pd
import pytest

from dashboard import theme
from dashboard.charts.delays import delays_figure
from dashboard.charts.history import CONFIG, history_figure
from dashboard.charts.sparkline import HEIGHT, MARGIN, sparkline
from etl.domain.assessments import Verdict
from etl.domain.periods import PeriodKind


def findings(**columns) -> pd.DataFrame:
    count = len(columns["value"])
    base = {
        "start": pd.date_range("2025-01-01", periods=count, freq="MS"),
        "label": [""] * count,
        "low": [None] * count,
        "high": [None] * count,
        "target": [0.9] * count,
        "verdict": ["met"] * count,
        "said": ["dit"] * count,
    }
    frame = pd.DataFrame(base | columns)
    numbers = ["value", "low", "high", "target"]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def traces(figure):
    interval, target, values = figure.data
    return interval, target, values


def test_shares_are_drawn_as_percents_with_their_target():
    figure = history_figure(findings(value=[0.8, 0.95]), "%", PeriodKind.MONTH)
    _, target, values = traces(figure)
    assert [round(each, 6) for each in values.y] == [80, 95]
    assert list(target.y) == [90, 90]
    assert figure.layout.yaxis.ticksuffix == "\u202f%"


def test_other_units_are_drawn_as_they_are():
    figure = history_figure(findings(value=[3, 4], target=[5, 5]), "min", PeriodKind.MONTH)
    assert list(traces(figure)[2].y) == [3, 4]
    assert figure.layout.yaxis.ticksuffix == " min"


def test_each_verdict_has_its_shape_and_its_colour():
    verdicts = [each.value for each in Verdict]
    frame = findings(value=[0.5] * len(verdicts), verdict=verdicts)
    marker = traces(history_figure(frame, "%", PeriodKind.MONTH))[2].marker
    assert list(marker.symbol) == [theme.SYMBOLS[each] for each in verdicts]
    assert list(marker.color) == [theme.COLOURS[each] for each in verdicts]


def test_a_missing_month_breaks_the_line():
    values = traces(history_figure(findings(value=[0.8, None, 0.9]), "%", PeriodKind.MONTH))[2]
    assert math.isnan(values.y[1])
    assert values.connectgaps is False


def test_without_a_target_none_is_drawn():
    figure = history_figure(findings(value=[1, 2], target=[None, None]), "nb", PeriodKind.YEAR)
    assert len(figure.data) == 2


def test_the_axis_of_a_share_has_no_tick_above_a_hundred():
    figure = history_figure(findings(value=[0.97, 1.0]), "%", PeriodKind.MONTH)
    assert 100 < figure.layout.yaxis.range[1] < 101


def test_the_axis_holds_the_interval():
    frame = findings(value=[0.5, 0.6], low=[0.2, 0.5], high=[0.7, 0.8])
    low, high = history_figure(frame, "%", PeriodKind.MONTH).layout.yaxis.range
    assert low < 20 and high > 90


def test_months_are_written_in_french():
    assert CONFIG["locales"]["fr"]["format"]["months"][1] == "février"
    assert CONFIG["locales"]["fr"]["format"]["days"][0] == "dimanche"


def test_a_sparkline_draws_its_values_its_target_and_its_last_point():
    drawn = sparkline([0.5, 0.9, 0.7], 0.9)
    assert 'class="ligne"' in drawn and 'class="but"' in drawn and 'class="bout"' in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize("values", [[], [0.5], [None, 0.5]])
def test_fewer_than_two_values_draw_nothing(values):
    assert sparkline(values, 0.9) == ""


def test_a_sparkline_breaks_where_a_value_is_missing():
    assert sparkline([0.5, None, 0.7, 0.8], None).count("M") == 2
    assert 'class="but"' not in sparkline([0.5, 0.7], None)


def test_equal_values_are_drawn_in_the_middle():
    assert f" {HEIGHT / 2:.1f}" in sparkline([1.0, 1.0], None)
    assert MARGIN < HEIGHT / 2


def test_a_sparkline_whose_last_value_is_missing_has_no_last_point():
    assert 'class="bout"' not in sparkline([0.5, 0.7, None], None)


def judged(**columns) -> pd.DataFrame:
    """Return findings with a control chart over the first three of four months."""
    base = {
        "centre": [0.9, 0.9, 0.9, None],
        "floor": [0.8, 0.85, 0.8, None],
        "ceiling": [0.96, 0.95, 0.96, None],
        "variation": ["common_cause"] * 3 + [None],
    }
    frame = findings(value=[0.9, 0.7, 0.98, 0.5])
    return frame.assign(**(base | columns)).astype(
        dict.fromkeys(["centre", "floor", "ceiling"], "float64")
    )


def named(figure) -> dict:
    return {each.name: each for each in figure.data if each.name}


def test_the_band_of_ordinary_variation_is_drawn_over_the_judged_months_only():
    drawn = named(history_figure(judged(), "%", PeriodKind.MONTH))
    assert list(drawn["ceiling"].y) == [96, 95, 96]
    assert [round(each, 6) for each in drawn["floor"].y] == [80, 85, 80]
    assert drawn["ceiling"].fill == "tonexty"
    assert drawn["ceiling"].fillcolor == theme.BAND
    assert list(drawn["centre"].y) == [90, 90, 90]


def test_a_month_without_limits_does_not_cut_the_band():
    frame = judged(floor=[0.8, None, 0.8, None], ceiling=[0.9, None, 0.9, None])
    assert len(named(history_figure(frame, "%", PeriodKind.MONTH))["floor"].x) == 2


def test_signals_are_ringed_by_shape_and_not_by_colour_alone():
    frame = judged(
        variation=["common_cause", "special_cause_concern", "special_cause_improvement", None]
    )
    rings = named(history_figure(frame, "%", PeriodKind.MONTH))["signals"]
    assert [round(each, 6) for each in rings.y] == [70, 98]
    assert list(rings.marker.symbol) == ["diamond-open", "circle-open"]


def test_an_ordinary_series_has_no_ring():
    assert len(named(history_figure(judged(), "%", PeriodKind.MONTH))["signals"].x) == 0


def test_the_axis_holds_the_band():
    low, high = history_figure(judged(), "%", PeriodKind.MONTH).layout.yaxis.range
    assert low < 50 and high > 98


def test_a_thin_band_has_no_name_written_over_it():
    wide = history_figure(judged(floor=[0.5] * 3 + [None]), "%", PeriodKind.MONTH)
    thin = history_figure(judged(floor=[0.94] * 3 + [None]), "%", PeriodKind.MONTH)
    assert [each.text for each in wide.layout.annotations] == ["variation ordinaire"]
    assert thin.layout.annotations == ()


def curve() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "delay": [0.0, 1.0, 2.0],
            "share": [0.25, 0.5, 1.0],
            "low": [0.1, 0.3, math.nan],
            "high": [0.4, 0.7, math.nan],
            "said": ["", "", ""],
        }
    )


def test_the_share_answered_climbs_in_steps_at_whole_days():
    drawn = named(delays_figure(curve(), [1]))
    assert list(drawn["share"].y) == [25, 50, 100]
    assert drawn["share"].line.shape == "hv"
    assert list(drawn["low"].x) == [0, 1]


def test_each_promise_is_drawn_and_named():
    figure = delays_figure(curve(), [5.0, 10.0])
    promises = [each for each in figure.data if each.name == "promise"]
    assert [list(each.x) for each in promises] == [[5, 5], [10, 10]]
    said = [each.text.strip().replace("\u00a0", " ") for each in figure.layout.annotations]
    assert said == ["promesse : 5 jours ouvrés", "promesse : 10 jours ouvrés"]


def test_the_axis_of_delays_holds_a_promise_longer_than_the_longest_answer():
    assert delays_figure(curve(), [10.0]).layout.xaxis.range[1] > 10
