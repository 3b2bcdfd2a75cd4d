"""All that an edition freezes, gathered from the store and the declarations."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from etl.domain.assessments import EVERYWHERE
from etl.domain.editions import HISTORY_MONTHS, Act, FrozenContent
from etl.domain.frozen import (
    FrozenEngagement,
    FrozenImport,
    FrozenMeasure,
    FrozenSource,
    FrozenTrustLine,
)
from etl.domain.periods import Period, PeriodKind, add_months, containing
from etl.domain.trust import Trust
from etl.pipeline.frozen_declared import (
    frozen_calendar,
    frozen_declarations,
    frozen_formulas,
    frozen_indicator,
    frozen_site,
)
from etl.pipeline.frozen_measures import Known, frozen_measures, frozen_verdicts
from etl.pipeline.frozen_registers import frozen_applicability, frozen_samples
from etl.pipeline.trusting import trust_register
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_findings, load_verdicts
from etl.store.declared import set_of
from etl.store.imports import list_imports

ALL_SITES = "Tous les sites"


@dataclass(frozen=True)
class Asked:
    """Which edition is to be made: of what, by whom, in the place of which."""

    period: Period
    at: datetime
    closed: Act
    replaces: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Stored:
    """What the store holds of a period, as frames."""

    findings: pd.DataFrame
    months: pd.DataFrame
    verdicts: pd.DataFrame
    imports: pd.DataFrame


def stored(warehouse: Warehouse, period: Period) -> Stored:
    """Return the findings and verdicts of a period, those of its months, and the imports."""
    with warehouse.store.reading() as connection:
        return Stored(
            load_findings(
                connection, kind=period.kind, periods=[period.code], service=EVERYWHERE
            ),
            load_findings(
                connection,
                kind=PeriodKind.MONTH,
                periods=[each.code for each in history_of(period)],
                service=EVERYWHERE,
            ),
            load_verdicts(connection, kind=period.kind, periods=[period.code]),
            list_imports(connection),
        )


def history_of(period: Period) -> list[Period]:
    """Return the months whose figures stand beside those of a period, oldest first."""
    first = min(period.start, add_months(period.end, -HISTORY_MONTHS))
    months = []
    while first < period.end:
        months.append(containing(first))
        first = months[-1].end
    return months


def freeze(warehouse: Warehouse, asked: Asked, held: Stored) -> FrozenContent:
    """Return the content of an edition, without its number and the hash of the one before."""
    declared = warehouse.declarations
    register = trust_register(warehouse, asked.at)
    known = Known(
        declared,
        asked.period,
        dict(zip(held.imports["id"].tolist(), held.imports["source"].tolist(), strict=True)),
        {name: each.grade.value if each.grade else None for name, each in register.items()},
    )
    measures = frozen_measures(known, held.findings, held.months)
    return FrozenContent(
        number=0,
        period=asked.period,
        site=EVERYWHERE,
        site_title=ALL_SITES,
        as_of=asked.at,
        closed_by=asked.closed.by,
        is_declared=asked.closed.is_declared,
        last_import=int(held.imports["id"].max()),
        charter_title=declared.charter.title,
        charter_publisher=declared.charter.publisher,
        charter_edition=declared.charter.edition,
        sites=tuple(frozen_site(each) for each in declared.sites.values()),
        engagements=tuple(_engagements(known, held.verdicts)),
        indicators=tuple(
            frozen_indicator(each, engagement.number)
            for engagement in declared.engagements
            for each in engagement.indicators
        ),
        measures=measures,
        calendars=tuple(frozen_calendar(each) for each in declared.sites.values()),
        formulas=tuple(frozen_formulas(declared.formulas, asked.period.end)),
        sources=tuple(_sources(warehouse, register)),
        imports=tuple(_imports(held.imports, measures)),
        declarations=frozen_declarations(declared, set_of(declared.texts)[1]),
        previous="",
        replaces=asked.replaces,
        reason=asked.reason,
        applicability=tuple(frozen_applicability(declared, asked.period)),
        samples=tuple(frozen_samples(warehouse, asked.period, asked.at)),
    )


def _engagements(known: Known, verdicts: pd.DataFrame) -> Iterator[FrozenEngagement]:
    for each in known.declared.engagements:
        yield FrozenEngagement(
            number=each.number,
            title=each.title,
            short_title=each.short_title,
            module=each.module,
            module_title=known.declared.charter.title_of(each.module),
            heading=each.heading,
            source=each.source,
            verdicts=frozen_verdicts(known, each, verdicts),
        )


def _sources(warehouse: Warehouse, register: Mapping[str, Trust]) -> Iterator[FrozenSource]:
    for each in warehouse.declarations.sources:
        trust = register.get(each.name, Trust(each.name, ()))
        lines = tuple(
            FrozenTrustLine(
                line.criterion.value,
                line.grade.value,
                float(line.found),
                float(line.among),
                line.unit.value if line.unit else "",
            )
            for line in trust.lines
        )
        grade = trust.grade.value if trust.grade else None
        yield FrozenSource(each.name, each.title, each.rhythm.value, grade, lines)


def _imports(
    imports: pd.DataFrame, measures: tuple[FrozenMeasure, ...]
) -> Iterator[FrozenImport]:
    behind = {number for each in measures for number in each.imports}
    for row in imports.sort_values("id").to_dict("records"):
        yield _import(row, int(row["id"]) in behind)


def _import(row: Mapping[Hashable, Any], is_behind: bool) -> FrozenImport:
    undone_by = row["undone_by"]
    return FrozenImport(
        number=int(row["id"]),
        kind=str(row["kind"]),
        source=str(row["source"]),
        file=str(row["file_name"]),
        sha256=str(row["sha256"]),
        imported_at=row["imported_at"].to_pydatetime(),
        records=int(row["records"]),
        accepted=int(row["accepted"]),
        rejected=int(row["rejected"]),
        first_at=_instant(row["first_at"]),
        last_at=_instant(row["last_at"]),
        undone_by=None if pd.isna(undone_by) else int(undone_by),
        is_behind=is_behind,
    )


def _instant(at: pd.Timestamp) -> datetime | None:
    return None if pd.isna(at) else at.to_pydatetime()
