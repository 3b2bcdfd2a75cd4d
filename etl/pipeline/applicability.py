"""The statement of applicability: what applies where, why, since when, who decided."""

from dataclasses import dataclass, replace
from datetime import date

from etl.domain.applicability import Decision
from etl.domain.engagements import Applicability, Engagement
from etl.domain.registers import Entry, Register, Signature
from etl.pipeline.registers import checked, checked_site, text_of
from etl.pipeline.warehouse import Warehouse
from etl.store.registers import add_entry, load_history, load_latest, revise
from etl.store.version import grow


@dataclass(frozen=True)
class Line:
    """Whether an engagement applies at a site on a day; without decision, it does."""

    engagement: Engagement
    site: str
    decision: Applicability | None

    @property
    def applies(self) -> bool:
        return self.decision is None or self.decision.applies


def decide(warehouse: Warehouse, decision: Decision, signed: Signature) -> Entry[Decision]:
    """Record a decision. Figures follow at the next assessment; the caller runs it."""
    signed = checked(signed)
    own = replace(
        decision,
        reason=text_of(decision.reason, "Motif"),
        decided_by=text_of(decision.decided_by, "Qui a décidé"),
        site=checked_site(warehouse, decision.site),
    )
    warehouse.declarations.engagement(own.engagement)
    with warehouse.store.writing() as connection:
        grow(connection)
        return add_entry(connection, Register.APPLICABILITY, own, signed)


def withdraw(warehouse: Warehouse, seen: Entry[Decision], signed: Signature) -> Entry[Decision]:
    """Take a decision back: what stood before it stands again."""
    signed = checked(signed)
    with warehouse.store.writing() as connection:
        grow(connection)
        content = replace(seen.content, withdrawn=True)
        return revise(connection, Register.APPLICABILITY, seen, content, signed)


def decision_entries(warehouse: Warehouse) -> list[Entry[Decision]]:
    """Return every decision of the register, withdrawn ones too, by number."""
    with warehouse.store.reading() as connection:
        return load_latest(connection, Register.APPLICABILITY, Decision)


def decision_history(warehouse: Warehouse, number: int) -> list[Entry[Decision]]:
    """Return every revision of a decision, oldest first."""
    with warehouse.store.reading() as connection:
        return load_history(connection, Register.APPLICABILITY, number, Decision)


def statement(warehouse: Warehouse, day: date) -> list[Line]:
    """Return the statement of a day: each engagement at each site."""
    declared = warehouse.current().declarations
    return [
        Line(own, site, own.applies_to(site, day))
        for own in declared.engagements
        for site in declared.sites
    ]
