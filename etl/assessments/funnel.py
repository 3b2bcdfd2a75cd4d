"""Funnel limits: which sites differ from the others by more than their size explains."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.later import Later

stats = Later("scipy.stats")

Floats = npt.NDArray[np.float64]

# The lower and upper tails of the two pairs of lines of a funnel: 95 % and 99.8 %.
TAILS: Mapping[str, float] = {"l998": 0.001, "l95": 0.025, "u95": 0.975, "u998": 0.999}
# A tail that equals its level exactly is not below it: what floats may lose of it.
_SLACK = 1 - 1e-9
_ON_THE_LINE = 1e-12


class Curve(StrEnum):
    """How limits are drawn. ``INTERPOLATED`` is Spiegelhalter's (2005), smooth and exact."""

    INTERPOLATED = "exact_interpolated"
    QUANTILE = "exact_quantile_over_n"
    NORMAL = "normal_approx"


class Place(StrEnum):
    """Where a site lies beside the lines; on a line is inside."""

    BELOW_998 = "below_998"
    BELOW_95 = "below_95"
    INSIDE = "inside"
    ABOVE_95 = "above_95"
    ABOVE_998 = "above_998"


@dataclass(frozen=True)
class Overdispersion:
    """How much more than chance the sites differ: ``phi`` near 1, ``tau2`` near 0, if not."""

    phi: float
    tau2: float


def funnel(met: pd.Series, counted: pd.Series, target: float | None = None) -> pd.DataFrame:
    """Return each site's share, limits, place, and place once over-dispersion is allowed for.

    Columns: value, l998, l95, u95, u998, place, adjusted_l998 to adjusted_u998, adjusted.
    Limits surround ``target``, or the share of all the sites together without one. A site
    where nothing is counted has no value and no place.
    """
    part, whole = met.to_numpy(dtype="float64"), counted.to_numpy(dtype="float64")
    seen = whole > 0
    centre = float(part[seen].sum() / whole[seen].sum()) if target is None else target
    value = part / np.where(seen, whole, np.nan)
    adjusted = adjusted_limits(centre, whole, proportion_overdispersion(part, whole).tau2)
    found = limits(centre, whole).assign(
        value=value,
        place=pd.Series(places(part, whole, centre)).where(seen),
        **{f"adjusted_{name}": adjusted[name] for name in TAILS},
        adjusted=pd.Series(beside(value, adjusted)).where(seen),
    )
    return found.set_index(met.index)


def limits(
    target: float, counted: npt.ArrayLike, curve: Curve = Curve.INTERPOLATED
) -> pd.DataFrame:
    """Return the four limits around a target for each number counted; not clipped to [0, 1]."""
    whole = np.asarray(counted, dtype="float64")
    known = np.where(whole > 0, whole, np.nan)
    return pd.DataFrame(
        {name: _line(target, known, tail, curve) for name, tail in TAILS.items()}
    )


def places(met: npt.ArrayLike, counted: npt.ArrayLike, target: float) -> npt.NDArray[np.str_]:
    """Return where each site lies, by the exact probability of a result as far.

    The drawn line does not decide: the interpolated upper one lies below 1, so that one call
    answered out of one would be called remarkable although nine in ten do as well.
    """
    part, whole = (np.asarray(each, dtype="float64") for each in (met, counted))
    lower = stats.binom.cdf(part, whole, target)
    upper = stats.binom.sf(part - 1, whole, target)
    conditions = [
        lower < TAILS["l998"] * _SLACK,
        upper < TAILS["l998"] * _SLACK,
        lower < TAILS["l95"] * _SLACK,
        upper < TAILS["l95"] * _SLACK,
    ]
    names = [Place.BELOW_998, Place.ABOVE_998, Place.BELOW_95, Place.ABOVE_95]
    return np.select(conditions, [each.value for each in names], default=Place.INSIDE.value)


def beside(value: npt.ArrayLike, lines: pd.DataFrame) -> npt.NDArray[np.str_]:
    """Return where each value lies beside drawn limits; one that lies on a line is inside."""
    found = np.asarray(value, dtype="float64")
    conditions = [
        found < lines["l998"].to_numpy() - _ON_THE_LINE,
        found > lines["u998"].to_numpy() + _ON_THE_LINE,
        found < lines["l95"].to_numpy() - _ON_THE_LINE,
        found > lines["u95"].to_numpy() + _ON_THE_LINE,
    ]
    names = [Place.BELOW_998, Place.ABOVE_998, Place.BELOW_95, Place.ABOVE_95]
    return np.select(conditions, [each.value for each in names], default=Place.INSIDE.value)


