"""Only what an import, the clock or a definition touched is assessed again."""

from datetime import date

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.pipeline import Status
from etl.store.assessments import touched_days
from etl.store.version import data_version
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, LETTERS, MAILS, calls, letter, local, mail

MARCH, APRIL = date(2025, 3, 4), date(2025, 4, 8)
LATER = local("2025-06-16T08:00")
RECEIVED, LAST_DAY = "04/03/2025 10:00", "11/03/2025"
LATE_FROM = local("2025-03-12T00:00")


def version(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return data_version(connection)


@pytest.fixture
def two_months(prefecture):
    """Return a prefecture whose calls of March and April, of two sites, were assessed."""
    rows = [*calls(MARCH, "aal" * 12), *calls(APRIL, "aal" * 12)]
    rows += calls(MARCH, "aaa", "Figeac") + calls(APRIL, "aal", "Figeac")
    prefecture.send("appels.csv", CALLS, rows, LATER)
    prefecture.assess(LATER)
    return prefecture


def test_the_same_file_twice_changes_nothing(two_months):
    before, known = two_months.everything_kept(), version(two_months)
    rows = [*calls(MARCH, "aal" * 12), *calls(APRIL, "aal" * 12)]
    rows += calls(MARCH, "aaa", "Figeac") + calls(APRIL, "aal", "Figeac")
    report = two_months.send("autre_nom.csv", CALLS, rows, LATER)
    assert report.status is Status.KNOWN
    assert two_months.work(LATER) == {}
    found = two_months.assess(LATER)
    assert (found.months, found.findings) == (0, 0)
    assert two_months.everything_kept() == before
    assert version(two_months) == known


def test_the_same_contacts_in_another_file_change_nothing(two_months):
    before = two_months.everything_kept()
    report = two_months.send("extrait.csv", CALLS, calls(APRIL, "aal" * 12), LATER)
    assert (report.saved.new, report.saved.superseded, report.saved.known) == (0, 0, 36)
    assert two_months.work(LATER) == {}
    two_months.assess(LATER)
    assert two_months.everything_kept() == before


def test_a_later_export_supersedes_and_its_month_alone_is_assessed_again(two_months):
    march = two_months.finding("10a", "2025-03")
    report = two_months.send("avril.csv", CALLS, calls(APRIL, "aaa" * 12), LATER)
    assert (report.saved.new, report.saved.superseded, report.saved.known) == (0, 12, 24)
    work = two_months.work(LATER)
    assert set(work) == {(Dataset.CALLS, "cahors", "2025-04")}
    assert work.popitem()[1] == {"8b_traites", "8b_abandons", "10a", "10b", "10c", "10c_moyen"}
    assert two_months.assess(LATER).months == 1
    april = two_months.finding("10a", "2025-04")
    assert (april["met"], april["missed"], april["verdict"]) == (36, 0, "met")
    after = two_months.finding("10a", "2025-03")
    assert (after["met"], after["missed"], after["verdict"]) == (24, 12, "missed")
    assert after["import_ids"] == march["import_ids"] != april["import_ids"]
    assert two_months.work(LATER) == {}


def test_a_contact_that_moves_to_another_month_is_assessed_in_both(two_months):
    (row,) = calls(MARCH, "a")
    moved = row.replace("04/03/2025", "06/05/2025")
    two_months.send("corrige.csv", CALLS, [moved], LATER)
    months = {month for _, site, month in two_months.work(LATER) if site == "cahors"}
    assert months == {"2025-03", "2025-05"}
    two_months.assess(LATER)
    assert two_months.finding("10a", "2025-03")["counted"] == 35
    assert two_months.finding("10a", "2025-05")["counted"] == 1


def test_what_an_import_touches_while_nobody_assesses_waits(two_months):
    two_months.send("mai.csv", CALLS, calls(date(2025, 5, 6), "a"), LATER)
    two_months.send("juin.csv", CALLS, calls(date(2025, 6, 3), "a"), LATER)
    assert {month for *_, month in two_months.work(LATER)} == {"2025-05", "2025-06"}
    two_months.assess(LATER)
    with two_months.warehouse.store.reading() as connection:
        assert touched_days(connection).empty


def test_a_pending_mail_becomes_missed_when_its_deadline_passes(prefecture):
    soon = local("2025-03-11T23:59:59")
    prefecture.send("courriels.csv", MAILS, [mail("C-1", RECEIVED)], soon)
    prefecture.assess(soon)
    before = prefecture.finding("17a", "2025-03")
    assert (before["pending"], before["missed"], before["verdict"]) == (1, 0, "not_measured")
    assert ("mails", "cahors", "2025-03") in prefecture.work(LATE_FROM)
    prefecture.assess(LATE_FROM)
    after = prefecture.finding("17a", "2025-03")
    assert (after["pending"], after["missed"]) == (0, 1)
    assert after["as_of"] == pd.Timestamp(LATE_FROM)


def test_a_mail_of_a_month_that_is_over_becomes_missed_too(prefecture):
    soon, late = local("2025-04-04T23:59:59"), local("2025-04-05T00:00")
    prefecture.send("courriels.csv", MAILS, [mail("C-1", "28/03/2025 10:00")], soon)
    prefecture.assess(soon)
    assert prefecture.finding("17a", "2025-03")["pending"] == 1
    prefecture.assess(late)
    assert prefecture.finding("17a", "2025-03")["missed"] == 1


@pytest.mark.parametrize(
    ("at", "pending", "missed"),
    [("2025-03-11T23:59:59", 1, 0), ("2025-03-12T00:00", 0, 1)],
)
def test_an_unanswered_mail_is_missed_as_soon_as_it_is_overdue(prefecture, at, pending, missed):
    prefecture.send("courriels.csv", MAILS, [mail("C-1", RECEIVED)], local(at))
    prefecture.assess(local(at))
    found = prefecture.finding("17a", "2025-03")
    assert (found["pending"], found["missed"]) == (pending, missed)


def test_an_answer_sent_late_does_not_mend_what_was_missed(prefecture):
    prefecture.send("courriels.csv", MAILS, [mail("C-1", RECEIVED)], LATE_FROM)
    prefecture.assess(LATE_FROM)
    answered = mail("C-1", RECEIVED, "12/03/2025 09:00")
    report = prefecture.send("suite.csv", MAILS, [answered], LATER)
    assert report.saved.superseded == 1
    prefecture.assess(LATER)
    found = prefecture.finding("17a", "2025-03")
    assert (found["met"], found["missed"], found["pending"]) == (0, 1, 0)


def test_an_old_export_sent_again_does_not_undo_an_answer(prefecture):
    answered = [mail("C-1", RECEIVED, "06/03/2025 09:00"), mail("C-2", "10/03/2025 09:00")]
    prefecture.send("suite.csv", MAILS, answered, LATER)
    report = prefecture.send("ancien.csv", MAILS, [mail("C-1", RECEIVED)], LATER)
    assert (report.saved.superseded, report.saved.known) == (0, 1)
    prefecture.assess(LATER)
    assert prefecture.finding("17a", "2025-03")["met"] == 1


def test_a_month_that_turns_makes_findings_for_the_new_one(two_months):
    june, july = local("2025-06-30T12:00"), local("2025-07-01T12:00")
    two_months.assess(june)
    known = set(two_months.findings()["period"])
    assert "2025-06" in known and not {"2025-07", "2025-T3"} & known
    two_months.assess(july)
    found = two_months.findings()
    new = found[found["period"].isin(["2025-07", "2025-T3"])]
    codes = {each.code for number in two_months.warehouse.declarations.engagements
             for each in number.indicators}  # fmt: skip
    assert set(new["indicator"]) == codes
    assert two_months.finding("10a", "2025-07")["verdict"] == "not_measured"
    assert two_months.verdict(10, "2025-07") == "not_measured"


def test_a_second_assessment_of_the_same_day_has_nothing_to_do(two_months):
    found = two_months.assess(local("2025-06-16T18:00"))
    assert (found.months, found.findings) == (0, 0)


def test_a_changed_definition_reassesses_its_indicator_alone(opened, declared):
    first = opened()
    first.send("courriels.csv", MAILS, [mail("C-1", RECEIVED, "13/03/2025 09:00")], LATER)
    first.send("courriers.csv", LETTERS, [letter("L-1", "04/03/2025", "10/03/2025")], LATER)
    first.assess(LATER)
    assert first.finding("17a", "2025-03")["missed"] == 1
    before = first.findings().set_index("indicator")
    limit = 'limit = { amount = 5, unit = "working_days" }'
    folders.change(declared, "engagements/e17*", limit, limit.replace("5", "8"))
    second = opened()
    assert {code for codes in second.work(LATER).values() for code in codes} == {"17a"}
    assert second.assess(LATER).findings == len(second.findings("17a"))
    assert second.finding("17a", "2025-03")["met"] == 1
    after = second.findings().set_index("indicator")
    assert set(after.loc["17a", "definition"]) & set(before.loc["17a", "definition"]) == set()
    others = after.index.unique().drop("17a")
    assert after.loc[others].equals(before.loc[others])
    assert second.work(LATER) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('title = "Taux de décroché par un agent"', 'title = "Part des appels décrochés"'),
        ("Publication des résultats", "Relevés de chaque mois"),
    ],
    ids=["title", "evidence"],
)
def test_words_that_change_no_figure_reassess_nothing(opened, declared, before, after):
    first = opened()
    first.send("appels.csv", CALLS, calls(MARCH, "aal"), LATER)
    first.assess(LATER)
    folders.change(declared, "engagements/e10*", before, after)
    assert opened().work(LATER) == {}


