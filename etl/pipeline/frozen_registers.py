"""What an edition freezes of the registers: what applied where, and the samples drawn."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from etl.definitions.declarations import Declarations
from etl.domain.frozen import FrozenApplicability, FrozenSample
from etl.domain.periods import Period, parse_period
from etl.domain.registers import Register
from etl.domain.samples import CaseCheck, Sample
from etl.pipeline.warehouse import Warehouse
from etl.store.registers import load_latest


def frozen_applicability(
    declared: Declarations, period: Period
) -> Iterator[FrozenApplicability]:
    """Yield the statement of the last day of a period: each engagement at each site."""
    day = period.end - timedelta(days=1)
    for own in declared.engagements:
        for site in declared.sites:
            decision = own.applies_to(site, day)
            if decision is None:
                yield FrozenApplicability(own.number, site, applies=True)
                continue
            yield FrozenApplicability(
                own.number,
                site,
                decision.applies,
                decision.since,
                decision.reason,
                decision.decided_by,
                decision.recorded,
            )


def frozen_samples(
    warehouse: Warehouse, period: Period, until: datetime
) -> Iterator[FrozenSample]:
    """Yield the samples that share a day with a period, as the register told them then."""
    with warehouse.store.reading() as connection:
        drawn = load_latest(connection, Register.SAMPLE, Sample, until)
        checks = load_latest(connection, Register.CHECK, CaseCheck, until)
    for each in drawn:
        own = parse_period(each.content.period)
        if own.start < period.end and period.start < own.end:
            found = [one.content for one in checks if one.content.sample == each.number]
            told = tuple(sorted(found, key=lambda one: one.key))
            yield FrozenSample(each.number, each.author, each.at, each.content, told)
