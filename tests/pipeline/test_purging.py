"""What is over is taken away, and every figure stays; each person may be forgotten."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from etl.config import Settings
from etl.definitions.retention import load_retention
from etl.domain.datasets import Dataset
from etl.domain.retention import Part, Retention, RetentionRule
from etl.errors import DefinitionError
from etl.pipeline import undo
from etl.pipeline.keys import destroy_useless, key_states, rotate
from etl.pipeline.persons import erase, search
from etl.pipeline.purging import NotAssessedError, purge
from etl.pipeline.warehouse import open_warehouse
from etl.store.facts import load_facts
from etl.store.key_register import registered_keys
from etl.store.ledger import load_journal
from etl.store.undoing import NotUndoableError
from tests import blank
from tests.conftest import new_database
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, MAILS, Prefecture, calls, local, mail
from tests.pipeline.test_undoing import figures
from tests.store.files import NOTHING, stamp
from tests.store.files import facts as drawn

AT = local("2025-09-16T08:00")
RULES = Retention((
    RetentionRule(Part.ROWS, 6, "arrêté", "préfet", Dataset.CALLS),
    RetentionRule(Part.PSEUDONYMS, 6, "guide", "préfet", Dataset.MAILS),
    RetentionRule(Part.QUARANTINE, 6, "minimisation", "préfet"),
    RetentionRule(Part.INBOX, 2, "minimisation", "préfet"),
))  # fmt: skip
CALLER = "0199000001"


@pytest.fixture
def url(tmp_path):
    return blank.sqlite_url(tmp_path / "data/quality.db")


@pytest.fixture
def filled(prefecture):
    """Return a prefecture with calls of January and of August, and two letters."""
    prefecture.send("janvier.csv", CALLS, calls(date(2025, 1, 14), "aaaaaaaall"), AT)
    prefecture.send("aout.csv", CALLS, calls(date(2025, 8, 5), "alalalalal"), AT)
    letters = [
        mail("M1", "03/03/2025 09:00", "07/03/2025 09:00"),
        mail("M2", "04/08/2025 09:00", "07/08/2025 09:00"),
    ]
    prefecture.send("courriels.csv", MAILS, letters, AT)
    prefecture.assess(AT)
    return prefecture


def facts(prefecture, dataset=Dataset.CALLS):
    with prefecture.warehouse.store.reading() as connection:
        return load_facts(connection, dataset)


def run(prefecture, tmp_path, at=AT, applies=True):
    return purge(prefecture.warehouse, RULES, at, "moi", tmp_path / "inbox", applies)


def test_a_purge_says_first_and_takes_away_only_when_told(filled, tmp_path):
    said = [each.count for each in run(filled, tmp_path, applies=False)]
    assert said == [10, 1, 0, 0] and len(facts(filled)) == 20
    assert [each.count for each in run(filled, tmp_path)] == said
    assert len(facts(filled)) == 10
    assert facts(filled, Dataset.MAILS)["sender"].isna().tolist() == [True, False]
    with filled.warehouse.store.reading() as connection:
        line = load_journal(connection).iloc[0]
    assert (line["deed"], line["author"]) == ("purge", "moi")


def test_a_purged_month_keeps_its_figures_whatever_is_assessed_after(filled, tmp_path):
    before = figures(filled)
    run(filled, tmp_path)
    assert filled.work(AT) == {}
    filled.assess(AT)
    assert figures(filled) == before
    # All of it again, then a month later: January is not « nothing measured ».
    filled.assess(AT, everything=True)
    assert figures(filled) == before
    january = filled.finding("10a", "2025-01")["value"]
    filled.assess(AT + timedelta(days=30))
    assert filled.finding("10a", "2025-01")["value"] == january


def test_a_late_export_of_a_purged_month_changes_nothing_of_it(filled, tmp_path):
    run(filled, tmp_path)
    kept = filled.finding("10a", "2025-01").drop(["as_of", "import_ids"]).to_dict()
    filled.send("tard.csv", CALLS, calls(date(2025, 1, 15), "llll"), AT)
    filled.assess(AT)
    assert filled.finding("10a", "2025-01").drop(["as_of", "import_ids"]).to_dict() == kept
    assert run(filled, tmp_path)[0].count == 4


def test_everything_purged_keeps_every_finding(filled, tmp_path):
    before = len(filled.findings())
    later = AT + timedelta(days=400)
    filled.assess(later)
    run(filled, tmp_path, later)
    assert facts(filled).empty
    filled.assess(later, everything=True)
    assert len(filled.findings()) >= before
    assert filled.finding("10a", "2025-01")["counted"] == 10


def test_facts_that_nobody_counted_are_not_taken_away(filled, tmp_path):
    filled.send("mars.csv", CALLS, calls(date(2025, 3, 4), "aal"), AT)
    with pytest.raises(NotAssessedError, match="assess"):
        run(filled, tmp_path)


def test_an_import_whose_facts_are_gone_cannot_be_undone(filled, tmp_path):
    run(filled, tmp_path)
    with pytest.raises(NotUndoableError, match="purgés"):
        undo(filled.warehouse, 1, AT, "moi", "essai")
    undo(filled.warehouse, 2, AT, "moi", "essai")


@pytest.mark.parametrize(
    ("today", "kept"),
    [(date(2025, 6, 30), date(2025, 1, 1)), (date(2025, 7, 1), date(2025, 2, 1))],
)
def test_six_months_end_with_the_month_and_never_later(today, kept):
    assert RULES.rules[0].before(today) == kept


def test_files_read_long_ago_leave_the_inbox_and_new_ones_stay(filled, tmp_path):
    done = tmp_path / "inbox" / "done" / "appels.csv"
    done.parent.mkdir(parents=True)
    done.write_text("0612345678")
    waiting = tmp_path / "inbox" / "nouveau.csv"
    waiting.write_text("pas encore lu")
    assert run(filled, tmp_path)[3].count == 0
    later = local("2099-01-01T00:00")
    filled.assess(later)
    assert run(filled, tmp_path, later)[3].count == 1
    assert not done.exists() and waiting.exists()


def test_what_was_written_is_gone_from_the_bytes_of_the_store(tmp_path):
    warehouse = folders.warehouse(tmp_path)
    written = drawn(
        Dataset.SURVEYS,
        """
        source_id | site   | survey | question | verbatim         | answered_at
        a1        | cahors | hall   | libre    | Trop longtemps   | 2025-01-20 09:00
        a2        | cahors | hall   | libre    | Accueil souriant | 2025-08-20 09:00
    """,
    )
    with warehouse.store.importing(stamp("a", Dataset.SURVEYS), AT) as imported:
        imported.add(written, NOTHING, 0)
        imported.finish(2, {})
    prefecture = Prefecture(warehouse, tmp_path)
    prefecture.assess(AT)
    rule = RetentionRule(Part.TEXTS, 6, "minimisation", "préfet", Dataset.SURVEYS)
    (done,) = purge(warehouse, Retention((rule,)), AT, "moi", tmp_path, applies=True)
    assert done.count == 1 and len(facts(prefecture, Dataset.SURVEYS)) == 2
    warehouse.store.dispose()
    kept = (tmp_path / "quality.db").read_bytes()
    assert b"Trop longtemps" not in kept and b"Accueil souriant" in kept
    with closing(sqlite3.connect(tmp_path / "quality.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)


# --- the shipped rules, and wrong ones


def test_the_shipped_rules_are_sound_and_calls_keep_six_months():
    rules = load_retention(folders.DATA).rules
    (of_calls,) = [each for each in rules if each.dataset is Dataset.CALLS]
    assert (of_calls.what, of_calls.months) == (Part.ROWS, 6)
    assert {each.what for each in rules} == set(Part)


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("months = 6", "months = 1", "months"),
        ('what = "rows"', 'what = "all"', "what"),
        ('dataset = "calls"\n', "", "dataset"),
        (
            'what = "rows"\ndataset = "visits"',
            'what = "pseudonyms"\ndataset = "visits"',
            "what",
        ),
        ('decided_by = "À confirmer', 'decide = "À confirmer', "decided_by"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path, before, after, key):
    place = tmp_path / "retention" / "retention.toml"
    place.parent.mkdir()
    text = (folders.DATA / "retention" / "retention.toml").read_text("utf-8")
    assert before in text
    place.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(DefinitionError) as error:
        load_retention(tmp_path)
    assert key in error.value.key


# --- one person


@pytest.fixture
def settings(tmp_path):
    return Settings(local=str(tmp_path), secret_key=folders.SECRET)


@pytest.mark.parametrize("written", [CALLER, "01 99 00 00 01", "+33199000001"])
def test_a_person_is_found_however_the_number_is_written(filled, settings, written):
    (trace,) = search(filled.warehouse, settings, written)
    assert (trace.dataset, trace.rows) == (Dataset.CALLS, 20)
    assert trace.months == (date(2025, 1, 1), date(2025, 8, 1))


def test_a_person_who_is_forgotten_leaves_every_figure_and_never_comes_back(filled, settings):
    before = figures(filled)
    (gone,) = erase(filled.warehouse, settings, "A@example.org", AT, "moi")
    assert (gone.dataset, gone.rows) == (Dataset.MAILS, 2)
    assert search(filled.warehouse, settings, "a@example.org") == []
    filled.assess(AT)
    assert figures(filled) == before
    # The same case told again, with a later step, brings nobody back.
    again = [mail("M2", "04/08/2025 09:00", "08/08/2025 09:00")]
    filled.send("encore.csv", MAILS, again, AT)
    assert search(filled.warehouse, settings, "a@example.org") == []
    assert facts(filled, Dataset.MAILS)["answered_at"].max().day == 8
    with filled.warehouse.store.reading() as connection:
        told = load_journal(connection).to_csv()
    assert "erasure" in told and "example.org" not in told


@pytest.mark.postgresql
def test_a_server_purges_and_forgets_as_a_file_does(declared, tmp_path, request, settings):
    request.param = "postgresql"
    url = new_database(request, tmp_path)
    prefecture = Prefecture(folders.warehouse(tmp_path, declared, url), tmp_path)
    prefecture.send("janvier.csv", CALLS, calls(date(2025, 1, 14), "aaaaaaaall"), AT)
    letter = mail("M2", "04/08/2025 09:00", "07/08/2025 09:00")
    prefecture.send("courriels.csv", MAILS, [letter], AT)
    prefecture.assess(AT)
    before = figures(prefecture)
    assert run(prefecture, tmp_path)[0].count == 10
    (gone,) = erase(prefecture.warehouse, settings, "a@example.org", AT, "moi")
    assert gone.rows == 1
    prefecture.send("encore.csv", MAILS, [letter.replace("07/08", "08/08")], AT)
    assert search(prefecture.warehouse, settings, "a@example.org") == []
    prefecture.assess(AT, everything=True)
    assert figures(prefecture)[0] != [] and len(figures(prefecture)[0]) == len(before[0])
    prefecture.warehouse.store.dispose()


# --- keys


def test_a_key_is_changed_numbered_and_destroyed_when_nothing_rests_on_it(tmp_path):
    place = tmp_path / "local"
    settings = Settings(
        database_url=f"sqlite:///{place}/q.db", declarations=str(folders.DATA), local=str(place)
    )
    prefecture = Prefecture(open_warehouse(settings), tmp_path)
    prefecture.send("janvier.csv", CALLS, calls(date(2025, 1, 14), "aal"), AT)
    first = settings.key_file.read_text()
    assert rotate(prefecture.warehouse, settings, AT, "moi") == 2
    prefecture.warehouse.store.dispose()
    assert settings.key_file.read_text() != first
    assert (place / "pseudonym-1.key").read_text() == first

    prefecture = Prefecture(open_warehouse(settings), tmp_path)
    prefecture.send("aout.csv", CALLS, calls(date(2025, 8, 5), "aal"), AT)
    # Known under both keys to whoever searches, two people for every figure.
    (trace,) = search(prefecture.warehouse, settings, CALLER)
    assert trace.rows == 6 and facts(prefecture)["caller"].nunique() == 2
    prefecture.assess(AT)
    assert destroy_useless(prefecture.warehouse, settings, AT, "moi") == []
    run(prefecture, tmp_path)
    assert destroy_useless(prefecture.warehouse, settings, AT, "moi") == [1]
    assert not (place / "pseudonym-1.key").exists()
    states = key_states(prefecture.warehouse, settings)
    assert [(each.key.number, each.in_use, each.held) for each in states] == [
        (1, False, False), (2, True, True),
    ]  # fmt: skip
    prefecture.warehouse.store.dispose()


def test_a_change_of_key_that_was_cut_short_is_finished_by_the_next_opening(tmp_path):
    place = tmp_path / "local"
    settings = Settings(
        database_url=f"sqlite:///{place}/q.db", declarations=str(folders.DATA), local=str(place)
    )
    warehouse = open_warehouse(settings)
    first = settings.key_file.read_text()
    rotate(warehouse, settings, AT, "moi")
    second = settings.key_file.read_text()
    warehouse.store.dispose()
    # As if killed between the store and the last move of files.
    Path(place, "pseudonym-2.key").write_text(second)
    settings.key_file.write_text(first)
    again = open_warehouse(settings)
    assert settings.key_file.read_text() == second
    with again.store.reading() as connection:
        assert [each.number for each in registered_keys(connection)] == [1, 2]
    again.store.dispose()
