"""The effect of an action: what the months after it say, against the limits of those before."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from etl.assessments.chart_rules import MAKING_DATA_COUNT, RuleSet, signals
from etl.assessments.control_charts import ENOUGH_POINTS, Event, Plan
from etl.assessments.plans import plan_of
from etl.assessments.variation import PARTS, Variation, chart_of, variations
from etl.domain.actions import Effect, EffectReading
from etl.domain.annotations import Annotation
from etl.domain.engagements import Indicator
from etl.domain.periods import add_months


def first_month_after(done_on: date) -> date:
    """Return the first whole month on which an action may have had an effect.

    >>> first_month_after(date(2026, 3, 1)), first_month_after(date(2026, 3, 2))
    (datetime.date(2026, 3, 1), datetime.date(2026, 4, 1))
    """
    return done_on if done_on.day == 1 else add_months(done_on, 1)


def effect_of(
    indicator: Indicator,
    months: pd.DataFrame,
    done_on: date,
    annotations: Iterable[Annotation],
    site: str,
    rules: RuleSet = MAKING_DATA_COUNT,
) -> EffectReading:
    """Return what the finished months say of an action, by the rules of the control charts.

    ``months`` are the findings of the indicator at a site, indexed by their first day. The
    limits are frozen on the months before the action; only points after it are read, so that
    no run begins before it. Visible: one of them is a signal for the better. None: as many
    as a run takes, without one. ``UNKNOWN`` where the chart cannot tell: an indicator of
    several months, or fewer than twelve months before.
    """
    first = pd.Timestamp(first_month_after(done_on))
    if indicator.window_months > 1 or months.empty:
        return EffectReading(Effect.UNKNOWN, needed=rules.run)
    chart = chart_of(indicator, months, _plan(annotations, indicator.code, site, first))
    known = chart[chart["value"].notna() & ~chart["excluded"]]
    after, before = known[known.index >= first], known[known["baseline"]]
    last = int(chart["segment"].iloc[-1])
    before = before[(before.index < first) & (before["segment"] == last)]
    if len(before) < ENOUGH_POINTS:
        return EffectReading(Effect.UNKNOWN, len(after), rules.run)
    told = variations(signals(after, rules), indicator.better)
    improves, worsens = (
        bool((told == each.value).any()) for each in (Variation.IMPROVEMENT, Variation.CONCERN)
    )
    waiting = Effect.NONE if len(after) >= rules.run else Effect.TOO_EARLY
    return EffectReading(
        effect=Effect.VISIBLE if improves else waiting,
        months=len(after),
        needed=rules.run,
        before=float(before["centre"].iloc[-1]),
        after=_together(indicator, months.loc[after.index]),
        worsens=worsens and not improves,
    )


def _together(indicator: Indicator, months: pd.DataFrame) -> float | None:
    """Return the value of months together: a share is a ratio of sums."""
    part = PARTS.get(indicator.statistic)
    counted = (months["met"] + months["missed"]).sum()
    if months.empty or (part and not counted):
        return None
    return float(months[part].sum() / counted if part else months["value"].mean())


def _plan(annotations: Iterable[Annotation], code: str, site: str, first: pd.Timestamp) -> Plan:
    """Return the plan of the chart, its limits frozen before the action; what was declared
    after it does not move them: a new start would hide what is looked for."""
    declared = plan_of(annotations, code, site)
    rebases = tuple(each for each in declared.rebases if pd.Timestamp(each.at) < first)
    freeze = Event(first.date(), "Action", "Plan d'actions")
    return Plan(rebases=rebases, excluded=declared.excluded, freezes=(freeze,))
