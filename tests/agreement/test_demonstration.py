"""The demonstration through the whole chain: same figures as plain Python, and its story."""

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.domain.periods import PeriodKind, add_months
from etl.pipeline import Status
from etl.store.assessments import load_findings, load_verdicts
from tests.agreement.contacts_by_hand import FIGURES, OWN
from tests.agreement.hand_verdicts import declared
from tests.agreement.overview_by_hand import Month

MONTHS = [add_months(date(2024, 7, 1), step) for step in range(24)]
LAST = MONTHS[-1]
COMPARED = ("10a", "17a", "7b")
SITES = ("cahors", "figeac", "gourdon")
# The demonstration is seen from here, in the time of Paris.
SEEN = datetime(2026, 7, 20, 10)
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def store(demonstration):
    return demonstration.warehouse.store


@pytest.fixture(scope="module")
def findings(store):
    with store.reading() as connection:
        return load_findings(connection, service="*")


@pytest.fixture(scope="module")
def verdicts(store):
    with store.reading() as connection:
        found = load_verdicts(connection)
    chosen = (found["period"] == f"{LAST:%Y-%m}") & (found["service"] == "*")
    return found[chosen]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("indicator", COMPARED)
def test_the_chain_and_plain_python_count_the_same(indicator, site, findings, by_hand):
    own = findings[
        (findings["indicator"] == indicator)
        & (findings["site"] == site)
        & (findings["kind"] == PeriodKind.MONTH.value)
        & findings["period"].isin([f"{month:%Y-%m}" for month in MONTHS])
    ]
    counted = zip(own["period"], own["met"], own["counted"], strict=True)
    found = {period: (int(met), int(whole)) for period, met, whole in counted}
    assert found == {f"{month:%Y-%m}": by_hand[indicator, site, month] for month in MONTHS}


@pytest.mark.parametrize("indicator", COMPARED)
def test_all_sites_together_are_the_sum_of_the_sites(indicator, findings, by_hand):
    own = findings[
        (findings["indicator"] == indicator)
        & (findings["site"] == "*")
        & (findings["period"] == f"{LAST:%Y-%m}")
    ]
    sums = [
        sum(each) for each in zip(*(by_hand[indicator, s, LAST] for s in SITES), strict=True)
    ]
    assert own[["met", "counted"]].to_numpy().tolist() == [sums]


def test_every_file_is_imported_but_the_empty_one_and_the_stray_table(demonstration):
    others = {
        report.path.name: report.status
        for report in demonstration.reports
        if report.status is not Status.IMPORTED
    }
    assert others == {
        "annuaire_interne.csv": Status.REFUSED,
        f"file_attente_{LAST:%Y-%m}_vide.csv": Status.EMPTY,
    }


def test_every_record_is_kept_rejected_or_already_known(demonstration):
    for report in demonstration.reports:
        if saved := report.saved:
            kept = saved.new + saved.known + saved.superseded + saved.rejected
            assert (report.path.name, kept) == (report.path.name, report.records)


def test_rejections_exist_and_stay_below_one_in_a_hundred(demonstration):
    saved = [report.saved for report in demonstration.reports if report.saved]
    rejected = sum(each.rejected for each in saved)
    assert 0 < rejected < 0.01 * sum(report.records for report in demonstration.reports)


def test_files_sent_again_correct_what_was_known(demonstration):
    late = [
        report.saved
        for report in demonstration.reports
        if report.saved and report.path.stem.endswith(("_complement", "_rectificatif"))
    ]
    assert len(late) == 3
    assert all(each.superseded > 0 and each.new == 0 for each in late)


@pytest.mark.parametrize("site", ["cahors", "*"])
def test_the_last_month_shows_every_kind_of_verdict(site, verdicts):
    counts = verdicts.loc[verdicts["site"] == site, "verdict"].value_counts()
    assert counts["met"] > 12
    assert 2 <= counts["missed"] <= 4
    assert 1 <= counts["inconclusive"] <= 4
    assert 1 <= counts["not_measured"] <= 2


def test_what_exists_at_cahors_alone_is_not_applicable_elsewhere(verdicts):
    elsewhere = verdicts[verdicts["site"].isin(["figeac", "gourdon"])]
    absent = elsewhere.loc[elsewhere["verdict"] == "not_applicable", "engagement"]
    assert {8, 15, 47, 48, 49, 50} <= set(absent)


def test_every_indicator_was_measured_somewhere(findings):
    measured = findings.loc[findings["value"].notna(), "indicator"]
    assert set(findings["indicator"]) == set(measured)


# What is not computed a second time: followed beside the others, it decides of nothing and no
# card of the « Vue d'ensemble » shows it. A mandatory indicator has no place here.
FOLLOWED = "suivi : ni verdict ni carte"
NOT_BY_HAND = dict.fromkeys(
    ("1b", "3b_nette", "3d_tests", "7a_moyen", "7a_median", "8b_traites", "8b_abandons", "10b",
     "10c_moyen", "12b", "13a", "13c", "14b", "14c", "17c_median", "17c_p90", "17c_retard",
     "20b_nombre", "20b_delai", "50c_decroche"),
    FOLLOWED,
)  # fmt: skip


def test_every_indicator_that_decides_is_computed_a_second_time_by_hand():
    known = declared(DATA / "engagements")
    by_hand_too = {*FIGURES, *COMPARED}
    assert set(known) - by_hand_too == set(NOT_BY_HAND)
    assert [code for code in NOT_BY_HAND if known[code][1]["mandatory"]] == []


@pytest.mark.parametrize("month", [date(2025, 3, 1), LAST])
def test_calls_acknowledgements_and_messages_are_those_of_the_files(
    month, demonstration, findings, subtests
):
    seen = Month(demonstration.files, month, SEEN)
    period = f"{month:%Y-%m}"
    own = findings[(findings["site"] == "*") & (findings["period"] == period)]
    for code, figure in OWN.items():
        with subtests.test(indicator=code):
            row = own[own["indicator"] == code].iloc[0]
            expected = figure(seen)
            assert row["counted"] == expected.counted
            value = float("nan") if expected.value is None else expected.value
            assert row["value"] == pytest.approx(value, nan_ok=True)
            assert expected.met is None or row["met"] == expected.met


def share(findings, indicator, site, place):
    own = findings[
        (findings["indicator"] == indicator)
        & (findings["site"] == site)
        & (findings["period"] == f"{MONTHS[place]:%Y-%m}")
    ]
    return own["value"].item()


def test_the_voice_server_the_strike_and_the_backlog_can_be_seen(findings):
    assert share(findings, "10a", "cahors", 8) < 0.85 < share(findings, "10a", "cahors", 10)
    assert share(findings, "10a", "cahors", 16) < 0.65
    assert share(findings, "17a", "cahors", 10) > 0.90 < share(findings, "17a", "cahors", 15)
    assert share(findings, "17a", "cahors", 12) < 0.65
    assert share(findings, "7b", "gourdon", 23) < 0.90 < share(findings, "7b", "cahors", 23)
