"""Recorded decisions on applicability, as the declarations take them in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from etl.domain.applicability import Decision
from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Applicability
from etl.domain.registers import Entry, Register
from etl.store.engine import Store
from etl.store.registers import load_latest


def recorded_decisions(store: Store) -> Mapping[int, Sequence[Applicability]]:
    """Return the decisions of the register that stand, the last recorded first."""
    with store.reading() as connection:
        entries = load_latest(connection, Register.APPLICABILITY, Decision)
    found: defaultdict[int, list[Applicability]] = defaultdict(list)
    for entry in reversed(entries):
        if not entry.content.withdrawn:
            found[entry.content.engagement].append(_applicability(entry))
    return found


def _applicability(entry: Entry[Decision]) -> Applicability:
    own = entry.content
    return Applicability(
        since=own.since,
        applies=own.applies,
        reason=own.reason,
        decided_by=own.decided_by,
        site=None if own.site == EVERYWHERE else own.site,
        recorded=entry.number,
    )
