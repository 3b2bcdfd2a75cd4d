"""Nothing that names a person is in the bytes of the store, whatever was imported."""

import sqlite3

import pytest

from etl.pipeline import Status, ingest_paths
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, LETTERS, MAILS, local

AT = local("2025-06-16T08:00")
SAMPLES = folders.DATA / "samples"
# Callers, senders, subjects, bodies, agents, free text of the samples, which invent them all.
OF_SAMPLES = (
    "0536490011", "Mme INVENTEE", "FICTIF", "INVENTEE", "Très bon accueil", "Deux heures",
    "zoe@exemple.fr", "paul@exemple.fr", "06 12 34 56 78", "192.0.2.1", "merci à Paul",
    "Ouvrir le samedi", "par un voisin", "Bravo à", "Page blanche", "agent du guichet",
    "revenir plus tard", "44.44", "collect:x1", "agent46",
)  # fmt: skip
PLANTED = "0677889911"
SECRET_WORDS = ("Secretissime", "secret.planté@exemple.fr", PLANTED, "Objet caché")


@pytest.fixture
def bytes_after(tmp_path):
    """Return the bytes of the store after an import of some files."""

    def run(*paths):
        warehouse = folders.warehouse(tmp_path)
        reports = ingest_paths(warehouse, paths, AT)
        assert {each.status for each in reports} <= {
            Status.IMPORTED, Status.REFUSED, Status.KNOWN,
        }  # fmt: skip
        assert any(each.saved and each.saved.new for each in reports)
        warehouse.store.dispose()
        with sqlite3.connect(tmp_path / "quality.db") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return (tmp_path / "quality.db").read_bytes()

    return run


def test_no_person_of_the_samples_is_in_the_store(bytes_after):
    kept = bytes_after(SAMPLES)
    for secret in OF_SAMPLES:
        for encoding in ("utf-8", "cp1252", "utf-16-le"):
            assert secret.encode(encoding) not in kept, secret


def test_secrets_planted_in_every_personal_column_are_not_in_the_store(bytes_after, tmp_path):
    texts = {
        "appels.csv": f"{CALLS}\n"
        f"1;Cahors;14/03/2025 09:30:00;10;60;Décroché;general;{PLANTED};-\n"
        # Refused, and so told in the quarantine: without its caller.
        f"2;Cahors;pas une date;10;60;Décroché;general;{PLANTED};-\n",
        "courrier.csv": f"{LETTERS}\n1;14/03/2025;14/03/2025;Cahors;Titres;"
        "Demande d'information;Mme Secretissime;-;-;-;Carte grise;Oui;À traiter\n"
        "2;quand;14/03/2025;Cahors;Titres;Demande d'information;Mme Secretissime;"
        "-;-;-;Carte grise;Oui;À traiter\n",
        "courriels.csv": f"{MAILS}\n1;14/03/2025 10:00;14/03/2025 10:00;Cahors;Accueil général;"
        "Demande d'information;secret.planté@exemple.fr;-;-;-;Horaires;Oui;En cours\n",
        "boite.mbox": "From secret Fri Mar 14 10:00:00 2025\n"
        "From: Secretissime <secret.plante@exemple.fr>\nTo: contact@lot.gouv.fr\n"
        "Subject: Objet caché\nDate: Fri, 14 Mar 2025 10:00:00 +0100\nMessage-ID: <a@b>\n\n"
        f"Je suis Secretissime, {PLANTED}.\n",
    }
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    kept = bytes_after(folder)
    for secret in SECRET_WORDS:
        assert secret.encode() not in kept, secret


def test_the_key_of_the_pseudonyms_is_not_in_the_store(bytes_after):
    kept = bytes_after(SAMPLES / "appels_acd.csv")
    assert folders.SECRET.encode() not in kept
    assert bytes.fromhex(folders.SECRET) not in kept
