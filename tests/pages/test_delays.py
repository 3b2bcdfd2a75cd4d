"""« Répondus en n jours ouvrés ou moins » : the curve of answers."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard import gateway
from dashboard.gateway.cases import judged
from dashboard.gateway.warehouse import version
from dashboard.wording.delays import delays_sentence
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

MARCH = Period(date(2025, 3, 1))
HEADING = "Répondus en n jours ouvrés ou moins"


def finding_of(code: str, period: Period) -> gateway.Finding:
    number = int("".join(filter(str.isdigit, code)))
    return next(
        each
        for each in gateway.findings_of(number, "cahors", period)
        if each.indicator.code == code
    )


@pytest.mark.parametrize(("code", "promised"), [("17a", (5,)), ("17b", (10,)), ("3c", (5, 10))])
def test_the_promise_is_that_of_the_target(demo_folder, code, promised):
    assert gateway.delays(finding_of(code, MARCH)).promised == promised


def test_without_open_request_the_curve_is_the_plain_share(demo_folder):
    finding = finding_of("17b", MARCH)
    asked = gateway.Asked("17b", "cahors", MARCH, finding.as_of)
    cases = judged(version(), asked, ("cahors",))
    closed = cases[cases["outcome"].isin(["met", "missed"]) & cases["answered_at"].notna()]
    found = gateway.delays(finding)
    assert found.answered == found.contacts == len(closed)
    within = found.curve.set_index("delay")["share"]
    assert within[5] == pytest.approx((closed["value"] <= 5).mean())


def test_a_request_still_open_counts_without_being_answered(demo_folder):
    finding = finding_of("17a", Period(date(2026, 1, 1), PeriodKind.YEAR))
    found = gateway.delays(finding)
    assert found.answered < found.contacts
    assert found.contacts == finding.counted + finding.pending


def test_a_request_whose_limit_runs_is_followed_too(demo_folder):
    at = datetime(2026, 6, 24, 22, tzinfo=UTC)
    finding = replace(finding_of("17a", Period(date(2026, 6, 1))), as_of=at)
    cases = judged(version(), gateway.Asked("17a", "cahors", finding.period, at), ("cahors",))
    cases = cases[cases["received_at"] < at]
    open_in_time = (cases["outcome"] == "pending").sum()
    found = gateway.delays(finding)
    assert open_in_time > 5
    assert found.contacts == cases["outcome"].isin(["met", "missed"]).sum() + open_in_time


def test_the_page_shows_the_curve_with_sentence_table_and_file(demo_folder, show):
    at = show(
        demo_folder,
        "engagement",
        numero="17",
        indicateur="17b",
        site="cahors",
        periode="2025-03",
    )
    assert not at.exception
    assert [each.value for each in at.header].count(HEADING) == 1
    assert "la moitié en" in said(at) and "neuf sur dix en" in said(at)
    table = next(each.value for each in at.table if "Répondus" in each.value.columns)
    assert table["Jours ouvrés"].iloc[0] == "0"
    keys = [each.proto.id for each in at.get("download_button")]
    assert any("csv-delais" in each for each in keys)


def test_what_is_not_about_answers_has_no_curve(demo_folder, show):
    at = show(demo_folder, "engagement", numero="10", periode="2025-03")
    assert HEADING not in [each.value for each in at.header]


def test_nothing_answered_yet_shows_nothing(one_contact_folder, show):
    at = show(
        one_contact_folder, "engagement", numero="17", indicateur="17a", periode="2025-03"
    )
    assert not at.exception
    assert HEADING not in [each.value for each in at.header]


def test_a_share_that_is_not_reached_is_said():
    told = delays_sentence(10, 6, 3, None).replace("\u00a0", " ").replace("\u202f", " ")
    assert told == (
        "10 demandes suivies, 6 répondues : la moitié en 3 jours ouvrés ou moins ; "
        "à ce jour, moins de neuf sur dix sont répondues."
    )
