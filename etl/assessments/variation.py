"""What a control chart says: is the series changing, and will it keep its target?"""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from etl.assessments.chart_rules import DOWNWARDS, MAKING_DATA_COUNT, UPWARDS, RuleSet, Signal
from etl.assessments.chart_rules import signals as signals_of
from etl.assessments.control_charts import Plan, individuals, share_chart
from etl.domain.engagements import Direction, Indicator, Statistic

# What a share counts, of what was met and missed.
PARTS = {Statistic.SHARE: "met", Statistic.SHARE_MISSED: "missed"}


class Variation(StrEnum):
    """How the latest point stands; ``HIGH`` and ``LOW`` where neither way is better."""

    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    HIGH = "special_cause_neutral_high"
    LOW = "special_cause_neutral_low"


class Assurance(StrEnum):
    """Where the target lies beside the limits, if nothing changes."""

    PASSING = "consistent_pass"
    FAILING = "consistent_fail"
    HIT_OR_MISS = "inconsistent"


@dataclass(frozen=True)
class Reading:
    """The reading of a chart at its latest point; ``None`` where it says nothing.

    ``watch`` is the flag beside the verdict: the series deteriorates, or cannot reach its
    target as it is made today. Hitting it now and then is what most series do: it has its
    own sign and raises no flag. Provisional limits are shown and never raise it.
    """

    variation: Variation | None
    assurance: Assurance | None
    signal: Signal
    rules: str
    provisional: bool
    watch: bool

    @property
    def rises(self) -> bool:
        """Tell whether what singles the point out goes upwards."""
        return self.signal in UPWARDS


def chart_of(indicator: Indicator, months: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the p chart of a share (p' on large counts), the XmR chart of anything else."""
    part = PARTS.get(indicator.statistic)
    if part is None:
        return individuals(months["value"], plan)
    return share_chart(months[part], months["met"] + months["missed"], plan)


def read_chart(
    chart: pd.DataFrame,
    target: float | None = None,
    better: Direction | None = None,
    rules: RuleSet = MAKING_DATA_COUNT,
) -> Reading:
    """Return what a chart says at its latest known point, by the limits in force there."""
    known = chart[chart["value"].notna() & ~chart["excluded"]]
    if known.empty:
        return Reading(None, None, Signal.NONE, rules.name, True, False)
    last, signal = known.iloc[-1], Signal(signals_of(chart, rules).loc[known.index[-1]])
    variation = None if pd.isna(last["centre"]) else variation_of(signal, better)
    assurance = assurance_of(last["low"], last["high"], target, better)
    provisional = bool(last["provisional"])
    worrying = variation is Variation.CONCERN or assurance is Assurance.FAILING
    return Reading(
        variation, assurance, signal, rules.name, provisional, worrying and not provisional
    )


def variation_of(signal: Signal, better: Direction | None) -> Variation:
    """Return what a signal means where higher, lower or neither is better."""
    if signal is Signal.NONE:
        return Variation.COMMON
    if better is None:
        return Variation.HIGH if signal in UPWARDS else Variation.LOW
    wanted = UPWARDS if better is Direction.HIGHER else DOWNWARDS
    return Variation.IMPROVEMENT if signal in wanted else Variation.CONCERN


def variations(signals: pd.Series, better: Direction | None) -> pd.Series:
    """Return the variation of each point of a chart, from its signals."""
    meaning = {each.value: variation_of(each, better).value for each in Signal}
    return signals.map(meaning).astype("str").rename("variation")


def assurance_of(
    low: float, high: float, target: float | None, better: Direction | None
) -> Assurance | None:
    """Return where a target lies beside limits; one that lies on a limit is within.

    ``None`` without a target, without a better way, or without limits.
    """
    if target is None or better is None or pd.isna(low) or pd.isna(high):
        return None
    if low <= target <= high:
        return Assurance.HIT_OR_MISS
    passing = (target < low) == (better is Direction.HIGHER)
    return Assurance.PASSING if passing else Assurance.FAILING
