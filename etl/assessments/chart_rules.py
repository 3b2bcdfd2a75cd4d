"""Signals of a control chart: the named rule set, Anhøj's runs, the classic tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.later import Later

stats = Later("scipy.stats")

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int64]

# What floats lose: a point on a limit, or on the centre, is neither outside nor on a side.
_EPSILON = 1e-9


class Signal(StrEnum):
    """What singles a point out. In the order of precedence, most striking first."""

    ABOVE_LIMITS = "above_limits"
    BELOW_LIMITS = "below_limits"
    RISING = "rising_trend"
    FALLING = "falling_trend"
    NEAR_HIGH = "two_of_three_high"
    NEAR_LOW = "two_of_three_low"
    RUN_ABOVE = "run_above"
    RUN_BELOW = "run_below"
    NONE = "none"


UPWARDS = (Signal.ABOVE_LIMITS, Signal.RISING, Signal.NEAR_HIGH, Signal.RUN_ABOVE)
DOWNWARDS = (Signal.BELOW_LIMITS, Signal.FALLING, Signal.NEAR_LOW, Signal.RUN_BELOW)


@dataclass(frozen=True)
class RuleSet:
    """How long a run and a trend must be; the name is shown beside each signal."""

    name: str
    run: int
    trend: int


MAKING_DATA_COUNT = RuleSet("making_data_count_7_points", run=7, trend=7)


def signals(chart: pd.DataFrame, rules: RuleSet = MAKING_DATA_COUNT) -> pd.Series:
    """Return the signal of each point of a chart, by the NHS *Making data count* rules.

    Each stretch between two rebases is read by itself. A gap is passed over, an excluded
    point tells nothing, and where the centre has no spread at all nothing is a signal.
    """
    found = pd.Series(Signal.NONE.value, chart.index, dtype="str", name="signal")
    read = chart[chart["value"].notna() & ~chart["excluded"] & (chart["sigma"] != 0)]
    for _, stretch in read.groupby("segment"):
        found.loc[stretch.index] = _signals_of(stretch, rules)
    return found


def _signals_of(stretch: pd.DataFrame, rules: RuleSet) -> npt.NDArray[np.str_]:
    values = stretch["value"].to_numpy(dtype="float64")
    sides, distance = standing(stretch)
    outside = distance > 3
    trend = covered(ends_of_trend(values, rules.trend), rules.trend)
    near = (distance > 2) & ~outside
    paired = two_of_three(near, sides) & near
    run = covered(ends_of_run(sides, rules.run), rules.run)
    conditions = [
        outside & (sides > 0),
        outside & (sides < 0),
        trend > 0,
        trend < 0,
        paired & (sides > 0),
        paired & (sides < 0),
        run > 0,
        run < 0,
    ]
    named = [each.value for each in Signal if each is not Signal.NONE]
    return np.select(conditions, named, default=Signal.NONE.value)


def standing(chart: pd.DataFrame) -> tuple[Signs, Floats]:
    """Return the side of the centre of each point, 0 on it, and its distance in sigmas."""
    value, centre, sigma = (
        chart[each].to_numpy(dtype="float64") for each in ("value", "centre", "sigma")
    )
    gap = value - centre
    scale = np.nanmax(np.abs(value), initial=0.0)
    gap = np.where(np.abs(gap) <= _EPSILON * 1e-3 * scale, 0.0, gap)
    distance = np.abs(gap) / np.where(sigma > 0, sigma, np.nan)
    nearest = np.rint(distance)
    on_line = np.abs(distance - nearest) < _EPSILON
    distance = np.nan_to_num(np.where(on_line, nearest, distance), nan=0.0)
    return np.sign(np.nan_to_num(gap)).astype("int64"), distance


def ends_of_run(sides: Signs, length: int) -> Signs:
    """Return the side of each point that ends ``length`` points on one side, 0 elsewhere."""
    above, below = (_last(sides == side, length) == length for side in (1, -1))
    ends: Signs = above.astype("int64") - below.astype("int64")
    return ends


def ends_of_trend(values: Floats, length: int) -> Signs:
    """Return 1 (or -1) where ``length`` points end that only rise (or fall); a tie breaks."""
    steps = np.sign(np.diff(values, prepend=values[:1])).astype("int64")
    return ends_of_run(steps, length - 1)


def covered(ends: Signs, length: int) -> Signs:
    """Return the sign of the sequence that each point belongs to, from the ends of them.

    A point that ends one and begins another belongs to the later.
    """
    padded = np.concatenate([ends, np.zeros(length - 1, dtype="int64")])
    found = np.zeros(len(ends), dtype="int64")
    for ahead in range(length):
        end = padded[ahead : ahead + len(ends)]
        found = np.where(end != 0, end, found)
    return found


def two_of_three(near: Flags, sides: Signs) -> Flags:
    """Return the points of each three in a row, on one side, two of which are near a limit."""
    one_side = np.abs(ends_of_run(sides, 3)) == 1
    ends: Flags = one_side & (_last(near, 3) >= 2)
    members: Flags = covered(ends.astype("int64"), 3) != 0
    return members


def anhoej(chart: pd.DataFrame) -> pd.DataFrame:
    """Return Anhøj's two counts of each stretch and whether they are a signal.

    One row a stretch: useful (points off the centre), longest, longest_allowed, crossings,
    crossings_needed, signal. They need no limits, and hold from about ten points on.
    """
    read = chart[chart["value"].notna() & ~chart["excluded"]]
    rows = {
        segment: _runs(standing(stretch)[0]) for segment, stretch in read.groupby("segment")
    }
    columns = ["useful", "longest", "longest_allowed", "crossings", "crossings_needed"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype("Int64")
    too_long = found["longest"] > found["longest_allowed"]
    too_few = found["crossings"] < found["crossings_needed"]
    return found.assign(signal=(too_long | too_few).fillna(False).astype(bool))


@dataclass(frozen=True)
class Runs:
    """Anhøj's two counts of the stretch in force, beside what chance allows."""

    useful: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_needed: int
    signal: bool


