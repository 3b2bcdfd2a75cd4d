"""« Sauver le mois » : the fewest open cases that still keep a share, if any."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from etl.assessments.proportions import interval
from etl.assessments.verdicts import reaches, verdicts
from etl.domain.assessments import Outcome, Verdict
from etl.domain.engagements import Comparison, Statistic


@dataclass(frozen=True)
class Promise:
    """The share of the cases that must be in time; ``enough`` cases carry a verdict alone.

    ``finished``: no more case comes, those that are known are all.
    """

    target: float
    comparison: Comparison
    enough: int
    finished: bool


@dataclass(frozen=True)
class Rescue:
    """What the open cases of a period can still change, by the rule of verdicts itself.

    ``needed``: how many of the ``pending`` must be in time, ``None`` if all are too few;
    ``spare``: how many of them may fail. ``verdict``: what the period is worth if exactly
    those are in time. ``bearable``: how many of all the cases may fail; ``lost_at``: the first
    instant at which more had failed. ``fresh``: how many more cases, all in time, would bring
    the target back within reach; ``None`` where it is within reach, or none can.
    """

    met: int
    missed: int
    pending: int
    needed: int | None
    spare: int
    verdict: Verdict
    bearable: int
    lost_at: datetime | None = None
    fresh: int | None = None

    @property
    def total(self) -> int:
        return self.met + self.missed + self.pending


def rescue(cases: pd.DataFrame, promise: Promise) -> Rescue:
    """Return what can still be saved of some cases.

    ``cases`` has columns ``outcome`` and ``deadline_at`` (the first instant at which a case is
    late). A case is in time or not: each number of pending cases in time is put to the rule of
    verdicts, and the smallest one that keeps the promise is taken; where too few cases are
    counted to prove it, the smallest one whose share reaches the target.
    """
    count = cases["outcome"].value_counts()
    met, missed, pending, unknown = (
        int(count.get(each.value, 0))
        for each in (Outcome.MET, Outcome.MISSED, Outcome.PENDING, Outcome.UNKNOWN)
    )
    ways = _ways(met + np.arange(pending + 1), met + missed + pending, unknown, promise)
    reached, found = reaches(ways["value"], ways).to_numpy(), verdicts(ways)
    kept = found.eq(Verdict.MET).to_numpy()
    needed = int(np.argmax(kept if kept.any() else reached)) if reached.any() else None
    bearable = _bearable(met + missed + pending, promise)
    lost = needed is None and missed > bearable >= 0
    return Rescue(
        met=met,
        missed=missed,
        pending=pending,
        needed=needed,
        spare=0 if needed is None else pending - needed,
        verdict=Verdict(str(found.iloc[pending if needed is None else needed])),
        bearable=max(bearable, 0),
        lost_at=_failure(cases, bearable) if lost else None,
        fresh=_fresh(met + pending, missed, promise) if lost else None,
    )


def _ways(met: np.ndarray, total: int, unknown: int, promise: Promise) -> pd.DataFrame:
    """Return one measure for each number of cases in time of the same total."""
    counted = np.full(len(met), total)
    low, high = interval(met, counted)
    with np.errstate(invalid="ignore"):
        value = met / counted
    return pd.DataFrame(
        {
            "value": value,
            "low": low,
            "high": high,
            "counted": counted,
            "met": met,
            "missed": counted - met,
            "unknown": unknown,
            "target": promise.target,
            "comparison": promise.comparison.value,
            "enough": promise.enough,
            "statistic": Statistic.SHARE.value,
            "applies": True,
            "silent": False,
            "finished": True,
        }
    )


def _bearable(total: int, promise: Promise) -> int:
    """Return how many of the cases may fail, -1 if not even none."""
    met = np.arange(total, -1, -1)
    return int(_reached(met, np.full(total + 1, total), promise).sum()) - 1


def _failure(cases: pd.DataFrame, bearable: int) -> datetime:
    """Return the instant at which one more case had failed than can be borne."""
    failed = cases.loc[cases["outcome"].eq(Outcome.MISSED.value), "deadline_at"].sort_values()
    found: datetime = failed.iloc[bearable].to_pydatetime()
    return found


def _fresh(met: int, missed: int, promise: Promise) -> int | None:
    """Return how many more cases in time would bring the target back within reach."""
    if promise.finished or promise.target >= 1:
        return None
    guess = int((promise.target * (met + missed) - met) / (1 - promise.target))
    # The division decides, not the product: it alone equals a target of 0.9 to the last bit.
    tried = np.arange(max(guess - 1, 1), max(guess, 1) + 3)
    reached = _reached(met + tried, met + missed + tried, promise)
    return int(tried[np.argmax(reached)]) if reached.any() else None


def _reached(met: np.ndarray, total: np.ndarray, promise: Promise) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        value = pd.Series(met / total)
    asked = pd.DataFrame({"target": promise.target, "comparison": promise.comparison.value},
                         index=value.index)  # fmt: skip
    return np.asarray(reaches(value, asked))
