"""What applies where is decided with a date, over the files, and the verdicts follow."""

from datetime import date

import pytest

from etl.domain.applicability import Decision
from etl.domain.registers import Signature
from etl.errors import UsageError
from etl.pipeline.applicability import (
    decide,
    decision_entries,
    decision_history,
    statement,
    withdraw,
)
from tests.pipeline.prefecture import MAILS, local, mail

AT = local("2026-05-04 09:00")
SIGNED = Signature("Référent qualité", AT)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def measured(prefecture):
    rows = [mail("1", "03/03/2026", "04/03/2026"), mail("2", "08/04/2026", "09/04/2026")]
    prefecture.send("registre_courriels.csv", MAILS, rows, AT)
    prefecture.assess(AT)
    return prefecture


def decision(applies=False, since=APRIL, site="cahors", engagement=17):
    return Decision(engagement, applies, since, "Boîte fermée", "Le préfet", site)


def verdicts(prefecture, site="cahors"):
    return [prefecture.verdict(17, each, site) for each in ("2026-03", "2026-04")]


def test_a_decision_makes_an_engagement_without_object_from_its_month_on(measured):
    before = verdicts(measured)
    assert "not_applicable" not in before
    decide(measured.warehouse, decision(), SIGNED)
    measured.assess(AT)
    assert verdicts(measured) == [before[0], "not_applicable"]
    assert measured.finding("17a", "2026-04")["verdict"] == "not_applicable"


def test_a_decision_that_is_withdrawn_leaves_the_figures_as_they_were(measured):
    before = measured.everything_kept()
    entry = decide(measured.warehouse, decision(), SIGNED)
    measured.assess(AT)
    withdraw(measured.warehouse, entry, SIGNED)
    measured.assess(AT)
    assert measured.everything_kept() == before
    assert [each.revision for each in decision_history(measured.warehouse, 1)] == [1, 2]


def test_of_two_decisions_of_a_day_the_register_prevails_over_the_file(prefecture):
    declared = {(each.engagement.number, each.site): each for each in _statement(prefecture)}
    assert not declared[49, "figeac"].applies
    since = declared[49, "figeac"].decision.since
    decide(prefecture.warehouse, decision(True, since, "figeac", 49), SIGNED)
    told = {(each.engagement.number, each.site): each for each in _statement(prefecture)}
    assert told[49, "figeac"].applies and told[49, "figeac"].decision.recorded == 1
    assert not told[49, "gourdon"].applies


def test_the_last_decision_of_a_day_holds_and_one_of_all_sites_yields_to_one_of_a_site(
    prefecture,
):
    decide(prefecture.warehouse, decision(False, MARCH, "*"), SIGNED)
    decide(prefecture.warehouse, decision(True, MARCH), SIGNED)
    assert _applies(prefecture) == {"cahors": True, "figeac": False, "gourdon": False}
    decide(prefecture.warehouse, decision(False, MARCH), SIGNED)
    assert not _applies(prefecture)["cahors"]


def test_a_decision_says_why_who_and_of_what(prefecture):
    for wrong in (
        Decision(17, False, MARCH, " ", "Le préfet"),
        Decision(17, False, MARCH, "Boîte fermée", ""),
        Decision(99, False, MARCH, "Boîte fermée", "Le préfet"),
        Decision(17, False, MARCH, "Boîte fermée", "Le préfet", "ailleurs"),
    ):
        with pytest.raises(UsageError):
            decide(prefecture.warehouse, wrong, SIGNED)
    with pytest.raises(UsageError, match="signée"):
        decide(prefecture.warehouse, decision(), Signature(" ", AT))
    assert decision_entries(prefecture.warehouse) == []


def _statement(prefecture):
    return statement(prefecture.warehouse, date(2026, 5, 4))


def _applies(prefecture):
    own = [each for each in _statement(prefecture) if each.engagement.number == 17]
    return {each.site: each.applies for each in own}


def test_the_register_is_taken_in_once_however_often_it_is_asked(prefecture):
    entry = decide(prefecture.warehouse, decision(), SIGNED)
    own = prefecture.warehouse.current()
    assert own.current() is own
    withdraw(prefecture.warehouse, entry, SIGNED)
    applied = own.current().declarations.engagement(17).applicability
    assert not [each for each in applied if each.recorded]
