"""The completeness check: what the store and the registers hold, as an auditor sees it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd

from etl.audit.completeness import Dossier, Line, Measured, Source, examined
from etl.audit.drafting import Standing
from etl.audit.evidence import pieces_of
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.periods import PeriodKind
from etl.domain.trust import ALLOWED_DAYS
from etl.pipeline.computed import held_entries
from etl.pipeline.draws import checks_of, sample_entries
from etl.pipeline.plans import action_entries, finding_entries, standings
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_findings
from etl.store.imports import freshness

Admits = Callable[[str], bool]


def _everybody(site: str) -> bool:
    return True


def completeness(
    warehouse: Warehouse, site: str, at: datetime, admits: Admits = _everybody
) -> tuple[Line, ...]:
    """Return what is missing of the audit's file as of ``at``, seen from a site or from all.

    ``admits`` tells which sites (and whether all together) the reader may see.
    """
    day = warehouse.local(at).date()

    def concerns(place: str) -> bool:
        return admits(place) and (site == EVERYWHERE or place in (site, EVERYWHERE))

    worth = standings(warehouse, site, at)
    applicable = {
        each.engagement for each in worth if each.verdict is not Verdict.NOT_APPLICABLE
    }
    held = [each for each in held_entries(warehouse) if admits(each.content.site)]
    samples = [each for each in sample_entries(warehouse) if admits(each.content.site)]
    return examined(
        Dossier(
            day=day,
            standings=worth,
            pieces=[
                piece
                for own in warehouse.declarations.engagements
                if own.number in applicable
                for piece in pieces_of(own, held, site, day)
            ],
            measured=_measured(warehouse, site, worth),
            sources=_sources(warehouse, day, admits),
            findings=[
                each for each in finding_entries(warehouse) if concerns(each.content.site)
            ],
            actions=[each for each in action_entries(warehouse) if concerns(each.content.site)],
            samples={
                each.number: (
                    len(each.content.cases),
                    len(checks_of(warehouse, each.number)),
                )
                for each in samples
            },
        )
    )


def _measured(warehouse: Warehouse, site: str, worth: list[Standing]) -> list[Measured]:
    """Return the mandatory indicators that apply, with their verdict in the last month."""
    if not worth:
        return []
    with warehouse.store.reading() as connection:
        found = load_findings(
            connection,
            sites=[site],
            kind=PeriodKind.MONTH,
            periods=[worth[0].period.code],
            service=EVERYWHERE,
        )
    verdicts = dict(zip(found["indicator"], found["verdict"], strict=True))
    return [
        Measured(own.number, each, Verdict(verdicts[each.code]))
        for own in warehouse.declarations.engagements
        for each in own.indicators
        if each.mandatory
        and each.code in verdicts
        and verdicts[each.code] != Verdict.NOT_APPLICABLE
    ]


def _sources(warehouse: Warehouse, day: object, admits: Admits) -> list[Source]:
    """Return the sources that were heard before and have a rhythm."""
    with warehouse.store.reading() as connection:
        known = freshness(connection).set_index("source")["last_at"].dropna()
    found = []
    for each in warehouse.declarations.sources:
        allowed = ALLOWED_DAYS.get(each.rhythm)
        if allowed is None or each.name not in known.index or not admits(each.site):
            continue
        last = pd.Timestamp(known[each.name]) + timedelta(days=allowed)
        is_late = pd.Timestamp(str(day), tz="UTC") > last
        found.append(Source(each.name, each.title, last.date() if is_late else None))
    return found
