"""The command line speaks French, tells what it did, and ends with a code."""

import io
from pathlib import Path

import pytest

from etl.cli import main

ROOT = Path(__file__).parents[2]
ENGLISH = ("Usage: ", "Show this", "Commands", "[default", "[required", "Missing", "Error")


@pytest.fixture(autouse=True)
def _workplace(tmp_path, monkeypatch):
    monkeypatch.setenv("QUALITY_DATABASE_URL", f"sqlite:///{tmp_path}/quality.db")
    monkeypatch.setenv("QUALITY_LOCAL", str(tmp_path))
    monkeypatch.setenv("QUALITY_DECLARATIONS", str(ROOT / "data"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("QUALITY_SECRET_KEY", raising=False)


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("ingest",),
        ("assess",),
        ("status",),
        ("demo",),
        ("explain",),
        ("undo",),
        ("replay",),
        ("watch",),
        ("sauvegarde",),
        ("restaure",),
        ("mise-a-niveau",),
        ("purge",),
        ("digest",),
        ("doctor",),
        ("registre",),
        ("personne", "effacer"),
        ("cle", "tourner"),
    ],
)
def test_the_help_of_every_command_is_french(command, capsys):
    assert main([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert "Afficher cette aide" in said
    assert [word for word in ENGLISH[1:] if word in said] == []


@pytest.mark.parametrize(
    "words", [["ingerer"], ["ingest"], ["status", "--couleur"]], ids=lambda words: words[-1]
)
def test_a_wrong_command_is_told_in_french_and_ends_with_2(words, capsys):
    assert main(words) == 2
    assert "Commande mal écrite" in capsys.readouterr().err


def test_a_missing_file_is_named_without_a_traceback(capsys):
    assert main(["ingest", "absent.csv"]) == 2
    assert "absent.csv" in capsys.readouterr().err


def test_status_of_an_empty_store_says_what_to_do(capsys):
    assert main(["status"]) == 0
    assert "python -m etl demo" in capsys.readouterr().out


def test_a_file_that_nobody_knows_is_refused_with_what_was_read(tmp_path, capsys):
    unknown = tmp_path / "inconnu.csv"
    unknown.write_text("colonne inconnue;autre\n1;2\n", "utf-8")
    assert main(["ingest", str(unknown)]) == 10
    said = capsys.readouterr().out
    assert "format non reconnu" in said and "colonne inconnue" in said


def test_the_same_file_twice_changes_nothing(tmp_path, capsys):
    sample = next((ROOT / "data" / "samples").glob("appels_acd*"))
    assert main(["ingest", str(sample)]) == 0
    first = capsys.readouterr().out
    assert main(["ingest", str(sample)]) == 0
    assert "déjà importé" in capsys.readouterr().out
    assert "nouveau" in first
    assert main(["status"]) == 0
    assert "Appels du standard" in capsys.readouterr().out


def test_a_backup_is_made_verified_and_put_back_by_commands(tmp_path, capsys):
    main(["status"])
    key = tmp_path / "phrase"
    key.write_text("une phrase que personne ne devine\n")
    place = tmp_path / "copies"
    assert main(["backup", "--vers", str(place), "--cle", str(key), "--garder", "3"]) == 0
    (archive,) = place.iterdir()
    said = capsys.readouterr().out
    assert str(archive) in said.replace("\n", "") and "chiffrée" in said
    assert main(["restore", str(archive), "--cle", str(key), "--verifier"]) == 0
    assert "rien n'a été restauré" in capsys.readouterr().out
    assert main(["restaure", str(archive)]) == 20
    assert "est chiffrée" in capsys.readouterr().err
    assert main(["restaure", str(archive), "--cle", str(key)]) == 0
    assert "Restauré" in capsys.readouterr().out
    assert main(["mise-a-niveau"]) == 0
    assert "à jour" in capsys.readouterr().out


@pytest.mark.usefixtures("_calls_of_a_monday")
def test_who_imports_and_who_undoes_is_in_the_journal(capsys):
    calls = ROOT / "data" / "samples" / "asterisk_queue_log.csv"
    assert main(["ingest", str(calls), "--par", "Mme Référente"]) == 0
    assert main(["undo", "2", "--motif", "essai", "--par", "M. Secrétaire"]) == 0
    capsys.readouterr()
    assert main(["journal", "show"]) == 0
    said = capsys.readouterr().out
    assert "Mme Référente" in said and "M. Secrétaire" in said


@pytest.mark.usefixtures("_calls_of_a_monday")
def test_a_person_is_asked_for_and_never_said_again(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("01 99 00 00 01\n"))
    assert main(["personne", "effacer", "--par", "référente"]) == 0
    said = capsys.readouterr()
    assert "10 lignes (mars 2026)" in said.out.replace("\u00a0", " ")
    assert "oubliée" in said.out and "99" not in said.out.replace("1999", "") + said.err
    monkeypatch.setattr("sys.stdin", io.StringIO("0199000001\n"))
    assert main(["personne", "chercher"]) == 0
    assert "Rien n'est gardé" in capsys.readouterr().out


def test_the_register_is_written_from_what_is_declared(tmp_path, capsys):
    page = tmp_path / "registre.html"
    assert main(["registre", "--vers", str(page)]) == 0
    written = page.read_text("utf-8")
    for told in (
        "article 30",
        "appels",
        "6\u00a0mois",
        "arrêté",
        "mission d'intérêt",
        "Arrêté",
    ):
        assert told.lower().replace("'", "&#x27;") in written.lower(), told
    assert main(["registre"]) == 0
    assert "| Responsable de traitement | Préfecture du Lot |" in capsys.readouterr().out


def test_a_purge_that_is_not_ordered_erases_nothing(capsys):
    assert main(["purge"]) == 0
    said = capsys.readouterr().out
    assert "Rien n'a été effacé" in said and "lignes\u00a0: appels" in said
    assert main(["cle", "etat"]) == 0
    assert "Clé n°\u00a01, depuis l'origine\u00a0: en service" in capsys.readouterr().out


def test_a_wrong_setting_is_named(tmp_path, capsys):
    wrong = tmp_path / "quality.toml"
    wrong.write_text('databse_url = "x"\n')
    assert main(["status", "--config", str(wrong)]) == 3
    assert "databse_url" in capsys.readouterr().err


def test_the_key_of_the_pseudonyms_is_made_once_and_kept_private(tmp_path, capsys):
    main(["status"])
    key = tmp_path / "pseudonym.key"
    before = key.read_text()
    main(["status"])
    assert key.read_text() == before and key.stat().st_mode & 0o777 == 0o600
    assert before not in capsys.readouterr().out


def test_a_pause_and_a_cut_off_hour_are_explained(capsys):
    words = ["explain", "--recu", "02/03/2026 17:00", "--delai", "5", "--heure-limite", "16:30"]
    assert main([*words, "--suspension", "04/03/2026 10:00 au 06/03/2026 09:00"]) == 0
    told = capsys.readouterr().out
    assert "réputé reçu le mardi 3 mars 2026" in " ".join(told.split())
    assert told.count("suspendu (attente de l'usager)") == 2
    assert "jeudi 12 mars 2026 à 24 heures" in " ".join(told.split())


def test_a_deadline_is_explained_day_by_day(capsys):
    assert main(["explain", "--recu", "07/05/2026 10:00", "--delai", "5"]) == 0
    said = capsys.readouterr().out
    assert "férié (Ascension)" in said
    assert "Lundi 18 mai 2026" in said.splitlines()[-1] and "échéance" in said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["explain", "--recu", "hier", "--delai", "5"], "hier"),
        (["explain", "--recu", "07/05/2026", "--delai", "5", "--site", "paris"], "paris"),
        (["explain", "--recu", "07/05/2026", "--delai", "5", "--suspension", "lundi"], "lundi"),
        (["explain", "--recu", "07/05/2026", "--delai", "5", "--heure-limite", "soir"], "soir"),
    ],
)
def test_what_cannot_be_explained_is_named(words, named, capsys):
    assert main(words) == 2
    assert named in capsys.readouterr().err


