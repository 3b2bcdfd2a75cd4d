"""What the pack tells of the registers: frozen with the edition, or as of one known instant."""

import json
from datetime import timedelta

import pytest

from etl.cli import main
from etl.domain.evidence import EvidenceState
from etl.domain.registers import Signature
from etl.domain.samples import CheckResult
from etl.errors import DocumentError
from etl.pipeline import editions
from etl.pipeline.draws import Draw, check_case, draw_sample, sample_entry
from etl.pipeline.evidence import evidence_entries, review
from etl.pipeline.publishing import matter
from tests.documents.conftest import AT, DRAWN, FOUND, LATER, SEED, _build
from tests.documents.reading import docx_tables, files_of, pdf_text, plain, sheet_rows
from tests.pages import warehouses
from tests.pipeline import folders

BOOK, LETTER, REPORT = (
    "chiffres/chiffres.xlsx",
    "rapport/dossier-d-audit.docx",
    "rapport/dossier-d-audit.pdf",
)


@pytest.fixture(scope="module")
def files(closed):
    return files_of(closed.pack.data)


@pytest.fixture
def own(own_copy):
    """Return the small prefecture once more, to be written in."""
    folder = own_copy("edition", _build)
    warehouse = folders.warehouse(folder)
    yield warehouse, folder
    warehouse.store.dispose()


def told(warehouse, registers=None):
    return matter(warehouse, folders.DATA, 1, registers=registers).dossier


def rows_of(dossier, name):
    tables = (table for each in dossier.sections for table in each.tables)
    return [
        dict(zip(table.headings, row, strict=True))
        for table in tables
        if table.name == name
        for row in table.rows
    ]


def test_each_case_that_was_drawn_is_in_the_pack_with_its_file_line_and_result(closed, files):
    sample = sample_entry(closed.warehouse, 1).content
    book = sheet_rows(files[BOOK], "Cas tirés")
    letter = [row for table in docx_tables(files[LETTER]) if "Clé du cas" in table[0]
              for row in table[1:]]  # fmt: skip
    report = pdf_text(files[REPORT]).replace(" ", "")
    assert len(sample.cases) == len(book) == len(letter) == DRAWN
    for place, case in enumerate(sample.cases):
        result = {0: "concordant", 1: "introuvable"}.get(place, "à vérifier")
        row = book[place]
        assert (row["Clé du cas"], row["Fichier"], int(row["Ligne"]), row["Trouvé"]) == (
            case.key, case.file_name, case.line, result)  # fmt: skip
        assert letter[place][1] == case.key and letter[place][7] == result
        assert case.key in report


def test_the_draw_can_be_made_again_from_what_the_pack_says(closed, files):
    (row,) = sheet_rows(files[BOOK], "Échantillons tirés")
    assert (row["Graine"], row["Tirés"]) == (SEED, DRAWN)
    assert row["Population"] == closed.dossier().figure("10a").counted
    assert row["Strates"] == "issue, site, mois"
    (result,) = sheet_rows(files[BOOK], "Résultat des vérifications")
    assert (result["Vérifiés"], result["Introuvables"], result["Figé"]) == (2, 1, "oui")
    # One of two: the exact bound of Clopper and Pearson, rounded up.
    assert plain(result["Au plus discordants"]) == "97,5 %"


def test_the_statement_of_applicability_is_frozen_with_who_decided(closed, files):
    rows = sheet_rows(files[BOOK], "Déclaration d'applicabilité")
    numbers = {each.number for each in closed.dossier().promises}
    assert {int(each["N°"]) for each in rows} == numbers
    (refused,) = [each for each in rows if each["Source"] == "registre n° 1"]
    assert (refused["Site"], refused["S'applique"]) == ("Sous-préfecture de Figeac", "non")
    assert (refused["Motif"], refused["Décidé par"]) == ("Pas de service le samedi", "Préfet")
    assert "Pas de service le samedi" in pdf_text(files[REPORT])
    frozen = editions.frozen(closed.warehouse, 1).content
    (decided,) = [each for each in frozen.applicability if each.recorded]
    assert (decided.engagement, decided.site, decided.applies) == (9, "figeac", False)