def test_where_an_indicator_is_measured_is_part_of_its_definition(opened, declared):
    first = opened()
    first.send("appels.csv", CALLS, calls(MARCH, "aal", "Figeac"), LATER)
    first.assess(LATER)
    assert first.finding("10a", "2025-03", "figeac")["counted"] == 3
    own = 'dataset = "calls"\nrule = "answered_by_agent"'
    folders.change(declared, "engagements/e10*", own, own + '\nsites = ["cahors"]')
    second = opened()
    second.assess(LATER)
    assert second.finding("10a", "2025-03", "figeac")["verdict"] == "not_applicable"


def test_a_changed_calendar_is_a_changed_definition(opened, declared):
    first = opened()
    first.send("courriels.csv", MAILS, [mail("C-1", RECEIVED, "12/03/2025 09:00")], LATER)
    first.assess(LATER)
    assert first.finding("17a", "2025-03")["missed"] == 1
    closure = (
        '\n[[closures]]\nfirst = 2025-03-06\nlast = 2025-03-06\nreason = "Inondation"\n'
        'decided_by = "Le préfet"\nstops_deadlines = true\n'
    )
    path = declared / "sites" / "cahors.toml"
    path.write_text(path.read_text("utf-8") + closure, "utf-8")
    second = opened()
    second.assess(LATER)
    assert second.finding("17a", "2025-03")["met"] == 1


