"""What needs attention, the most urgent first, each with the reason for its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from dashboard.gateway.cards import Card
from dashboard.gateway.figures import history
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison


class Urgency(StrEnum):
    """Why an engagement asks for attention, the most urgent first."""

    MISSED = "missed"
    SILENT = "silent"
    UNSURE = "unsure"
    WATCHED = "watched"


@dataclass(frozen=True)
class Concern:
    """An engagement to look at; ``lasting`` periods in a row have missed its target."""

    card: Card
    urgency: Urgency
    lasting: int = 0


def concerns(cards: tuple[Card, ...], site: str) -> tuple[Concern, ...]:
    """Return what needs attention: promises broken (the longest first, then the farthest from
    its target), then not measured, then to confirm (the fewest missing observations first),
    then kept but to watch."""
    found = list(_found(cards, site))
    order = list(Urgency)
    return tuple(sorted(found, key=lambda each: (order.index(each.urgency), *_rank(each))))


def _found(cards: tuple[Card, ...], site: str) -> Iterator[Concern]:
    for card in cards:
        if card.verdict is Verdict.MISSED:
            yield Concern(card, Urgency.MISSED, _lasting(card, site))
        elif card.verdict is Verdict.NOT_MEASURED:
            yield Concern(card, Urgency.SILENT)
        elif card.verdict is Verdict.INCONCLUSIVE:
            yield Concern(card, Urgency.UNSURE)
        elif card.to_watch:
            yield Concern(card, Urgency.WATCHED)


def _lasting(card: Card, site: str) -> int:
    """Return for how many periods in a row, this one included, its indicator has missed."""
    past = history(card.lead.indicator.code, site, card.lead.period)
    return sum(1 for _ in takewhile(lambda each: each.verdict is Verdict.MISSED, past[::-1]))


def _rank(concern: Concern) -> tuple[float, float, int]:
    lead, number = concern.card.lead, concern.card.engagement.number
    if concern.urgency is Urgency.MISSED:
        return (-concern.lasting, -gap(concern.card), number)
    if concern.urgency is Urgency.UNSURE:
        return (lead.missing or float("inf"), 0, number)
    return (0, 0, number)


def gap(card: Card) -> float:
    """Return how far a value is from its target, as a part of the target; 0 where unknown."""
    lead = card.lead
    if lead.value is None or lead.target is None:
        return 0
    short = lead.target - lead.value
    if lead.comparison in (Comparison.AT_MOST, Comparison.BELOW):
        short = -short
    return max(short, 0) / (abs(lead.target) or 1)
