"""Facts judged: what each indicator says of the months of a portion, left as tallies."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np
import pandas as pd

from etl.domain.assessments import Outcome
from etl.domain.engagements import Indicator, Target
from etl.domain.formulas import Counting
from etl.domain.periods import Period
from etl.frames.columns import DATED_BY
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.indicators.tallies import TALLY, Groups, grouped, tally
from etl.pipeline.due import CLOSED_BY, is_ageing
from etl.pipeline.pauses import counts_pauses, labelled, pauses_of
from etl.pipeline.portions import Portion
from etl.pipeline.spans import Ints
from etl.pipeline.warehouse import Warehouse

NO_TALLIES = pd.DataFrame(
    columns=["indicator", "site", "service", "month", *TALLY, "as_of", "ageing"]
)


@dataclass(frozen=True)
class _Shared:
    """What all indicators of a portion ask of its facts: their groups, and their imports.

    ``import_code`` is the place of each fact's import among ``numbers``.
    """

    groups: Groups
    import_code: Ints
    numbers: pd.Index

    def imports_behind(
        self, judgements: pd.DataFrame, pauses: pd.DataFrame | None
    ) -> list[str]:
        """Return the numbers of the imports behind each tally, as JSON: facts and pauses."""
        places = self.groups.places(judgements)
        group, code = self.groups.of[places], self.import_code[places]
        behind = np.zeros((len(self.groups.names), len(self.numbers)), dtype=bool)
        behind[group[group >= 0], code[group >= 0]] = True
        paused = self._imports_of(pauses, judgements)
        return [
            json.dumps(sorted({*self.numbers[behind[each]].tolist(), *paused[each]}))
            for each in np.flatnonzero(behind.any(axis=1)).tolist()
        ]

    def _imports_of(
        self, pauses: pd.DataFrame | None, judgements: pd.DataFrame
    ) -> defaultdict[int, set[int]]:
        """Return the imports of the pauses of the facts judged, by group."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        if pauses is not None and len(pauses):
            own = pauses[pauses["fact_id"].isin(judgements.index)]
            groups = self.groups.of[self.groups.index.get_indexer(pd.Index(own["fact_id"]))]
            for group, number in set(
                zip(groups.tolist(), own["import_id"].tolist(), strict=True)
            ):
                found[group].add(int(number))
        return found


def judge_months(
    warehouse: Warehouse, portion: Portion, facts: pd.DataFrame, at: datetime
) -> pd.DataFrame:
    """Return the tallies of the indicators and months of a portion, from its facts."""
    calendar = warehouse.calendar(portion.site)
    span = calendar.instants(portion.months[0].start, portion.months[-1].end)
    pauses = pauses_of(warehouse, portion.indicators, span, portion.site)
    return judge_with(warehouse, portion, facts, pauses, at)


def judge_with(
    warehouse: Warehouse,
    portion: Portion,
    facts: pd.DataFrame,
    pauses: pd.DataFrame | None,
    at: datetime,
) -> pd.DataFrame:
    """Return the same from these facts and pauses; the store is not read."""
    calendar = warehouse.calendar(portion.site)
    month = calendar.months(facts[DATED_BY[portion.dataset]])
    # Categories: what is compared for each indicator is compared only once.
    facts = facts.assign(month=month.astype("category"))
    pauses = labelled(pauses, facts)
    shared = _Shared(
        grouped(facts[["service", "month"]]), *pd.factorize(facts["import_id"], sort=True)
    )
    found = [NO_TALLIES]
    for indicator in portion.indicators:
        for terms, own in by_terms(warehouse, indicator, portion.months):
            dated = facts if len(own) == len(portion.months) else facts[month.isin(own)]
            these = belonging(dated, indicator)
            if len(these):
                given = conditions(warehouse, indicator, terms, portion.site, at, pauses)
                found.append(_tallies(warehouse, indicator, these, shared, given))
    return pd.concat(found[1:] or found, ignore_index=True)


def _tallies(
    warehouse: Warehouse,
    indicator: Indicator,
    facts: pd.DataFrame,
    shared: _Shared,
    given: Conditions,
) -> pd.DataFrame:
    judgements = RULES[indicator.rule].judge(facts, given)
    tallies = tally(judgements, shared.groups, indicator.statistic)
    return tallies.assign(
        indicator=indicator.code,
        site=given.calendar.site.code,
        as_of=given.as_of,
        definition=warehouse.declarations.fingerprint(indicator.code),
        import_ids=shared.imports_behind(judgements, given.pauses),
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
    warehouse: Warehouse,
    indicator: Indicator,
    terms: Terms,
    site: str,
    at: datetime,
    pauses: pd.DataFrame | None = None,
) -> Conditions:
    """Return what the rule needs beside the facts; pauses only where its clock stops."""
    target = terms.target
    return Conditions(
        calendar=warehouse.calendar(site),
        as_of=at,
        limit=target.limit if target else None,
        limits=target.limits if target else {},
        parameters=indicator.parameters,
        counting=terms.counting,
        pauses=pauses if counts_pauses(indicator) else None,
    )
