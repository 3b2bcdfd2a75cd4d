"""What an edition freezes of the declarations: promises, indicators, calendars, formulas."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta

from etl.definitions.declarations import Declarations
from etl.domain.engagements import Indicator, Target
from etl.domain.formulas import Formula, FormulaVersion
from etl.domain.frozen import (
    FrozenCalendar,
    FrozenClosure,
    FrozenDeclaration,
    FrozenFormula,
    FrozenHours,
    FrozenIndicator,
    FrozenSite,
    FrozenTarget,
)
from etl.domain.periods import Period
from etl.domain.sites import Site
from etl.formats import SHOWN_UNITS


def frozen_indicator(indicator: Indicator, engagement: int) -> FrozenIndicator:
    return FrozenIndicator(
        code=indicator.code,
        title=indicator.title,
        engagement=engagement,
        dataset=indicator.dataset.value,
        rule=indicator.rule,
        statistic=indicator.statistic.value,
        unit=indicator.unit,
        unit_text=SHOWN_UNITS.get(indicator.unit, indicator.unit),
        better=indicator.better.value,
        mandatory=indicator.mandatory,
        formula=indicator.formula,
        formula_code=str(indicator.parameters.get("formula", "")),
        why_it_matters=indicator.why_it_matters,
        evidence=indicator.evidence,
        enough=indicator.enough,
        window_months=indicator.window_months,
        population=indicator.population.value,
    )


def frozen_target(indicator: Indicator, period: Period) -> FrozenTarget | None:
    """Return the target in force on the last day of a period, with where it comes from."""
    target: Target | None = indicator.target_on(period.end - timedelta(days=1))
    if target is None:
        return None
    limit, origin = target.limit, target.limit_origin
    return FrozenTarget(
        value=target.value,
        comparison=target.comparison.value,
        origin=target.origin.value,
        source=target.source,
        decided_by=target.decided_by,
        since=target.since,
        limit=limit.amount if limit else None,
        limit_unit=limit.unit.value if limit else "",
        limit_origin=origin.value if origin else "",
        limit_source=target.limit_source,
    )


def frozen_site(site: Site) -> FrozenSite:
    return FrozenSite(site.code, site.title, site.timezone, site.zone)


def frozen_calendar(site: Site) -> FrozenCalendar:
    hours = [
        FrozenHours(
            desk,
            own.since,
            slot.weekday,
            slot.start.isoformat("minutes"),
            slot.end.isoformat("minutes"),
        )
        for desk, dated in site.desks.items()
        for own in dated
        for slot in own.slots
    ]
    closures = [
        FrozenClosure(
            each.first,
            each.last,
            each.reason,
            each.decided_by,
            each.desk or "",
            each.stops_deadlines,
            each.import_id,
        )
        for each in site.closures
    ]
    return FrozenCalendar(site.code, tuple(hours), tuple(closures), site.worked_holidays)


def frozen_formulas(formulas: Mapping[str, Formula], end: date) -> Iterator[FrozenFormula]:
    """Yield every version of the telephone formulas that began before ``end``."""
    for formula in formulas.values():
        for version in sorted(formula.versions, key=lambda each: each.since):
            if version.since < end:
                yield _version(formula, version)


def _version(formula: Formula, version: FormulaVersion) -> FrozenFormula:
    switches = asdict(version.switches).items()
    return FrozenFormula(
        code=formula.code,
        title=formula.title,
        kind=formula.kind.value,
        since=version.since,
        origin=version.origin.value,
        decided_by=version.decided_by,
        source=version.source or formula.source,
        switches=tuple((name, str(each)) for name, each in switches if each is not None),
    )


def frozen_declarations(
    declared: Declarations, files: Mapping[str, str]
) -> tuple[FrozenDeclaration, ...]:
    """Return the files of declarations with their hashes; their texts stay in the store."""
    return tuple(FrozenDeclaration(path, files[path]) for path in sorted(declared.texts))
