"""Whether two observers of the same test give the same marks, point by point."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.assessments.proportions import interval
from etl.later import Later

stats = Later("scipy.stats")
inter_rater = Later("statsmodels.stats.inter_rater")

Floats = npt.NDArray[np.float64]

# Under so many double ratings of a point nothing is said of it: one pair would move the share
# by more than ten points.
ENOUGH_PAIRS = 10
CONFIDENCE = 0.95
# Below it a width is an error of floats.
NO_WIDTH = 1e-9
_CELLS = ("both", "first_only", "second_only", "neither")


def agreements(pairs: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how far two observers agree, one row each value of ``by``.

    ``pairs``: ``first`` and ``second``, whether each observer held the point for satisfied
    (both known). Columns: ``counted`` pairs, ``agreed``, ``share`` with Wilson's interval
    ``low`` and ``high``, ``kappa`` (Cohen, statsmodels) and ``ac1`` (Gwet) with their
    intervals. All but the counts are missing under ``ENOUGH_PAIRS``; kappa where both
    observers gave one and the same mark throughout; an interval without width too, which
    would claim more than the pairs tell.
    """
    table = _tables(pairs, by)
    counted = table.sum(axis=1)
    agreed = table["both"] + table["neither"]
    low, high = interval(agreed, counted)
    found = pd.DataFrame({"counted": counted, "agreed": agreed}).assign(
        share=agreed / counted, low=low, high=high
    )
    found = found.join(_kappas(table)).join(_gwet(table))
    told = [name for name in found.columns if name not in ("counted", "agreed")]
    found[told] = found[told].where(counted >= ENOUGH_PAIRS)
    return found.reset_index()


def _tables(pairs: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the four cells of each two by two table."""
    first, second = pairs["first"].astype(bool), pairs["second"].astype(bool)
    cells = (first & second, first & ~second, ~first & second, ~first & ~second)
    named = pd.DataFrame(dict(zip(_CELLS, cells, strict=True))).assign(by=pairs[by])
    counts = named.groupby("by", sort=True, observed=True)[list(_CELLS)].sum()
    return counts.rename_axis(by).astype("int64")


def _kappas(tables: pd.DataFrame) -> pd.DataFrame:
    """Return Cohen's kappa of each table; one table each call is what statsmodels offers."""
    rows = [_kappa(each.reshape(2, 2)) for each in tables.to_numpy()]
    names = ["kappa", "kappa_low", "kappa_high"]
    return pd.DataFrame(rows, index=tables.index, columns=names, dtype="float64")


def _kappa(table: npt.NDArray[np.int64]) -> tuple[float, float, float]:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = inter_rater.cohens_kappa(table)
        told = float(found.kappa), float(found.kappa_low), float(found.kappa_upp)
    if not told[2] - told[1] > NO_WIDTH:
        return told[0], np.nan, np.nan
    return told[0], max(told[1], -1.0), min(told[2], 1.0)


def _gwet(tables: pd.DataFrame) -> pd.DataFrame:
    """Return Gwet's AC1 with its interval.

    K. L. Gwet, « Computing inter-rater reliability and its variance in the presence of high
    agreement », British Journal of Mathematical and Statistical Psychology, 2008, 61: chance
    is taken from the share of the more frequent mark, so that a point that nearly all tests
    satisfy does not turn good agreement into a low coefficient (the paradox of kappa). The
    variance is that of the linearised values of the pairs, with Student's quantile, as in
    the author's package irrCAC.
    """
    both, only, other, neither = (tables[each].to_numpy(dtype="float64") for each in _CELLS)
    counted = both + only + other + neither
    prevalence = (2 * both + only + other) / (2 * counted)
    chance = 2 * prevalence * (1 - prevalence)
    ac1 = ((both + neither) / counted - chance) / (1 - chance)

    def apart(agrees: float, own_chance: Floats | float) -> Floats:
        """Return the squared distance of one pair's linearised value from the coefficient."""
        own = (agrees - chance) / (1 - chance)
        drift = 2 * (1 - ac1) * (own_chance - chance) / (1 - chance)
        squared: Floats = (own - drift - ac1) ** 2
        return squared

    spread = both * apart(1, 1 - prevalence) + neither * apart(1, prevalence)
    spread += (only + other) * apart(0, 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.sqrt(spread / (counted * (counted - 1)))
        wide = stats.t.ppf(0.5 + CONFIDENCE / 2, counted - 1) * deviation
    wide = np.where(wide > NO_WIDTH, wide, np.nan)
    return pd.DataFrame(
        {
            "ac1": ac1,
            "ac1_low": np.clip(ac1 - wide, -1.0, 1.0),
            "ac1_high": np.clip(ac1 + wide, -1.0, 1.0),
        },
        index=tables.index,
    )
