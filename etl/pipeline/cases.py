"""The cases behind a figure: facts, judged again by the same rule, with file and line."""

from datetime import datetime, timedelta

import pandas as pd

from etl.domain.assessments import EVERYWHERE, Outcome
from etl.domain.engagements import Indicator, Statistic
from etl.domain.periods import Period, add_months
from etl.frames.columns import DATED_BY
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.pipeline.judging import belonging, by_terms, conditions
from etl.pipeline.overruns import overruns
from etl.pipeline.pauses import pauses_of
from etl.pipeline.waiting import waited
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts
from etl.store.imports import file_names

LATEST_RATIO, LATEST_SUM = Statistic.LATEST_RATIO, Statistic.LATEST_SUM
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

    Columns: those of the fact (its own outcome is ``contact_outcome``), ``outcome``,
    ``value``, ``deadline_at`` (the first instant at which the case is late; null where the
    rule has no limit), ``gross`` (the value with the pauses in it), ``spared`` (met or
    pending thanks to a pause), ``overrun`` (of a late case, in the unit of ``overrun_unit``),
    ``waited`` and ``waited_gross`` (days of a written request so far, open ones included),
    ``file_name`` and ``line``; for a telephone formula ``call_class``, why the call counts
    or not.
    Counted as the finding counts: met and missed here are its met and missed.
    """
    indicator = warehouse.declarations.indicator(code)
    found = [_of_site(warehouse, indicator, site, period, as_of) for site in sites]
    frame = pd.concat([pd.DataFrame(), *[each for each in found if len(each)]])
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


def _of_site(
    warehouse: Warehouse, indicator: Indicator, site: str, period: Period, as_of: datetime
) -> pd.DataFrame:
    if not is_measured(warehouse, indicator, site, period):
        return pd.DataFrame()
    months = months_of(indicator, period)
    facts, month = facts_of(warehouse, indicator, site, months)
    span = warehouse.calendar(site).instants(months[0].start, months[-1].end)
    pauses = pauses_of(warehouse, [indicator], span, site)
    rule = RULES[indicator.rule]
    found = [pd.DataFrame()]
    for terms, own in by_terms(warehouse, indicator, months):
        these = belonging(facts[month.isin(own)], indicator)
        if len(these):
            given = conditions(warehouse, indicator, terms, site, as_of, pauses)
            judged = rule.judge(these, given)
            due = rule.deadline(these, given).loc[judged.index]
            outcomes = _outcomes(indicator, these, judged, due, given)
            whole = judged["total"].notna() | (indicator.statistic is not LATEST_RATIO)
            outcomes = outcomes.assign(month=month, has_value=judged["value"].notna() & whole)
            if rule.classes:
                outcomes = outcomes.assign(call_class=rule.classes(these, given))
            found.append(_in_words(these.loc[judged.index]).join(outcomes))
    frame = pd.concat(found)
    if indicator.statistic in (LATEST_RATIO, LATEST_SUM) and len(frame):
        frame = _latest(frame)
    return frame.drop(columns=["month", "has_value"], errors="ignore")


def is_measured(warehouse: Warehouse, indicator: Indicator, site: str, period: Period) -> bool:
    """Tell whether an indicator applies at a site on the last day of a period."""
    engagement = warehouse.declarations.engagement_of(indicator.code)
    decision = engagement.applies_to(site, period.end - timedelta(days=1))
    applies = decision is None or decision.applies
    return applies and (not indicator.sites or site in indicator.sites)


def facts_of(
    warehouse: Warehouse, indicator: Indicator, site: str, months: list[Period]
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the facts of a site in months in a row, and the month of each."""
    calendar = warehouse.calendar(site)
    span = calendar.instants(months[0].start, months[-1].end)
    with warehouse.store.reading() as connection:
        facts = load_facts(connection, indicator.dataset, span, sites=[site])
    facts = facts.set_index("fact_id", drop=False)
    return facts, calendar.months(facts[DATED_BY[indicator.dataset]])


def _outcomes(
    indicator: Indicator,
    facts: pd.DataFrame,
    judged: pd.DataFrame,
    due: pd.Series,
    given: Conditions,
) -> pd.DataFrame:
    """Return what is told of each case beside its facts."""
    own = facts.loc[judged.index]
    return (
        judged[["outcome", "value"]]
        .astype({"outcome": "str"})
        .assign(
            deadline_at=due,
            gross=judged["gross"] if "gross" in judged else judged["value"],
            spared=judged.get("spared", False),
            overrun=overruns(indicator.rule, own, judged["outcome"], due, given),
        )
        .join(waited(indicator, own, given))
    )


def _latest(cases: pd.DataFrame) -> pd.DataFrame:
    """Return what each service had in its last month that has a value, as a finding does."""
    service = cases["service"].fillna("")
    valued = cases["has_value"] & cases["outcome"].isin([Outcome.MET, Outcome.MISSED])
    last = cases["month"].where(valued).groupby(service).transform("max")
    return cases[cases["month"] == last]


def _in_words(facts: pd.DataFrame) -> pd.DataFrame:
    """Return facts with plain texts; their own outcome makes room for the judgement's."""
    categories = facts.select_dtypes("category").columns
    texts = facts.astype(dict.fromkeys(categories, "str"))
    return texts.rename(columns={"outcome": "contact_outcome"}).rename_axis(index=None)


def months_of(indicator: Indicator, period: Period) -> list[Period]:
    """Return the months that the finding of a period measures."""
    months = [Period(period.span_start(indicator.window_months))]
    while months[-1].end < period.end:
        months.append(Period(add_months(months[-1].start, 1)))
    return months
