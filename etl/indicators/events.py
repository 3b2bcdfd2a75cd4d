"""Checks, meetings, exercises, crisis clocks, amounts: what no contact log measures.

An event planned after ``given.as_of`` is pending: it has not been held.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from etl.domain.engagements import Limit, Unit
from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.elapsed import local_days, net_elapsed
from etl.indicators.judgements import judged, with_pauses

_DAY = pd.Timedelta(days=1)
_SEVEN_DAYS = 7
_END_OF_THE_DAY = Limit(0, Unit.CALENDAR_DAYS)


def checks_passed(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each check on its result; without a result it is unknown."""
    return judged(
        met=events["passed"],
        pending=_is_planned(events, given),
        unknown=events["passed"].isna(),
    )


def events_held(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Count the events that were held."""
    return judged(
        met=events["started_at"].notna(),
        pending=_is_planned(events, given),
        unknown=events["started_at"].isna(),
        value=events["amount"],
    )


def done_in_time(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each event on when it was done, exactly the limit being in time.

    Not done, it is pending while its limit runs and missed from then on. With
    ``by_due_date``, an event that has its own ``due_at`` is due by the end of that local
    day instead. A limit in opening hours needs ``desk``.
    """
    late_from = deadline(events, given)
    done = _done(events, given)
    value, gross = _elapsed(events, done.fillna(given.as_of), given)
    found = judged(
        met=done < late_from,
        pending=_is_planned(events, given) | (done.isna() & (late_from > given.as_of)),
        unknown=late_from.isna() | (done < events["started_at"]),
        value=value,
    )
    return found if gross is None else _with_pauses(found, events, gross, given)


def deadline(events: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return the first instant at which each event is late."""
    started, desk = events["started_at"], parameters.text(given, "desk")
    held = given.held(started, _done(events, given))
    if held is None:
        late_from = given.deadline(started, desk=desk)
    else:
        late_from = given.net_deadline(started, held, desk=desk)
    if parameters.flag(given, "by_due_date", False):
        own = given.calendar.deadline(events["due_at"], _END_OF_THE_DAY)
        return own.fillna(late_from)
    return late_from


def delay(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each event the time it took, in ``unit`` (the limit's unless declared).

    Not done and late, it counts with its delay so far; not done and not late, or without a
    limit, it is pending. Opening hours need ``desk``.
    """
    late_from = deadline(events, given)
    done = _done(events, given)
    value, gross = _elapsed(events, done.fillna(given.as_of), given)
    found = judged(
        met=done.notna() & ~(done >= late_from),
        pending=_is_planned(events, given) | (done.isna() & ~(late_from <= given.as_of)),
        unknown=events["started_at"].isna() | (done < events["started_at"]),
        value=value,
    )
    return found if gross is None else _with_pauses(found, events, gross, given)


def share_of_amounts(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each event its amount and its total (agents trained, of agents).

    With ``desk``, one that begins while the desk is closed is excluded (calls counted by
    half-hours); one that begins in its hours counts whole.
    """
    told = events["amount"].notna() & events["total"].notna()
    return judged(
        met=told,
        pending=_is_planned(events, given),
        excluded=events["total"].eq(0) | _is_closed(events, given),
        unknown=~told,
        value=events["amount"],
        total=events["total"],
    )


def amounts(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each event its amount."""
    return judged(
        met=events["amount"].notna(),
        pending=_is_planned(events, given),
        unknown=events["amount"].isna(),
        value=events["amount"],
    )


def active_subjects(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each subject (an account) of each month: no seven local days without an event.

    The days run from the first of the month to the last one that is over at
    ``given.as_of``. A subject without any event in the month has no judgement: the count
    of met is what says how many are active. Value: events of the subject in the month.
    """
    seen = events[events["started_at"] <= given.as_of]
    months = given.calendar.months(seen["started_at"])
    keys = [seen["site"], seen["subject"], months.rename("month")]
    days = pd.DataFrame(
        {
            "group": seen.groupby(keys, sort=False, dropna=False, observed=True).ngroup(),
            "subject": seen["subject"],
            "month": months,
            "day": local_days(seen["started_at"], given),
        }
    )
    subjects = days.groupby("group", sort=False).agg(
        subject=("subject", "first"), month=("month", "first"), events=("day", "size")
    )
    longest = _longest_step(days, subjects["month"], given)
    subjects = subjects.assign(longest=longest)
    subjects.index = seen.index[~days["group"].duplicated()]
    return judged(
        met=subjects["longest"] <= _SEVEN_DAYS,
        unknown=subjects["subject"].isna(),
        value=subjects["events"],
    )


def held_outside_hours(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each event on whether it began while the ``desk`` was closed (night, week-end).

    One held in opening hours is missed: it proves nothing of the nights. At a site that
    has no such desk nobody can tell.
    """
    desk = parameters.required_text(given, "desk")
    has_desk = desk in given.calendar.site.desks
    return judged(
        met=~given.calendar.is_open(events["started_at"], desk),
        pending=_is_planned(events, given),
        unknown=events["started_at"].isna() | (not has_desk),
    )


def in_exercise_or_real(events: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Count exercises and real events alike, or only one kind with ``exercise``.

    Value: 1 for an exercise, 0 for a real event; unknown where the log does not say which.
    """
    exercise = events["exercise"]
    wanted = parameters.flag(given, "exercise", True)
    other = exercise.ne(wanted).fillna(False) if "exercise" in given.parameters else None
    return judged(
        met=exercise.notna(),
        pending=_is_planned(events, given),
        excluded=other,
        unknown=exercise.isna(),
        value=exercise.astype("Float64"),
    )


def _is_closed(events: pd.DataFrame, given: Conditions) -> pd.Series:
    desk = parameters.text(given, "desk")
    if not desk:
        return pd.Series(False, index=events.index)
    return ~given.calendar.is_open(events["started_at"], desk)


def _is_planned(events: pd.DataFrame, given: Conditions) -> pd.Series:
    return events["started_at"] > given.as_of


def _done(events: pd.DataFrame, given: Conditions) -> pd.Series:
    return events["done_at"].where(events["done_at"] <= given.as_of)


def _with_pauses(
    found: pd.DataFrame, events: pd.DataFrame, gross: pd.Series, given: Conditions
) -> pd.DataFrame:
    without = deadline(events, replace(given, pauses=None))
    return with_pauses(found, gross, _done(events, given).fillna(given.as_of) >= without)


def _elapsed(
    events: pd.DataFrame, end: pd.Series, given: Conditions
) -> tuple[pd.Series, pd.Series | None]:
    default = given.limit.unit.value if given.limit else Unit.MINUTES.value
    unit = Unit(parameters.choice(given, "unit", default, [each.value for each in Unit]))
    return net_elapsed(events["started_at"], end, unit, given)


def _longest_step(days: pd.DataFrame, months: pd.Series, given: Conditions) -> pd.Series:
    """Return the longest step, in days, between two events of a subject.

    The eve of the month and the first day that is not over stand as events at both ends.
    """
    ordered = days.sort_values(["group", "day"], kind="stable")
    before = ordered.groupby("group")["day"].shift().fillna(ordered["month"] - _DAY)
    inner = ((ordered["day"] - before) / _DAY).groupby(ordered["group"]).max()
    instant = pd.Series([pd.Timestamp(given.as_of)]).dt.as_unit("us")
    today = local_days(instant, given).iloc[0]
    until = (months + pd.offsets.MonthBegin()).clip(upper=today)
    last = ((until - ordered.groupby("group")["day"].max()) / _DAY).reindex(months.index)
    return np.maximum(inner.reindex(months.index), last)
