"""Charts: what they draw, and what they leave out."""

import math

import pandas as pd
import pytest

from dashboard import theme
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
