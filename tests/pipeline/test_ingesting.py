"""What becomes of each file of an import: one never spoils another, none is half kept."""

import gzip
import zipfile
from datetime import date

import pytest

from etl.domain.datasets import Dataset
from etl.pipeline import Status, ingest_paths
from etl.store.facts import load_facts
from etl.store.imports import list_imports
from etl.store.quarantine import load_rejections
from tests.pipeline.prefecture import CALLS, LETTERS, calls, letter, local

AT = local("2025-06-16T08:00")
DAY = date(2025, 3, 4)
TEXT = "\n".join([CALLS, *calls(DAY, "aal")]) + "\n"
MESSAGE = (
    "From: usager@example.org\nTo: pref@lot.gouv.fr\nDate: Tue, 4 Mar 2025 10:00:00 +0100\n"
    "Message-ID: <{0}@example.org>\nSubject: Horaires\n{1}\nBonjour.\n"
)
ANSWER = (
    "From: accueil@lot.gouv.fr\nTo: usager@example.org\n"
    "Date: Wed, 5 Mar 2025 10:00:00 +0100\nMessage-ID: <r1@lot.gouv.fr>\n"
    "In-Reply-To: <1@example.org>\nSubject: Re: Horaires\n\nBonjour.\n"
)


def facts(prefecture, dataset=Dataset.CALLS):
    with prefecture.warehouse.store.reading() as connection:
        return load_facts(connection, dataset)


def imports(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return list_imports(connection)


def ingest(prefecture, *paths):
    return ingest_paths(prefecture.warehouse, paths, AT)


def test_a_refused_file_does_not_stop_the_others(prefecture):
    folder = prefecture.folder
    (folder / "a_inconnu.csv").write_text("Poste;Lieu\n201;Hall\n")
    (folder / "b_abime.csv.gz").write_bytes(gzip.compress(TEXT.encode() * 500)[:-20])
    (folder / "c_vide.csv").write_text("")
    (folder / "d_appels.csv").write_text(TEXT)
    reports = ingest(prefecture, folder)
    assert {each.path.name: each.status for each in reports} == {
        "a_inconnu.csv": Status.REFUSED,
        "b_abime.csv.gz": Status.REFUSED,
        "c_vide.csv": Status.EMPTY,
        "d_appels.csv": Status.IMPORTED,
    }
    assert "format non reconnu" in reports[0].message
    assert "endommagée" in reports[1].message
    assert len(facts(prefecture)) == 3
    assert imports(prefecture)["file_name"].tolist() == ["d_appels.csv"]


def test_a_file_damaged_in_the_middle_leaves_nothing(prefecture):
    rows = calls(date(2025, 4, 8), "a" * 40_000)
    packed = gzip.compress("\n".join([CALLS, *rows]).encode())
    (prefecture.folder / "grand.csv.gz").write_bytes(packed[: len(packed) * 9 // 10])
    (report,) = ingest(prefecture, prefecture.folder)
    assert report.status is Status.REFUSED and "endommagée" in report.message
    assert facts(prefecture).empty and imports(prefecture).empty
    (prefecture.folder / "grand.csv.gz").write_bytes(packed)
    (report,) = ingest(prefecture, prefecture.folder)
    assert report.saved.new == len(rows) == len(facts(prefecture))


def test_an_archive_is_its_files(prefecture):
    with zipfile.ZipFile(prefecture.folder / "mars.zip", "w") as archive:
        archive.writestr("standard/appels.csv", TEXT)
        archive.writestr("courrier.csv", f"{LETTERS}\n{letter('L-1', '04/03/2025')}\n")
        archive.writestr("notes.txt", "rien")
    reports = ingest(prefecture, prefecture.folder / "mars.zip")
    assert {each.path.name: each.status for each in reports} == {
        "appels.csv": Status.IMPORTED,
        "courrier.csv": Status.IMPORTED,
        "notes.txt": Status.REFUSED,
    }
    assert (len(facts(prefecture)), len(facts(prefecture, Dataset.MAILS))) == (3, 1)
    (prefecture.folder / "appels.csv").write_text(TEXT)
    assert ingest(prefecture, prefecture.folder / "appels.csv")[0].status is Status.KNOWN


def test_records_that_are_refused_are_kept_aside_with_their_line(prefecture):
    rows = calls(DAY, "aal")
    rows[1] = rows[1].replace("04/03/2025", "31/02/2025")
    report = prefecture.send("appels.csv", CALLS, rows, AT)
    assert (report.records, report.saved.new, report.saved.rejected) == (3, 2, 1)
    with prefecture.warehouse.store.reading() as connection:
        refused = load_rejections(connection)
    assert refused[["line", "column", "code"]].to_numpy().tolist() == [
        [3, "started_at", "unreadable"]
    ]


@pytest.mark.parametrize("name", ["{}.eml", "{}.txt", "cur/{}", "{}"], ids=repr)
def test_a_folder_of_messages_is_one_mailbox_where_answers_meet_requests(prefecture, name):
    folder = prefecture.folder / "boite"
    for place, text in enumerate([MESSAGE.format(1, ""), ANSWER, MESSAGE.format(2, "")]):
        path = folder / name.format(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (report,) = ingest(prefecture, prefecture.folder)
    found = facts(prefecture, Dataset.MAILS)
    assert (report.path.name, report.records, len(found)) == ("boite", 2, 2)
    assert found["answered_at"].notna().sum() == 1


@pytest.mark.parametrize("other", ["appels.csv", "standard/appels.csv"])
def test_an_export_beside_messages_is_not_lost(prefecture, other):
    (prefecture.folder / "1.eml").write_text(MESSAGE.format(1, ""))
    path = prefecture.folder / other
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT)
    reports = ingest(prefecture, prefecture.folder)
    assert sorted(each.source for each in reports) == ["appels_acd", "courriels"]
    assert len(facts(prefecture)) == 3


def test_two_mailboxes_in_a_folder_stay_two(prefecture):
    for name in ("mars.mbox", "avril.mbox"):
        text = "".join(
            f"From x Tue Mar  4 10:00:00 2025\n{MESSAGE.format(name + key, '')}\n"
            for key in "ab"
        )
        (prefecture.folder / name).write_text(text)
    reports = ingest(prefecture, prefecture.folder)
    assert [each.path.name for each in reports] == ["avril.mbox", "mars.mbox"]
    assert len(facts(prefecture, Dataset.MAILS)) == 4


def test_an_import_is_followed_file_by_file(prefecture):
    told = []

    class Follower:
        def begin(self, files):
            told.append(("begin", files))

        def file(self, name, lines):
            told.append(("file", name, lines))

        def read(self, records, line):
            told.append(("read", records, line))

        def done(self, report):
            told.append(("done", report.path.name, report.status.value))

    (prefecture.folder / "appels.csv").write_text(TEXT)
    (prefecture.folder / "vide.csv").write_text("")
    ingest_paths(prefecture.warehouse, [prefecture.folder], AT, Follower())
    assert told == [
        ("begin", 2),
        ("file", "appels.csv", 4),
        ("read", 3, 4),
        ("done", "appels.csv", "imported"),
        ("done", "vide.csv", "empty"),
    ]