def ratio_limits(expected: npt.ArrayLike) -> pd.DataFrame:
    """Return the exact Poisson limits of a ratio of observed to expected counts, around 1."""
    count = np.asarray(expected, dtype="float64")
    return pd.DataFrame(
        {
            name: stats.chi2.ppf(tail, 2 * (count + (tail > 0.5))) / 2 / count
            for name, tail in TAILS.items()
        }
    )


def proportion_scores(met: npt.ArrayLike, counted: npt.ArrayLike) -> Floats:
    """Return how far each site is from all together, in arcsine standard errors."""
    part, whole = (np.asarray(each, dtype="float64") for each in (met, counted))
    known = np.where(whole > 0, whole, np.nan)
    if np.isnan(known).all():
        return known
    centre = np.arcsin(np.sqrt(np.nansum(part) / np.nansum(known)))
    scores: Floats = (np.arcsin(np.sqrt(part / known)) - centre) * 2 * np.sqrt(known)
    return scores


def proportion_overdispersion(
    met: npt.ArrayLike, counted: npt.ArrayLike, trimmed: float = 0.1
) -> Overdispersion:
    """Return the over-dispersion of shares, the tenth at each end brought in (winsorised)."""
    scores = proportion_scores(met, counted)
    known = ~np.isnan(scores)
    if known.sum() < 2:
        return Overdispersion(phi=float("nan"), tau2=0.0)
    low, high = np.quantile(scores[known], [trimmed, 1 - trimmed])
    weights = 4 * np.asarray(counted, dtype="float64")[known]
    return _overdispersion(np.clip(scores[known], low, high), weights)


def ratio_scores(observed: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Return how far each ratio of counts is from 1, in standard errors of its logarithm."""
    part, whole = (np.asarray(each, dtype="float64") for each in (observed, expected))
    with np.errstate(divide="ignore"):
        scores: Floats = np.log(part / whole) * np.sqrt(whole)
    return scores


def ratio_overdispersion(
    observed: npt.ArrayLike, expected: npt.ArrayLike, trimmed: float = 0.1
) -> Overdispersion:
    """Return the over-dispersion of ratios, the tenth at each end left out (the SHMI's way)."""
    scores = ratio_scores(observed, expected)
    rank = stats.rankdata(scores)
    group = np.floor(rank / trimmed / (len(scores) + 1))
    kept = (group > 0) & (group < 1 / trimmed - 1)
    return _overdispersion(scores[kept], np.asarray(expected, dtype="float64")[kept])


def adjusted_limits(target: float, counted: npt.ArrayLike, tau2: float) -> pd.DataFrame:
    """Return the limits that allow the sites to differ by ``tau2``, on the arcsine scale."""
    whole = np.asarray(counted, dtype="float64")
    spread = np.sqrt(1 / (4 * np.where(whole > 0, whole, np.nan)) + tau2)
    angle = np.arcsin(np.sqrt(target))
    return pd.DataFrame(
        {
            name: np.sin(np.clip(angle + stats.norm.ppf(tail) * spread, 0, np.pi / 2)) ** 2
            for name, tail in TAILS.items()
        }
    )


def false_alarms(sites: int, outside_95: bool = False) -> float:
    """Return how many of so many ordinary sites fall outside by chance alone.

    >>> round(false_alarms(100), 3), round(false_alarms(100, outside_95=True), 3)
    (0.2, 5.0)
    """
    return sites * 2 * TAILS["l95" if outside_95 else "l998"]


def _line(target: float, whole: Floats, tail: float, curve: Curve) -> Floats:
    if target in (0, 1):  # No spread at all: the lines are the target itself.
        return np.where(whole > 0, float(target), np.nan)
    if curve is Curve.NORMAL:
        normal: Floats = target + stats.norm.ppf(tail) * np.sqrt(target * (1 - target) / whole)
        return normal
    count = stats.binom.ppf(tail, whole, target)
    if curve is Curve.QUANTILE:
        return np.asarray(count / whole, dtype="float64")
    reached = stats.binom.cdf(count, whole, target)
    jump = stats.binom.pmf(count, whole, target)
    smooth: Floats = (count - (reached - tail) / jump) / whole
    return smooth


def _overdispersion(scores: Floats, weights: Floats) -> Overdispersion:
    """Return phi and the method-of-moments variance between sites (never negative)."""
    count = len(scores)
    if not count:
        return Overdispersion(phi=float("nan"), tau2=0.0)
    phi = float((scores**2).mean())
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    excess = count * phi - (count - 1)
    return Overdispersion(phi, max(0.0, excess / room) if room > 0 else 0.0)
