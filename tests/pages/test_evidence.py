"""The page of evidence: by role, by perimeter, from the deposit to the opinion."""

from datetime import UTC, date, datetime

import pytest

from dashboard.access import NotAllowedError
from dashboard.gateway import evidence as gate
from dashboard.gateway.registers import UNNAMED
from etl.domain.evidence import EvidenceState
from etl.domain.perimeter import Perimeter
from etl.domain.registers import Signature
from etl.domain.roles import Role
from etl.pipeline import open_warehouse
from etl.pipeline.evidence import Deposit, deposit_file, deposit_link, review
from tests.pages.conftest import said
from tests.pages.warehouses import build_empty, settings

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PIECE = "Publication des résultats"
PDF = b"%PDF-1.7\n"


@pytest.fixture
def held(tmp_path):
    """A store with a file of all sites, validated, and a link of Cahors to be reviewed."""
    folder = build_empty(tmp_path)
    warehouse = open_warehouse(settings(folder))
    told = Deposit(10, PIECE, date(2026, 11, 1), "Référent téléphonie")
    entry = deposit_file(warehouse, told, ("bilan.pdf", PDF), Signature("Standard", AT))
    review(warehouse, entry, EvidenceState.VALIDATED, "", Signature("Cabinet", AT))
    told = Deposit(17, "Cachets d'arrivée", date(2026, 11, 1), "Courrier", site="cahors")
    deposit_link(warehouse, told, "https://example.org/cachets", Signature("Courrier", AT))
    warehouse.store.dispose()
    return folder


def press(at, label, key=""):
    found = (each for each in at.button if each.label == label and key in str(each.key))
    return next(found).click().run()


def test_the_page_tells_what_is_held_and_what_is_missing(show, held):
    text = said(show(held, "evidence"))
    assert "1 pièce sur" in text and "manquent" in text
    assert "10 ·" not in text or "Preuves" in text


def test_each_role_sees_and_does_what_it_may(show, held, visiting):
    expected = {
        Role.READER: (False, False, False),
        Role.LEADERSHIP: (True, False, False),
        Role.AUDITOR: (True, False, False),
        Role.SERVICE_HEAD: (True, True, False),
        Role.QUALITY_MANAGER: (True, True, True),
        Role.ADMINISTRATOR: (True, True, True),
    }
    for given, (sees, deposits, reviews) in expected.items():
        visiting(given)
        at = show(held, "evidence", engagement="17")
        assert not at.exception
        assert ("Cachets d'arrivée" in said(at)) is sees
        labels = {each.label for each in at.button}
        assert ("Déposer" in labels) is deposits
        assert ("Rendre l'avis" in labels) is reviews


def test_who_sees_one_site_sees_no_piece_of_another_nor_of_all(show, held, visiting):
    for site, seen in (("figeac", False), ("cahors", True)):
        visiting(Role.QUALITY_MANAGER, Perimeter(frozenset({site})))
        at = show(held, "evidence", engagement="17")
        assert ("https://example.org/cachets" in said(at)) is seen
    at = show(held, "evidence", engagement="10")
    assert "bilan.pdf" not in said(at)


def test_the_door_refuses_what_the_page_hides(show, held, visiting):
    show(held, "evidence")
    entry = gate.visible()[1]
    visiting(Role.AUDITOR)
    with pytest.raises(NotAllowedError):
        gate.review(entry, EvidenceState.VALIDATED, "", "Auditeur")
    with pytest.raises(NotAllowedError):
        told = Deposit(10, PIECE, date(2026, 11, 1), "Référent qualité")
        gate.deposit(told, "https://example.org", "Auditeur")
    visiting(Role.READER)
    with pytest.raises(NotAllowedError):
        gate.sheets("*")
    with pytest.raises(NotAllowedError):
        gate.content_of(entry)


def test_a_piece_is_deposited_from_the_page_then_reviewed_by_somebody_else(
    show, held, visiting
):
    visiting(Role.QUALITY_MANAGER, name="standard")
    at = show(held, "evidence", engagement="10")
    at.text_input(key="lien-10-0").input("https://example.org/relevés")
    at.text_input(key="qui-10-0").input("Référent téléphonie")
    at = press(at, "Déposer")
    assert "Pièce déposée" in at.success[0].value
    number = max(each.number for each in gate.visible())
    for reviewer, refused in (("Standard", True), ("cabinet", False)):
        visiting(Role.QUALITY_MANAGER, name=reviewer)
        at = show(held, "evidence", engagement="10")
        at = press(at, "Rendre l'avis", f"10-0-{number}")
        assert bool(at.error) is refused
    assert gate.visible()[-1].content.state is EvidenceState.VALIDATED


def test_where_nobody_is_identified_the_page_asks_who_writes(show, held, visiting):
    visiting(Role.ADMINISTRATOR, name=UNNAMED)
    at = show(held, "evidence", engagement="10")
    at.text_input(key="lien-10-0").input("https://example.org/relevés")
    at.text_input(key="qui-10-0").input("Référent téléphonie")
    at.text_input(key="par-depot-10-0").input("Chef du standard")
    press(at, "Déposer")
    assert gate.visible()[-1].author == "Chef du standard"


def test_a_link_or_a_file_and_never_a_script(show, held):
    at = show(held, "evidence", engagement="10")
    at.text_input(key="lien-10-0").input("javascript:alert(1)")
    at.text_input(key="qui-10-0").input("Référent téléphonie")
    at = press(at, "Déposer")
    assert "https://" in at.error[0].value
    assert len(gate.visible()) == 2
