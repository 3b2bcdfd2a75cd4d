"""Shares: their intervals, exact tests, differences, and what is missing to conclude."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.engagements import Comparison
from etl.later import Later

stats = Later("scipy.stats")
elementwise = Later("scipy.optimize.elementwise")
proportion = Later("statsmodels.stats.proportion")

Floats = npt.NDArray[np.float64]
Interval = tuple[Floats, Floats]

CONFIDENCE = 0.95
_UPWARDS = (Comparison.AT_LEAST, Comparison.ABOVE)
_REACHED: Mapping[Comparison, Callable[[Floats, Floats], npt.NDArray[np.bool_]]] = {
    Comparison.AT_LEAST: np.greater_equal,
    Comparison.AT_MOST: np.less_equal,
    Comparison.BELOW: np.less,
    Comparison.ABOVE: np.greater,
}


class Method(StrEnum):
    """How an interval is computed. Wilson is what every figure of the product shows."""

    WILSON = "wilson"
    WILSON_CORRECTED = "wilson_cc"
    CLOPPER_PEARSON = "clopper_pearson"
    MID_P = "mid_p"
    JEFFREYS = "jeffreys"
    AGRESTI_COULL = "agresti_coull"
    WALD = "wald"


class Alternative(StrEnum):
    GREATER = "greater"
    LESS = "less"
    TWO_SIDED = "two-sided"


def interval(
    met: npt.ArrayLike,
    counted: npt.ArrayLike,
    confidence: float = CONFIDENCE,
    method: Method = Method.WILSON,
) -> Interval:
    """Return the two-sided interval of each share, missing where nothing is counted.

    A limit never leaves [0, 1], and is exactly 0 (or 1) where nothing (or all) is met, for
    every method but Wald's and Agresti and Coull's, which do not reach the end.
    """
    part, whole = _floats(met, counted)
    known = whole > 0
    low, high = np.full(part.shape, np.nan), np.full(part.shape, np.nan)
    if known.any():
        bounds = _INTERVALS[method](part[known], whole[known], 1 - confidence)
        low[known], high[known] = (np.clip(bound, 0.0, 1.0) for bound in bounds)
    if method not in (Method.WALD, Method.AGRESTI_COULL):
        low[known & (part == 0)], high[known & (part == whole)] = 0.0, 1.0
    return low, high


def lower_bound(
    met: npt.ArrayLike,
    counted: npt.ArrayLike,
    confidence: float = CONFIDENCE,
    method: Method = Method.WILSON,
) -> Floats:
    """Return what each share exceeds: the lower limit of the interval at 2 x confidence - 1."""
    return interval(met, counted, 2 * confidence - 1, method)[0]


def upper_bound(
    met: npt.ArrayLike,
    counted: npt.ArrayLike,
    confidence: float = CONFIDENCE,
    method: Method = Method.WILSON,
) -> Floats:
    """Return what each share stays under, with this one-sided confidence."""
    return interval(met, counted, 2 * confidence - 1, method)[1]


def exact_test(
    met: int, counted: int, share: float, alternative: Alternative = Alternative.TWO_SIDED
) -> float:
    """Return how probable a result at least as far from ``share`` is, if ``share`` is true."""
    return float(stats.binomtest(met, counted, share, alternative=alternative.value).pvalue)


def difference(
    first: tuple[npt.ArrayLike, npt.ArrayLike],
    second: tuple[npt.ArrayLike, npt.ArrayLike],
    confidence: float = CONFIDENCE,
    method: Method = Method.WILSON,
) -> tuple[Floats, Floats, Floats]:
    """Return the first share less the second, with Newcombe's interval (his method 10).

    Each of ``first`` and ``second`` is (met, counted): two periods, or two sites. With
    ``Method.WILSON_CORRECTED`` it is his method 11, a little wider.
    """
    (part, whole), (other_part, other_whole) = _floats(*first), _floats(*second)
    share = _share(part, whole)
    other = _share(other_part, other_whole)
    low, high = interval(part, whole, confidence, method)
    other_low, other_high = interval(other_part, other_whole, confidence, method)
    gap = share - other
    below = gap - np.hypot(share - low, other_high - other)
    above = gap + np.hypot(high - share, other - other_low)
    return gap, np.clip(below, -1.0, 1.0), np.clip(above, -1.0, 1.0)


def bounds_with_unknown(
    met: npt.ArrayLike, counted: npt.ArrayLike, unknown: npt.ArrayLike
) -> Interval:
    """Return the share if all the contacts of unknown outcome had failed, and if none had."""
    part, whole = _floats(met, counted)
    lost = np.asarray(unknown, dtype="float64")
    return _share(part, whole + lost), _share(part + lost, whole + lost)


def missing_without_failure(
    met: npt.ArrayLike, counted: npt.ArrayLike, target: float, confidence: float = CONFIDENCE
) -> npt.NDArray[np.int64]:
    """Return how many more contacts, all met, bring the Wilson lower limit to ``target``.

    The limit reaches the target when met - counted x target is the normal quantile times
    the standard deviation at the target: a second-degree equation in the root of the number.

    >>> missing_without_failure([0, 3, 35], [0, 3, 35], 0.90).tolist()
    [35, 32, 0]
    """
    part, whole = _floats(met, counted)
    quantile = float(stats.norm.ppf(0.5 + confidence / 2))
    missed, spread = whole - part, quantile**2 * target * (1 - target)
    root = np.sqrt(spread) + np.sqrt(spread + 4 * (1 - target) * missed)
    needed = np.ceil((root / (2 * (1 - target))) ** 2 - 1e-9)
    missing: npt.NDArray[np.int64] = np.maximum(needed - whole, 0).astype("int64")
    return missing


def expected_remaining(
    counted: npt.ArrayLike, elapsed_days: npt.ArrayLike, total_days: npt.ArrayLike
) -> npt.NDArray[np.int64]:
    """Return how many contacts the rest of the period brings, at the pace so far.

    Rounded up, so that a target is never called out of reach for a fraction of a contact.
    """
    seen, elapsed = _floats(counted, elapsed_days)
    total = np.asarray(total_days, dtype="float64")
    pace = _share(seen, elapsed)
    left = np.ceil(pace * np.maximum(total - elapsed, 0.0) - 1e-9)
    return np.nan_to_num(left, nan=0.0).astype("int64")


def prospects(shares: pd.DataFrame) -> pd.DataFrame:
    """Return what the contacts still to come can change to each share of an open period.

    Columns: part (what the share counts: met, or missed for a share of the missed), counted,
    remaining, target, comparison. Returns ``best`` (the share at the end if all of them are
    favourable), ``reachable`` (whether that keeps the target), ``certain`` (whether it is
    kept even if none is) and ``bearable`` (how many of them may be unfavourable; 0 where the
    target is out of reach). The best share is one division of two whole numbers, compared
    unrounded as the verdict is.
    """
    part, whole = _floats(shares["part"], shares["counted"])
    remaining = shares["remaining"].to_numpy(dtype="float64")
    target = shares["target"].to_numpy(dtype="float64")
    upwards = shares["comparison"].isin(_UPWARDS).to_numpy()
    total = whole + remaining
    best = _share(part + np.where(upwards, remaining, 0.0), total)
    worst = _share(part + np.where(upwards, 0.0, remaining), total)
    reachable = _reaches(best, target, shares["comparison"])
    return shares.assign(
        best=best,
        reachable=reachable,
        certain=_reaches(worst, target, shares["comparison"]),
        bearable=np.where(reachable, _bearable(shares, best, upwards), 0).astype("int64"),
    )


def _bearable(
    shares: pd.DataFrame, best: Floats, upwards: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return the largest number of unfavourable contacts that leaves the target kept."""
    remaining = shares["remaining"].to_numpy(dtype="float64")
    total = shares["counted"].to_numpy(dtype="float64") + remaining
    target = shares["target"].to_numpy(dtype="float64")
    favourable = np.rint(best * total)
    room = np.where(upwards, favourable - target * total, target * total - favourable)
    guess = np.clip(np.nan_to_num(np.rint(room)), 0, remaining)
    # The division decides, not the product: it alone equals a target of 0.9 to the last bit.
    found = np.zeros(len(shares))
    for step in (-1, 0, 1):
        tried = np.clip(guess + step, 0, remaining)
        share = _share(np.where(upwards, favourable - tried, favourable + tried), total)
        kept = _reaches(share, target, shares["comparison"])
        found = np.where(kept, np.maximum(found, tried), found)
    return found.astype("int64")