def runs_of(chart: pd.DataFrame) -> Runs | None:
    """Return Anhøj's counts of the last stretch; nothing where all points are on the centre."""
    found = anhoej(chart)
    if found.empty or not found["useful"].iloc[-1]:
        return None
    last = found.iloc[-1]
    return Runs(
        useful=int(last["useful"]),
        longest=int(last["longest"]),
        longest_allowed=int(last["longest_allowed"]),
        crossings=int(last["crossings"]),
        crossings_needed=int(last["crossings_needed"]),
        signal=bool(last["signal"]),
    )


def _runs(sides: Signs) -> tuple[int, int | None, int | None, int | None, int | None]:
    useful = sides[sides != 0]
    count = len(useful)
    if not count:
        return 0, None, None, None, None
    changes = np.flatnonzero(np.diff(useful)) + 1
    lengths = np.diff(np.concatenate([[0], changes, [count]]))
    allowed = round(float(np.log2(count))) + 3
    needed = max(int(stats.binom.ppf(0.05, count - 1, 0.5)), 0) if count > 1 else 0
    return count, int(lengths.max()), allowed, len(changes), needed


def _last(marks: Flags, size: int) -> Signs:
    """Return how many of the last ``size`` points are marked, this one included."""
    total: Signs = np.concatenate([[0], np.cumsum(marks, dtype="int64")])
    start = np.maximum(np.arange(1, len(marks) + 1) - size, 0)
    counts: Signs = total[1:] - total[start]
    return counts


def _beyond(limit: float, needed: int, among: int) -> Callable[[Floats], Flags]:
    """Return the test that so many of the last points lie beyond a limit, on one side."""

    def test(scores: Floats) -> Flags:
        full = np.arange(1, len(scores) + 1) >= among
        sides = [side * scores > limit for side in (1, -1)]
        enough = [(_last(far, among) >= needed) & far & full for far in sides]
        found: Flags = np.any(enough, axis=0)
        return found

    return test


def _on_one_side(length: int) -> Callable[[Floats], Flags]:
    return lambda scores: ends_of_run(np.sign(scores).astype("int64"), length) != 0


def _alternating(scores: Floats) -> Flags:
    """Tell the points that end fourteen which rise and fall in turn."""
    steps = np.sign(np.diff(scores, prepend=scores[:1]))
    turns = np.concatenate([[False], steps[1:] * steps[:-1] < 0])[: len(scores)]
    found: Flags = _last(turns, 12) == 12
    return found


def _avoiding_the_centre(scores: Floats) -> Flags:
    """Tell the points that end eight beyond one sigma, some of them on each side."""
    far = _last(np.abs(scores) > 1, 8) == 8
    found: Flags = far & (_last(scores > 1, 8) > 0) & (_last(scores < -1, 8) > 0)
    return found


# Tests of standardised points: each marks the point that completes the pattern.
NELSON: Mapping[int, Callable[[Floats], Flags]] = {
    1: lambda scores: np.abs(scores) > 3,
    2: _on_one_side(9),
    3: lambda scores: ends_of_trend(scores, 6) != 0,
    4: _alternating,
    5: _beyond(2, 2, 3),
    6: _beyond(1, 4, 5),
    7: lambda scores: _last(np.abs(scores) <= 1, 15) == 15,
    8: _avoiding_the_centre,
}
WESTERN_ELECTRIC: Mapping[int, Callable[[Floats], Flags]] = {
    1: NELSON[1],
    2: NELSON[5],
    3: NELSON[6],
    4: _on_one_side(8),
}
