"""Telephone queues: Erlang B, C and A, and the agents that a wanted level needs.

Loads are in erlangs (arrivals an hour times hours of handling); durations are in seconds,
or in any one unit as long as all of them are in it. Arrivals are Poisson, handling times and
patience exponential. Loads, agents and the rest are numbers or arrays that broadcast.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.later import Later

special = Later("scipy.special")

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

# Terms of the queue this much smaller than the largest (in natural logarithms) are nothing.
_NEGLIGIBLE = 45.0
# A share of blocked calls under this one is zero: nobody ever waits.
_NOTHING = 1e-200
# Callers who may wait at once, at most: beyond, patience cannot be told from endless.
_STATES_AT_MOST = 1 << 22
# What floats lose: 7 / (1 - 0.3) is 10 agents, not 11.
_EPSILON = 1e-9
_AGENTS_AT_MOST = 1 << 16


@dataclass(frozen=True)
class Goal:
    """What the desk is to reach.

    ``service_level`` is the share of all calls answered ``within_s`` seconds. ``shrinkage``
    is the share of paid time not spent on the telephone (leave, training, breaks): agents
    scheduled = agents needed / (1 - shrinkage), rounded up.
    """

    service_level: float = 0.80
    within_s: float = 20.0
    mean_wait_s: float = np.inf
    occupancy: float = 1.0
    shrinkage: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.service_level < 1:
            raise ValueError("a service level lies between 0 and 1, 1 excluded")
        if not 0 <= self.shrinkage < 1:
            raise ValueError("shrinkage lies between 0 and 1, 1 excluded")
        if self.within_s < 0 or self.mean_wait_s <= 0 or not 0 < self.occupancy <= 1:
            raise ValueError("no number of agents reaches such a goal")


def erlang_b(load: npt.ArrayLike, lines: npt.ArrayLike) -> Floats:
    """Return the share of calls that find all lines busy and are lost.

    By the recursion B(n) = a B(n-1) / (n + a B(n-1)), B(0) = 1 (Erlang, 1917; Jagerman,
    1974), which stays between 0 and 1 for any number of lines.
    """
    offered, served = _together(load, lines)
    found = np.ones_like(offered)
    for line in range(1, int(served.max(initial=0)) + 1):
        carried = offered * found
        found = np.where(line <= served, carried / (line + carried), found)
    return found


def lines_needed(load: npt.ArrayLike, blocking: float) -> Counts:
    """Return the fewest lines that lose at most the share ``blocking`` of the calls."""
    (offered,) = _together(load)
    return _fewest(lambda lines: erlang_b(offered, lines) <= blocking, np.zeros_like(offered))


def erlang_c(
    load: npt.ArrayLike, agents: npt.ArrayLike, handling: npt.ArrayLike, within: npt.ArrayLike
) -> pd.DataFrame:
    """Return the queue of callers who never give up (M/M/N; Erlang, 1917).

    Columns: stable, p_wait, service_level (all calls answered within the time), mean_wait
    and mean_queue (all calls, those that do not wait included), occupancy. With a load that
    reaches the agents the queue only grows: it is not stable, and there is no number.
    """
    offered, served, lasting, limit = _together(load, agents, handling, within)
    stable = offered < served
    blocked = erlang_b(offered, served)
    with np.errstate(divide="ignore", invalid="ignore"):
        occupancy = np.where(stable, offered / served, np.nan)
        p_wait = blocked / (1 - occupancy * (1 - blocked))
        mean_wait = p_wait * lasting / (served - offered)
        late = p_wait * np.exp(-(served - offered) * limit / lasting)
        queue = p_wait * offered / (served - offered)
    numbers = {
        "p_wait": p_wait,
        "service_level": 1 - late,
        "mean_wait": mean_wait,
        "mean_queue": queue,
        "occupancy": occupancy,
    }
    return pd.DataFrame({"stable": stable, **numbers})


def erlang_a(
    load: npt.ArrayLike,
    agents: npt.ArrayLike,
    handling: npt.ArrayLike,
    patience: npt.ArrayLike,
    within: npt.ArrayLike,
) -> pd.DataFrame:
    """Return the queue of callers who give up (M/M/N+M; Palm, 1957).

    ``patience`` is the mean time after which a caller gives up. Columns: p_wait, p_abandon,
    service_level (all calls *answered* within the time: one given up is a failure),
    mean_wait and mean_queue (all calls), occupancy. Always stable: impatience empties it.
    """
    given = _together(load, agents, handling, patience, within)
    blocked = erlang_b(given[0], given[1])
    rows = [_impatient(*row) for row in zip(blocked, *given, strict=True)]
    names = ["p_wait", "p_abandon", "service_level", "mean_wait", "mean_queue", "occupancy"]
    return pd.DataFrame(rows, columns=names, dtype="float64")


def agents_needed(
    load: npt.ArrayLike,
    handling: npt.ArrayLike,
    goal: Goal,
    patience: npt.ArrayLike = np.nan,
) -> Counts:
    """Return the fewest agents on the telephone that reach the goal; none without a load.

    By Erlang A where the patience is known, by Erlang C (nobody gives up: more agents) where
    it is missing.
    """
    offered, lasting, patient = _together(load, handling, patience)
    known = ~np.isnan(patient)

    def reached(agents: Counts) -> npt.NDArray[np.bool_]:
        queue = erlang_c(offered, agents, lasting, goal.within_s)
        found = _reaches(queue, goal)
        if known.any():
            own = (offered[known], agents[known], lasting[known], patient[known])
            found[known] = _reaches(erlang_a(*own, goal.within_s), goal)
        return np.asarray(found | (offered == 0))

    return _fewest(reached, np.minimum(offered, 1))


def agents_scheduled(needed: npt.ArrayLike, shrinkage: float) -> Counts:
    """Return the agents to schedule so that enough are there.

    >>> agents_scheduled([14, 7], 0.3).tolist()
    [20, 10]
    """
    wanted = np.atleast_1d(np.asarray(needed, dtype="float64")) / (1 - shrinkage)
    return np.ceil(wanted - _EPSILON).astype("int64")


def patience_of(waited: pd.Series, gave_up: pd.Series) -> float:
    """Return the mean patience in the unit of the waits, missing if nobody gave up.

    A caller who was answered would have waited longer: that wait is censored. The estimate
    of greatest likelihood of an exponential patience is then the time waited by all over the
    number of those who gave up (Brown et al., 2005, section 5.2).
    """
    known = waited >= 0
    lost = int((gave_up & known).sum())
    return float(waited[known].sum()) / lost if lost else float("nan")


def _impatient(
    blocked: float, load: float, agents: float, handling: float, patience: float, within: float
) -> tuple[float, ...]:
    """Return the figures of one queue, from the law of the number of callers who wait.

    With y = load x patience / handling and c = agents x patience / handling, the odds of k
    callers waiting are y^k / ((c + 1) ... (c + k)) times those of none. A caller who finds k
    before them is answered if they outlast k + 1 departures at the rates of c, ..., c + k:
    exp(-wait / patience) then follows a Beta(c, k + 1) law, so that the chance of being
    answered within t is c / (c + k + 1) times an incomplete beta function.
    """
    if load == 0:
        return (0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
    waiting, c = _waiting(load * patience / handling, agents * patience / handling)
    # Odds against all agents being busy and nobody waiting, on the scale of ``waiting``.
    if blocked < _NOTHING:
        return (0.0, 0.0, 1.0, 0.0, 0.0, load / agents)
    free = waiting[0] * (1 - blocked) / blocked
    whole = free + waiting.sum()
    places = np.arange(len(waiting))
    queue = float((places * waiting).sum() / whole)
    mean_wait = queue * handling / load
    lost = mean_wait / patience
    gone = -np.expm1(-within / patience)
    answered = c / (c + places + 1) * special.betainc(places + 1, c + 1, gone)
    in_time = float((free + (answered * waiting).sum()) / whole)
    p_wait = float(waiting.sum() / whole)
    occupancy = load * (1 - lost) / agents if agents else 1.0
    return (p_wait, lost, in_time, mean_wait, queue, occupancy)


def _waiting(y: float, c: float) -> tuple[Floats, float]:
    """Return the odds of 0, 1, 2 … callers waiting, the largest being 1, and ``c``."""
    size = 64
    while True:
        places = np.arange(size)
        odds = places * np.log(y) - (special.gammaln(c + 1 + places) - special.gammaln(c + 1))
        largest = odds.max()
        if odds[-1] < largest - _NEGLIGIBLE and y < c + size:
            return np.exp(odds - largest), c
        if size >= _STATES_AT_MOST:
            raise ValueError("callers this patient never give up: use Erlang C")
        size *= 2


def _reaches(queue: pd.DataFrame, goal: Goal) -> npt.NDArray[np.bool_]:
    reached = (
        (queue["service_level"] >= goal.service_level)
        & (queue["mean_wait"] <= goal.mean_wait_s)
        & (queue["occupancy"] <= goal.occupancy)
    )
    return np.array(reached, dtype=bool)


def _fewest(reached: Callable[[Counts], npt.NDArray[np.bool_]], least: Floats) -> Counts:
    """Return the fewest agents of each row that ``reached`` accepts; more are never worse."""
    low: Counts = np.ceil(least).astype("int64")
    high: Counts = low.copy()
    while not (enough := reached(high)).all():
        if high.max() > _AGENTS_AT_MOST:
            raise ValueError("no number of agents reaches such a goal")
        low = np.where(enough, low, high + 1)
        high = np.where(enough, high, 2 * high + 1)
    while (low < high).any():
        middle = (low + high) // 2
        enough = reached(middle)
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.minimum(middle + 1, high))
    return high


def _together(*given: npt.ArrayLike) -> tuple[Floats, ...]:
    """Return the arguments as arrays of one length; a load or a number is never negative."""
    arrays = [np.atleast_1d(np.asarray(each, dtype="float64")) for each in given]
    if any((each < 0).any() for each in arrays):
        raise ValueError("loads, agents and durations are not negative")
    return tuple(np.broadcast_arrays(*arrays))
