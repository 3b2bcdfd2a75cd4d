"""From facts to verdicts: judge the months that changed, then gather what they say."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.indicators.tallies import TALLY, tally
from etl.pipeline.due import by_dataset, due
from etl.pipeline.gathering import gather
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import (
    forget_touched,
    replace_tallies,
    save_findings,
    save_verdicts,
)
from etl.store.facts import load_facts

NO_TALLIES = pd.DataFrame(columns=["indicator", "site", "service", "month", *TALLY])


@dataclass(frozen=True)
class AssessmentReport:
    """How much was assessed: (site, month) pairs, findings, and the seconds it took."""

    months: int
    findings: int
    seconds: float


def assess(
    warehouse: Warehouse,
    at: datetime,
    everything: bool = False,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> AssessmentReport:
    """Assess every indicator as of ``at``, wherever something changed.

    Judging is a pure function of one (dataset, site, month): see ``judge_month``.
    """
    started = time.perf_counter()
    todo = due(warehouse, at, everything)
    indicators = by_dataset(warehouse)
    changed: set[str] = set()
    for done, ((dataset, site, month), codes) in enumerate(sorted(todo.work.items()), 1):
        judged = judge_month(
            warehouse, site, month, [indicators[dataset][code] for code in sorted(codes)], at
        )
        with warehouse.store.writing() as connection:
            replace_tallies(connection, judged, sorted(codes), site, month.start)
        changed |= codes
        advance(done, len(todo.work))
    findings, verdicts = gather(warehouse, sorted(changed), at)
    with warehouse.store.writing() as connection:
        save_findings(connection, findings)
        save_verdicts(connection, verdicts)
        forget_touched(connection, todo.mark)
    pairs = {(site, month) for _, site, month in todo.work}
    return AssessmentReport(len(pairs), len(findings), time.perf_counter() - started)


def judge_month(
    warehouse: Warehouse, site: str, month: Period, indicators: list[Indicator], at: datetime
) -> pd.DataFrame:
    """Return the tallies of some indicators of one dataset for one site and month."""
    calendar = warehouse.calendar(site)
    start, end = calendar.instants(month.start, month.end)
    with warehouse.store.reading() as connection:
        facts = load_facts(connection, indicators[0].dataset, (start, end), sites=[site])
    facts = facts.set_index("fact_id", drop=False)
    found = []
    for indicator in indicators:
        own = belonging(facts, indicator)
        if own.empty:
            continue
        judgements = RULES[indicator.rule].judge(
            own, conditions(warehouse, indicator, site, month, at)
        )
        kept = own.loc[judgements.index]
        service = kept["service"].astype("str").fillna("")
        tallies = tally(judgements, service.to_frame(), indicator.statistic)
        imports = kept["import_id"].groupby(service).agg(lambda ids: sorted(set(ids)))
        found.append(
            tallies.assign(
                indicator=indicator.code,
                site=site,
                month=pd.Timestamp(month.start),
                as_of=at,
                definition=warehouse.declarations.fingerprint(indicator.code),
                import_ids=tallies["service"].map(imports).map(json.dumps),
            )
        )
    return pd.concat(found, ignore_index=True) if found else NO_TALLIES


def belonging(facts: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the facts that an indicator's ``where`` admits."""
    for column, admitted in indicator.where.items():
        texts = facts[column].astype("str").str.lower() if len(facts) else facts[column]
        facts = facts[texts.isin([str(each).lower() for each in admitted])]
    return facts


def conditions(
    warehouse: Warehouse, indicator: Indicator, site: str, month: Period, at: datetime
) -> Conditions:
    """Return what the rule needs beside the facts; the limit is the month's own."""
    target = indicator.target_on(month.start) or (indicator.targets or (None,))[0]
    return Conditions(
        calendar=warehouse.calendar(site),
        as_of=at,
        limit=target.limit if target else None,
        limits=target.limits if target else {},
        parameters=indicator.parameters,
    )
