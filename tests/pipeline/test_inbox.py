"""The inbox: what is dropped whole is taken once, with a report beside it."""

import zipfile
from dataclasses import replace
from datetime import date

import pytest

from etl.cli import main
from etl.errors import UsageError
from etl.pipeline import Following, alone, looks, original, stable, take
from etl.store.engine import open_store
from etl.store.imports import list_imports
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, calls, local

AT = local("2025-06-16T08:00")
TEXT = "\n".join([CALLS, *calls(date(2025, 3, 4), "aal")]) + "\n"


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    """Return the inbox of a prefecture of its own, which the command line uses too."""
    monkeypatch.setenv("QUALITY_DATABASE_URL", f"sqlite:///{tmp_path}/quality.db")
    monkeypatch.setenv("QUALITY_LOCAL", str(tmp_path))
    monkeypatch.setenv("QUALITY_DECLARATIONS", str(folders.DATA))
    monkeypatch.setenv("QUALITY_SECRET_KEY", folders.SECRET)
    place = tmp_path / "inbox"
    place.mkdir()
    return place


def watch(*words):
    return main(["watch", "--une-fois", "--pause", "0", *words])


def content(folder):
    found = (each for each in folder.rglob("*") if each.is_file() and each.name[0] != ".")
    return sorted(str(each.relative_to(folder)) for each in found)


def warehouse(inbox):
    return folders.warehouse(inbox.parent)


def test_what_is_read_goes_to_done_and_what_is_not_to_refused(inbox, capsys):
    (inbox / "appels.csv").write_text(TEXT)
    (inbox / "inconnu.csv").write_text("Poste;Lieu\n201;Hall\n")
    assert watch() == 0
    assert content(inbox) == [
        "done/appels.csv",
        "done/appels.csv.txt",
        "refused/inconnu.csv",
        "refused/inconnu.csv.txt",
    ]
    assert "3\xa0nouveaux" in (inbox / "done/appels.csv.txt").read_text("utf-8")
    assert "format non reconnu" in (inbox / "refused/inconnu.csv.txt").read_text("utf-8")
    assert "réévalués" in capsys.readouterr().out


def test_folders_and_archives_are_taken_whole(inbox):
    (inbox / "lot").mkdir()
    (inbox / "lot" / "appels.csv").write_text(TEXT)
    with zipfile.ZipFile(inbox / "lot2.zip", "w") as archive:
        archive.writestr("autres.csv", TEXT.replace("Cahors-25", "Cahors-26"))
    watch()
    assert [each for each in content(inbox) if not each.endswith(".txt")] == [
        "done/lot/appels.csv",
        "done/lot2.zip",
    ]


@pytest.mark.parametrize(
    "name", ["a.csv.part", "a.tmp", "a.crdownload", "~$a.xlsx", ".a.csv", "lot/a.csv.part"]
)
def test_what_is_still_written_is_left_alone(inbox, name):
    (inbox / name).parent.mkdir(exist_ok=True)
    (inbox / name).write_text(TEXT)
    assert looks(inbox) == {}


def test_a_file_is_taken_when_two_looks_saw_it_the_same(inbox):
    file = inbox / "appels.csv"
    file.write_text(TEXT[:40])
    first = looks(inbox)
    file.write_text(TEXT)
    second = looks(inbox)
    assert stable(first, second) == []
    assert stable(second, looks(inbox)) == ["appels.csv"]


def test_of_two_watchers_one_is_refused(inbox, capsys):
    with alone(inbox):
        assert watch(str(inbox)) == 2
    assert "déjà relevé" in capsys.readouterr().err
    assert watch(str(inbox)) == 0


def test_killed_before_the_move_the_file_is_found_again_and_known(inbox):
    (inbox / "appels.csv").write_text(TEXT)
    main(["ingest", str(inbox / "appels.csv")])
    watch()
    assert content(inbox) == ["done/appels.csv", "done/appels.csv.txt"]
    with warehouse(inbox).store.reading() as connection:
        assert len(list_imports(connection)) == 1


def test_two_files_of_one_name_are_both_kept(inbox):
    for text in (TEXT, TEXT.replace("Cahors-25", "Cahors-26")):
        (inbox / "appels.csv").write_text(text)
        watch()
    assert len([each for each in content(inbox) if each.endswith(".csv")]) == 2


def test_a_busy_store_leaves_the_file_where_it_is(inbox):
    (inbox / "appels.csv").write_text(TEXT)
    busy = warehouse(inbox)
    url = f"sqlite:///{inbox.parent}/quality.db"
    hurried = replace(busy, store=open_store(url, bytes.fromhex(folders.SECRET), 0.1))
    with busy.store.writing():
        found = take(hurried, inbox / "appels.csv", AT, lambda *_: "", Following())
    assert found is None
    assert content(inbox) == ["appels.csv"]


def test_the_inbox_gives_a_file_back_to_be_read_again(inbox):
    bad = calls(date(2025, 3, 4), "l", first=50)[0].replace("Abandon", "Perdu")
    rows = [CALLS, *calls(date(2025, 3, 4), "a" * 30), bad]
    (inbox / "appels.csv").write_text("\n".join(rows))
    watch()
    assert original(warehouse(inbox), 1, inbox) == inbox / "done/appels.csv"
    assert main(["replay", "1"]) == 0


def test_a_missing_inbox_is_told():
    with pytest.raises(UsageError, match="introuvable"):
        looks(folders.ROOT / "absent")


def test_an_interrupted_watch_ends_with_130(inbox, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.cli.watching.time.sleep", interrupted)
    assert main(["watch"]) == 130