def _reaches(share: Floats, target: Floats, comparison: pd.Series) -> npt.NDArray[np.bool_]:
    conditions = [comparison.eq(each).to_numpy() for each in _REACHED]
    with np.errstate(invalid="ignore"):
        choices = [reached(share, target) for reached in _REACHED.values()]
    return np.select(conditions, choices, default=False).astype(bool)


def _floats(*columns: npt.ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(each, dtype="float64") for each in columns)


def _share(part: Floats, whole: Floats) -> Floats:
    """Return one division, missing where nothing divides."""
    return part / np.where(whole > 0, whole, np.nan)


def _by_statsmodels(name: str) -> Callable[[Floats, Floats, float], Interval]:
    def found(part: Floats, whole: Floats, alpha: float) -> Interval:
        low, high = proportion.proportion_confint(part, whole, alpha=alpha, method=name)
        return np.asarray(low, dtype="float64"), np.asarray(high, dtype="float64")

    return found


def _wilson_corrected(part: Floats, whole: Floats, alpha: float) -> Interval:
    """Return Wilson's interval with the continuity correction, which statsmodels lacks."""
    quantile, missed = stats.norm.ppf(1 - alpha / 2), whole - part
    middle, scale = 2 * part + quantile**2, 2 * (whole + quantile**2)
    spread = quantile**2 - 1 / whole + 4 * part * missed / whole
    skew = 2 * (2 * part / whole - 1)
    below = quantile * np.sqrt(spread + skew) + 1
    above = quantile * np.sqrt(spread - skew) + 1
    return (middle - below) / scale, (middle + above) / scale


def _mid_p(part: Floats, whole: Floats, alpha: float) -> Interval:
    """Return where half the probability of the result and its tail make alpha / 2."""

    def excess(share: Floats, k: Floats, n: Floats) -> Floats:
        tail = stats.binom.sf(k, n, share) + stats.binom.pmf(k, n, share) / 2
        return np.asarray(tail, dtype="float64")

    def solved(level: float) -> Floats:
        root = elementwise.find_root(
            lambda share, k, n: excess(share, k, n) - level, (0.0, 1.0), args=(part, whole)
        )
        return np.asarray(root.x, dtype="float64")

    return solved(alpha / 2), solved(1 - alpha / 2)


_INTERVALS: Mapping[Method, Callable[[Floats, Floats, float], Interval]] = {
    Method.WILSON: _by_statsmodels("wilson"),
    Method.WILSON_CORRECTED: _wilson_corrected,
    Method.CLOPPER_PEARSON: _by_statsmodels("beta"),
    Method.MID_P: _mid_p,
    Method.JEFFREYS: _by_statsmodels("jeffreys"),
    Method.AGRESTI_COULL: _by_statsmodels("agresti_coull"),
    Method.WALD: _by_statsmodels("normal"),
}