def test_every_month_is_judged_again_on_demand(two_months):
    before = two_months.everything_kept()
    assert two_months.assess(LATER, everything=True).months >= 4
    assert two_months.everything_kept() == before


def test_a_decision_on_what_nothing_measures_is_seen(opened, declared):
    first = opened()
    first.send("appels.csv", CALLS, calls(MARCH, "aal"), LATER)
    first.assess(LATER)
    assert first.verdict(49, "2025-03") == "not_measured"
    path = declared / "engagements" / "e49-exercices-reguliers.toml"
    decision = (
        '[[applicability]]\nsites = ["cahors"]\nsince = 2022-09-01\napplies = false\n'
        'reason = "Aucun exercice."\ndecided_by = "Le préfet"\n\n[[indicators]]'
    )
    text = path.read_text("utf-8")
    path.write_text(text.replace("[[indicators]]", decision, 1), "utf-8")
    second = opened()
    second.assess(LATER)
    assert second.verdict(49, "2025-03") == "not_applicable"


def test_a_month_whose_cases_are_all_closed_is_left_alone(prefecture):
    late = [
        mail("C-1", RECEIVED, "20/03/2025 09:00"),
        mail("C-2", RECEIVED, "05/03/2025 09:00"),
    ]
    prefecture.send("courriels.csv", MAILS, late, LATER)
    prefecture.assess(LATER)
    assert prefecture.work(local("2025-06-17T08:00")) == {}


def test_an_overdue_mail_grows_older_without_an_import(prefecture):
    prefecture.send("courriels.csv", MAILS, [mail("C-1", RECEIVED)], LATER)
    prefecture.assess(LATER)
    before = prefecture.finding("17c_median", "2025-03")["value"]
    prefecture.assess(local("2025-06-18T08:00"))
    assert prefecture.finding("17c_median", "2025-03")["value"] == before + 2
