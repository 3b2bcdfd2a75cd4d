"""The rules that an engagement file may name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.engagements import Unit
from etl.domain.formulas import FormulaKind
from etl.indicators import answers, calls, events, mystery, surveys, visits
from etl.indicators.conditions import Conditions


def no_deadline(facts: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return no instant: the rule does not measure a time."""
    return pd.Series(pd.NaT, index=facts.index, dtype="datetime64[us, UTC]")


@dataclass(frozen=True)
class Rule:
    """One way to judge facts, with what a declaration may say to it.

    ``parameters`` are the names it understands, ``required`` those it cannot do without;
    ``units`` are the units its limits may have (none: any). ``deadline`` gives the first
    instant at which each fact is late, null where the rule sets no limit in time.
    ``formulas`` are the kinds of formula that may say which facts count (none: it has none);
    ``classes`` then tells of each fact why it counts or not.
    ``reads`` are the columns that it judges by, beside the one that a parameter names
    (none: it may read any, and all are loaded).
    """

    judge: Callable[[pd.DataFrame, Conditions], pd.DataFrame]
    datasets: frozenset[Dataset]
    parameters: frozenset[str] = frozenset()
    needs_limit: bool = False
    required: frozenset[str] = frozenset()
    units: frozenset[Unit] = frozenset()
    formulas: frozenset[FormulaKind] = frozenset()
    classes: Callable[[pd.DataFrame, Conditions], pd.Series] | None = None
    deadline: Callable[[pd.DataFrame, Conditions], pd.Series] = no_deadline
    reads: frozenset[str] = frozenset()
    pauses: bool = False


CALLS = frozenset({Dataset.CALLS})
MAILS = frozenset({Dataset.MAILS})
VISITS = frozenset({Dataset.VISITS})
MYSTERY = frozenset({Dataset.MYSTERY})
SURVEYS = frozenset({Dataset.SURVEYS})
EVENTS = frozenset({Dataset.EVENTS})

LIMIT_BY = frozenset({"limit_by"})
DESK = frozenset({"desk"})
COUNTED = DESK | {"formula"}
PHYSICAL = frozenset({Unit.SECONDS, Unit.MINUTES, Unit.HOURS})

_CALLS = frozenset({"started_at", "direction", "outcome"})
_CLASSES = _CALLS | {"wait_s", "voice_server"}
_ITEMS = frozenset({"items"})
_NET = frozenset({"satisfied", "dissatisfied"})
_THRESHOLD = frozenset({"threshold"})
_CLOSING = frozenset({"by_due_date", "desk"})


_PAUSES = frozenset({"pauses"})


def _answered(judge: Callable[[pd.DataFrame, Conditions], pd.DataFrame]) -> Rule:
    """Return a rule on answers: nobody can answer while the visitor is waited for."""
    return Rule(
        judge,
        MAILS,
        LIMIT_BY | _PAUSES,
        needs_limit=True,
        deadline=answers.answer_deadline,
        pauses=True,
    )


RULES: Mapping[str, Rule] = {
    "answered_in_time": _answered(answers.answered_in_time),
    "acknowledged_in_time": Rule(
        answers.acknowledged_in_time,
        MAILS,
        LIMIT_BY | _PAUSES,
        needs_limit=True,
        deadline=answers.acknowledgement_deadline,
    ),
    "registered_in_time": Rule(
        answers.registered_in_time,
        MAILS,
        LIMIT_BY | _PAUSES,
        needs_limit=True,
        deadline=answers.registration_deadline,
    ),
    "complete_records": Rule(answers.complete_records, MAILS),
    "answer_delay": _answered(answers.answer_delay),
    "overdue_unanswered": _answered(answers.overdue_unanswered),
    "answered_by_agent": Rule(
        calls.answered_by_agent,
        CALLS,
        COUNTED,
        formulas=frozenset({FormulaKind.ANSWER_RATE}),
        classes=calls.class_of_calls,
        reads=_CLASSES,
    ),
    "lost_calls": Rule(
        calls.lost_calls,
        CALLS,
        COUNTED,
        formulas=frozenset({FormulaKind.ANSWER_RATE, FormulaKind.ABANDON_RATE}),
        classes=calls.class_of_calls,
        reads=_CLASSES,
    ),
    "answered_within": Rule(
        calls.answered_within,
        CALLS,
        COUNTED,
        needs_limit=True,
        units=PHYSICAL,
        formulas=frozenset({FormulaKind.SERVICE_LEVEL}),
        classes=calls.class_of_calls,
        reads=_CLASSES,
    ),
    "call_wait": Rule(calls.call_wait, CALLS, DESK | {"waits_of"}, reads=_CALLS | {"wait_s"}),
    "transfers_completed": Rule(
        calls.transfers_completed, CALLS, DESK, reads=_CALLS | {"transfer"}
    ),
    "voice_server_served": Rule(
        calls.voice_server_served, CALLS, DESK, reads=_CALLS | {"voice_server"}
    ),
    "voice_server_abandoned": Rule(
        calls.voice_server_abandoned, CALLS, DESK, reads=_CALLS | {"voice_server"}
    ),
    "received_within": Rule(
        visits.received_within,
        VISITS,
        LIMIT_BY,
        needs_limit=True,
        units=PHYSICAL,
        deadline=visits.deadline,
    ),
    "visit_wait": Rule(visits.visit_wait, VISITS),
    "support_completed": Rule(visits.support_completed, VISITS),
    "appointment_delay": Rule(visits.appointment_delay, VISITS),
    "items_satisfied": Rule(
        mystery.items_satisfied, MYSTERY, _ITEMS | {"reach_required"}, required=_ITEMS
    ),
    "satisfied": Rule(
        surveys.satisfied, SURVEYS, _THRESHOLD | surveys.SCALE, required=_THRESHOLD
    ),
    "net_satisfaction": Rule(
        surveys.net_satisfaction, SURVEYS, _NET | surveys.SCALE, required=_NET
    ),
    "score": Rule(surveys.score, SURVEYS, surveys.SCALE),
    "checks_passed": Rule(events.checks_passed, EVENTS),
    "events_held": Rule(events.events_held, EVENTS),
    "done_in_time": Rule(
        events.done_in_time,
        EVENTS,
        _CLOSING | _PAUSES,
        needs_limit=True,
        deadline=events.deadline,
    ),
    "delay": Rule(events.delay, EVENTS, DESK | _PAUSES | {"unit"}, deadline=events.deadline),
    "share_of_amounts": Rule(events.share_of_amounts, EVENTS, DESK),
    "amounts": Rule(events.amounts, EVENTS),
    "active_subjects": Rule(events.active_subjects, EVENTS),
    "held_outside_hours": Rule(events.held_outside_hours, EVENTS, DESK, required=DESK),
    "in_exercise_or_real": Rule(events.in_exercise_or_real, EVENTS, frozenset({"exercise"})),
}
