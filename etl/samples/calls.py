"""The calls of the three switchboards, drawn before any format is chosen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.samples.hours import is_open, open_days
from etl.samples.story import (
    CRISIS,
    MONTHS,
    STRIKE,
    VOICE_SERVER,
    Profile,
    Story,
    arrivals,
    daily_weights,
)

WORKING_DAYS_A_YEAR = 252
PER_YEAR = {"cahors": 17_500, "figeac": 4_000, "gourdon": 3_500}

# Half hours: a rush at each opening; few call at lunch or in the evening.
HALF_HOURS = tuple(f"{hour:02d}:{minute}" for hour in range(8, 19) for minute in ("00", "30"))
RUSH = (
    4.0, 7.0, 9.0, 9.5, 9.0, 8.0, 6.5, 5.0, 3.5, 2.5, 2.5,
    5.5, 7.5, 7.0, 6.5, 5.5, 5.0, 4.0, 2.5, 2.0, 1.0, 0.5,
)  # fmt: skip
ROUND_THE_CLOCK = Profile(
    tuple(f"{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")),
    tuple(
        weight for weight in (0.2,) * 7 + (1.0, *(6.0,) * 10, 2.0) + (0.7,) * 5 for _ in "ab"
    ),
)
# Of those whom nobody answered, how many call again, and after how many seconds.
AGAIN_SHARE, AGAIN_AFTER_S = 0.45, (120, 4 * 3600)
# Of those who would call while it is closed, how many do.
CLOSED_SHARE = 0.25


@dataclass(frozen=True)
class Manners:
    """How a switchboard serves: share answered, share picked up before the fifth ring."""

    answered: NDArray[np.float64]
    fast: NDArray[np.float64]
    transfers_completed: float


def _manners(site: str) -> Manners:
    before, after = (0.82, 0.855), (0.95, 0.945)
    months = {
        "cahors": [before] * VOICE_SERVER + [after] * (MONTHS - VOICE_SERVER),
        "figeac": [(0.95, 0.95)] * MONTHS,
        "gourdon": [(0.81 - 0.002 * place, 0.80) for place in range(MONTHS)],
    }[site]
    answered, fast = np.array(months).T
    answered[STRIKE] -= 0.40
    fast[STRIKE] = 0.60
    completed = {"cahors": 0.92, "figeac": 0.93, "gourdon": 0.86}[site]
    return Manners(answered, fast, completed)


def _volume(site: str, places: NDArray[np.int64]) -> NDArray[np.float64]:
    factor = np.ones(MONTHS)
    factor[CRISIS] = 1.3
    if site == "cahors":
        factor[VOICE_SERVER:] *= 0.68
    return factor[places] * PER_YEAR[site] / WORKING_DAYS_A_YEAR


def draw_calls(story: Story, site: str) -> pd.DataFrame:
    """Return the calls presented to a switchboard, in order of their local start.

    Columns: started, place (month of the story), outcome, wait, talk, transfer, caller.
    """
    random = story.random(f"calls-{site}")
    days = open_days(story)
    daily = daily_weights(days) * _volume(site, story.positions(days))
    started = arrivals(random, days, daily, _day(site))
    places = story.positions(started)
    opened = is_open(site, "standard", started)
    outcome = _outcomes(random, opened, _manners(site).answered[places])
    calls = pd.DataFrame({"started": started, "place": places, "outcome": outcome})
    calls["wait"] = _waits(random, outcome, _manners(site).fast[places])
    talk = np.clip(random.lognormal(4.8, 0.7, len(calls)), 8, 1800).astype(np.int64)
    calls["talk"] = np.where(outcome == "answered", talk, 0)
    calls["transfer"] = _transfers(random, outcome, _manners(site).transfers_completed)
    callers = draw_callers(random, len(calls))
    calls["caller"] = _calling_again(story.random(f"again-{site}"), calls, callers)
    return calls


def _calling_again(
    random: np.random.Generator, calls: pd.DataFrame, callers: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Let some of those whom nobody answered call again: a later call becomes theirs."""
    started = calls["started"].to_numpy()
    lost = calls["outcome"].isin(["abandoned", "unanswered"]).to_numpy() & (callers != "")
    first = np.flatnonzero(lost & (random.random(len(calls)) < AGAIN_SHARE))
    later = random.integers(*AGAIN_AFTER_S, len(first)).astype("timedelta64[s]")
    again = np.searchsorted(started, started[first] + later)
    is_there = again < len(calls)
    found = callers.copy()
    found[again[is_there]] = callers[first[is_there]]
    return found


def _day(site: str) -> Profile:
    monday = np.array([f"2025-03-03T{each}" for each in HALF_HOURS], dtype="datetime64[s]")
    share = np.where(is_open(site, "standard", monday), 1.0, CLOSED_SHARE)
    return Profile(HALF_HOURS, tuple(np.multiply(RUSH, share).tolist()))


def _outcomes(
    random: np.random.Generator, opened: NDArray[np.bool_], answered: NDArray[np.float64]
) -> NDArray[np.object_]:
    chance, kind = random.random((2, len(opened)))
    lost = np.where(kind < 0.75, "abandoned", np.where(kind < 0.9, "overflowed", "unanswered"))
    served = np.where(chance < answered, "answered", lost)
    out_of_hours = np.where(kind < 0.8, "closed", "abandoned")
    return np.where(opened, served, out_of_hours).astype(object)


def _waits(
    random: np.random.Generator, outcome: NDArray[np.object_], fast: NDArray[np.float64]
) -> NDArray[np.int64]:
    size = len(outcome)
    picked_up = np.where(
        random.random(size) < fast,
        random.integers(3, 26, size),
        27 + random.exponential(28, size),
    )
    gave_up = 4 + random.exponential(55, size)
    waits = {
        "answered": picked_up,
        "overflowed": np.full(size, 180.0),
        "closed": np.zeros(size),
    }
    chosen = np.select([outcome == word for word in waits], list(waits.values()), gave_up)
    return np.asarray(np.clip(chosen, 0, 900).astype(np.int64))


def _transfers(
    random: np.random.Generator, outcome: NDArray[np.object_], completed: float
) -> NDArray[np.object_]:
    asked, done = random.random((2, len(outcome)))
    transfer = np.where(done < completed, "completed", "failed")
    return np.where((outcome == "answered") & (asked < 0.18), transfer, "").astype(object)


def draw_callers(random: np.random.Generator, size: int) -> NDArray[np.object_]:
    """Return numbers of the ranges kept for fiction; some callers come back, some hide."""
    number = random.integers(0, 9_000, size)
    hidden = random.random(size) < 0.08
    text = [f"053649{each:04d}" if each % 2 else f"063998{each:04d}" for each in number]
    return np.where(hidden, "", np.array(text, dtype=object))
