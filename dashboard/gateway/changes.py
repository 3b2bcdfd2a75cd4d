"""What changed since the period before: verdicts turned, newly measured, newly silent."""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.gateway.cards import Card, cards
from dashboard.gateway.figures import Finding, findings_of
from dashboard.gateway.warehouse import periods
from etl.domain.assessments import Verdict
from etl.domain.periods import Period, add_months

# Worst first: what is compared where both periods were judged.
JUDGED = (Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.MET)


class Turn(StrEnum):
    """How a verdict changed, in the order in which it is told."""

    WORSE = "worse"
    SILENT = "silent"
    BETTER = "better"
    MEASURED = "measured"
    SCOPE = "scope"


@dataclass(frozen=True)
class Change:
    """One engagement whose verdict is not that of the period before.

    ``now`` is the finding that decides today, ``then`` what the same indicator said before.
    """

    card: Card
    before: Verdict
    turn: Turn
    now: Finding
    then: Finding | None


def period_before(period: Period) -> Period | None:
    """Return the period of the same length just before, if it was assessed."""
    before = Period(add_months(period.start, -period.kind.months), period.kind)
    return before if before in periods(period.kind) else None


def changes(site: str, period: Period) -> tuple[Change, ...]:
    """Return the engagements whose verdict changed, by kind of change, then by number."""
    before = period_before(period)
    if before is None:
        return ()
    known = {each.engagement.number: each.verdict for each in cards(site, before)}
    found = [
        _change(each, known[each.engagement.number], site, before)
        for each in cards(site, period)
        if known.get(each.engagement.number, each.verdict) is not each.verdict
    ]
    order = list(Turn)
    return tuple(
        sorted(found, key=lambda each: (order.index(each.turn), each.card.engagement.number))
    )


def turn_of(before: Verdict, after: Verdict) -> Turn:
    """Return how a verdict turned into another one."""
    if Verdict.NOT_APPLICABLE in (before, after):
        return Turn.SCOPE
    if after is Verdict.NOT_MEASURED:
        return Turn.SILENT
    if before is Verdict.NOT_MEASURED:
        return Turn.MEASURED
    return Turn.WORSE if JUDGED.index(after) < JUDGED.index(before) else Turn.BETTER


def _change(card: Card, before: Verdict, site: str, earlier: Period) -> Change:
    """Return a change, told by the indicator that decides now."""
    own = findings_of(card.engagement.number, site, earlier)
    code = card.lead.indicator.code
    then = next((each for each in own if each.indicator.code == code), None)
    return Change(card, before, turn_of(before, card.verdict), card.lead, then)
