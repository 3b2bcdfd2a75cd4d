"""The time between two instants, in the unit of a limit."""

import pandas as pd

from etl.calendars.pauses import paused
from etl.domain.engagements import Limit, Unit
from etl.indicators import parameters
from etl.indicators.conditions import Conditions

_PHYSICAL = {
    Unit.SECONDS: pd.Timedelta(seconds=1),
    Unit.MINUTES: pd.Timedelta(minutes=1),
    Unit.HOURS: pd.Timedelta(hours=1),
}
_HOUR_S = 3600
_SCALES = {Unit.MINUTES: 60, Unit.HOURS: _HOUR_S, Unit.OPENING_HOURS: _HOUR_S}


def net_elapsed(
    start: pd.Series, end: pd.Series, unit: Unit, given: Conditions
) -> tuple[pd.Series, pd.Series | None]:
    """Return how many units lie between two instants without the pauses, and with them.

    The second is ``None`` where there is no pause.
    """
    whole, held = elapsed(start, end, unit, given), given.held(start, end)
    if held is None:
        return whole, None
    spent = paused(given.calendar, start, Limit(0, unit), held, parameters.text(given, "desk"))
    return whole - spent / _SCALES.get(unit, 1), whole


def elapsed(start: pd.Series, end: pd.Series, unit: Unit, given: Conditions) -> pd.Series:
    """Return how many units lie between two instants.

    Days are local days after the first; opening hours are those of the parameter ``desk``.
    """
    if unit in _PHYSICAL:
        return (end - start) / _PHYSICAL[unit]
    if unit in (Unit.WORKING_DAYS, Unit.WORKABLE_DAYS):
        return given.calendar.working_days(start, end, Limit(0, unit))
    if unit is Unit.OPENING_HOURS:
        desk = parameters.text(given, "desk")
        return given.calendar.opening_seconds(start, end, desk) / _HOUR_S
    return (local_days(end, given) - local_days(start, given)) / pd.Timedelta(days=1)


def local_days(at: pd.Series, given: Conditions) -> pd.Series:
    """Return the local day of each instant, without time zone: every day lasts 24 hours."""
    return given.calendar.local(at).dt.tz_localize(None).dt.normalize()
