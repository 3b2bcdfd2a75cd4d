"""What an assessment leaves: periods that add up, verdicts that tell silence from zero."""

import json
from datetime import date

import pandas as pd
import pytest

from etl.domain.periods import Period
from etl.pipeline import cases
from etl.store.assessments import load_tallies
from tests.conftest import ENGINES, new_database
from tests.pipeline import folders
from tests.pipeline.prefecture import (
    CALLS,
    CRISIS,
    LETTERS,
    MAILS,
    Prefecture,
    calls,
    fact_of_crisis,
    letter,
    local,
    mail,
)

AT = local("2025-07-15T08:00")
COUNTS = ["counted", "met", "missed", "pending", "excluded", "unknown"]
FIVE_MONTHS = [date(2025, month, 3) for month in (1, 2, 3, 4, 6)]
LOST = ["aal" * 20, "aaaal" * 12, "a" * 40, "al" * 16, "aaaaaaal" * 5]


@pytest.fixture(scope="module", params=ENGINES, ids=str)
def half_a_year(request, tmp_path_factory):
    """Return calls of two sites and mails of two services, assessed; to be read only."""
    place = tmp_path_factory.mktemp("half_a_year")
    (place / "declared").mkdir()
    declared = folders.declarations(place / "declared", ["e10", "e17", "e49"])
    warehouse = folders.warehouse(place, declared, new_database(request, place))
    yield filled(Prefecture(warehouse, place))
    warehouse.store.dispose()


def filled(prefecture):
    rows = [
        row for day, word in zip(FIVE_MONTHS, LOST, strict=True) for row in calls(day, word)
    ]
    rows += [row for day in FIVE_MONTHS for row in calls(day, "aal", "Figeac")]
    prefecture.send("appels.csv", CALLS, rows, AT)
    mails = [
        mail("C-1", "04/02/2025 10:00", "05/02/2025 10:00"),
        mail("C-2", "04/03/2025 10:00", "28/03/2025 10:00"),
        mail("C-3", "01/04/2025 10:00", service="Titres"),
        mail("C-4", "14/07/2025 10:00", service="Titres"),
    ]
    prefecture.send("courriels.csv", MAILS, mails, AT)
    prefecture.assess(AT)
    return prefecture


def sums_of(months):
    return months.groupby(["indicator", "site", "service"])[COUNTS].sum()


@pytest.mark.parametrize(
    ("whole", "months"),
    [
        ("2025-T1", ["2025-01", "2025-02", "2025-03"]),
        ("2025-T2", ["2025-04", "2025-05", "2025-06"]),
        ("2025", [f"2025-{month:02}" for month in range(1, 8)]),
    ],
)
def test_quarters_and_years_are_the_sums_of_their_months(half_a_year, whole, months):
    found = half_a_year.findings()
    # Indicators that look at more than a month see the same fact from several months.
    found = found[found["indicator"].str.startswith(("10a", "10b", "10c", "17a", "17c", "17d"))]
    wanted = sums_of(found[found["period"].isin(months)])
    told = sums_of(found[found["period"] == whole])
    pd.testing.assert_frame_equal(told, wanted.loc[told.index])
    assert told["counted"].sum() > 10


def test_the_share_of_a_quarter_is_that_of_its_sums_not_the_mean_of_its_months(half_a_year):
    quarter = half_a_year.finding("10a", "2025-T1")
    months = [half_a_year.finding("10a", f"2025-0{month}")["value"] for month in (1, 2, 3)]
    assert quarter["value"] == pytest.approx((40 + 48 + 40) / 160)
    assert quarter["value"] != pytest.approx(sum(months) / 3)


@pytest.mark.parametrize("period", ["2025-02", "2025-T1", "2025"])
def test_all_sites_together_are_the_sum_of_the_sites(half_a_year, period):
    parts = [
        half_a_year.finding("10a", period, site) for site in ("cahors", "figeac", "gourdon")
    ]
    whole = half_a_year.finding("10a", period, "*")
    assert [whole[name] for name in COUNTS] == [
        sum(part[name] for part in parts) for name in COUNTS
    ]


def test_services_add_up_to_their_site(half_a_year):
    found = half_a_year.findings("17a")
    year = found[(found["period"] == "2025") & (found["site"] == "cahors")]
    parts, whole = year[year["service"] != "*"], year[year["service"] == "*"]
    assert sorted(parts["service"]) == ["accueil", "titres"]
    assert parts[COUNTS].sum().tolist() == whole[COUNTS].iloc[0].tolist()


def test_a_silent_month_is_not_measured_never_zero_nor_a_hundred_percent(half_a_year):
    may = half_a_year.finding("10a", "2025-05")
    assert (may["verdict"], may["counted"]) == ("not_measured", 0)
    assert pd.isna(may["value"])
    assert half_a_year.verdict(10, "2025-05") == "not_measured"
    assert half_a_year.verdict(10, "2025-01") == "missed"


def test_few_calls_do_not_make_a_verdict(half_a_year):
    assert half_a_year.finding("10a", "2025-01", "figeac")["verdict"] == "inconclusive"
    assert half_a_year.finding("10a", "2025-01")["verdict"] == "missed"
    assert half_a_year.finding("10a", "2025-03")["verdict"] == "met"


