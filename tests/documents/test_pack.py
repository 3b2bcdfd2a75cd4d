"""The pack: sealed, verifiable by anybody, whole or not at all, the same bytes each time."""

import contextlib
import hashlib
import importlib.util
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from etl.cli import main
from etl.domain.journal import Deed
from etl.errors import DocumentError
from etl.exports import seal, verifier
from etl.exports.dossiers import dossier_of
from etl.exports.seal import Piece, sealed
from etl.pipeline import editions, proof_words, proving
from etl.pipeline.packing import write_whole
from etl.store.ledger import Wanted, load_journal, verify
from etl.wording import audit
from tests.documents.conftest import AT, HOSTILE
from tests.documents.reading import files_of

FLIPS = 200


def verdict_on(path: Path) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        verifier.main([str(path)])
    return said.getvalue().splitlines()[-1].split(" ")[0]


@pytest.fixture
def extracted(closed, tmp_path):
    for name, data in files_of(closed.pack.data).items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "pack"


def test_the_verifier_of_the_pack_needs_nothing_but_python(closed, extracted):
    command = [sys.executable, "-I", str(extracted / "verifier.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("INTACT")
    assert closed.pack.seal in done.stdout


def test_one_byte_changed_in_any_file_is_found(extracted):
    assert verdict_on(extracted) == "INTACT"
    chance, files = random.Random(7), sorted(p for p in extracted.rglob("*") if p.is_file())
    for _ in range(FLIPS):
        path = chance.choice([each for each in files if each.stat().st_size])
        kept = path.read_bytes()
        place = chance.randrange(len(kept))
        flipped = kept[place] ^ (1 << chance.randrange(8))
        path.write_bytes(kept[:place] + bytes([flipped]) + kept[place + 1 :])
        assert verdict_on(extracted) != "INTACT", f"{path.name} at {place}"
        path.write_bytes(kept)


def test_one_byte_changed_in_the_archive_is_found_or_changes_nothing_that_is_sealed(
    closed, tmp_path
):
    chance, whole = random.Random(11), closed.pack.data
    true, path = files_of(whole), tmp_path / "pack.zip"
    path.write_bytes(whole)
    assert verdict_on(path) == "INTACT"
    caught = 0
    for _ in range(FLIPS // 4):
        place = chance.randrange(len(whole))
        flipped = whole[place] ^ (1 << chance.randrange(8))
        path.write_bytes(whole[:place] + bytes([flipped]) + whole[place + 1 :])
        if verdict_on(path) == "INTACT":
            assert files_of(path.read_bytes()) == true
        else:
            caught += 1
    assert caught > FLIPS // 8
    for forged in (b"x" + whole, whole + b"x"):
        path.write_bytes(forged)
        assert verdict_on(path) != "INTACT"


@pytest.mark.parametrize("what", ["added", "removed", "renamed", "twice", "outside", "no_zip"])
def test_files_added_removed_or_doubled_are_found(closed, tmp_path, what):
    files, path = files_of(closed.pack.data), tmp_path / "pack.zip"
    name = "chiffres/chiffres.xlsx"
    extra = {"added": "chiffres/autre.xlsx", "twice": "Chiffres/chiffres.xlsx",
             "renamed": "chiffres/autre.xlsx", "outside": "../chiffres.xlsx"}  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for each, data in files.items():
            if not (each == name and what in ("removed", "renamed")):
                archive.writestr(each, data)
        if what in extra:
            archive.writestr(extra[what], files[name])
    if what == "no_zip":
        path.write_bytes(b"rien")
    assert verdict_on(path) == ("ILLISIBLE" if what == "no_zip" else "ALTÉRÉ")


def test_the_pack_holds_the_proofs(closed):
    files = files_of(closed.pack.data)
    manifest = json.loads(files["manifeste.json"])
    assert {each["chemin"] for each in manifest["fichiers"]} == set(files) - {
        "manifeste.json",
        "SHA256SUMS",
    }
    assert manifest["edition"]["empreinte"] == editions.edition(closed.warehouse, 1).sha256
    assert HOSTILE in [each["fichier"] for each in manifest["imports"]]
    frozen = editions.frozen(closed.warehouse, 1)
    assert json.loads(files["donnees/edition.json"]) == frozen.to_document()
    kept = hashlib.sha256(files["donnees/edition-scellee.json"]).hexdigest()
    assert kept == manifest["edition"]["empreinte"]
    assert files["preuves/engagement-10/0001-releve-1-1.csv"] == b"Mois;Appels\n03;120\n"
    rejects = files["rejets/rejets.csv"].decode("utf-8-sig")
    assert "ne se lit pas" in rejects and "pas une date" not in rejects
    assert "edition_validated" in files["journal/journal.csv"].decode("utf-8-sig")
    for each in frozen.content.declarations:
        assert files[f"donnees/declarations/{each.path}"].decode() == each.text


def test_an_edition_that_is_not_validated_has_no_document(closed):
    own = editions.frozen(closed.warehouse, 1)
    waiting = type(own.edition)(**{**own.edition.__dict__, "validated": None})
    with pytest.raises(DocumentError, match="n'est pas validée"):
        dossier_of(type(own)(waiting, own.content))


def test_a_pack_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "pack.zip"
    target.write_bytes(b"ancien")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "plein")))
    with pytest.raises(DocumentError, match="plein"):
        write_whole(target, b"nouveau")
    assert target.read_bytes() == b"ancien"
    assert [each.name for each in tmp_path.iterdir()] == ["pack.zip"]


