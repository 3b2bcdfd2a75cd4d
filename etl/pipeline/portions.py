"""What is judged at once: the facts of one dataset, one site and some months in a row."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.frames.columns import Kind, names, of_kind
from etl.indicators.rules import RULES
from etl.pipeline.due import Work, by_dataset
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import Span, count_facts, load_facts

# Enough facts to be quick, few enough for memory to stay flat.
FACTS_AT_ONCE = 200_000


@dataclass(frozen=True)
class Portion:
    """Months in a row of one site, and the indicators of one dataset to judge there."""

    dataset: Dataset
    site: str
    indicators: Sequence[Indicator]
    months: Sequence[Period]

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.indicators]


def loaded(warehouse: Warehouse, work: Work) -> Iterator[tuple[Portion, pd.DataFrame]]:
    """Yield the work in portions of a bounded size, each with its facts."""
    for run in runs_of(warehouse, work):
        for portion in _portions(warehouse, run):
            span = _span(warehouse, portion.site, portion.months)
            columns = read_by(portion.indicators)
            with warehouse.store.reading() as connection:
                facts = load_facts(connection, run.dataset, span, [run.site], columns)
            yield portion, facts


def runs_of(warehouse: Warehouse, work: Work) -> Iterator[Portion]:
    """Yield the months in a row of one dataset and site that ask for the same indicators."""
    grouped: defaultdict[tuple[Dataset, str, tuple[str, ...]], list[Period]] = defaultdict(list)
    for (dataset, site, month), wanted in work.items():
        grouped[dataset, site, tuple(sorted(wanted))].append(month)
    known = by_dataset(warehouse)
    for (dataset, site, codes), months in sorted(grouped.items()):
        indicators = [known[dataset][code] for code in codes]
        run: list[Period] = []
        for month in sorted(months):
            if run and run[-1].end != month.start:
                yield Portion(dataset, site, indicators, run)
                run = []
            run.append(month)
        yield Portion(dataset, site, indicators, run)


def _portions(warehouse: Warehouse, run: Portion) -> Iterator[Portion]:
    """Halve the months of a run until their facts are few enough."""
    span = _span(warehouse, run.site, run.months)
    with warehouse.store.reading() as connection:
        count = count_facts(connection, run.dataset, span, run.site)
    half = len(run.months) // 2
    if count <= FACTS_AT_ONCE or not half:
        yield run
        return
    for months in (run.months[:half], run.months[half:]):
        yield from _portions(warehouse, Portion(run.dataset, run.site, run.indicators, months))


def _span(warehouse: Warehouse, site: str, months: Sequence[Period]) -> Span:
    return warehouse.calendar(site).instants(months[0].start, months[-1].end)


def read_by(indicators: Sequence[Indicator]) -> list[str]:
    """Return the columns that judging may read, in their order.

    A rule that does not tell may read every column but hashes and comments; a declaration
    adds those of its ``where`` and its ``limit_by``.
    """
    dataset = indicators[0].dataset
    known = names(dataset)
    hashed = of_kind(dataset, Kind.KEY, Kind.PSEUDONYM, Kind.TEXT)
    told = {"service", *(name for each in indicators for name in each.where)}
    for each in indicators:
        told |= RULES[each.rule].reads or set(known).difference(hashed)
        told |= {value for value in each.parameters.values() if isinstance(value, str)}
    return [name for name in known if name in told]
