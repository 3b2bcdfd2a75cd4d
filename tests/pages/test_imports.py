"""The page of imports: what came in, what was refused, what to do."""

from pathlib import Path

from etl.pipeline import ingest_paths, open_warehouse
from tests.pages.conftest import said
from tests.pages.warehouses import AT, ONE_LETTER, build_empty, settings


def test_the_journal_counts_every_record(show, full_folder):
    at = show(full_folder, "imports")
    journal = next(each.value for each in at.table if "Nouveaux" in each.value.columns)
    numbers = journal[["Lus", "Nouveaux", "Corrigés", "Déjà connus", "Rejetés"]].map(
        lambda text: int("".join(filter(str.isdigit, text)))
    )
    parts = numbers.drop(columns="Lus").sum(axis=1)
    assert (parts == numbers["Lus"]).all()


def test_sources_that_never_came_are_named(show, one_contact_folder):
    text = said(show(one_contact_folder, "imports"))
    assert "Registre du courrier postal" in text
    assert "Jamais reçues" in text


def test_a_refused_line_says_its_reason_and_its_remedy(show, tmp_path):
    folder = build_empty(tmp_path)
    header, line = ONE_LETTER.read_bytes().splitlines(keepends=True)[:2]
    file = Path(folder, ONE_LETTER.name)
    file.write_bytes(header + line.replace(b"03/03/2025", b"31/02/2025", 1))
    warehouse = open_warehouse(settings(folder))
    ingest_paths(warehouse, [file], AT)
    warehouse.store.dispose()
    at = show(folder, "imports")
    quarantine = next(each.value for each in at.table if "Que faire" in each.value.columns)
    assert quarantine["Ligne"].tolist() == ["2"]
    assert "31/02/2025" in quarantine["Valeur"].iloc[0]
    assert "ne se lit pas" in quarantine["Motif"].iloc[0]
    assert quarantine["Que faire"].iloc[0]
    assert quarantine["Fichier"].iloc[0].startswith("registre")


def test_a_line_that_is_accepted_with_a_remark_is_told(show, tmp_path):
    folder = build_empty(tmp_path)
    header, line = ONE_LETTER.read_bytes().splitlines(keepends=True)[:2]
    file = Path(folder, ONE_LETTER.name)
    file.write_bytes(header + line.replace(b"2025", b"2035"))
    warehouse = open_warehouse(settings(folder))
    ingest_paths(warehouse, [file], AT)
    warehouse.store.dispose()
    at = show(folder, "imports")
    remarks = next(each.value for each in at.table if "Remarque" in each.value.columns)
    assert "La date est dans l'avenir" in remarks["Remarque"].tolist()
    assert set(remarks["Premières"]) == {"2"}
    assert "Accepté, à vérifier" in said(at)
