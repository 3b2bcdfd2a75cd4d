"""The calls behind a telephone figure, by every declared formula."""

from dataclasses import asdict
from datetime import datetime

import pandas as pd

from etl.domain.engagements import Indicator
from etl.domain.periods import Period
from etl.indicators.call_variants import Variant, added, variants
from etl.pipeline.cases import facts_of, is_measured, months_of
from etl.pipeline.judging import belonging, by_terms, conditions
from etl.pipeline.warehouse import Warehouse


def call_variants(
    warehouse: Warehouse,
    code: str,
    sites: tuple[str, ...],
    period: Period,
    as_of: datetime,
) -> pd.DataFrame:
    """Return what each formula says of the calls of an indicator over the span of a period.

    Columns: code, title, kind, own (the indicator's formula), value (null where nothing
    counts), numerator, denominator, excluded, unknown. Each month is counted by the version
    in force on its first day, as findings are; formulas that need a threshold are left out
    where the indicator has no limit.
    """
    indicator = warehouse.declarations.indicator(code)
    found = added(
        counted
        for site in sites
        if is_measured(warehouse, indicator, site, period)
        for counted in _of_site(warehouse, indicator, site, period, as_of)
    )
    named = indicator.parameters.get("formula")
    formulas = warehouse.declarations.formulas
    rows = [
        {
            "code": each,
            "title": formulas[each].title,
            "kind": formulas[each].kind.value,
            "own": each == named,
            "value": own.value,
            **asdict(own),
        }
        for each, own in found.items()
    ]
    names = ["code", "title", "kind", "own", "value"]
    names += ["numerator", "denominator", "excluded", "unknown"]
    return pd.DataFrame(rows, columns=names).astype({"value": "float64"})


def _of_site(
    warehouse: Warehouse, indicator: Indicator, site: str, period: Period, as_of: datetime
) -> list[dict[str, Variant]]:
    """Return the variants of each month of a site."""
    months = months_of(indicator, period)
    facts, month = facts_of(warehouse, indicator, site, months)
    found = []
    for each in months:
        own = belonging(facts[month == pd.Timestamp(each.start)], indicator)
        for terms, _ in by_terms(warehouse, indicator, [each]):
            given = conditions(warehouse, indicator, terms, site, as_of)
            countings = {
                code: formula.counting_on(each.start)
                for code, formula in warehouse.declarations.formulas.items()
            }
            found.append(variants(own, given, countings))
    return found
