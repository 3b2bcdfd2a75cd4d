"""How many tests a mystery campaign needs: for a precision, a proof, or a comparison."""

import math
from dataclasses import dataclass

import numpy as np

from etl.later import Later

stats = Later("scipy.stats")

# Exact plans are looked for up to this size: no prefecture makes more mystery calls a year.
LARGEST_PLAN = 600


@dataclass(frozen=True)
class ExactPlan:
    """A one-sided exact test that tells ``share`` from ``other``.

    ``first`` tests are the fewest that have the wanted power; power is saw-toothed, and only
    from ``lasting`` on (``None``: beyond the largest plan) does one test more never lose it.
    ``critical`` is the number met at which the first plan concludes.
    """

    first: int
    critical: int
    risk: float
    power: float
    lasting: int | None


def size_for_margin(
    margin: float, share: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> float:
    """Return the size, unrounded, that gives a share to within ``margin`` (Cochran).

    With a finite ``population`` (the calls that a site receives), fewer tests are enough.

    >>> math.ceil(size_for_margin(0.10)), math.ceil(size_for_margin(0.10, population=150))
    (97, 59)
    """
    size = _quantile(confidence) ** 2 * share * (1 - share) / margin**2
    return size if population is None else size / (1 + (size - 1) / population)


def size_for_width(width: float, share: float, confidence: float = 0.95) -> int:
    """Return the fewest tests whose Wilson interval around ``share`` is at most ``width``.

    >>> size_for_width(0.10, 0.90)
    141
    """
    square, spread = _quantile(confidence) ** 2, share * (1 - share)
    # The width, squared and cleared of its denominators, is a second-degree equation.
    middle = square * (2 * spread / width**2 - 1)
    last = square**2 * (1 - 1 / width**2)
    return max(1, math.ceil(middle + math.sqrt(max(middle**2 - last, 0.0)) - 1e-9))


def size_to_demonstrate(rate: float, confidence: float = 0.95, failures: int = 0) -> int:
    """Return the fewest tests that prove ``rate`` with at most so many failures.

    >>> size_to_demonstrate(0.90), size_to_demonstrate(0.90, failures=1)
    (29, 46)
    """
    risk = (1 - confidence) * (1 + 1e-9)
    low, high = failures, failures + 1
    while stats.binom.cdf(failures, high, 1 - rate) > risk:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = stats.binom.cdf(failures, middle, 1 - rate) <= risk
        low, high = (low, middle) if enough else (middle, high)
    return high


def size_to_compare(
    share: float, other: float, power: float = 0.80, confidence: float = 0.95
) -> float:
    """Return the size of each of two groups, unrounded, that tells two shares apart.

    Two-sided normal approximation, as R's ``power.prop.test``: statsmodels' own works on
    arcsines and differs by a few units.
    """
    mean = (share + other) / 2
    under_equality = _quantile(confidence) * math.sqrt(2 * mean * (1 - mean))
    apart = math.sqrt(share * (1 - share) + other * (1 - other))
    power_quantile = float(stats.norm.ppf(power))
    return ((under_equality + power_quantile * apart) / (share - other)) ** 2


def exact_plan(
    share: float, other: float, risk: float = 0.05, power: float = 0.80
) -> ExactPlan | None:
    """Return the exact one-sided plan, ``None`` where no size up to the largest has the power.

    ``share`` is what is supposed; ``other``, below or above, what the test must detect.
    """
    sizes = np.arange(1, LARGEST_PLAN)
    below = other < share
    # Counting failures instead turns a test for a higher share into one for a lower.
    supposed, detected = (share, other) if below else (1 - share, 1 - other)
    critical = stats.binom.ppf(risk, sizes, supposed).astype("int64")
    critical -= stats.binom.cdf(critical, sizes, supposed) > risk
    powers = stats.binom.cdf(critical, sizes, detected)
    reached = powers >= power
    if not reached.any():
        return None
    first = int(np.argmax(reached))
    lost = np.flatnonzero(~reached)
    lasting = int(sizes[lost[-1]]) + 1 if len(lost) else 1
    size, limit = int(sizes[first]), int(critical[first])
    return ExactPlan(
        first=size,
        critical=limit if below else size - limit,
        risk=float(stats.binom.cdf(limit, size, supposed)),
        power=float(powers[first]),
        lasting=lasting if lasting < LARGEST_PLAN else None,
    )


def _quantile(confidence: float) -> float:
    return float(stats.norm.ppf(0.5 + confidence / 2))
