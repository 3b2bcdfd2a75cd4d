"""The list of accesses: deny by default, a scope, an end, somebody to keep the keys."""

import json
from datetime import UTC, date, datetime

import pytest

from etl.cli import main
from etl.domain.people import STRANGER, Person, PersonState, identifiers, visitor_of
from etl.domain.perimeter import EVERYTHING, Perimeter
from etl.domain.roles import Role
from etl.pipeline.people import AccessError, give_access, people, remove_access
from etl.store.ledger import load_journal
from tests.pipeline import folders
from tests.tables import table

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CAHORS = Perimeter(frozenset({"cahors"}))


def person(name="a@lot.fr", role=Role.READER, perimeter=EVERYTHING, **more):
    return Person(name, role, perimeter, **more)


@pytest.fixture
def warehouse(tmp_path):
    opened = folders.warehouse(tmp_path)
    yield opened
    opened.store.dispose()


def test_an_access_stands_from_its_first_day_to_its_last():
    own = person(role=Role.AUDITOR, since=date(2026, 3, 2), until=date(2026, 3, 31))
    days = table("""
        day        | role
        2026-03-01 |
        2026-03-02 | auditor
        2026-03-31 | auditor
        2026-04-01 |
    """)
    found = [visitor_of(own, date.fromisoformat(each)).role for each in days["day"]]
    assert [each or "" for each in found] == days["role"].fillna("").tolist()


def test_who_is_not_written_is_nobody():
    assert visitor_of(None, date(2026, 3, 2)) is STRANGER
    assert STRANGER.role is None and not STRANGER.perimeter.admits("cahors")
    removed = person(state=PersonState.REMOVED)
    assert visitor_of(removed, date(2026, 3, 2)) is STRANGER


def test_an_email_that_the_provider_did_not_verify_proves_nothing():
    told = {"sub": "s1", "email": " Chef@Lot.FR "}
    assert identifiers(told) == ("s1", "chef@lot.fr")
    assert identifiers(told | {"email_verified": False}) == ("s1",)
    assert identifiers({}) == ()


def test_an_access_is_written_changed_and_removed_and_its_line_stays(warehouse):
    give_access(warehouse, person("B@lot.fr", Role.SERVICE_HEAD, CAHORS), "admin", AT)
    (own,) = people(warehouse)
    assert own == person("b@lot.fr", Role.SERVICE_HEAD, CAHORS)
    give_access(warehouse, person("b@lot.fr"), "admin", AT)
    assert people(warehouse) == (person("b@lot.fr"),)
    remove_access(warehouse, "b@LOT.fr", "admin", AT)
    assert [each.state for each in people(warehouse)] == [PersonState.REMOVED]
    with pytest.raises(AccessError):
        remove_access(warehouse, "b@lot.fr", "admin", AT)
    with warehouse.store.reading() as connection:
        told = load_journal(connection)
    assert told["subject"].unique().tolist() == ["accès de b@lot.fr"]
    assert told["author"].unique().tolist() == ["admin"]
    assert [each["state"] for each in map(json.loads, told["after"])] == [
        "removed",
        "open",
        "open",
    ]


@pytest.mark.parametrize(
    ("unfit", "said"),
    [
        (person(""), "Identifiant attendu"),
        (person("a b"), "Identifiant attendu"),
        (person("a" * 255), "Identifiant attendu"),
        (person(perimeter=Perimeter(frozenset({"paris"}))), "paris"),
        (person(perimeter=Perimeter(frozenset())), "Aucun site"),
        (person(perimeter=Perimeter(None, frozenset({"cuisine"}))), "cuisine"),
        (person(role=Role.AUDITOR), "date de fin"),
        (person(role=Role.ADMINISTRATOR, perimeter=CAHORS), "tous les sites"),
        (person(since=date(2026, 3, 2), until=date(2026, 3, 1)), "avant de commencer"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_unfit_access_is_refused_in_french(warehouse, unfit, said):
    with pytest.raises(AccessError, match=said):
        give_access(warehouse, unfit, "admin", AT)
    assert people(warehouse) == ()


def test_the_last_administrator_can_neither_leave_nor_step_down(warehouse):
    give_access(warehouse, person("a@lot.fr", Role.ADMINISTRATOR), "admin", AT)
    for leave in (
        lambda: remove_access(warehouse, "a@lot.fr", "admin", AT),
        lambda: give_access(warehouse, person("a@lot.fr", Role.READER), "admin", AT),
    ):
        with pytest.raises(AccessError, match="seul administrateur"):
            leave()
    give_access(warehouse, person("b@lot.fr", Role.ADMINISTRATOR), "admin", AT)
    remove_access(warehouse, "a@lot.fr", "admin", AT)


def test_the_command_line_gives_lists_and_removes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quality.toml").write_text(f'declarations = "{folders.DATA}"', "utf-8")
    add = ["acces", "add", "audit@lot.fr", "--role", "auditeur", "--sites", "cahors,figeac"]
    assert main(add) == 30
    assert "date de fin" in capsys.readouterr().err
    assert main([*add, "--du", "01/03/2026", "--au", "31/03/2099", "--par", "moi"]) == 0
    assert main(["acces", "list"]) == 0
    shown = capsys.readouterr().out
    assert "audit@lot.fr" in shown and "31/03/2099" in shown
    assert main(["acces", "remove", "audit@lot.fr"]) == 0
    assert main(["acces", "remove", "personne@lot.fr"]) == 30
