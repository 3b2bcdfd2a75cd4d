"""The rules of the action plan: who follows what, when it is late, what closes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from etl.domain.actions import (
    NONCONFORMITIES,
    RUNNING,
    Action,
    ActionState,
    AuditFinding,
    FindingState,
)
from etl.domain.registers import Entry
from etl.errors import UserError

STEPS: Mapping[ActionState, tuple[ActionState, ...]] = {
    ActionState.PLANNED: (ActionState.DOING, ActionState.ABANDONED),
    ActionState.DOING: (ActionState.CHECKING, ActionState.ABANDONED),
    ActionState.CHECKING: (ActionState.CLOSED, ActionState.DOING),
    ActionState.CLOSED: (),
    ActionState.ABANDONED: (),
}


class PlanError(UserError):
    """A finding or an action cannot take that step."""

    exit_code = 33


@dataclass(frozen=True)
class Step:
    """What is asked of an action: its next state, and what that state needs to be told."""

    state: ActionState
    done_on: date | None = None
    proof: str = ""
    remark: str = ""


def advanced(action: Action, step: Step, day: date) -> Action:
    """Return the action one step further; ``PlanError`` where the step is not allowed.

    What is done has its day; what is closed, its proof; what is given up, its reason.
    """
    if step.state not in STEPS[action.state]:
        raise PlanError("Cette action ne peut pas passer à cette étape.")
    done_on = step.done_on or action.done_on
    if step.state is ActionState.CHECKING and (done_on is None or done_on > day):
        raise PlanError("Une action réalisée a sa date, qui n'est pas dans l'avenir.")
    if step.state is ActionState.CLOSED and not step.proof:
        raise PlanError("Une action soldée se prouve : dites par quelle pièce.")
    if step.state is ActionState.ABANDONED and not step.remark:
        raise PlanError("Un abandon se justifie : dites pourquoi.")
    return replace(
        action,
        state=step.state,
        # Taken up again, it is no longer done: its effect is looked for from its new day on.
        done_on=None if step.state is ActionState.DOING else done_on,
        proof=step.proof or action.proof,
        remark=step.remark or action.remark,
    )


def is_late(action: Action, day: date) -> bool:
    """Tell whether an action is not done on the day after its last one.

    What is done and waits for its effect to be seen is no longer late.
    """
    return action.state in (ActionState.PLANNED, ActionState.DOING) and action.due < day


def closed(
    finding: Entry[AuditFinding],
    actions: Iterable[Entry[Action]],
    state: FindingState,
    remark: str,
) -> AuditFinding:
    """Return the finding as closed or dismissed; ``PlanError`` where it may not be.

    A nonconformity is closed by an action that is; nothing is closed over a running one.
    """
    own = finding.content
    if own.state is not FindingState.OPEN or state is FindingState.OPEN:
        raise PlanError("Ce constat n'est plus ouvert.")
    states = [each.content.state for each in actions if each.content.finding == finding.number]
    if any(each in RUNNING for each in states):
        raise PlanError("Une action de ce constat est encore en cours.")
    if state is FindingState.DISMISSED and not remark:
        raise PlanError("Un constat s'écarte avec son motif.")
    proven = ActionState.CLOSED in states
    if state is FindingState.CLOSED and own.category in NONCONFORMITIES and not proven:
        raise PlanError("Une non-conformité se solde par une action soldée.")
    return replace(own, state=state, remark=remark)


def without_action(
    findings: Iterable[Entry[AuditFinding]], actions: Iterable[Entry[Action]]
) -> list[Entry[AuditFinding]]:
    """Return the open nonconformities about which nothing was ever decided."""
    answered = {
        each.content.finding
        for each in actions
        if each.content.state is not ActionState.ABANDONED
    }
    return [
        each
        for each in findings
        if each.content.state is FindingState.OPEN
        and each.content.category in NONCONFORMITIES
        and each.number not in answered
    ]
