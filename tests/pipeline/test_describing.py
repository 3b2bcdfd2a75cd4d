"""A table that nobody declared: ``python -m etl sources check``."""

import shutil
import tomllib

import pytest

from etl.cli.commands import main
from tests.pages.warehouses import ROOT

TABLE = (
    "Réf;Reçu le;Répondu le;Canal;Nature\n"
    "A1;03/04/2026;05/04/2026;Courriel;Réclamation\n"
    "A2;04/04/2026;;Courrier;Autre\n"
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Work in a folder with its own declarations and its own store."""
    for name in ("engagements", "sites", "sources", "formulas"):
        if (ROOT / "data" / name).exists():
            shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inconnu.csv").write_bytes(TABLE.encode("cp1252"))
    return tmp_path


def test_an_unknown_table_is_told_column_by_column(place, capsys):
    assert main(["sources", "check", "inconnu.csv"]) == 11
    told = capsys.readouterr().out
    assert "séparateur « ; »" in told
    assert "received_at" in told and "mois" in told
    assert "2 acceptées, 0 rejetée" in told.replace("\u00a0", " ")


def test_dates_that_read_both_ways_must_be_said_before_saving(place, capsys):
    assert main(["sources", "check", "inconnu.csv", "--enregistrer", "suivi"]) != 0
    assert "dans les deux sens" in capsys.readouterr().err
    assert not (place / "data" / "sources" / "suivi.toml").exists()


@pytest.mark.parametrize(("order", "layout"), [("jour", "%d/%m/%Y"), ("mois", "%m/%d/%Y")])
def test_the_source_is_declared_and_imports_the_file(place, capsys, order, layout):
    command = ["sources", "check", "inconnu.csv", "--dates", order, "--enregistrer", "suivi"]
    assert main([*command, "--titre", "Suivi des courriels"]) == 0
    told = tomllib.loads((place / "data" / "sources" / "suivi.toml").read_text("utf-8"))
    assert told["title"] == "Suivi des courriels"
    assert told["columns"]["received_at"]["layouts"] == [layout]
    assert main(["sources", "check", "inconnu.csv"]) == 0
    assert main(["ingest", "inconnu.csv"]) == 0
    assert "2 nouveaux" in capsys.readouterr().out.replace("\u00a0", " ")


def test_a_known_file_is_recognised(place, capsys):
    assert main(["sources", "check", str(ROOT / "data/samples/registre_courrier.csv")]) == 0
    assert "registre_courrier" in capsys.readouterr().out


def test_what_is_no_table_is_refused(place, capsys):
    (place / "texte.txt").write_text("rien", "utf-8")
    assert main(["sources", "check", "texte.txt"]) not in (0, 11)
    assert "tableau" in capsys.readouterr().err
