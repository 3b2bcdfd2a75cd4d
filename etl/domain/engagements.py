"""Engagements, their indicators, and dated targets with their origin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from etl.domain.datasets import Dataset
from etl.domain.evidence import EvidenceTerms


class Unit(StrEnum):
    """The unit in which a limit runs."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    OPENING_HOURS = "opening_hours"
    WORKING_DAYS = "working_days"  # « jours ouvrés » : Monday to Friday, without holidays
    WORKABLE_DAYS = "workable_days"  # « jours ouvrables » : Monday to Saturday, the same way
    CALENDAR_DAYS = "calendar_days"


class Receipt(StrEnum):
    """Which day is day zero of a limit in days, the one that never counts."""

    DAY_ZERO = "day_zero"  # the day of receipt, whatever it is
    NEXT_OPEN_DAY = "next_open_day"  # the first open day from the day of receipt on


class Statistic(StrEnum):
    """How the judgements of a period become one value."""

    SHARE = "share"  # met / (met + missed)
    SHARE_MISSED = "share_missed"  # missed / (met + missed)
    MEAN = "mean"
    NET = "net"  # mean of +1, 0 and -1: share of the satisfied less share of the dissatisfied
    MEDIAN = "median"
    P90 = "p90"
    MAXIMUM = "maximum"
    COUNT = "count"  # number met
    COUNT_MISSED = "count_missed"  # number missed
    RATIO = "ratio"  # sum of values / sum of totals
    LATEST_RATIO = "latest_ratio"  # the same, over the last month that has any
    LATEST_SUM = "latest_sum"  # sum of values of the last month that has any
    PER_WEEK = "per_week"  # number met, for seven days of the span


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"
    ABOVE = "above"


class Origin(StrEnum):
    """Who set a target: the charter, the State, the law, the prefecture, or this product."""

    CHARTER = "charte"
    NATIONAL = "national"
    LAW = "réglementaire"
    LOCAL = "local"
    PROPOSED = "proposé"


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Population(StrEnum):
    CENSUS = "census"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Limit:
    """What one contact must keep: 5 working days, 25 seconds.

    ``receipt`` and ``cut_off`` belong to limits in days: a contact received from the local
    hour ``cut_off`` on counts as received on the next open day.
    """

    amount: float
    unit: Unit
    receipt: Receipt = Receipt.DAY_ZERO
    cut_off: time | None = None


@dataclass(frozen=True)
class Target:
    """What the whole must reach from a first day of month on.

    ``limit`` is what one contact must keep; ``limits`` gives one for each value of the
    rule's ``limit_by`` column (a channel, an appointment). ``value`` is ``None`` where the
    indicator is only followed. Shares are fractions: 0.90, never 90.
    """

    since: date
    origin: Origin
    source: str
    decided_by: str = ""
    value: float | None = None
    comparison: Comparison = Comparison.AT_LEAST
    limit: Limit | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    limit_origin: Origin | None = None
    limit_source: str = ""


@dataclass(frozen=True)
class Indicator:
    """One way to measure an engagement.

    ``where`` restricts the facts that belong to it: column to admissible values.
    ``parameters`` belong to the rule. ``window_months`` is the shortest span measured:
    an annual check seen from a month looks at the twelve months that end with it.
    ``enough`` is the number of contacts that carries a verdict by itself.
    """

    code: str
    title: str
    dataset: Dataset
    rule: str
    statistic: Statistic
    unit: str
    better: Direction
    population: Population
    mandatory: bool
    why_it_matters: str
    evidence: tuple[str, ...]
    targets: tuple[Target, ...]
    enough: int = 30
    window_months: int = 1
    by_service: bool = False
    # Sites where it is measured; elsewhere it is not applicable. Empty: all of them.
    sites: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    formula: str = ""
    # What is asked of some of the pieces of ``evidence``, by title.
    evidence_terms: Mapping[str, EvidenceTerms] = field(default_factory=dict)

    def target_on(self, day: date) -> Target | None:
        """Return the target in force on ``day``, or ``None`` before the first."""
        past = [target for target in self.targets if target.since <= day]
        return max(past, key=lambda target: target.since) if past else None


@dataclass(frozen=True)
class Applicability:
    """From a day on, an engagement applies or not, with who decided (no site: everywhere).

    ``recorded`` is its number in the register; ``None`` for what a declaration says.
    """

    since: date
    applies: bool
    reason: str
    decided_by: str
    site: str | None = None
    recorded: int | None = None


@dataclass(frozen=True)
class Engagement:
    """One numbered promise, in the charter's own words."""

    number: int
    title: str
    short_title: str
    module: str
    heading: str
    source: str
    indicators: tuple[Indicator, ...]
    applicability: tuple[Applicability, ...] = ()

    def applies_to(self, site: str, day: date) -> Applicability | None:
        """Return the decision in force for a site on ``day``; ``None`` means it applies."""
        own = [
            each
            for each in self.applicability
            if each.since <= day and each.site in (None, site)
        ]
        return max(own, key=lambda each: (each.since, each.site is not None)) if own else None
