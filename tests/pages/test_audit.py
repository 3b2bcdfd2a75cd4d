"""The page *Audit*: a score to bring to the whole, what applies, samples; by role."""

import shutil

import pytest

from dashboard.access import NotAllowedError
from dashboard.gateway import auditing as gate
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.domain.samples import CheckResult
from tests.pages.conftest import said


@pytest.fixture
def filled(full_folder, tmp_path):
    return shutil.copytree(full_folder, tmp_path / "copy")


def press(at, label):
    return next(each for each in at.button if each.label == label).click().run()


def drawn(show, folder):
    at = show(folder, "audit", volet="tirage", periode="2025-T1")
    at.selectbox(key="tirage-indicateur").select("17b")
    at.text_input(key="tirage-graine").input("2026")
    at = press(at, "Tirer")
    assert not at.error
    return at


def test_each_line_of_the_check_says_how_many_of_how_many(show, filled):
    at = show(filled, "audit")
    assert "à ramener à zéro" in said(at)
    assert any("Preuves attendues" in each.label for each in at.expander)
    lines = gate.lines("*")
    total = sum(each.points for each in lines)
    possible = sum(each.weight for each in lines if each.total)
    assert gate.readiness(lines) == pytest.approx(total / possible)


def test_each_gap_is_a_link_to_where_it_is_mended(show, filled):
    at = show(filled, "audit")
    pages = {each.proto.page for each in at.get("page_link")}
    assert {"preuves", "engagement"} <= pages


def test_each_role_sees_and_does_what_it_may(show, filled, visiting):
    expected = {
        Role.READER: (False, False, False, False),
        Role.LEADERSHIP: (True, False, False, False),
        Role.SERVICE_HEAD: (True, False, False, False),
        Role.AUDITOR: (True, False, True, True),
        Role.QUALITY_MANAGER: (True, True, True, False),
    }
    drawn(show, filled)
    for given, (sees, decides, draws, checks) in expected.items():
        visiting(given)
        at = show(filled, "audit", volet="applicabilite")
        assert not at.exception
        assert ("Sans objet" in said(at)) is sees
        assert ("Décider" in {each.label for each in at.button}) is decides
        at = show(filled, "audit", volet="tirage")
        labels = {each.label for each in at.button}
        assert ("Tirer" in labels, "Inscrire" in labels) == (draws, checks)


def test_a_sample_is_drawn_checked_and_tells_of_the_whole(show, filled, visiting):
    drawn(show, filled)
    (entry,) = gate.samples()
    assert gate.grid_csv(entry).startswith("\ufeff".encode())
    assert gate.grid_xlsx(entry)[:2] == b"PK"
    visiting(Role.AUDITOR, name="auditeur")
    for _ in entry.content.cases:
        at = press(show(filled, "audit", volet="tirage", tirage="1"), "Inscrire")
        assert not at.error
    assert gate.unchecked(entry) == []
    assert "borne exacte" in said(at)
    assert gate.same_again(entry)


def test_a_decision_from_the_page_changes_the_verdict_and_is_taken_back(show, filled):
    at = show(filled, "audit", volet="applicabilite")
    at.selectbox(key="decision-engagement").select(17)
    at.text_input(key="decision-depuis").input("01/01/2020")
    at.text_input(key="decision-motif").input("Boîte fermée")
    at.text_input(key="decision-par").input("Le préfet")
    at = press(at, "Décider")
    assert not at.error
    assert not next(each for each in gate.statement() if each.engagement.number == 17).applies
    fiche = said(show(filled, "engagement", numero="17"))
    assert "Boîte fermée" in fiche
    at = press(show(filled, "audit", volet="applicabilite"), "Retirer")
    assert not at.error
    assert next(each for each in gate.statement() if each.engagement.number == 17).applies


def test_a_site_sees_its_own_statement_and_no_sample_of_another(show, filled, visiting):
    drawn(show, filled)
    visiting(Role.AUDITOR, Perimeter(frozenset({"figeac"})))
    at = show(filled, "audit", volet="applicabilite")
    assert "Préfecture du Lot, Cahors" not in said(at)
    assert gate.samples() == []
    assert not show(filled, "audit", volet="tirage", tirage="1").exception


def test_the_door_refuses_what_the_page_hides(show, filled, visiting):
    drawn(show, filled)
    (entry,) = gate.samples()
    visiting(Role.QUALITY_MANAGER)
    with pytest.raises(NotAllowedError):
        gate.check(entry, entry.content.cases[0].key, CheckResult.AGREES, "", "")
    visiting(Role.LEADERSHIP)
    with pytest.raises(NotAllowedError):
        gate.grid(entry)
    visiting(Role.READER)
    with pytest.raises(NotAllowedError):
        gate.lines("*")
