"""The rule of verdicts: the observed value first, then the interval when contacts are few."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from etl.domain.assessments import GRAVITY, Verdict
from etl.domain.engagements import Comparison, Statistic

# One covered contact in five of which the log says nothing, and no figure is to be trusted.
UNKNOWN_AT_MOST = 0.20

_SHARES = (Statistic.SHARE, Statistic.SHARE_MISSED)
# Counts are complete: they need no number of contacts to be believed.
_COUNTS = (Statistic.COUNT, Statistic.COUNT_MISSED, Statistic.PER_WEEK)
# Their interval is too rough for few contacts: only their number decides.
_BY_NUMBER = (Statistic.NET,)
# What is still growing while the period runs.
_GROWING = (Statistic.COUNT, Statistic.PER_WEEK)
_UPWARDS = (Comparison.AT_LEAST, Comparison.ABOVE)
# The exact 97.5 % quantile of the normal law, behind every 95 % interval.
_Z = 1.959963984540054


def verdicts(measured: pd.DataFrame) -> pd.Series:
    """Return the verdict of each row of ``measured``, by the rule ``observed_then_interval``.

    Columns: value, low, high, counted, met, missed, unknown, target, comparison, enough,
    statistic, and the truths applies, silent, finished. Values are compared unrounded: a
    share is one division of two whole numbers, so that 90/100 equals 0.90 to the last bit.
    """
    reached = reaches(measured["value"], measured)
    decided = _is_decided(measured, reached)
    found = np.select(
        [
            ~measured["applies"].astype(bool),
            measured["silent"].astype(bool) | measured["value"].isna(),
            measured["target"].isna(),
            _is_too_unknown(measured) | ~decided,
            reached,
        ],
        [
            Verdict.NOT_APPLICABLE.value,
            Verdict.NOT_MEASURED.value,
            Verdict.FOLLOWED.value,
            Verdict.INCONCLUSIVE.value,
            Verdict.MET.value,
        ],
        default=Verdict.MISSED.value,
    )
    return pd.Series(found, index=measured.index, dtype="str", name="verdict")


def reaches(value: pd.Series, measured: pd.DataFrame) -> pd.Series:
    """Tell whether each value reaches the target of its row; a missing value does not."""
    target, comparison = measured["target"], measured["comparison"]
    found = np.select(
        [comparison.eq(each) for each in Comparison],
        [value >= target, value <= target, value < target, value > target],
        default=False,
    )
    return pd.Series(found.astype(bool), index=measured.index)


def gravest(found: Iterable[str]) -> Verdict:
    """Return what an engagement is worth: the gravest verdict of its mandatory findings.

    A finding that is only followed says nothing of the promise. Where nothing mandatory is
    left, nothing is proven: not measured.
    """
    given = set(found)
    return next((each for each in GRAVITY if each in given), Verdict.NOT_MEASURED)


def missing_observations(measured: pd.DataFrame, found: pd.Series) -> pd.Series:
    """Return how many more contacts would settle each inconclusive finding, 0 elsewhere.

    The smaller of what is missing to ``enough``, and of what the interval would need to
    leave the target on one side if the share stayed the same. Also 0 where more contacts
    would not help: a count, or a log that leaves too much unknown.
    """
    is_share = measured["statistic"].isin(_SHARES)
    enough = measured["enough"].astype("float64")
    needed = enough.where(~is_share, np.minimum(enough, _needed(measured)))
    missing = (needed - measured["counted"]).clip(lower=1)
    more_helps = (
        found.eq(Verdict.INCONCLUSIVE)
        & ~_is_too_unknown(measured)
        & ~measured["statistic"].isin(_COUNTS)
    )
    return missing.where(more_helps, 0).astype("int64")


def _needed(measured: pd.DataFrame) -> pd.Series:
    """Return the number at which the Wilson interval of the same share excludes the target.

    The interval reaches exactly as far as the score test cannot reject: |share - target| is
    then the quantile times the standard error *of the target*. Infinite at the target itself.
    """
    target = measured["target"]
    distance = (measured["value"] - target).abs()
    needed = _Z**2 * target * (1 - target) / (distance**2).where(distance > 0)
    return np.ceil(needed).fillna(np.inf)


def _is_decided(measured: pd.DataFrame, reached: pd.Series) -> pd.Series:
    """Tell where the contacts are enough, or the interval lies on one side of the target."""
    upwards = measured["comparison"].isin(_UPWARDS)
    worst = measured["low"].where(upwards, measured["high"])
    best = measured["high"].where(upwards, measured["low"])
    one_sided = np.where(
        reached, reaches(worst, measured), best.notna() & ~reaches(best, measured)
    )
    one_sided &= ~measured["statistic"].isin(_BY_NUMBER).to_numpy()
    is_count = measured["statistic"].isin(_COUNTS)
    may_grow = (
        measured["statistic"].isin(_GROWING) & upwards & ~measured["finished"].astype(bool)
    )
    by_number = is_count | (measured["counted"] >= measured["enough"])
    return (by_number | one_sided) & (reached | ~may_grow)


def _is_too_unknown(measured: pd.DataFrame) -> pd.Series:
    covered = measured["met"] + measured["missed"] + measured["unknown"]
    return measured["unknown"] / covered.where(covered > 0) > UNKNOWN_AT_MOST
