"""By how much a late case overran its limit, in the time of the service."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.calendars.pauses import paused
from etl.calendars.working_time import DAY_UNITS
from etl.domain.assessments import Outcome
from etl.domain.engagements import Limit, Unit
from etl.indicators.conditions import Conditions

# What ends a case: of several instants, the first one.
ENDED_BY: Mapping[str, tuple[str, ...]] = {
    "answered_in_time": ("answered_at",),
    "answer_delay": ("answered_at",),
    "overdue_unanswered": ("answered_at",),
    "acknowledged_in_time": ("acknowledged_at", "answered_at"),
    "registered_in_time": ("registered_at",),
    "received_within": ("called_at",),
    "done_in_time": ("done_at",),
    "delay": ("done_at",),
}
_HOUR_S = 3600
_TICK = pd.Timedelta(microseconds=1)


def overrun_unit(limits: Mapping[str, Limit], limit: Limit | None) -> Unit | None:
    """Return the unit in which an indicator tells overruns, ``None`` where it tells none.

    Limits in days overrun in working days (or in workable ones where all are so), those in
    opening hours in opening hours; what a visitor or a caller waits is told by the wait.
    """
    units = {each.unit for each in (limit, *limits.values()) if each is not None}
    if not units or not units <= {*DAY_UNITS, Unit.OPENING_HOURS}:
        return None
    only = units.pop() if len(units) == 1 else Unit.WORKING_DAYS
    return Unit.WORKING_DAYS if only is Unit.CALENDAR_DAYS else only


def overruns(
    rule: str, facts: pd.DataFrame, outcome: pd.Series, due: pd.Series, given: Conditions
) -> pd.Series:
    """Return what passed from the last instant in time to the end of each late case.

    ``outcome`` and ``due`` (the first instant too late) have the index of ``facts``. A case
    that is not dealt with has overrun until now; pauses do not count.
    """
    nothing = pd.Series(np.nan, index=facts.index, dtype="float64")
    unit = overrun_unit(given.limits, given.limit)
    if unit is None or rule not in ENDED_BY:
        return nothing
    ends = facts[list(ENDED_BY[rule])]
    done = ends.where(ends <= given.as_of).min(axis=1).fillna(given.as_of)
    done = done.astype("datetime64[us, UTC]")
    last, limit = due - _TICK, Limit(0, unit)
    desk = str(given.parameters.get("desk", ""))
    if unit is Unit.OPENING_HOURS:
        spent = given.calendar.opening_seconds(last, done, desk) / _HOUR_S
    else:
        spent = given.calendar.working_days(last, done, limit)
    held = given.held(last, done)
    if held is not None:
        stood = paused(given.calendar, last, limit, held, desk)
        spent = spent - stood / (_HOUR_S if unit is Unit.OPENING_HOURS else 1)
    return spent.where(outcome.eq(Outcome.MISSED.value))
