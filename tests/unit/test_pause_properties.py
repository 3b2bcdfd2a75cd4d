"""Pauses, whatever they are: the account of a deadline gives the answers of the engine."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.calendars.day_accounts import DayStatus
from etl.calendars.explanation import explain_deadline, explanation_lines
from etl.calendars.pauses import Suspension, net_deadline, paused, united
from etl.calendars.working_time import DAY_UNITS, SiteCalendar
from etl.domain.engagements import Limit, Unit
from tests.unit.test_explanation_properties import (
    CALENDARS,
    desks,
    engine_count,
    limits,
    one,
    places,
    spans,
    starts,
)

# From before the receipt to well after the limit; short ones, some of them empty.
offsets = st.one_of(
    st.timedeltas(timedelta(days=-8), timedelta(days=40)),
    st.integers(-3, 30).map(lambda days: timedelta(days=days)),
)
lengths = st.one_of(
    st.timedeltas(timedelta(), timedelta(days=20)),
    st.integers(0, 12).map(lambda days: timedelta(days=days)),
)
pauses = st.lists(st.tuples(offsets, lengths), max_size=5)
FAR = timedelta(days=4000)


def suspensions(start: datetime, drawn: list[tuple[timedelta, timedelta]]) -> list[Suspension]:
    return [
        Suspension(start + offset, start + offset + length, "attente de l'usager", "accueil")
        for offset, length in drawn
    ]


def frame(told: list[Suspension]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fact_id": pd.Series([0] * len(told), dtype="int64"),
            "started_at": pd.Series([each.start for each in told]).astype(
                "datetime64[us, UTC]"
            ),
            "done_at": pd.Series([each.end for each in told]).astype("datetime64[us, UTC]"),
        }
    )


def engine(
    calendar: SiteCalendar,
    case: tuple[datetime, datetime | None, str],
    limit: Limit,
    told: list[Suspension],
) -> tuple[pd.Timestamp, float, float]:
    """Return the deadline, and the net and gross counts at the end (of the case or limit)."""
    start, end, desk = case
    held = united(frame(told), one(start), one(end or start + FAR))
    deadline = net_deadline(calendar, one(start), limit, held, desk)[0]
    until = end if end is not None else deadline - timedelta(microseconds=1)
    if pd.isna(until):
        return deadline, np.nan, np.nan
    gross = engine_count(calendar, start, until, limit, desk)
    held = united(frame(told), one(start), one(until))
    return deadline, gross - paused(calendar, one(start), limit, held, desk)[0], gross


@settings(max_examples=100, deadline=None)
@given(place=places, start=starts, limit=limits, span=spans, desk=desks, drawn=pauses)
def test_the_account_of_a_paused_case_gives_the_answers_of_the_engine(
    place, start, limit, span, desk, drawn
):
    calendar, end = CALENDARS[place], None if span is None else start + span
    told = suspensions(start, drawn)
    found = explain_deadline(calendar, start, limit, end, desk, told)
    deadline, net, gross = engine(calendar, (start, end, desk), limit, told)
    assert (found.deadline is None) == pd.isna(deadline)
    assert found.deadline is None or found.deadline == deadline
    if end is not None or found.deadline is not None:
        assert found.counted == pytest.approx(net, abs=1e-5, nan_ok=True)
    if end is not None:
        assert found.gross == pytest.approx(gross, abs=1e-5, nan_ok=True)
    assert len(explanation_lines(found)) == len(found.days) + 1


@settings(max_examples=40, deadline=None)
@given(place=places, start=starts, limit=limits, span=spans, desk=desks, drawn=pauses)
def test_a_net_delay_is_never_negative_nor_longer_than_the_gross_one(
    place, start, limit, span, desk, drawn
):
    end = start + abs(span or timedelta(days=9))
    _, net, gross = engine(
        CALENDARS[place], (start, end, desk), limit, suspensions(start, drawn)
    )
    assert np.isnan(net) or -1e-5 <= net <= gross


@settings(max_examples=40, deadline=None)
@given(place=places, start=starts, limit=limits, desk=desks, drawn=pauses)
def test_a_pause_never_brings_a_deadline_forward_and_one_more_never_does(
    place, start, limit, desk, drawn
):
    told, case = suspensions(start, drawn), (start, None, desk)
    found = [engine(CALENDARS[place], case, limit, told[:many])[0] for many in range(len(told))]
    known = [each for each in found if not pd.isna(each)]
    assert known == sorted(known)


@settings(max_examples=40, deadline=None)
@given(
    place=places,
    start=starts,
    limit=limits,
    drawn=pauses,
    seen=st.timedeltas(timedelta(), timedelta(days=60)),
    later=st.timedeltas(timedelta(), timedelta(days=30)),
)
def test_time_alone_never_takes_back_a_missed_deadline(place, start, limit, drawn, seen, later):
    """A case without an answer, seen twice: what a pause will last is known from its end on."""
    calendar, told = CALENDARS[place], frame(suspensions(start, drawn))

    def is_late(at: datetime) -> bool:
        begun = told[told["started_at"] <= at]
        held = united(begun, one(start), one(at))
        return bool(net_deadline(calendar, one(start), limit, held, "standard")[0] <= at)

    assert is_late(start + seen + later) or not is_late(start + seen)


@settings(max_examples=40, deadline=None)
@given(place=places, start=starts, limit=limits, drawn=pauses, spread=st.permutations(range(5)))
def test_pauses_that_overlap_are_counted_once_in_whatever_order_they_are_told(
    place, start, limit, drawn, spread
):
    told = suspensions(start, drawn)
    mixed = [told[each] for each in spread if each < len(told)]
    case = (start, start + timedelta(days=50), "standard")
    first, again = (
        engine(CALENDARS[place], case, limit, each) for each in (told, mixed + told)
    )
    assert str(first) == str(again)


@settings(max_examples=40, deadline=None)
@given(place=places, start=starts, limit=limits, drawn=pauses)
def test_a_paused_limit_in_days_ends_on_an_open_day(place, start, limit, drawn):
    unit = limit.unit if limit.unit in DAY_UNITS else Unit.WORKING_DAYS
    limit = replace(limit, amount=int(limit.amount), unit=unit)
    calendar = CALENDARS[place]
    found = explain_deadline(calendar, start, limit, pauses=suspensions(start, drawn))
    (due,) = (each.day for each in found.days if each.status is DayStatus.DUE)
    assert due not in calendar.holidays
    assert due.weekday() < (6 if unit is Unit.WORKABLE_DAYS else 5)
