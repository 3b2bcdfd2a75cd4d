"""What is missing to conclude, and what a running period has settled already."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard import gateway
from dashboard.gateway.outlook import _prospect
from dashboard.wording.outlook import missing_sentence, outlook_sentence
from etl.assessments.proportions import interval
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

REQUESTS = ("demande", "demandes")
YEAR = Period(date(2026, 1, 1), PeriodKind.YEAR)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def running(demo_folder):
    """Return 17a over a year that was not over when it was assessed."""
    return gateway.findings_of(17, EVERYWHERE, YEAR)[0]


def test_what_is_missing_is_told_at_the_same_share_and_without_failure(running):
    few = replace(running, verdict=Verdict.INCONCLUSIVE, missing=25, met=4, missed=1, counted=5)
    found = gateway.missing(few)
    assert found.alike == 25
    # 52 of 53 is the first whose interval stays above 90 %.
    assert found.flawless == 48
    assert interval([51], [52])[0][0] < 0.9 <= interval([52], [53])[0][0]
    assert plain(missing_sentence(25, 20, REQUESTS)) == (
        "Pour conclure, il manque 25 demandes au rythme d'échecs actuel, "
        "ou 20 demandes sans aucun échec."
    )
    assert plain(missing_sentence(1, None, REQUESTS)) == "Pour conclure, il manque 1 demande."


def test_a_decided_finding_misses_nothing(running):
    assert gateway.missing(replace(running, verdict=Verdict.MET)) is None
    assert gateway.missing(replace(running, verdict=Verdict.INCONCLUSIVE, missing=0)) is None


def test_a_finished_period_has_no_outlook(running):
    assert gateway.outlook(running) is not None
    over = datetime(2027, 1, 2, tzinfo=UTC)
    assert gateway.outlook(replace(running, as_of=over)) is None


def test_too_few_contacts_tell_no_pace(running):
    enough = running.indicator.enough
    assert gateway.outlook(replace(running, met=enough, missed=0)) is not None
    assert gateway.outlook(replace(running, met=enough - 1, missed=0)) is None


def test_what_is_pending_is_still_to_come(running):
    before = gateway.outlook(replace(running, pending=0)).remaining
    assert gateway.outlook(replace(running, pending=10)).remaining >= before + 10


@pytest.mark.parametrize(
    ("met", "remaining", "reachable", "certain"),
    [
        (79, 100, False, False),  # 179 of 200 at best: 89.5 %
        (80, 100, True, False),  # 180 of 200 at best: 90 %
        (98, 8, True, True),  # 98 of 108 at worst: 90.7 %
        (98, 9, True, False),  # 98 of 109 at worst: 89.9 %
    ],
)
def test_both_sides_of_what_can_still_be_kept(running, met, remaining, reachable, certain):
    found = _prospect(replace(running, target=0.9), met, 100, remaining)
    assert (found.reachable, found.certain) == (reachable, certain)


def test_the_sentence_speaks_only_when_nothing_can_change():
    assert outlook_sentence(100, "95 %", True, False, REQUESTS) == ""
    lost = plain(outlook_sentence(100, "89,5 %", False, False, REQUESTS))
    assert lost == (
        "Même sans échec d'ici la fin de la période, l'objectif ne peut plus être atteint : "
        "89,5 % au mieux (100 demandes encore à juger, au rythme actuel)."
    )
    assert outlook_sentence(3, "99 %", True, True, REQUESTS).startswith("L'objectif est déjà")


def test_the_page_of_a_lost_year_says_so(demo_folder, show):
    lost = next(
        each
        for number in range(1, 21)
        for each in gateway.findings_of(number, "gourdon", YEAR)
        if (ahead := gateway.outlook(each)) and not ahead.reachable
    )
    code = lost.indicator.code
    at = show(
        demo_folder,
        "engagement",
        numero=str(warehouse_number(code)),
        indicateur=code,
        site="gourdon",
        periode="2026",
    )
    assert not at.exception
    assert "Même sans échec d'ici la fin de la période" in said(at)


def warehouse_number(code: str) -> int:
    return next(
        each.number
        for each in gateway.engagements()
        if any(own.code == code for own in each.indicators)
    )
