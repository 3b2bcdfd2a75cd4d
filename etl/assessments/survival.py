"""Delays of a living stock: contacts still open count for as long as they have waited."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.later import Later

stats = Later("scipy.stats")
survfunc = Later("statsmodels.duration.survfunc")

Floats = npt.NDArray[np.float64]

# Nearer than this to a share, a product of floats may lie on its wrong side.
_DOUBTFUL = 1e-9


class Scale(StrEnum):
    """The scale on which an interval is symmetric; log-log never leaves [0, 1]."""

    LOG_LOG = "log-log"
    LOG = "log"


@dataclass(frozen=True)
class DelayCurve:
    """The Kaplan-Meier curve of delays, one step for each delay at which some were answered.

    ``steps``: delay, waiting (contacts not yet answered nor lost from sight just before),
    answered, open (share still open just after), error (Greenwood's). ``first`` and ``last``
    are the shortest and the longest time any contact was followed.
    """

    steps: pd.DataFrame
    contacts: int
    answered: int
    first: float
    last: float


def delay_curve(delays: pd.Series, answered: pd.Series) -> DelayCurve:
    """Return the curve of delays: until the answer, or until now where still open.

    A contact open after as long as another took to be answered was still waiting then.
    Contacts without a delay are left out.
    """
    known = delays.notna()
    times = delays[known].to_numpy(dtype="float64")
    events = answered[known].to_numpy(dtype=bool)
    found = survfunc.SurvfuncRight(times, events.astype("int64")) if events.any() else None
    columns = ("surv_times", "n_risk", "n_events", "surv_prob", "surv_prob_se")
    names = ("delay", "waiting", "answered", "open", "error")
    steps = {
        name: getattr(found, column) if found is not None else np.empty(0)
        for name, column in zip(names, columns, strict=True)
    }
    return DelayCurve(
        steps=pd.DataFrame(steps, dtype="float64"),
        contacts=len(times),
        answered=int(events.sum()),
        first=float(times.min(initial=np.inf)),
        last=float(times.max(initial=-np.inf)),
    )


def delay_for(curve: DelayCurve, share: float = 0.5) -> float | None:
    """Return the first delay within which this share is answered; ``None``: not reached.

    0.5 is the median, 0.9 the 90th centile. Where the share is reached exactly and holds for
    a while, this is its beginning (R shows the middle); equality is decided on whole numbers.
    """
    reached = _at_most(curve, 1 - Fraction(str(share)))
    delays = curve.steps["delay"].to_numpy()
    return float(delays[np.argmax(reached)]) if reached.any() else None


def delay_interval(
    curve: DelayCurve,
    share: float = 0.5,
    confidence: float = 0.95,
    scale: Scale = Scale.LOG_LOG,
) -> tuple[float | None, float | None]:
    """Return Brookmeyer and Crowley's interval of the delay for a share."""
    low, high = _open_interval(curve, confidence, scale)
    delays, still_open = curve.steps["delay"].to_numpy(), 1 - share
    found = [
        float(delays[np.argmax(bound <= still_open)]) if (bound <= still_open).any() else None
        for bound in (low, high)
    ]
    return found[0], found[1]


def answered_within(
    curve: DelayCurve, delays: Iterable[float], confidence: float = 0.95
) -> pd.DataFrame:
    """Return the share answered within each delay, with its log-log interval.

    Columns: delay, share, low, high, followed (whether any contact was followed that long:
    beyond, the share is the last one known). There is no share without any contact, and no
    interval once none, or all, of those followed are answered.
    """
    wanted = np.asarray(list(delays), dtype="float64")
    place = np.searchsorted(curve.steps["delay"].to_numpy(), wanted, side="right")
    start = 1.0 if curve.contacts else np.nan
    still_open = np.concatenate([[start], curve.steps["open"].to_numpy()])[place]
    low, high = (
        np.concatenate([[np.nan], bound])[place]
        for bound in _open_interval(curve, confidence, Scale.LOG_LOG)
    )
    # Before anybody could have been answered, nobody was: that much is certain.
    untouched = wanted < curve.first
    return pd.DataFrame(
        {
            "delay": wanted,
            "share": 1 - still_open,
            "low": np.where(untouched, 1 - still_open, 1 - high),
            "high": np.where(untouched, 1 - still_open, 1 - low),
            "followed": wanted <= curve.last,
        }
    )


def ageing(ages: pd.Series, bounds: Iterable[float]) -> pd.DataFrame:
    """Return how many open contacts have waited up to each bound, and beyond the last.

    One row a slice: above, up_to (infinite for the last), contacts. An age on a bound belongs
    to the slice that it ends, as a delay of exactly the limit is in time.
    """
    edges = np.array(sorted(set(bounds)), dtype="float64")
    place = np.searchsorted(edges, ages.dropna().to_numpy(dtype="float64"), side="left")
    return pd.DataFrame(
        {
            "above": np.concatenate([[-np.inf], edges]),
            "up_to": np.concatenate([edges, [np.inf]]),
            "contacts": np.bincount(place, minlength=len(edges) + 1),
        }
    )


def _at_most(curve: DelayCurve, share: Fraction) -> npt.NDArray[np.bool_]:
    """Tell the steps after which at most this share is open, exactly.

    Only steps too near for floats are worked out as one quotient of whole numbers.
    """
    still_open = curve.steps["open"].to_numpy()
    found: npt.NDArray[np.bool_] = still_open <= float(share)
    waiting, answered = (
        curve.steps[name].astype("int64").to_list() for name in ("waiting", "answered")
    )
    for step in np.flatnonzero(np.abs(still_open - float(share)) < _DOUBTFUL):
        whole = waiting[: step + 1]
        left = (all_ - gone for all_, gone in zip(whole, answered, strict=False))
        found[step] = Fraction(math.prod(left), math.prod(whole)) <= share
    return found


def _open_interval(curve: DelayCurve, confidence: float, scale: Scale) -> tuple[Floats, Floats]:
    """Return the interval of the share still open after each step; missing at 0 and at 1."""
    share = curve.steps["open"].to_numpy()
    inside = np.where((share > 0) & (share < 1), share, np.nan)
    relative = curve.steps["error"].to_numpy() / inside
    quantile = stats.norm.ppf(0.5 + confidence / 2)
    if scale is Scale.LOG:
        spread = np.exp(quantile * relative)
        return inside / spread, np.minimum(inside * spread, 1.0)
    power = np.exp(quantile * relative / np.abs(np.log(inside)))
    return inside**power, inside ** (1 / power)
