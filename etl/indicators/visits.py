"""Reception desks: waits, support brought to its end, delay to an appointment.

The wait runs from arrival, or for an appointment from its hour (from arrival if the
visitor comes late: that lateness is not the service's); called before the hour is no wait.
"""

import pandas as pd

from etl.domain.engagements import Unit
from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.elapsed import elapsed
from etl.indicators.judgements import judged

_MINUTE = pd.Timedelta(minutes=1)


def received_within(visits: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each visit on its wait, as it stood at ``given.as_of``; exactly the limit is met.

    A visitor not called yet is pending while the limit runs, missed from then on. One who
    left before being called is missed after a longer wait than the limit, and excluded
    otherwise: nobody knows whether the promise would have been kept. A no-show is
    excluded. ``limit_by = "appointment"`` takes the limits ``with`` and ``without``.
    """
    start, end = _start(visits), _end_of_wait(visits, given)
    late_from = deadline(visits, given)
    in_time = end.fillna(given.as_of) < late_from
    gave_up = _gave_up(visits, given)
    return judged(
        met=in_time & ~gave_up,
        pending=in_time & end.isna(),
        excluded=_is_no_show(visits) | (gave_up & in_time & end.notna()),
        unknown=_unknown(visits, start, end) | late_from.isna(),
        value=_minutes(start, end.fillna(given.as_of)),
    )


def deadline(visits: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return the first instant at which each visitor has waited too long."""
    by = _with_or_without(visits) if parameters.text(given, "limit_by") else None
    return given.deadline(_start(visits), by=by)


def visit_wait(visits: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each visit its wait in minutes.

    One who left before being called counts (missed) with the time spent waiting, otherwise
    the longest waits would leave the figure; one still waiting is pending.
    """
    start, end = _start(visits), _end_of_wait(visits, given)
    return judged(
        met=~_gave_up(visits, given),
        pending=end.isna(),
        excluded=_is_no_show(visits),
        unknown=_unknown(visits, start, end),
        value=_minutes(start, end),
    )


def support_completed(visits: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the visitors received on whether their business was brought to its end."""
    never_received = visits["outcome"].eq("left") & visits["called_at"].isna()
    return judged(
        met=visits["completed"],
        pending=visits["ended_at"] > given.as_of,
        excluded=_is_no_show(visits) | never_received,
        unknown=visits["completed"].isna(),
    )


def appointment_delay(visits: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each appointment the number of local days between booking and appointment.

    A no-show counts: the delay offered was the same.
    """
    days = elapsed(visits["booked_at"], visits["appointment_at"], Unit.CALENDAR_DAYS, given)
    return judged(
        met=days >= 0,
        excluded=visits["appointment_at"].isna() & ~_has_appointment(visits),
        unknown=~(visits["appointment_at"] >= visits["booked_at"]),
        value=days,
    )


def _has_appointment(visits: pd.DataFrame) -> pd.Series:
    """Tell the visits by appointment; a log without the flag tells by the hour it gives."""
    return visits["appointment"].fillna(visits["appointment_at"].notna()).astype(bool)


def _with_or_without(visits: pd.DataFrame) -> pd.Series:
    return _has_appointment(visits).map({True: "with", False: "without"}).astype("str")


def _start(visits: pd.DataFrame) -> pd.Series:
    """Return the instant from which each visitor waits; null if an appointment has no hour."""
    hour = visits["appointment_at"]
    late = visits["arrived_at"] > hour
    return visits["arrived_at"].where(~_has_appointment(visits) | late, hour)


def _end_of_wait(visits: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return when each visitor was called or gave up, if that was before ``given.as_of``."""
    left = visits["ended_at"].where(visits["outcome"].eq("left"))
    end = visits["called_at"].fillna(left)
    return end.where(end <= given.as_of)


def _gave_up(visits: pd.DataFrame, given: Conditions) -> pd.Series:
    return visits["outcome"].eq("left") & visits["called_at"].isna()


def _is_no_show(visits: pd.DataFrame) -> pd.Series:
    return visits["outcome"].eq("no_show")


def _unknown(visits: pd.DataFrame, start: pd.Series, end: pd.Series) -> pd.Series:
    """Tell where the log does not say: one served uncalled, one called before arrival."""
    ended = visits["outcome"].isin(["served", "transferred"]) & visits["called_at"].isna()
    vanished = (
        visits["outcome"].eq("left") & visits["called_at"].isna() & visits["ended_at"].isna()
    )
    return start.isna() | ended | vanished | (end < visits["arrived_at"])


def _minutes(start: pd.Series, end: pd.Series) -> pd.Series:
    return ((end - start) / _MINUTE).clip(lower=0)
