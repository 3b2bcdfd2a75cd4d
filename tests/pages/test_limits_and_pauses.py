"""What the page says of limits with their unit, and of what pauses changed of a figure."""

import csv
import io
from dataclasses import replace

import pytest

from dashboard import gateway
from dashboard.gateway.explaining import DayLine
from dashboard.gateway.limits import LIMIT, days_of, limits_text
from dashboard.gateway.warehouse import csv as as_csv
from dashboard.wording.pauses import delay_heading, net_heading
from etl.domain.engagements import Limit, Origin, Target, Unit
from etl.domain.periods import Period, add_months
from tests.pages.conftest import said
from tests.pages.test_delays import MARCH, finding_of


def months():
    return [Period(add_months(MARCH.start, number)) for number in range(-6, 15)]


def saved_finding():
    found = [finding_of("17b", period) for period in months()]
    return next(each for each in found if each.saved)


def opened(show, folder, finding):
    return show(
        folder,
        "engagement",
        numero="17",
        indicateur="17b",
        site="cahors",
        periode=finding.period.code,
    )


def test_the_page_says_how_many_requests_keep_their_limit_thanks_to_a_pause(demo_folder, show):
    finding = saved_finding()
    at = opened(show, demo_folder, finding)
    assert not at.exception
    verb = "tient" if finding.saved == 1 else "tiennent"
    assert f"{verb} le délai grâce à une suspension" in said(at)
    assert "sans les suspensions)" in said(at)


def test_the_delays_say_that_they_are_net_and_give_the_gross_ones_beside(demo_folder, show):
    at = opened(show, demo_folder, saved_finding())
    assert "Les délais dessinés sont nets, suspensions déduites" in said(at)
    assert "Suspensions comprises (délai brut)" in said(at)
    table = next(each.value for each in at.table if "Répondus" in each.value.columns)
    assert "Répondus (délai brut)" in table.columns
    found = gateway.delays(saved_finding())
    assert (found.curve["gross"] <= found.curve["share"] + 1e-12).all()


def cells(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("code", "told"), [("17b", "10 jours ouvrés"), ("17a", "5 jours ouvrés")]
)
def test_the_limit_and_its_unit_are_columns_of_both_exports(demo_folder, code, told):
    finding = finding_of(code, MARCH)
    asked = gateway.Asked(code, "cahors", MARCH, finding.as_of)
    cases = cells(gateway.cases_csv(asked, "tous"))
    history = cells(as_csv(gateway.history_table([finding], None)))
    assert {row[LIMIT].replace("\xa0", " ") for row in cases} == {told}
    assert {row[LIMIT].replace("\xa0", " ") for row in history} == {told}


def test_the_limit_of_a_case_is_that_of_its_channel(demo_folder):
    finding = finding_of("3c", MARCH)
    asked = gateway.Asked("3c", "cahors", MARCH, finding.as_of)
    rows = cells(gateway.cases_csv(asked, "tous"))
    told = {(row["Canal"], row[LIMIT].replace("\xa0", " ")) for row in rows}
    assert ("courrier", "10 jours ouvrés") in told
    assert ("courriel", "5 jours ouvrés") in told


def test_the_account_of_a_deadline_is_a_csv_too():
    account = gateway.DeadlineAccount(
        "Échéance dite.", (DayLine("lundi 3 mars", "compté", "1"),)
    )
    text = gateway.account_csv(account).decode("utf-8-sig")
    assert text.splitlines() == [
        "Jour;Décompte;Compté",
        "Lundi 3 mars;compté;1",
        "",
        "Échéance dite.",
    ]


def test_what_has_no_limit_has_no_such_column(demo_folder):
    finding = finding_of("10a", MARCH)
    limited = bool(limits_text(finding.decided))
    assert (LIMIT in gateway.history_table([finding], None)) == limited


def test_workable_days_are_never_called_working_days(demo_folder):
    limit = Limit(10, Unit.WORKABLE_DAYS)
    target = Target(MARCH.start, Origin.LOCAL, "test", limit=limit)
    assert limits_text(target) == "10\xa0jours ouvrables"
    assert delay_heading(Unit.WORKABLE_DAYS) == "Délai (j. ouvrables)"
    assert net_heading(Unit.WORKING_DAYS) == "Délai net (j. ouvrés)"
    own = finding_of("17b", MARCH).indicator
    assert days_of(own) is Unit.WORKING_DAYS
    assert days_of(replace(own, targets=(target,))) is Unit.WORKABLE_DAYS