CALLS = "N° appel;Site;Date;Attente (s);Durée (s);Issue;File;Numéro appelant;Transfert"
MARCH = ["--du", "01/03/2026", "--au", "31/03/2026"]


@pytest.fixture
def _calls_of_a_monday(tmp_path, capsys):
    rows = [
        f"{place};Cahors;02/03/2026 09:{place:02d}:00;{place};180;"
        f"{'Abandon' if place == 9 else 'Décroché'};general;0199000001;-"
        for place in range(10)
    ]
    exported = tmp_path / "appels.csv"
    exported.write_text("\n".join([CALLS, *rows]) + "\n", "utf-8")
    assert main(["ingest", str(exported)]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("_calls_of_a_monday")
def test_agents_are_printed_for_each_half_hour_with_what_they_rest_on(capsys):
    assert main(["staffing", "--niveau", "80", "--delai", "20", *MARCH]) == 0
    said = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "10 appels du 01/03/2026 au 31/03/2026" in said
    assert "Traitement : 3 min 00 s par appel, d'après 9 appels décrochés" in said
    assert "Patience : 45 s en moyenne, d'après 1 abandon (modèle Erlang A)" in said
    (busy,) = [line for line in said.splitlines() if "09:00" in line]
    assert "lundi" in busy and "10,0" in busy


@pytest.mark.usefixtures("_calls_of_a_monday")
def test_without_calls_there_is_a_sentence_and_no_table(capsys):
    assert main(["staffing", "--du", "01/06/2026", "--au", "30/06/2026"]) == 0
    said = capsys.readouterr().out
    assert said.strip() == "Aucun appel décroché du 01/06/2026 au 30/06/2026 : rien à calculer."


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--site", "paris"], "paris"),
        (["--guichet", "loge"], "loge"),
        (["--niveau", "100"], "100"),
        (["--absence", "100"], "100"),
        (["--du", "hier"], "hier"),
    ],
)
def test_an_impossible_question_about_agents_is_named(words, named, capsys):
    assert main(["staffing", *words]) == 2
    assert named in capsys.readouterr().err


@pytest.mark.usefixtures("_calls_of_a_monday")
def test_a_telephone_figure_is_told_with_its_formula_and_by_all_others(capsys):
    assert main(["formula", "10b", "--periode", "2026-03", "--site", "cahors"]) == 0
    said = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Numérateur : appels qu'aucun agent n'a décrochés (1) ; dénominateur" in said
    assert "appels qui demandaient un agent aux heures d'ouverture (10)." in said
    assert "version du 1er septembre 2022" in said
    assert "90 %  9 / 10  Taux de décroché par un agent (Services Publics +)" in said
    # Without a limit there is no service level.
    assert "Niveau de service" not in said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["17a", "--periode", "2026-03"], "17a"),
        (["99z", "--periode", "2026-03"], "99z"),
        (["10a", "--periode", "mars"], "mars"),
        (["10a", "--periode", "2026-03", "--site", "paris"], "paris"),
    ],
)
def test_a_figure_without_a_formula_is_named(words, named, capsys):
    assert main(["formula", *words]) == 2
    assert named in capsys.readouterr().err
