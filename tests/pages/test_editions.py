"""« Éditions » and « Journal »: closed by one, validated by another, replayed, and told."""

from datetime import UTC, datetime

import pytest

from etl.domain.editions import Act, EditionState
from etl.domain.perimeter import Perimeter
from etl.domain.periods import parse_period
from etl.domain.roles import Role
from etl.pipeline import editions, open_warehouse
from tests.pages import warehouses
from tests.pages.conftest import said

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
MARCH = parse_period("2025-03")


@pytest.fixture
def warehouse(one_contact_folder):
    opened = open_warehouse(warehouses.settings(one_contact_folder))
    yield opened
    opened.store.dispose()


@pytest.fixture
def closed(warehouse):
    """Return the edition of the one letter, closed once for all the tests of this folder."""
    known = editions.editions(warehouse)
    return known[0] if known else editions.close(warehouse, MARCH, Act("Claire", AT, True))


def test_an_edition_shows_its_figures_and_waits_for_somebody_else(
    show, one_contact_folder, warehouse, closed
):
    at = show(one_contact_folder, "editions", edition="1", periode="2025-03")
    text = said(at)
    assert not at.exception
    assert "À valider par une autre personne : n° 1." in text
    assert "Claire (nom déclaré)" in text
    at.text_input(key="nom-decider").input("claire")
    at.button[[each.label for each in at.button].index("Valider cette édition")].click().run()
    assert "une autre personne" in said(at)
    at.text_input(key="nom-decider").input("Hugo")
    at.button[[each.label for each in at.button].index("Valider cette édition")].click().run()
    assert not at.exception
    assert editions.edition(warehouse, 1).state is EditionState.VALIDATED


def links(at):
    return {each.proto.label: each.proto for each in at.get("page_link")}


def test_an_edition_leads_to_its_documents_and_back(
    show, one_contact_folder, warehouse, closed
):
    if editions.edition(warehouse, 1).state is EditionState.CLOSED:
        editions.validate(warehouse, 1, Act("Hugo", AT, True))
    there = links(show(one_contact_folder, "editions", edition="1", periode="2025-03"))
    there = there["Documents de cette édition"]
    assert there.page.endswith("documents") and "edition=1" in there.query_string
    back = links(show(one_contact_folder, "documents", edition="1"))
    back = back["Voir cette édition, telle qu'elle est figée"]
    assert back.page.endswith("editions") and "edition=1" in back.query_string


def test_each_page_of_an_audit_leads_to_the_next_step(show, one_contact_folder, closed):
    path = ("audit", "evidence", "actions", "editions", "documents", "acts")
    names = ("preuves", "actions", "editions", "documents", "journal", "audit")
    for page, following in zip(path, names, strict=True):
        own = links(show(one_contact_folder, page))
        (step,) = [own[label] for label in own if label.startswith("Étape suivante")]
        assert step.page.endswith(following)


def test_a_figure_is_replayed_beside_that_of_today(show, one_contact_folder, closed):
    asked = {"periode": "2025-03", "indicateur": "17b", "tel-que": "jour", "au": "2026-11-21"}
    at = show(one_contact_folder, "editions", **asked)
    assert not at.exception
    assert "Rien n'a bougé" in said(at) + "".join(each.value for each in at.success)
    before = show(one_contact_folder, "editions", **(asked | {"au": "2020-01-01"}))
    assert "Rien n'avait encore été importé" in said(before)


def test_the_journal_tells_what_was_done_and_that_it_is_whole(show, one_contact_folder, closed):
    at = show(one_contact_folder, "acts")
    assert "Journal intact" in at.success[0].value
    text = said(at)
    assert "arrêt" in text and "Claire" in text
    only = said(show(one_contact_folder, "acts", acte="import"))
    assert "import 1" in only and "Claire" not in only
    none = show(one_contact_folder, "acts", du="2030-01-01")
    assert "Aucune ligne" in none.info[0].value


@pytest.mark.parametrize(
    ("role", "perimeter"),
    [
        (Role.READER, Perimeter()),
        (Role.SERVICE_HEAD, Perimeter()),
        (Role.AUDITOR, Perimeter(frozenset({"cahors"}))),
    ],
)
def test_the_journal_is_for_those_who_may_read_it_and_see_every_site(
    show, one_contact_folder, visiting, role, perimeter
):
    visiting(role, perimeter)
    at = show(one_contact_folder, "acts")
    assert not at.table and "Votre rôle" in at.info[0].value


def test_a_service_head_closes_nothing(show, one_contact_folder, visiting, closed):
    visiting(Role.SERVICE_HEAD)
    at = show(one_contact_folder, "editions", edition="1")
    labels = [each.label for each in at.button]
    assert not at.exception
    assert "Arrêter la période" not in labels and "Valider cette édition" not in labels