def test_the_journal_of_the_pack_names_acts_as_the_command_does():
    assert {audit.DEEDS[each] for each in proving.TOLD_DEEDS} == set(proof_words.DEEDS.values())
    assert all(audit.DEEDS[each] == word for each, word in proof_words.DEEDS.items())


def test_an_archive_is_the_same_wherever_and_whenever_it_is_made(closed):
    with zipfile.ZipFile(io.BytesIO(closed.pack.data)) as archive:
        entries = archive.infolist()
        letter = io.BytesIO(archive.read("rapport/dossier-d-audit.docx"))
    assert entries[0].filename == "manifeste.json"
    assert {each.date_time for each in entries} == {(2025, 5, 2, 6, 0, 0)}
    assert {(each.create_system, each.external_attr) for each in entries} == {
        (3, 0o100644 << 16)
    }
    with zipfile.ZipFile(letter) as archive:
        inside = archive.infolist()
    assert {each.date_time for each in inside} == {(1980, 1, 1, 0, 0, 0)}
    # Another zlib would compress otherwise: what is sealed is not compressed.
    assert {each.compress_type for each in inside} == {zipfile.ZIP_STORED}


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a\\b", "é.txt", "c:x", "a/../b", ""])
def test_no_file_leaves_the_archive(path):
    with pytest.raises(DocumentError, match="nom de fichier interdit"):
        sealed([Piece(path, "", b"")], {}, AT)


def test_two_files_of_one_name_are_refused():
    with pytest.raises(DocumentError, match="même nom"):
        sealed([Piece("a.txt", "", b""), Piece("A.TXT", "", b"")], {}, AT)


def test_the_command_writes_the_same_bytes_again_and_tells_the_journal(
    closed, environment, tmp_path, capsys
):
    archive, folder = tmp_path / "dossier.zip", tmp_path / "publie"
    assert main(["dossier", "1", "--vers", str(archive), "--par", "Claire"]) == 0
    assert (
        archive.read_bytes() == closed.pack.data and closed.pack.seal in capsys.readouterr().out
    )
    names = ["page-web", "services-publics-plus"]
    options = [text for name in names for text in ("--document", name)]
    assert main(["publier", "1", "--vers", str(folder), "--site", "cahors", *options]) == 0
    assert sorted(each.suffix for each in folder.iterdir()) == [".csv", ".html"]
    assert main(["publier", "1", "--vers", str(folder), "--document", "inconnu"]) == 2
    assert main(["dossier", "7", "--vers", str(tmp_path / "x.zip")]) == 2
    assert not (tmp_path / "x.zip").exists()
    with closed.warehouse.store.reading() as connection:
        lines = load_journal(connection, Wanted(deeds=(Deed.EXPORT,)))
        assert verify(connection) == []
    told = [json.loads(each) for each in lines["after"]]
    assert {each["document"] for each in told} >= {"dossier-d-audit", *names}
    assert {"document": "dossier-d-audit", "sceau": closed.pack.seal} in told


def test_the_verifier_is_the_file_of_the_pack(closed):
    own = Path(seal.__file__).with_name("verifier.py")
    assert files_of(closed.pack.data)["verifier.py"] == own.read_bytes()
    assert importlib.util.find_spec("etl.exports.verifier") is not None
    assert "from etl" not in own.read_text("utf-8")
