"""Findings and actions, as far as the visitor may see them and write them."""

from datetime import date

import streamlit as st

from dashboard.gateway import registers
from dashboard.gateway.warehouse import ENTRIES, admitted, today, version, warehouse
from etl.audit.plan import STEPS, PlanError, Step, is_late
from etl.calendars.clock import now
from etl.domain.actions import (
    Action,
    ActionState,
    AuditFinding,
    EffectReading,
    FindingState,
)
from etl.domain.registers import Entry
from etl.domain.roles import Right
from etl.errors import UserError
from etl.pipeline import plans

__all__ = ["PlanError", "Step"]


def findings() -> list[Entry[AuditFinding]]:
    """Return the findings that the visitor may see, newest first."""
    registers.require(Right.SEE_AUDIT)
    found = plans.finding_entries(warehouse())
    return [each for each in found[::-1] if registers.within(each.content.site)]


def actions() -> list[Entry[Action]]:
    """Return the actions that the visitor may see, the one that is due first at the top."""
    registers.require(Right.SEE_AUDIT)
    found = [
        each
        for each in plans.action_entries(warehouse())
        if registers.within(each.content.site)
    ]
    return sorted(found, key=lambda each: (each.content.due, each.number))


def finding(number: int) -> Entry[AuditFinding] | None:
    return next((each for each in findings() if each.number == number), None)


def action(number: int) -> Entry[Action] | None:
    return next((each for each in actions() if each.number == number), None)


def finding_history(number: int) -> list[Entry[AuditFinding]]:
    """Return the revisions of a finding, newest first."""
    found = plans.finding_history(warehouse(), number)
    registers.require(Right.SEE_AUDIT, found[-1].content.site)
    return found[::-1]


def action_history(number: int) -> list[Entry[Action]]:
    """Return the revisions of an action, newest first."""
    found = plans.action_history(warehouse(), number)
    registers.require(Right.SEE_AUDIT, found[-1].content.site)
    return found[::-1]


def proposed(site: str) -> list[AuditFinding]:
    """Return the findings that the verdicts of the last finished month call for."""
    registers.require(Right.SEE_AUDIT)
    return _proposed(version(), registers.version(), admitted(site), today())


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _proposed(version: int, written: int, site: str, day: date) -> list[AuditFinding]:
    return plans.proposed_findings(warehouse(), site, now())


def effect(entry: Entry[Action]) -> EffectReading | None:
    """Return what the control chart says of an action; ``None`` before it is done."""
    registers.require(Right.SEE_AUDIT, entry.content.site)
    return _effect(version(), entry.number, entry.revision, today())


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _effect(version: int, number: int, revision: int, day: date) -> EffectReading | None:
    found = plans.action_history(warehouse(), number)[revision - 1]
    return plans.effect(warehouse(), found.content, now())


def late(entry: Entry[Action]) -> bool:
    return is_late(entry.content, today())


def next_states(entry: Entry[Action]) -> tuple[ActionState, ...]:
    return STEPS[entry.content.state]


def write_finding(
    told: AuditFinding, author: str, seen: Entry[AuditFinding] | None = None
) -> Entry[AuditFinding]:
    registers.require(Right.WRITE_FINDING, told.site)
    return plans.write_finding(warehouse(), told, registers.signature(author), seen)


def dismiss(draft: AuditFinding, reason: str, author: str) -> Entry[AuditFinding]:
    """Keep that a proposed finding is none, and why."""
    if not reason.strip():
        raise UserError("Un constat s'écarte avec son motif.")
    kept = write_finding(draft, author)
    return close(kept, FindingState.DISMISSED, reason, author)


def close(
    seen: Entry[AuditFinding], state: FindingState, remark: str, author: str
) -> Entry[AuditFinding]:
    registers.require(Right.WRITE_FINDING, seen.content.site)
    signed = registers.signature(author)
    return plans.close_finding(warehouse(), seen, state, remark, signed)


def write_action(told: Action, author: str, seen: Entry[Action] | None = None) -> Entry[Action]:
    registers.require(Right.WRITE_ACTION, told.site)
    return plans.write_action(warehouse(), told, registers.signature(author), seen)


def advance(seen: Entry[Action], step: Step, author: str) -> Entry[Action]:
    registers.require(Right.WRITE_ACTION, seen.content.site)
    return plans.advance_action(warehouse(), seen, step, registers.signature(author))
