"""Import from the page: preview, confirm, follow, cancel, undo, read again."""

import shutil
import time
from pathlib import Path

import pytest

from dashboard.gateway.importing import Job, Stage
from etl.pipeline import CancelledError
from tests.pages.conftest import said
from tests.pages.warehouses import ONE_LETTER, build_empty, build_one_contact

HEADER, *LINES = ONE_LETTER.read_bytes().splitlines(keepends=True)
WRONG = LINES[1].replace(b"03/2025", b"33/2025")


@pytest.fixture
def folder(one_contact_folder, tmp_path):
    """Return a warehouse of one letter that the test may change."""
    place = tmp_path / "own"
    shutil.copytree(one_contact_folder, place)
    return place


def ended(at):
    """Run the page until the thread behind it has finished."""
    for _ in range(600):
        if not at.session_state["import_en_cours"].is_running:
            return at.run()
        time.sleep(0.05)
    raise AssertionError("the import did not end")


def sent(at, content, name="registre.csv"):
    at.file_uploader[0].upload(name, content).run()
    at.button(key="apercu-import").click().run()
    return ended(at)


def journal(at):
    return next(each.value for each in at.table if "Opération" in each.value.columns)


def files(at):
    return next(each.value for each in at.table if "Suite" in each.value.columns)


def test_a_file_is_previewed_then_imported(show, folder):
    at = sent(show(folder, "imports"), HEADER + b"".join(LINES[:2]))
    assert files(at)["Suite"].tolist() == ["sera importé"]
    assert len(journal(at)) == 1
    at.button(key="confirmer").click().run()
    ended(at)
    assert not at.exception
    assert files(at)["Suite"].tolist() == ["importé"]
    assert len(journal(at)) == 2
    at.button(key="fermer-import").click().run()
    assert at.file_uploader


def test_a_preview_that_is_given_up_leaves_nothing(show, folder):
    at = sent(show(folder, "imports"), HEADER + b"".join(LINES[:2]))
    kept = Path(at.session_state["import_dossier"])
    assert kept.is_dir()
    at.button(key="abandonner").click().run()
    assert not kept.exists()
    assert len(journal(at)) == 1


def test_an_empty_warehouse_may_be_filled_from_the_page(show, tmp_path):
    at = show(build_empty(tmp_path), "imports")
    sent(at, HEADER + LINES[0]).button(key="confirmer").click().run()
    ended(at)
    assert len(journal(at)) == 1


def test_a_refused_file_is_forced_with_a_reason_only(show, folder):
    at = sent(show(folder, "imports"), HEADER + WRONG)
    assert files(at)["Suite"].tolist() == ["refusé"]
    assert "au-delà des" in said(at)
    at.checkbox(key="forcer").check().run()
    assert at.button(key="confirmer").disabled
    at.text_input(key="motif-force").input("essai").run()
    assert not at.button(key="confirmer").disabled


def test_a_file_that_nobody_knows_is_told_in_french(show, folder):
    at = sent(show(folder, "imports"), b"Poste;Lieu\n201;Hall\n")
    assert "format non reconnu" in said(at)


def test_an_import_is_undone_with_a_reason(show, folder):
    at = show(folder, "imports")
    assert at.button(key="annuler").disabled
    at.text_input(key="motif-annulation").input("mauvais fichier").run()
    at.button(key="annuler").click().run()
    assert not at.exception
    assert journal(at)["Opération"].tolist() == ["annulation", "import"]
    assert "mauvais fichier" in journal(at)["Note"].iloc[0]


def test_rejected_rows_are_read_again_from_the_page(show, tmp_path):
    at = show(build_one_contact(tmp_path), "imports", user=None)
    sent(at, HEADER + LINES[2] + WRONG).button(key="confirmer").click().run()
    ended(at).button(key="fermer-import").click().run()
    at.query_params["fichier"] = "2"
    at.run()
    at.file_uploader(key="reprise-2").upload("c.csv", HEADER + LINES[2] + LINES[1]).run()
    at.button(key="relire").click().run()
    ended(at)
    assert files(at)["Nouveaux"].tolist() == ["1"]
    assert "aucune n'est en quarantaine" in said(at)


def test_who_sees_one_site_only_changes_nothing(show, folder):
    at = show(folder, "imports", user={"is_logged_in": True, "sites": "cahors"})
    assert not at.file_uploader
    assert "annuler" not in [each.key for each in at.button]


def test_progress_says_how_much_is_left_and_stops_when_asked():
    job = Job(Stage.READING)
    job.begin(2)
    job.file("a.csv", 100)
    job.read(40, 50)
    assert job.share == 0.25
    assert job.seconds_left is not None and job.rate > 0
    job.cancel()
    with pytest.raises(CancelledError):
        job.read(10, 60)
