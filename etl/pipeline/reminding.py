"""What falls due: actions of the plan, evidence that expires, exercises to hold again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from etl.audit.completeness import YEARLY_RULES
from etl.audit.evidence import HELD, pieces_of
from etl.audit.plan import is_late
from etl.domain.actions import Action, ActionState
from etl.domain.assessments import EVERYWHERE
from etl.domain.digest import Subject, Topic
from etl.domain.engagements import Comparison, Engagement, Indicator, Statistic
from etl.domain.evidence import EvidenceState
from etl.domain.periods import add_months
from etl.domain.registers import Entry
from etl.pipeline.computed import held_entries
from etl.pipeline.plans import action_entries
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_tallies

SOON, LATE = "soon", "late"
TO_DO = (ActionState.PLANNED, ActionState.DOING)


@dataclass(frozen=True)
class Reminder:
    """One thing with a last day: ``state`` is ``SOON``, or ``LATE`` on the day after it."""

    subject: Subject
    state: str
    title: str
    last: date


def reminders(warehouse: Warehouse, at: datetime, ahead: timedelta) -> list[Reminder]:
    """Return what has its last day within ``ahead``, or had it already, as of ``at``."""
    today = warehouse.local(at).date()
    until = today + ahead
    return [
        *_actions(action_entries(warehouse), today, until),
        *_evidence(warehouse, today, until),
        *_exercises(warehouse, today, until),
    ]


def _actions(entries: list[Entry[Action]], today: date, until: date) -> Iterator[Reminder]:
    """Yield the actions that are not done; one that waits for its effect is."""
    for each in entries:
        own = each.content
        if own.state in TO_DO and own.due <= until:
            state = LATE if is_late(own, today) else SOON
            title = f"n° {each.number}, « {own.title} » ({own.owner})"
            yield Reminder(Subject(Topic.ACTION, f"{each.number:04d}"), state, title, own.due)


def _evidence(warehouse: Warehouse, today: date, until: date) -> Iterator[Reminder]:
    """Yield the expected pieces whose best proof expires; one that another outlasts does not.

    Each is seen from all sites together, and from each site of which something is held.
    """
    entries = held_entries(warehouse)
    sites = sorted({EVERYWHERE, *(each.content.site for each in entries)})
    told: set[tuple[int, str]] = set()
    for engagement in warehouse.declarations.engagements:
        for site in sites:
            for piece in pieces_of(engagement, entries, site, today):
                best = piece.best
                if best is None or piece.state not in (*HELD, EvidenceState.EXPIRED):
                    continue
                last, number = best.content.valid_until, best.number
                if last > until or (number, piece.expected.title) in told:
                    continue
                told.add((number, piece.expected.title))
                title = f"« {piece.expected.title} » (engagement {engagement.number})"
                code = f"{engagement.number:02d}/{number}/{piece.expected.title}"
                state = LATE if last < today else SOON
                yield Reminder(Subject(Topic.EVIDENCE, code), state, title, last)


def _exercises(warehouse: Warehouse, today: date, until: date) -> Iterator[Reminder]:
    """Yield what must be held so many times in a span, until the day on which one is missing.

    What never was held as often as promised has no last day: its verdict tells it.
    """
    for engagement, indicator in _repeated(warehouse):
        last = _held_until(warehouse, indicator, today)
        if last is not None and last <= until:
            state = LATE if last < today else SOON
            title = f"{indicator.title} (engagement {engagement.number})"
            yield Reminder(Subject(Topic.EXERCISE, indicator.code), state, title, last)


def _repeated(warehouse: Warehouse) -> Iterator[tuple[Engagement, Indicator]]:
    for engagement in warehouse.declarations.engagements:
        for each in engagement.indicators:
            if each.rule in YEARLY_RULES and each.statistic is Statistic.COUNT:
                yield engagement, each


def _held_until(warehouse: Warehouse, indicator: Indicator, today: date) -> date | None:
    """Return the last day on which one more keeps the target of an indicator."""
    target = indicator.target_on(today)
    if target is None or target.value is None or target.comparison is not Comparison.AT_LEAST:
        return None
    with warehouse.store.reading() as connection:
        tallies = load_tallies(connection, indicators=[indicator.code])
    held, needed = 0, max(1, int(target.value))
    for month, count in (
        tallies.groupby("month")["met"].sum().sort_index(ascending=False).items()
    ):
        held += int(count)
        if held >= needed:
            # Whole months are measured: this one leaves the window after as many others.
            leaves = add_months(_day(month), indicator.window_months + 1)
            return leaves - timedelta(days=1)
    return None


def _day(month: object) -> date:
    assert isinstance(month, date)
    return month.date() if isinstance(month, datetime) else month
