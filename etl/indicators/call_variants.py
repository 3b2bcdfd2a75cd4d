"""The same calls by every declared formula, from counts that months and sites add up to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from etl.domain.engagements import Limit
from etl.domain.formulas import (
    Admitted,
    CallClass,
    Counting,
    Formula,
    FormulaKind,
    Treatment,
)
from etl.indicators.call_classes import classified, wait_of
from etl.indicators.calls import opened, threshold_of
from etl.indicators.conditions import Conditions


@dataclass(frozen=True)
class Cut:
    """Where calls are cut into classes; formulas that cut alike share their counts."""

    threshold_s: float | None
    short_abandon_s: float | None
    closed_hours_calls: Admitted = Admitted.EXCLUDED


Counts = Mapping[Cut, Counter[CallClass]]


@dataclass(frozen=True)
class Variant:
    """What one formula says of some calls; ``value`` is ``None`` where nothing counts.

    ``excluded`` are the calls that the formula leaves out, ``unknown`` those of which the
    log does not tell enough.
    """

    numerator: int
    denominator: int
    excluded: int
    unknown: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


def class_counts(
    calls: pd.DataFrame, given: Conditions, countings: Iterable[Counting]
) -> Counts:
    """Return how many calls each class has, for every cut that the formulas need."""
    while_open = opened(calls, given)
    found: dict[Cut, Counter[CallClass]] = {}
    for counting in countings:
        cut = cut_of(counting, given.limit)
        if cut not in found:
            classes = classified(calls, counting.switches, cut.threshold_s, while_open)
            numbers = classes.counts().tolist()
            found[cut] = Counter(dict(zip(CallClass, numbers, strict=True)))
    return found


def cut_of(counting: Counting, limit: Limit | None) -> Cut:
    switches = counting.switches
    return Cut(
        threshold_of(counting, limit), switches.short_abandon_s, switches.closed_hours_calls
    )


def merged(several: Iterable[Counts]) -> Counts:
    """Return the counts added up, cut by cut."""
    found: dict[Cut, Counter[CallClass]] = {}
    for counts in several:
        for cut, own in counts.items():
            found[cut] = found.get(cut, Counter()) + own
    return found


def variant(counts: Counter[CallClass], counting: Counting) -> Variant:
    """Return what a formula makes of the counts of its own cut."""
    worth: Counter[Treatment] = Counter()
    for each, treatment in counting.treatments().items():
        worth[treatment] += counts[each]
    served, lost = worth[Treatment.SERVED], worth[Treatment.COUNTED]
    part = lost if counting.kind is FormulaKind.ABANDON_RATE else served
    return Variant(part, served + lost, worth[Treatment.EXCLUDED], worth[Treatment.UNKNOWN])


def variant_table(
    counts: Counts, formulas: Iterable[Formula], day: date, limit: Limit | None
) -> pd.DataFrame:
    """Return one row a formula, by its version in force on ``day``, in their order.

    Columns: code, title, kind, value (null where nothing counts), numerator, denominator,
    excluded, unknown. A service level without a threshold is left out.
    """
    rows = []
    for formula in formulas:
        counting = formula.counting_on(day)
        cut = cut_of(counting, limit)
        if cut in counts and (
            counting.kind is not FormulaKind.SERVICE_LEVEL or cut.threshold_s is not None
        ):
            found = variant(counts[cut], counting)
            rows.append(
                {
                    "code": formula.code,
                    "title": formula.title,
                    "kind": formula.kind.value,
                    "value": found.value,
                    "numerator": found.numerator,
                    "denominator": found.denominator,
                    "excluded": found.excluded,
                    "unknown": found.unknown,
                }
            )
    columns = ["code", "title", "kind", "value"]
    columns += ["numerator", "denominator", "excluded", "unknown"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64"})


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
