"""From facts to verdicts: judge the months that changed, then gather what they say."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import pandas as pd

from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Target
from etl.domain.formulas import Counting
from etl.domain.periods import Period
from etl.frames.columns import DATED_BY, Kind, names, of_kind
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.indicators.tallies import TALLY, tally
from etl.pipeline.due import CLOSED_BY, Work, by_dataset, due, is_ageing, outdated
from etl.pipeline.gathering import gather
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import (
    forget_findings,
    forget_touched,
    replace_tallies,
    save_findings,
    save_verdicts,
)
from etl.store.facts import has_facts, load_facts

# Facts judged at once: enough to be quick, few enough for memory to stay flat.
FACTS_AT_ONCE = 200_000
MONTHS_AT_ONCE = 24
GROWTH = 8
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

    Judging is a pure function of one dataset, one site and some months (``judge_months``):
    what it leaves behind, tallies, is the same whether months are judged alone or together.
    """
    started = time.perf_counter()
    warehouse = warehouse.current()
    todo = due(warehouse, at, everything)
    changed: set[str] = set()
    done = 0
    for dataset, site, codes, months in runs_of(todo.work):
        indicators = [by_dataset(warehouse)[dataset][code] for code in codes]
        for chunk, tallies in judged_in_chunks(warehouse, site, months, indicators, at):
            with warehouse.store.writing() as connection:
                starts = [month.start for month in chunk]
                replace_tallies(connection, tallies, codes, site, starts)
            done += len(chunk)
            advance(done, len(todo.work))
        changed.update(codes)
    changed |= outdated(warehouse, at)
    findings, verdicts = gather(warehouse, sorted(changed), at)
    with warehouse.store.writing() as connection:
        if not has_facts(connection):
            forget_findings(connection)
        save_findings(connection, findings)
        save_verdicts(connection, verdicts)
        forget_touched(connection, todo.mark)
    pairs = {(site, month) for _, site, month in todo.work}
    return AssessmentReport(len(pairs), len(findings), time.perf_counter() - started)


def runs_of(work: Work) -> Iterator[tuple[Dataset, str, list[str], list[Period]]]:
    """Yield the months in a row of one dataset and site that ask for the same indicators."""
    grouped: defaultdict[tuple[Dataset, str, tuple[str, ...]], list[Period]] = defaultdict(list)
    for (dataset, site, month), wanted in work.items():
        grouped[dataset, site, tuple(sorted(wanted))].append(month)
    for (dataset, site, codes), months in sorted(grouped.items()):
        run: list[Period] = []
        for month in sorted(months):
            if run and run[-1].end != month.start:
                yield dataset, site, list(codes), run
                run = []
            run.append(month)
        yield dataset, site, list(codes), run


