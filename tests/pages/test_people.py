"""« Accès »: the allow-list on its page, and what it lets each visitor see."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from etl.domain.people import Person, PersonState
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.pipeline import open_warehouse
from etl.pipeline.people import give_access, people, remove_access
from tests.pages import warehouses
from tests.pages.conftest import said

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def folder(empty_folder, monkeypatch):
    monkeypatch.setenv("QUALITY_IDENTITY", "proxy")
    warehouse = open_warehouse(warehouses.settings(empty_folder))
    give_access(warehouse, Person("admin@lot.fr", Role.ADMINISTRATOR), "test", AT)
    warehouse.store.dispose()
    return empty_folder


def known(folder):
    warehouse = open_warehouse(warehouses.settings(folder))
    found = {each.identifier: each for each in people(warehouse)}
    warehouse.store.dispose()
    return found


def test_who_is_not_written_sees_nothing(show, folder, subtests):
    for page in ("overview", "imports", "people"):
        with subtests.test(page):
            at = show(folder, page, user={"sub": "inconnu@lot.fr"})
            assert not at.exception
            assert [each.value for each in at.title] == ["Votre accès n'est pas ouvert"]
            assert not at.selectbox and not at.button


def test_an_administrator_gives_and_removes_an_access(show, folder):
    at = show(folder, "people", user={"sub": "ADMIN@lot.fr"})
    at.text_input(key="acces-qui").input("Chef@Lot.fr")
    at.selectbox(key="acces-role").select(Role.SERVICE_HEAD)
    at.multiselect(key="acces-sites").select("cahors")
    at.button[0].click().run()
    assert not at.exception
    given = known(folder)["chef@lot.fr"]
    assert (given.role, given.perimeter.sites) == (Role.SERVICE_HEAD, frozenset({"cahors"}))
    at.selectbox(key="acces-retire").select("chef@lot.fr").run()
    at.button(key="retirer-acces").click().run()
    assert known(folder)["chef@lot.fr"].state is PersonState.REMOVED


def test_an_unfit_access_is_told_and_not_written(show, folder):
    at = show(folder, "people", user={"sub": "admin@lot.fr"})
    at.text_input(key="acces-qui").input("nouveau@lot.fr")
    at.selectbox(key="acces-role").select(Role.AUDITOR)
    at.button[0].click().run()
    assert "date de fin" in said(at)
    assert "nouveau@lot.fr" not in known(folder)


def test_only_administrators_see_the_list(show, folder):
    warehouse = open_warehouse(warehouses.settings(folder))
    give_access(warehouse, Person("lecteur@lot.fr", Role.READER), "test", AT)
    warehouse.store.dispose()
    at = show(folder, "people", user={"sub": "lecteur@lot.fr"})
    assert not at.exception
    assert "admin@lot.fr" not in said(at)
    assert not at.button


def test_a_role_removed_or_a_site_taken_away_counts_from_the_next_run(show, folder):
    warehouse = open_warehouse(warehouses.settings(folder))
    own = Person("agent@lot.fr", Role.READER)
    give_access(warehouse, own, "test", AT)
    at = show(folder, user={"sub": "agent@lot.fr"})
    assert "Tous les sites" not in said(at) and not at.error
    narrowed = replace(own, perimeter=Perimeter(frozenset({"figeac"})))
    give_access(warehouse, narrowed, "test", AT)
    assert not at.run().exception
    remove_access(warehouse, "agent@lot.fr", "test", AT)
    at.run()
    assert [each.value for each in at.title] == ["Votre accès n'est pas ouvert"]
    warehouse.store.dispose()


def test_without_identity_the_page_says_that_nobody_is_asked(show, empty_folder):
    (told,) = show(empty_folder, "people").info[:1]
    assert "quiconque s'en sert est administrateur" in told.value