def test_where_it_came_from_is_kept(prefecture):
    filled(prefecture)
    first = prefecture.finding("17a", "2025-02")
    again = prefecture.send(
        "plus.csv", MAILS, [mail("C-5", "05/02/2025 10:00", "06/02/2025 10:00")], AT
    )
    prefecture.assess(AT)
    found = prefecture.finding("17a", "2025-02")
    mark = prefecture.warehouse.declarations.fingerprint("17a")
    assert found["definition"] == first["definition"] == mark
    assert found["as_of"] == pd.Timestamp(AT)
    assert found["rule"] == "observed_then_interval"
    assert (found["target"], found["comparison"]) == (0.90, "at_least")
    behind = json.loads(found["import_ids"])
    assert behind == [*json.loads(first["import_ids"]), again.saved.import_id]
    assert json.loads(prefecture.finding("17a", "2025-06")["import_ids"]) == []
    with prefecture.warehouse.store.reading() as connection:
        tallies = load_tallies(connection, indicators=["17a"])
    assert set(tallies["definition"]) == {mark}


# --- counts: zero is not silence

EXERCISE, TEST = "Exercice de communication", "Test d'astreinte"


def count_of_exercises(prefecture, period, at):
    prefecture.assess(at)
    found = prefecture.finding("49a", period)
    return found["verdict"], found["value"]


def test_a_count_of_zero_while_its_source_lives_is_missed(prefecture):
    facts = [
        fact_of_crisis("K-1", EXERCISE, "10/01/2023 10:00"),
        fact_of_crisis("K-2", TEST, "10/03/2025 10:00"),
    ]
    prefecture.send("crise.csv", CRISIS, facts, AT)
    assert count_of_exercises(prefecture, "2025-06", AT) == ("missed", 0)


def test_a_count_of_zero_while_its_month_runs_is_inconclusive(prefecture):
    facts = [
        fact_of_crisis("K-1", EXERCISE, "10/01/2023 10:00"),
        fact_of_crisis("K-2", TEST, "10/03/2025 10:00"),
    ]
    prefecture.send("crise.csv", CRISIS, facts, AT)
    assert count_of_exercises(prefecture, "2025-07", AT) == ("inconclusive", 0)
    assert count_of_exercises(prefecture, "2025-07", local("2025-08-01T08:00"))[0] == "missed"


def test_a_count_whose_source_is_silent_is_not_measured(prefecture):
    facts = [fact_of_crisis("K-1", EXERCISE, "10/01/2023 10:00")]
    prefecture.send("crise.csv", CRISIS, facts, AT)
    verdict, value = count_of_exercises(prefecture, "2025-06", AT)
    assert verdict == "not_measured" and pd.isna(value)
    assert prefecture.finding("49a", "2023-12")["verdict"] == "met"
    # Twelve months later the exercise is out of the window, and nothing else was heard.
    assert prefecture.finding("49a", "2024-01")["verdict"] == "not_measured"


def test_what_was_never_counted_is_not_measured_though_its_source_lives(prefecture):
    prefecture.send("crise.csv", CRISIS, [fact_of_crisis("K-2", TEST, "10/03/2025 10:00")], AT)
    assert count_of_exercises(prefecture, "2025-06", AT)[0] == "not_measured"


# --- where and since when a promise applies


def test_a_site_where_the_promise_does_not_apply_has_no_object(half_a_year):
    assert half_a_year.verdict(49, "2025-03", "figeac") == "not_applicable"
    assert half_a_year.verdict(49, "2025-03", "cahors") == "not_measured"
    assert half_a_year.verdict(49, "2025-03", "*") == "not_measured"


def test_a_promise_ends_at_the_date_of_the_decision(opened, declared):
    path = declared / "engagements" / "e10-repondre-a-tous-les-appels.toml"
    decision = (
        '[[applicability]]\nsites = ["figeac"]\nsince = 2025-03-15\napplies = false\n'
        'reason = "Standard commun."\ndecided_by = "Le préfet"\n\n[[indicators]]'
    )
    path.write_text(path.read_text("utf-8").replace("[[indicators]]", decision, 1), "utf-8")
    prefecture = opened()
    rows = [row for day in FIVE_MONTHS for row in calls(day, "aal")]
    rows += [row for day in FIVE_MONTHS for row in calls(day, "aal", "Figeac")]
    prefecture.send("appels.csv", CALLS, rows, AT)
    prefecture.assess(AT)
    february, march = (prefecture.finding("10a", f"2025-0{each}", "figeac") for each in (2, 3))
    assert (february["counted"], february["verdict"]) == (3, "inconclusive")
    assert (march["counted"], march["verdict"]) == (0, "not_applicable")
    assert prefecture.verdict(10, "2025-03", "figeac") == "not_applicable"
    assert prefecture.finding("10a", "2025-02", "*")["counted"] == 6
    assert prefecture.finding("10a", "2025-03", "*")["counted"] == 3
    for month, count in ((2, 3), (3, 0)):
        period = Period(date(2025, month, 1))
        assert len(cases(prefecture.warehouse, "10a", ("figeac",), period, AT)) == count


def test_the_gravest_mandatory_indicator_is_the_verdict(prefecture):
    prefecture.send("courriers.csv", LETTERS, [letter("L-1", "04/03/2025", "05/03/2025")], AT)
    prefecture.assess(AT)
    assert prefecture.verdict(17, "2025-03") == "not_measured"
    assert prefecture.finding("17b", "2025-03")["verdict"] == "inconclusive"


def test_periods_begin_at_local_midnight(prefecture):
    """Midnight of 1 March in Cahors is still February in UTC."""
    early = mail("C-1", "01/03/2025 00:00", "03/03/2025 09:00")
    prefecture.send("courriels.csv", MAILS, [early], AT)
    prefecture.assess(AT)
    found = prefecture.findings("17a")
    assert found.loc[found["kind"] == "month", "period"].min() == "2025-03"
