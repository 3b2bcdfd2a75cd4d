"""What is still to be answered: the open requests that a promise covers, and until when."""

from datetime import datetime, timedelta

import pandas as pd

from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.engagements import Comparison, Indicator, Statistic
from etl.domain.periods import Period, containing
from etl.frames.columns import DATED_BY
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.pipeline.cases import is_measured
from etl.pipeline.judging import belonging, by_terms, conditions
from etl.pipeline.pauses import pauses_of
from etl.pipeline.waiting import waited
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_open
from etl.store.imports import file_names

RULE = "answered_in_time"
RECEIVED, ANSWERED = DATED_BY[Dataset.MAILS], "answered_at"
COLUMNS = ("fact_id", "import_id", "line", "source_id", "site", "service", "channel", "nature",
           RECEIVED)  # fmt: skip
TEXTS = ("site", "service", "channel", "nature")
_TICK = timedelta(microseconds=1)


def answer_promises(warehouse: Warehouse) -> tuple[Indicator, ...]:
    """Return the indicators that promise an answer in time to a share of the requests."""
    return tuple(
        each
        for each in warehouse.declarations.indicators
        if each.rule == RULE
        and each.statistic is Statistic.SHARE
        and all(
            own.comparison in (Comparison.AT_LEAST, Comparison.ABOVE) for own in each.targets
        )
    )


def open_requests(warehouse: Warehouse, sites: tuple[str, ...], at: datetime) -> pd.DataFrame:
    """Return one row for each promise and each request unanswered at ``at``.

    Columns: ``indicator``, those of ``COLUMNS``, ``outcome`` (pending or missed),
    ``deadline_at`` (the first instant at which it is late), ``due_on`` (the last local day in
    time), ``days_left`` (days from the local day of ``at`` to it), ``waited`` (working days,
    without the pauses), ``suspended`` (its clock stands still: it is due at the earliest then)
    and ``file_name``. By deadline; what no promise covers, and what cannot be dated, is left
    out.
    """
    found = [each for site in sites for each in _of_site(warehouse, site, at) if len(each)]
    if not found:
        return pd.DataFrame()
    with warehouse.store.reading() as connection:
        names = file_names(connection)
    frame = pd.concat(found, ignore_index=True)
    ordered = frame.sort_values(["deadline_at", RECEIVED, "fact_id"], kind="stable")
    return ordered.assign(file_name=ordered["import_id"].map(names)).reset_index(drop=True)


def _of_site(warehouse: Warehouse, site: str, at: datetime) -> list[pd.DataFrame]:
    with warehouse.store.reading() as connection:
        facts = load_open(connection, Dataset.MAILS, at, [site], ANSWERED)
    if facts.empty:
        return []
    facts = facts.set_index("fact_id", drop=False).rename_axis(index=None)
    month = warehouse.calendar(site).months(facts[RECEIVED])
    months = [Period(each.date()) for each in sorted(month.dropna().unique())]
    today = containing(warehouse.local(at).date())
    return [
        _of_promise(warehouse, each, site, (facts, month, months), at)
        for each in answer_promises(warehouse)
        if is_measured(warehouse, each, site, today)
    ]


def _of_promise(
    warehouse: Warehouse,
    indicator: Indicator,
    site: str,
    opened: tuple[pd.DataFrame, pd.Series, list[Period]],
    at: datetime,
) -> pd.DataFrame:
    facts, month, months = opened
    first = facts[RECEIVED].min().to_pydatetime()
    pauses = pauses_of(warehouse, [indicator], (first, at + _TICK), site)
    found = [pd.DataFrame()]
    for terms, own in by_terms(warehouse, indicator, months):
        these = belonging(facts[month.isin(own)], indicator)
        if len(these):
            given = conditions(warehouse, indicator, terms, site, at, pauses)
            found.append(_told(indicator, these, given))
    return pd.concat(found)


def _told(indicator: Indicator, facts: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    rule = RULES[indicator.rule]
    outcome = rule.judge(facts, given)["outcome"].astype("str")
    due = rule.deadline(facts, given)
    last_day = given.calendar.local(due - _TICK).dt.tz_localize(None).dt.normalize()
    today = pd.Timestamp(given.as_of).tz_convert(given.calendar.site.timezone)
    told = facts[list(COLUMNS)].astype(dict.fromkeys(TEXTS, "str"))
    told = told.assign(
        indicator=indicator.code,
        outcome=outcome,
        deadline_at=due,
        due_on=last_day,
        days_left=(last_day - today.tz_localize(None).normalize()).dt.days,
        waited=waited(indicator, facts, given)["waited"],
        suspended=_suspended(facts, given) & outcome.eq(Outcome.PENDING.value),
    )
    return told[outcome.isin([Outcome.PENDING.value, Outcome.MISSED.value])]


def _suspended(facts: pd.DataFrame, given: Conditions) -> pd.Series:
    """Tell whose clock stands still at the instant of the judgement."""
    if given.pauses is None:
        return pd.Series(False, index=facts.index)
    begun = given.pauses["started_at"] <= given.as_of
    over = (given.pauses["done_at"] <= given.as_of).fillna(False)
    return facts["fact_id"].isin(given.pauses.loc[begun & ~over, "fact_id"])
