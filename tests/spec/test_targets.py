"""Which target is in force on a day, and where an engagement applies."""

from dataclasses import replace
from datetime import date

from etl.domain.datasets import Dataset
from etl.domain.engagements import (
    Applicability,
    Comparison,
    Direction,
    Engagement,
    Indicator,
    Limit,
    Origin,
    Population,
    Statistic,
    Target,
    Unit,
)

FIRST = Target(
    date(2022, 9, 1),
    Origin.PROPOSED,
    "Proposition",
    value=0.80,
    limit=Limit(10, Unit.WORKING_DAYS),
)
SECOND = replace(
    FIRST,
    since=date(2025, 1, 1),
    origin=Origin.LOCAL,
    value=0.90,
    limit=Limit(5, Unit.WORKING_DAYS),
)
INDICATOR = Indicator(
    code="17a",
    title="Courriels répondus",
    dataset=Dataset.MAILS,
    rule="answered_in_time",
    statistic=Statistic.SHARE,
    unit="%",
    better=Direction.HIGHER,
    population=Population.CENSUS,
    mandatory=True,
    why_it_matters="",
    evidence=(),
    targets=(SECOND, FIRST),
)
ENGAGEMENT = Engagement(8, "Serveur vocal", "SVI", "relation", "Téléphonie", "", (INDICATOR,))
FROM_START = date(2022, 9, 1)


def decision(since: date, applies: bool, site: str | None = None) -> Applicability:
    return Applicability(since, applies, "Raison", "Le préfet", site)


def test_a_target_holds_from_its_first_day_until_the_eve_of_the_next() -> None:
    assert INDICATOR.target_on(date(2022, 8, 31)) is None
    assert INDICATOR.target_on(date(2022, 9, 1)) is FIRST
    assert INDICATOR.target_on(date(2024, 12, 31)) is FIRST
    assert INDICATOR.target_on(date(2025, 1, 1)) is SECOND
    assert INDICATOR.target_on(date(2030, 1, 1)) is SECOND


def test_the_limit_of_a_contact_changes_with_the_target() -> None:
    eve, day = INDICATOR.target_on(date(2024, 12, 31)), INDICATOR.target_on(date(2025, 1, 1))
    assert eve is not None and day is not None
    assert (eve.limit, day.limit) == (
        Limit(10, Unit.WORKING_DAYS),
        Limit(5, Unit.WORKING_DAYS),
    )


def test_a_target_is_to_be_reached_unless_it_says_otherwise() -> None:
    assert FIRST.comparison is Comparison.AT_LEAST


def test_an_engagement_applies_where_nobody_decided_otherwise() -> None:
    assert ENGAGEMENT.applies_to("cahors", FROM_START) is None


def test_a_decision_holds_from_its_day_and_for_its_site() -> None:
    refused = decision(date(2025, 1, 1), False, "figeac")
    engagement = replace(ENGAGEMENT, applicability=(refused,))
    assert engagement.applies_to("figeac", date(2024, 12, 31)) is None
    assert engagement.applies_to("figeac", date(2025, 1, 1)) is refused
    assert engagement.applies_to("cahors", date(2025, 1, 1)) is None


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    refused, restored = decision(FROM_START, False), decision(date(2025, 1, 1), True)
    engagement = replace(ENGAGEMENT, applicability=(restored, refused))
    assert engagement.applies_to("cahors", date(2024, 12, 31)) is refused
    assert engagement.applies_to("cahors", date(2025, 1, 1)) is restored


def test_on_the_same_day_the_decision_for_a_site_wins_over_the_one_for_all() -> None:
    everywhere, here = decision(FROM_START, True), decision(FROM_START, False, "figeac")
    engagement = replace(ENGAGEMENT, applicability=(here, everywhere))
    assert engagement.applies_to("figeac", FROM_START) is here
    assert engagement.applies_to("cahors", FROM_START) is everywhere
