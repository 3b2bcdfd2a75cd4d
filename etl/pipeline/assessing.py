"""From facts to verdicts: judge the months that changed, then gather what they say."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from etl.domain.datasets import Dataset
from etl.pipeline.ahead import ahead
from etl.pipeline.drafting import from_drafts, spared
from etl.pipeline.drafts import Draft
from etl.pipeline.due import Due, due, outdated
from etl.pipeline.gathering import gather
from etl.pipeline.judging import judge_months
from etl.pipeline.portions import Portion, loaded
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import (
    forget_findings,
    forget_touched,
    replace_tallies,
    save_findings,
    save_verdicts,
)
from etl.store.declared import note_declarations
from etl.store.facts import has_facts
from etl.store.purging import purged_before


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
    author: str = "",
) -> AssessmentReport:
    """Assess every indicator as of ``at``, wherever something changed.

    Judging is a pure function of one dataset, one site and some months (``judge_months``):
    what it leaves behind, tallies, is the same whether months are judged alone or together.
    Declarations that were never applied are kept with their date; ``author`` is who runs it.
    """
    started = time.perf_counter()
    warehouse = warehouse.current()
    drafts = warehouse.drafts.take()
    todo = due(warehouse, at, everything)
    changed: set[str] = set()
    done = 0
    for portion, tallies in _judged(warehouse, todo, {} if everything else drafts, at):
        with warehouse.store.writing() as connection:
            starts = [month.start for month in portion.months]
            replace_tallies(connection, tallies, portion.codes, portion.site, starts)
        done += len(portion.months)
        advance(done, len(todo.work))
        changed.update(portion.codes)
    changed |= outdated(warehouse, at)
    findings, verdicts = gather(warehouse, sorted(changed), at)
    with warehouse.store.writing() as connection:
        if not has_facts(connection) and not purged_before(connection):
            forget_findings(connection)
        save_findings(connection, findings)
        save_verdicts(connection, verdicts)
        note_declarations(connection, warehouse.declarations.texts, at, author)
        forget_touched(connection, todo.mark)
    pairs = {(site, month) for _, site, month in todo.work}
    return AssessmentReport(len(pairs), len(findings), time.perf_counter() - started)


def _judged(
    warehouse: Warehouse, todo: Due, drafts: Mapping[Dataset, Draft], at: datetime
) -> Iterator[tuple[Portion, pd.DataFrame]]:
    """Yield the work with its tallies: those made with the import first."""
    known = spared(warehouse, todo, drafts, at)
    yield from from_drafts(warehouse, known, drafts)
    left = {key: codes for key, codes in todo.work.items() if key not in known}
    for portion, facts in ahead(loaded(warehouse, left)):
        yield portion, judge_months(warehouse, portion, facts, at)
