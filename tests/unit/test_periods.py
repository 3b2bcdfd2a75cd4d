"""Months, quarters and years, and the window that an indicator looks at."""

from datetime import date

import pytest

from etl.domain.periods import Period, PeriodKind, containing, parse_period


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2025-03", date(2025, 3, 1), date(2025, 4, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2025-T1", date(2025, 1, 1), date(2025, 4, 1)),
        ("2025-T4", date(2025, 10, 1), date(2026, 1, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_code_names_a_period_and_back(code, start, end):
    period = parse_period(code)
    assert (period.start, period.end, period.code) == (start, end, code)


@pytest.mark.parametrize("code", ["2025-13", "2025-00", "2025-T5", "mars", "", "2025-03-01"])
def test_anything_else_is_refused(code):
    with pytest.raises(ValueError):
        parse_period(code)


def test_a_period_starts_on_its_first_day():
    with pytest.raises(ValueError):
        Period(date(2025, 2, 1), PeriodKind.QUARTER)


@pytest.mark.parametrize(
    ("code", "window", "first"),
    [
        ("2025-03", 1, date(2025, 3, 1)),
        ("2025-03", 3, date(2025, 1, 1)),
        ("2025-03", 12, date(2024, 4, 1)),
        ("2025-T1", 1, date(2025, 1, 1)),
        ("2025-T1", 12, date(2024, 4, 1)),
        ("2025", 3, date(2025, 1, 1)),
    ],
)
def test_the_span_is_the_period_or_the_window_when_it_is_longer(code, window, first):
    assert parse_period(code).span_start(window) == first


def test_a_year_is_twelve_months():
    months = list(parse_period("2025").months())
    assert months[0].code == "2025-01" and months[-1].code == "2025-12" and len(months) == 12


def test_the_quarter_of_a_day():
    assert containing(date(2025, 12, 31), PeriodKind.QUARTER).code == "2025-T4"
