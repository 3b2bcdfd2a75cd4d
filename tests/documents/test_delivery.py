"""Who may take a document, from the page and from its address; each one is in the journal."""

import json

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard.delivery import deliver
from dashboard.gateway import admission
from etl.domain.journal import Deed
from etl.domain.people import STRANGER, Visitor
from etl.domain.perimeter import EVERYTHING, Perimeter
from etl.domain.roles import Role
from etl.store.ledger import Wanted, load_journal
from tests.pages.conftest import DISCOVERY
from tests.pages.warehouses import ROOT

FIGEAC = Perimeter(frozenset({"figeac"}))
PUBLIC, PROOF = "services-publics-plus", "chiffres"


@pytest.fixture(autouse=True)
def fresh(environment, monkeypatch):
    monkeypatch.setattr(DISCOVERY, lambda self, **options: None)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[Route("/documents/{number:int}/{name}", deliver)]))


def come_in(monkeypatch, role, perimeter=EVERYTHING):
    visitor = Visitor("essai", role, perimeter) if role else STRANGER
    monkeypatch.setattr(admission, "known_visitor", lambda claims: visitor)


@pytest.mark.parametrize(
    ("role", "perimeter", "name", "site", "status"),
    [
        (None, EVERYTHING, PUBLIC, "*", 403),
        (Role.READER, EVERYTHING, PUBLIC, "*", 200),
        (Role.READER, EVERYTHING, PROOF, "*", 403),
        (Role.SERVICE_HEAD, EVERYTHING, PROOF, "*", 403),
        (Role.AUDITOR, EVERYTHING, PROOF, "*", 200),
        (Role.QUALITY_MANAGER, FIGEAC, PROOF, "*", 403),
        (Role.QUALITY_MANAGER, FIGEAC, PROOF, "figeac", 403),
        (Role.READER, FIGEAC, PUBLIC, "figeac", 200),
        (Role.READER, FIGEAC, PUBLIC, "*", 403),
        (Role.READER, FIGEAC, PUBLIC, "cahors", 403),
        (Role.ADMINISTRATOR, EVERYTHING, "dossier-d-audit/..", "*", 404),
        (Role.ADMINISTRATOR, EVERYTHING, "inconnu", "*", 409),
        (Role.ADMINISTRATOR, EVERYTHING, PUBLIC, "nulle-part", 403),
    ],
)
def test_who_may_take_what(client, monkeypatch, role, perimeter, name, site, status):  # noqa: PLR0913
    come_in(monkeypatch, role, perimeter)
    answer = client.get(f"/documents/1/{name}", params={"site": site})
    assert answer.status_code == status
    assert ("attachment" in answer.headers.get("content-disposition", "")) is (status == 200)


def test_a_document_that_was_taken_is_in_the_journal_with_who_took_it(
    client, closed, monkeypatch
):
    come_in(monkeypatch, Role.LEADERSHIP)
    assert client.get(f"/documents/1/{PUBLIC}").status_code == 200
    assert client.get("/documents/9/page-web").status_code == 409
    assert client.get(f"/documents/1/{PUBLIC}", headers={"sec-fetch-site": "cross-site"}
                      ).status_code == 403  # fmt: skip
    with closed.warehouse.store.reading() as connection:
        line = load_journal(connection, Wanted(deeds=(Deed.EXPORT,)), limit=1).iloc[0]
    assert (line["author"], line["subject"]) == ("essai", "édition n° 1")
    assert json.loads(line["after"]) == {"document": PUBLIC, "site": "*"}


def test_the_page_lists_the_documents_of_each_validated_edition():
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at.switch_page("dashboard/pages/documents.py").run()
    text = "\n".join(each.value for each in at.markdown)
    assert not at.exception and at.header[0].value == "1er trimestre 2025"
    for name in ("dossier-d-audit", "rapport-pdf", "affiche-a3?site=%2A"):
        assert f'href="documents/1/{name}"' in text
