"""The grade of a source: late, silent, with holes, thinner than it was, badly read."""

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.assessments.trust import Heard, lines_of, unit_of
from etl.domain.sources import Rhythm
from etl.domain.trust import Criterion, Grade, Trust, Unit

TODAY = date(2025, 6, 30)
FIRST = pd.Timestamp("2025-03-03")
WORKED = pd.Series(pd.bdate_range(FIRST, TODAY, unit="us"))


def heard(days, facts=50, records=1000, rejected=0):
    volumes = pd.DataFrame({"day": days, "facts": facts})
    return Heard(volumes.reset_index(drop=True), records, rejected)


def graded(own, criterion, rhythm=Rhythm.DAILY, today=TODAY, expected=WORKED):
    lines = {each.criterion: each for each in lines_of(own, expected, rhythm, today)}
    return lines[criterion]


@pytest.mark.parametrize(
    ("rhythm", "age", "grade"),
    [
        (Rhythm.DAILY, 4, Grade.A),
        (Rhythm.DAILY, 5, Grade.B),
        (Rhythm.DAILY, 8, Grade.C),
        (Rhythm.DAILY, 9, Grade.D),
        (Rhythm.MONTHLY, 40, Grade.A),
        (Rhythm.MONTHLY, 60, Grade.B),
        (Rhythm.MONTHLY, 80, Grade.C),
        (Rhythm.MONTHLY, 81, Grade.D),
    ],
)
def test_a_source_is_late_after_its_rhythm_and_silent_after_twice_that(rhythm, age, grade):
    own = heard(pd.Series([FIRST]))
    line = graded(own, Criterion.FRESHNESS, rhythm, FIRST.date() + timedelta(days=age))
    assert (line.grade, line.found) == (grade, age)
    assert Trust("x", (line,)).is_silent is (grade is Grade.D)


def test_a_tuesday_without_a_call_is_a_gap():
    tuesday = pd.Timestamp("2025-05-13")
    line = graded(heard(WORKED[tuesday != WORKED]), Criterion.GAPS)
    assert (line.found, line.grade, line.unit) == (1, Grade.B, Unit.DAY)
    assert line.days == (date(2025, 5, 13),)


def test_a_declared_closure_is_no_gap():
    tuesday = pd.Timestamp("2025-05-13")
    rest = WORKED[tuesday != WORKED]
    assert graded(heard(rest), Criterion.GAPS, expected=rest).grade is Grade.A


@pytest.mark.parametrize(
    ("missing", "grade"), [(0, Grade.A), (1, Grade.B), (2, Grade.C), (8, Grade.C), (9, Grade.D)]
)
def test_the_more_days_are_missing_the_worse_the_grade(missing, grade):
    days = pd.Series(pd.bdate_range(FIRST, periods=86, unit="us"))
    kept = days.drop(range(10, 10 + missing))
    line = graded(heard(kept), Criterion.GAPS, expected=days)
    assert (line.found, line.among, line.grade) == (missing, 86, grade)


@pytest.mark.parametrize(("facts", "thin"), [(13, False), (12, True)])
def test_a_day_far_below_its_own_median_is_thin(facts, thin):
    own = heard(WORKED)
    own.volumes.loc[20, "facts"] = facts
    assert graded(own, Criterion.VOLUME).found == thin


def test_a_quiet_saturday_is_compared_with_saturdays():
    days = pd.Series(pd.date_range(FIRST, TODAY, unit="us"))
    facts = [5 if day.day_of_week == 5 else 80 for day in days]
    assert graded(heard(days, facts), Criterion.VOLUME, expected=days).found == 0


@pytest.mark.parametrize(
    ("rejected", "grade"), [(20, Grade.A), (21, Grade.B), (61, Grade.C), (101, Grade.D)]
)
def test_rejected_rows_cost_the_grade(rejected, grade):
    assert graded(heard(WORKED, rejected=rejected), Criterion.REJECTS).grade is grade


def test_what_comes_by_week_or_month_is_not_blamed_for_its_days():
    by_week = heard(WORKED[WORKED.dt.day_of_week == 2])
    by_month = heard(WORKED[WORKED.dt.day == 12])
    assert unit_of(by_week.volumes, WORKED) is Unit.WEEK
    assert graded(by_week, Criterion.GAPS).grade is Grade.A
    assert unit_of(by_month.volumes, WORKED) is Unit.MONTH


def test_what_happens_by_event_is_judged_on_what_was_read_only():
    lines = lines_of(heard(pd.Series([FIRST])), WORKED, Rhythm.EVENT, TODAY)
    assert [each.criterion for each in lines] == [Criterion.REJECTS]


def test_the_grade_is_that_of_the_worst_line_and_nothing_heard_has_none():
    lines = lines_of(heard(WORKED, rejected=150), WORKED, Rhythm.DAILY, TODAY)
    assert Trust("x", tuple(lines)).grade is Grade.D
    assert Trust("x", ()).grade is None
    assert lines_of(heard(WORKED[:0]), WORKED, Rhythm.DAILY, TODAY) == []
