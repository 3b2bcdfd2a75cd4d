"""The same calls by every declared formula, from counts that months and sites add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

import numpy as np
import pandas as pd

from etl.domain.formulas import Counting, FormulaKind, Treatment
from etl.indicators.call_classes import Classes, classified, treated, wait_of
from etl.indicators.calls import opened, threshold_of
from etl.indicators.conditions import Conditions


@dataclass(frozen=True)
class Variant:
    """What one formula says of some calls; those of two months or sites add up.

    ``excluded`` are the calls that the formula leaves out, ``unknown`` those of which the
    log does not tell enough.
    """

    numerator: int = 0
    denominator: int = 0
    excluded: int = 0
    unknown: int = 0

    def __add__(self, other: "Variant") -> "Variant":
        return Variant(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def value(self) -> float | None:
        """Return the share, ``None`` where nothing counts."""
        return self.numerator / self.denominator if self.denominator else None


def variant(classes: Classes, counting: Counting) -> Variant:
    """Return what a formula makes of calls, as the rules of the telephone judge them."""
    numbers = np.bincount(treated(classes, counting), minlength=len(Treatment)).tolist()
    worth = dict(zip(Treatment, numbers, strict=True))
    served, lost = worth[Treatment.SERVED], worth[Treatment.COUNTED]
    part = lost if counting.kind is FormulaKind.ABANDON_RATE else served
    return Variant(part, served + lost, worth[Treatment.EXCLUDED], worth[Treatment.UNKNOWN])


def variants(
    calls: pd.DataFrame, given: Conditions, countings: Mapping[str, Counting]
) -> dict[str, Variant]:
    """Return what each formula, by its code, says of the same calls.

    A service level without a threshold (its own, or the limit) is left out. Formulas that
    cut the calls alike share the cutting.
    """
    while_open = opened(calls, given)
    cuts: dict[object, Classes] = {}
    found = {}
    for code, counting in countings.items():
        switches, threshold = counting.switches, threshold_of(counting, given.limit)
        if counting.kind is FormulaKind.SERVICE_LEVEL and threshold is None:
            continue
        cut = (threshold, switches.short_abandon_s, switches.closed_hours_calls)
        if cut not in cuts:
            cuts[cut] = classified(calls, switches, threshold, while_open)
        found[code] = variant(cuts[cut], counting)
    return found


def added(several: Iterable[Mapping[str, Variant]]) -> dict[str, Variant]:
    """Return the variants of all months and sites together."""
    found: dict[str, Variant] = {}
    for own in several:
        for code, each in own.items():
            found[code] = found.get(code, Variant()) + each
    return found


def wait_buckets(
    calls: pd.DataFrame, given: Conditions, edges: Iterable[float]
) -> pd.DataFrame:
    """Return how many calls were answered, and given up, after each stretch of wait.

    A stretch holds its lower bound and not its upper one (as in Wazo); the last one has no
    end. Columns: low, high (null for the last one), answered, abandoned. Only inbound calls
    of the desk's opening hours, whose wait is known.
    """
    bounds = [0.0, *sorted(edges), np.inf]
    while_open = opened(calls, given)
    own = calls["direction"].eq("inbound") & wait_of(calls).notna()
    own = own if while_open is None else own & while_open
    kept = calls[own.fillna(False).astype(bool)]
    numbers = {
        outcome: np.histogram(kept.loc[kept["outcome"].eq(outcome), "wait_s"], bounds)[0]
        for outcome in ("answered", "abandoned")
    }
    highs = pd.Series(bounds[1:]).replace(np.inf, np.nan)
    return pd.DataFrame({"low": bounds[:-1], "high": highs, **numbers})