def test_an_edition_freezes_the_samples_that_were_drawn_before_it(closed, files):
    (frozen,) = editions.frozen(closed.warehouse, 1).content.samples
    assert frozen.sample.seed == SEED and len(frozen.sample.cases) == DRAWN
    assert {each.result for each in frozen.checks} == set(FOUND)
    kept = json.loads(files["donnees/edition-scellee.json"])
    assert [each["sample"]["seed"] for each in kept["samples"]] == [SEED]


def test_expected_pieces_are_told_with_what_is_missing(closed):
    rows = {(each["N°"], each["Pièce attendue"]): each for each in
            rows_of(told(closed.warehouse), "pieces_attendues")}  # fmt: skip
    # A paper waits for its review, the frozen figure proves the same by itself.
    assert rows[10, "Relevés mensuels"]["État"] == "validée"
    assert rows[10, "Relevés mensuels"]["Tenue par"] == "n° 1, Édition n° 1 (2025-T1)"
    assert {each["État"] for each in rows.values()} >= {"attendue, non produite"}
    assert set(rows) == {
        (own.number, title)
        for own in closed.warehouse.declarations.engagements
        for indicator in own.indicators
        for title in indicator.evidence
    }


def test_what_is_written_later_is_told_under_its_own_instant_or_not_at_all(own):
    warehouse, _ = own
    before, later = told(warehouse), LATER + timedelta(days=3)
    assert before.registers_at == LATER
    piece = evidence_entries(warehouse)[0]
    review(warehouse, piece, EvidenceState.VALIDATED, "", Signature("Hugo", later))
    draw_sample(warehouse, Draw("10a", before.identity.period, "mai", 2), Signature("H", later))
    sample = sample_entry(warehouse, 1)
    for case in sample.content.cases[:1]:
        differs = CheckResult.DIFFERS
        check_case(warehouse, sample, case.key, differs, "", Signature("H", later))

    after = told(warehouse)
    assert after.registers_at == later
    assert [each["État"] for each in rows_of(after, "preuves")] == ["validée"]
    assert [each["Figé"] for each in rows_of(after, "verifications")] == ["oui", "non"]
    assert rows_of(after, "cas_tires")[0]["Trouvé"] == "discordant"
    # The instant of a pack gives the same pack again, whatever was written since.
    assert told(warehouse, LATER) == before
    assert told(warehouse, later) == after
    # Figures never move.
    assert after.promises == before.promises


def test_a_piece_is_told_as_expired_once_it_is(own):
    warehouse, _ = own
    (piece,) = evidence_entries(warehouse)
    over = AT.replace(year=2026, month=5)
    assert piece.content.valid_until < over.date()
    (row,) = rows_of(told(warehouse, over), "preuves")
    assert row["État"] == "périmée"


@pytest.mark.parametrize("how", ["gone", "altered"])
def test_no_pack_is_written_without_a_piece_that_it_names(own, tmp_path, monkeypatch, how):
    warehouse, folder = own
    (piece,) = evidence_entries(warehouse)
    (path,) = warehouse.evidence.rglob(piece.content.sha256)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"autre chose")
    for name, value in warehouses.variables(folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("QUALITY_SECRET_KEY", folders.SECRET)
    target = tmp_path / "dossier.zip"
    assert main(["dossier", "1", "--vers", str(target)]) != 0
    assert list(tmp_path.iterdir()) == []


def test_no_pack_is_made_of_an_edition_that_was_touched(closed, monkeypatch):
    monkeypatch.setattr(editions, "load_content", lambda *_: "{}")
    with pytest.raises(DocumentError, match="n'est plus celle qui a été arrêtée"):
        editions.sealed_content(closed.warehouse, editions.edition(closed.warehouse, 1))


@pytest.mark.parametrize("text", ["hier", "2025-05-02T08:00:00"])
@pytest.mark.usefixtures("environment")
def test_an_instant_says_its_offset(tmp_path, text):
    target = tmp_path / "dossier.zip"
    assert main(["dossier", "1", "--vers", str(target), "--registres", text]) == 2
    assert not target.exists()
