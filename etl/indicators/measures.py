"""Measures: from a merged tally to a value, its 95 % interval and the number counted."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.engagements import Statistic
from etl.indicators.tallies import unpack

DAYS_IN_A_WEEK = 7
# The quantile of the normal law that leaves 2.5 % above it, as scipy gives it.
_Z = 1.9599639845400545


def measure(
    merged: pd.DataFrame, statistic: Statistic, days: pd.Series | float = np.nan
) -> pd.DataFrame:
    """Return the tallies with ``value``, ``low``, ``high`` and ``counted``.

    Where nothing is counted there is no value, neither 0 % nor 100 %; a count (of facts that
    are met) of nothing is 0. Low and high are the Wilson 95 % interval of a share, or of a
    ratio of whole numbers, the Wald interval of a net share, and missing otherwise. ``days``
    is the length of the span measured: a number a week has no value without it.
    """
    counted = _counted(merged, statistic)
    low, high = _interval(merged, statistic)
    value = _VALUES[statistic](merged, days)
    return merged.assign(value=value, low=low, high=high, counted=counted)


def wilson(
    met: npt.ArrayLike, counted: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Wilson interval of each share, missing where nothing is counted.

    The formula (E. B. Wilson, 1927; Brown, Cai and DasGupta, 2001, section 3.1.1) is written
    operation for operation as in ``statsmodels.stats.proportion.proportion_confint``, whose
    import takes longer than an assessment: both give the same bits.
    """
    part, whole = (np.asarray(each, dtype="float64") for each in (met, counted))
    whole = np.where(whole > 0, whole, np.nan)
    share, square = part / whole, _Z**2
    widened = 1 + square / whole
    centre = (share + square / (2 * whole)) / widened
    spread = _Z * np.sqrt(share * (1.0 - share) / whole + square / (4.0 * whole**2))
    spread /= widened
    return np.clip(centre - spread, 0.0, 1.0), np.clip(centre + spread, 0.0, 1.0)


def net_interval(
    content: npt.ArrayLike, discontent: npt.ArrayLike, counted: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % interval of each share of the content less that of the discontent.

    Wald's, kept within [-1, 1], from the variance p + d - (p - d)² of one answer worth +1, 0
    or -1 (a multinomial share; the usual interval of a net promoter score). It has no width
    where all are of one mind, and is missing where nothing is counted.
    """
    up, down, whole = (
        np.asarray(each, dtype="float64") for each in (content, discontent, counted)
    )
    whole = np.where(whole > 0, whole, np.nan)
    net = (up - down) / whole
    # Never negative but by an error of floats.
    variance = np.maximum((up + down) / whole - net**2, 0.0)
    spread = _Z * np.sqrt(variance / whole)
    return np.clip(net - spread, -1.0, 1.0), np.clip(net + spread, -1.0, 1.0)


def _counted(merged: pd.DataFrame, statistic: Statistic) -> pd.Series:
    """Return the number of contacts (for a ratio or a sum, of records) behind the value."""
    if statistic in (Statistic.SHARE, Statistic.SHARE_MISSED, Statistic.COUNT_MISSED):
        return merged["met"] + merged["missed"]
    if statistic in (Statistic.COUNT, Statistic.PER_WEEK):
        return merged["met"]
    return merged["value_count"]


def _interval(
    merged: pd.DataFrame, statistic: Statistic
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    if statistic in (Statistic.SHARE, Statistic.SHARE_MISSED):
        part = "met" if statistic is Statistic.SHARE else "missed"
        return wilson(merged[part], merged["met"] + merged["missed"])
    if statistic is Statistic.NET:
        content, whole = merged["met"], merged["value_count"]
        low, high = net_interval(content, content - merged["value_sum"], whole)
        # All of one mind: no width, and no more certainty than one answer gives.
        return np.where(low < high, low, np.nan), np.where(low < high, high, np.nan)
    if statistic in (Statistic.RATIO, Statistic.LATEST_RATIO):
        part, whole = merged["value_sum"], merged["total_sum"]
        is_share = (part % 1 == 0) & (whole % 1 == 0) & part.between(0, whole)
        return wilson(part.where(is_share, 0), whole.where(is_share, 0))
    return wilson(np.zeros(len(merged)), np.zeros(len(merged)))


def _quotient(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return one division of unrounded numbers, missing where nothing divides."""
    return part / whole.where(whole > 0)


def _quantile(merged: pd.DataFrame, share: float) -> pd.Series:
    found = [quantile(*unpack(each), share) for each in merged["distribution"]]
    return pd.Series(found, index=merged.index, dtype="float64")


def quantile(
    values: npt.NDArray[np.float64], times: npt.NDArray[np.int64], share: float
) -> float:
    """Return a quantile (type 7: numpy's and R's default) of values that occur ``times``.

    >>> quantile(np.array([1.0, 3.0]), np.array([1, 1]), 0.5)
    2.0
    """
    if not len(values):
        return float("nan")
    places = np.cumsum(times)
    position = share * (int(places[-1]) - 1)
    whole = int(position)
    around = np.searchsorted(places, [whole, whole + 1], side="right")
    below, above = values[np.minimum(around, len(values) - 1)]
    return float(below + (above - below) * (position - whole))


def _mean(merged: pd.DataFrame, days: pd.Series | float) -> pd.Series:
    return _quotient(merged["value_sum"], merged["value_count"])


def _ratio(merged: pd.DataFrame, days: pd.Series | float) -> pd.Series:
    return _quotient(merged["value_sum"], merged["total_sum"])


def _count_missed(merged: pd.DataFrame, days: pd.Series | float) -> pd.Series:
    return merged["missed"].astype("float64").where(merged["met"] + merged["missed"] > 0)


_VALUES: Mapping[Statistic, Callable[[pd.DataFrame, pd.Series | float], pd.Series]] = {
    Statistic.SHARE: lambda rows, days: _quotient(rows["met"], rows["met"] + rows["missed"]),
    Statistic.SHARE_MISSED: lambda rows, days: _quotient(
        rows["missed"], rows["met"] + rows["missed"]
    ),
    Statistic.MEAN: _mean,
    Statistic.NET: _mean,
    Statistic.MEDIAN: lambda rows, days: _quantile(rows, 0.5),
    Statistic.P90: lambda rows, days: _quantile(rows, 0.9),
    Statistic.MAXIMUM: lambda rows, days: _quantile(rows, 1.0),
    Statistic.COUNT: lambda rows, days: rows["met"].astype("float64"),
    Statistic.COUNT_MISSED: _count_missed,
    Statistic.RATIO: _ratio,
    Statistic.LATEST_RATIO: _ratio,
    Statistic.LATEST_SUM: lambda rows, days: rows["value_sum"].where(rows["value_count"] > 0),
    Statistic.PER_WEEK: lambda rows, days: rows["met"] * DAYS_IN_A_WEEK / days,
}
