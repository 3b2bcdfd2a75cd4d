"""The cases behind a figure: facts, judged again by the same rule, with file and line."""

from datetime import datetime

import pandas as pd

from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Indicator
from etl.domain.periods import Period, add_months
from etl.frames.columns import DATED_BY
from etl.indicators.rules import RULES
from etl.pipeline.assessing import belonging, conditions
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts
from etl.store.imports import file_names

# The order in which a reader wants the cases: what went wrong first.
ORDER = ("missed", "pending", "unknown", "met", "excluded")


def cases(
    warehouse: Warehouse,
    code: str,
    sites: tuple[str, ...],
    period: Period,
    as_of: datetime,
    service: str = EVERYWHERE,
) -> pd.DataFrame:
    """Return one row a case of an indicator over the span of a period.

    Columns: those of the fact, ``outcome``, ``value``, ``deadline_at`` (the first instant at
    which the case is late; null where the rule has no limit), ``file_name`` and ``line``.
    Counted as the finding counts: met and missed here are its met and missed.
    """
    indicator = warehouse.declarations.indicator(code)
    engagement = warehouse.declarations.engagement_of(code)
    found = []
    for site in sites:
        for month in _months(indicator, period):
            decision = engagement.applies_to(site, month.start)
            if decision is None or decision.applies:
                found.append(_judged(warehouse, indicator, site, month, as_of))
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    if frame.empty:
        return frame
    if service != EVERYWHERE:
        frame = frame[frame["service"] == service]
    with warehouse.store.reading() as connection:
        names = file_names(connection)
    rank = frame["outcome"].map({each: place for place, each in enumerate(ORDER)})
    return (
        frame.assign(file_name=frame["import_id"].map(names), rank=rank)
        .sort_values(["rank", DATED_BY[indicator.dataset], "fact_id"])
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def _months(indicator: Indicator, period: Period) -> list[Period]:
    month = Period(period.span_start(indicator.window_months))
    months = [month]
    while months[-1].end < period.end:
        months.append(Period(add_months(months[-1].start, 1)))
    return months


def _judged(
    warehouse: Warehouse, indicator: Indicator, site: str, month: Period, as_of: datetime
) -> pd.DataFrame:
    span = warehouse.calendar(site).instants(month.start, month.end)
    with warehouse.store.reading() as connection:
        facts = load_facts(connection, indicator.dataset, span, sites=[site])
    facts = belonging(facts.set_index("fact_id", drop=False), indicator)
    if facts.empty:
        return pd.DataFrame()
    given = conditions(warehouse, indicator, site, month, as_of)
    judged = RULES[indicator.rule].judge(facts, given)
    kept = facts.loc[judged.index]
    texts = {
        column: kept[column].astype("str")
        for column in kept.columns
        if isinstance(kept[column].dtype, pd.CategoricalDtype)
    }
    return kept.assign(**texts, outcome=judged["outcome"], value=judged["value"])