def judged_in_chunks(
    warehouse: Warehouse,
    site: str,
    months: Sequence[Period],
    indicators: Sequence[Indicator],
    at: datetime,
) -> Iterator[tuple[Sequence[Period], pd.DataFrame]]:
    """Judge months in a row, as many at once as their facts allow.

    The number grows step by step: an empty month says nothing of the next ones.
    """
    size = 1
    while months:
        chunk, months = months[:size], months[size:]
        facts, tallies = judge_months(warehouse, site, chunk, indicators, at)
        yield chunk, tallies
        each = max(facts // len(chunk), 1)
        size = min(max(FACTS_AT_ONCE // each, 1), size * GROWTH, MONTHS_AT_ONCE)


def judge_months(
    warehouse: Warehouse,
    site: str,
    months: Sequence[Period],
    indicators: Sequence[Indicator],
    at: datetime,
) -> tuple[int, pd.DataFrame]:
    """Return how many facts there were, and the tallies of indicators of one dataset."""
    calendar = warehouse.calendar(site)
    dataset = indicators[0].dataset
    span = calendar.instants(months[0].start, months[-1].end)
    with warehouse.store.reading() as connection:
        facts = load_facts(connection, dataset, span, [site], read_by(indicators))
    facts = facts.set_index("fact_id", drop=False)
    month = calendar.months(facts[DATED_BY[dataset]])
    # Categories: what is grouped again for each indicator is compared only once.
    facts = facts.assign(month=month.astype("category"))
    found = [NO_TALLIES]
    for indicator in indicators:
        for terms, own in by_terms(warehouse, indicator, months):
            these = belonging(facts[facts["month"].isin(own)], indicator)
            if len(these):
                given = conditions(warehouse, indicator, terms, site, at)
                found.append(_tallies(warehouse, indicator, these, given))
    return len(facts), pd.concat(found, ignore_index=True) if len(found) > 1 else NO_TALLIES


def _tallies(
    warehouse: Warehouse,
    indicator: Indicator,
    facts: pd.DataFrame,
    given: Conditions,
) -> pd.DataFrame:
    judgements = RULES[indicator.rule].judge(facts, given)
    kept = facts[["service", "month", "import_id"]]
    if not kept.index.equals(judgements.index):
        kept = kept.loc[judgements.index]
    tallies = tally(judgements, kept[["service", "month"]], indicator.statistic)
    return tallies.assign(
        indicator=indicator.code,
        site=given.calendar.site.code,
        as_of=given.as_of,
        definition=warehouse.declarations.fingerprint(indicator.code),
        import_ids=_imports_behind(kept, tallies),
        ageing=_ageing(indicator, facts, judgements, tallies, given.as_of),
    )


def _ageing(
    indicator: Indicator,
    facts: pd.DataFrame,
    judgements: pd.DataFrame,
    tallies: pd.DataFrame,
    as_of: datetime,
) -> list[int]:
    """Return how many late cases of each tally are open: time alone changes their value."""
    if not is_ageing(indicator):
        return [0] * len(tallies)
    late = facts.loc[judgements.index[judgements["outcome"].eq(Outcome.MISSED.value)]]
    still = late[~(late[CLOSED_BY[indicator.dataset]] <= as_of)]
    named = still[["month"]].assign(service=still["service"].astype("str").fillna(""))
    often = named[["service", "month"]].value_counts()
    places = zip(tallies["service"], tallies["month"], strict=True)
    return [int(often.get(place, 0)) for place in places]


def _imports_behind(facts: pd.DataFrame, tallies: pd.DataFrame) -> list[str]:
    """Return the numbers of the imports behind each tally, as JSON."""
    behind: defaultdict[tuple[str, pd.Timestamp], list[int]] = defaultdict(list)
    for service, month, number in facts.drop_duplicates().itertuples(index=False):
        behind["" if pd.isna(service) else str(service), month].append(int(number))
    keys = zip(tallies["service"], tallies["month"], strict=True)
    return [json.dumps(sorted(behind[key])) for key in keys]


def read_by(indicators: Sequence[Indicator]) -> list[str]:
    """Return the columns that judging may read: no hash, unless a ``where`` asks for it."""
    dataset = indicators[0].dataset
    asked = {name for each in indicators for name in each.where}
    hashed = set(of_kind(dataset, Kind.KEY, Kind.PSEUDONYM)) - asked
    return [name for name in names(dataset) if name not in hashed]


@dataclass(frozen=True)
class Terms:
    """What holds for some months: the target, and how the formula counts (telephone)."""

    target: Target | None
    counting: Counting | None


def by_terms(
    warehouse: Warehouse, indicator: Indicator, months: Iterable[Period]
) -> Iterator[tuple[Terms, list[pd.Timestamp]]]:
    """Yield the months that share their terms: each is judged by those of its first day.

    So what is declared later never changes a month that is over. Before the first target
    (or version of the formula), the first one is the best that is known.
    """
    first = min(indicator.targets, key=lambda each: each.since, default=None)
    formula = warehouse.declarations.formula_of(indicator)

    def terms(month: Period) -> Terms:
        counting = formula.counting_on(month.start) if formula else None
        return Terms(indicator.target_on(month.start) or first, counting)

    for own_terms, own in groupby(months, key=terms):
        yield own_terms, [pd.Timestamp(month.start) for month in own]


def belonging(facts: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the facts that an indicator's ``where`` admits."""
    for column, admitted in indicator.where.items():
        values = facts[column]
        if pd.api.types.is_bool_dtype(values.dtype):
            values = values.map({True: "true", False: "false"})
        facts = facts[values.isin(list(admitted))]
    return facts


def conditions(
    warehouse: Warehouse, indicator: Indicator, terms: Terms, site: str, at: datetime
) -> Conditions:
    """Return what the rule needs beside the facts."""
    target = terms.target
    return Conditions(
        calendar=warehouse.calendar(site),
        as_of=at,
        limit=target.limit if target else None,
        limits=target.limits if target else {},
        parameters=indicator.parameters,
        counting=terms.counting,
    )
