"""The grade of a source: its freshness, its gaps, its volume against its own past, its rejects.

A Tuesday without a call is not perfection: it is a declared closure, or a missing file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from etl.domain.sources import REJECTS_REFUSED, REJECTS_WARNED, Rhythm
from etl.domain.trust import ALLOWED_DAYS, SILENT, Criterion, Grade, Line, Unit

# A source speaks each day (week, month) if it did so in this share of them.
HABIT = 0.80
# Fewer expected days or weeks make no habit.
ENOUGH_UNITS = 8
# Below this share of its own median, a day or a month is thin: part of it is missing.
THIN = 0.25
# Days shown of those that are missing or thin, the latest first.
SHOWN = 5
# Shares of missing or thin units up to which a source is worth A, B, C.
SHARES = (0.0, 0.02, 0.10)
REJECTS = (REJECTS_WARNED, (REJECTS_WARNED + REJECTS_REFUSED) / 2, REJECTS_REFUSED)
LATE = (1.0, (1.0 + SILENT) / 2, SILENT)


@dataclass(frozen=True)
class Heard:
    """What a source sent: facts a day (columns day, facts), rows read and rejected."""

    volumes: pd.DataFrame
    records: int
    rejected: int


def lines_of(heard: Heard, expected: pd.Series, rhythm: Rhythm, today: date) -> list[Line]:
    """Return what the grade of a source is made of, nothing where nothing was ever heard.

    ``expected``: the days on which its site works, closures left out, from the first fact
    to today. What happens by event is never late and has no gap.
    """
    if heard.volumes.empty:
        return []
    found = [_rejects(heard)]
    if rhythm is Rhythm.EVENT:
        return found
    last = heard.volumes["day"].max()
    found.insert(0, _freshness(last, rhythm, today))
    unit = unit_of(heard.volumes, expected[expected <= last])
    counts = _by_unit(heard.volumes, expected[expected <= last], unit)
    return [*found, _gaps(counts, unit), _volume(counts, unit)]


def unit_of(volumes: pd.DataFrame, expected: pd.Series) -> Unit:
    """Return the shortest span in which the source has nearly always said something."""
    for unit in (Unit.DAY, Unit.WEEK):
        counts = _by_unit(volumes, expected, unit)
        if len(counts) >= ENOUGH_UNITS and (counts > 0).mean() >= HABIT:
            return unit
    return Unit.MONTH


def _freshness(last: pd.Timestamp, rhythm: Rhythm, today: date) -> Line:
    age, allowed = (pd.Timestamp(today) - last).days, ALLOWED_DAYS[rhythm]
    return Line(Criterion.FRESHNESS, _grade(age / allowed, LATE), age, allowed)


def _gaps(counts: pd.Series, unit: Unit) -> Line:
    return _share(Criterion.GAPS, counts.eq(0), unit)


def _volume(counts: pd.Series, unit: Unit) -> Line:
    """Compare each unit with its own kind: a Saturday with Saturdays."""
    heard = counts[counts > 0]
    kind = heard.index.day_of_week if unit is Unit.DAY else np.zeros(len(heard))
    usual = heard.groupby(kind).transform("median")
    return _share(Criterion.VOLUME, heard < THIN * usual, unit)


def _rejects(heard: Heard) -> Line:
    share = heard.rejected / heard.records if heard.records else 0.0
    return Line(Criterion.REJECTS, _grade(share, REJECTS), heard.rejected, heard.records)


def _share(criterion: Criterion, wrong: pd.Series, unit: Unit) -> Line:
    share = float(wrong.mean()) if len(wrong) else 0.0
    days = tuple(each.date() for each in wrong.index[wrong][::-1][:SHOWN])
    return Line(criterion, _grade(share, SHARES), int(wrong.sum()), len(wrong), unit, days)


def _grade(value: float, limits: Sequence[float]) -> Grade:
    """Return the best grade whose limit the value does not pass."""
    reached = zip(Grade, limits, strict=False)
    return next((grade for grade, limit in reached if value <= limit), Grade.D)


def _by_unit(volumes: pd.DataFrame, expected: pd.Series, unit: Unit) -> pd.Series:
    """Return the facts of each unit that holds an expected day, the last one left out.

    The last unit may still be arriving; a day nobody expected is not counted.
    """
    starts = _start(expected, unit).unique()
    facts = volumes["facts"].groupby(_start(volumes["day"], unit)).sum()
    counts = facts.reindex(pd.DatetimeIndex(starts).sort_values(), fill_value=0)
    return counts if unit is Unit.DAY else counts[:-1]


def _start(days: pd.Series, unit: Unit) -> pd.Series:
    if unit is Unit.DAY:
        return days
    if unit is Unit.WEEK:
        return days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return days.dt.to_period("M").dt.start_time
