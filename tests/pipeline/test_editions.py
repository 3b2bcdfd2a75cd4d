"""Editions: a period is closed by one, validated by another, and never changes after."""

import json
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from etl.domain.editions import Act, EditionState
from etl.domain.frozen import Why
from etl.domain.journal import Deed
from etl.domain.periods import parse_period
from etl.errors import UsageError
from etl.pipeline import editions, undo
from etl.store.editions import broken_editions
from etl.store.ledger import Wanted, load_journal, verify
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, MAILS, Prefecture, calls, local, mail

QUARTER, MARCH = parse_period("2025-T1"), date(2025, 3, 4)
AT, LATER = local("2025-04-10T08:00"), local("2025-05-02T08:00")
CLAIRE, HUGO = Act("Claire Martin", AT, True), Act("Hugo Petit", LATER)


@pytest.fixture
def quarter(prefecture):
    """Return a prefecture with calls of March: 24 answered of 36, and 3 at Figeac."""
    rows = [*calls(MARCH, "aal" * 12), *calls(MARCH, "aaa", "Figeac")]
    prefecture.send("appels.csv", CALLS, rows, AT)
    return prefecture


@pytest.fixture
def small(declared, tmp_path):
    """A prefecture on SQLite alone: what follows does not depend on the engine."""
    place = tmp_path / "exports"
    place.mkdir()
    warehouse = folders.warehouse(tmp_path, declared)
    yield Prefecture(warehouse, place)
    warehouse.store.dispose()


def closed(prefecture, period=QUARTER, act=CLAIRE, **more):
    return editions.close(prefecture.warehouse, period, act, **more)


def validated(prefecture):
    own = closed(prefecture)
    return editions.validate(prefecture.warehouse, own.number, HUGO)


def test_one_person_closes_and_another_validates(quarter):
    own, warehouse = closed(quarter), quarter.warehouse
    assert (own.number, own.state, own.closed.by) == (1, EditionState.CLOSED, "Claire Martin")
    for name, reason in (("claire  MARTIN", "autre personne"), (" ", "sous un nom")):
        with pytest.raises(UsageError, match=reason):
            editions.validate(warehouse, 1, Act(name, LATER))
    with pytest.raises(UsageError, match="attend d'être validée"):
        closed(quarter)
    assert editions.validate(warehouse, 1, HUGO).state is EditionState.VALIDATED
    with pytest.raises(UsageError, match="déjà validée"):
        editions.refuse(warehouse, 1, HUGO, "trop tard")
    with pytest.raises(UsageError, match="rectificative"):
        closed(quarter)
    with warehouse.store.reading() as connection:
        deeds = (Deed.EDITION_CLOSED, Deed.EDITION_VALIDATED)
        lines = load_journal(connection, Wanted(deeds=deeds))
        assert verify(connection) == []
    assert lines["author"].tolist() == ["Hugo Petit", "Claire Martin"]
    # Claire typed her name; Hugo is known by an identity.
    assert [json.loads(each)["name_declared"] for each in lines["after"]] == [False, True]


def test_an_edition_holds_the_figures_with_all_that_they_rest_on(small):
    small.send("appels.csv", CALLS, calls(MARCH, "aal" * 12), AT)
    closed(small)
    content = editions.frozen(small.warehouse, 1).content
    measure = content.measure("10a", "cahors")
    assert (measure.met, measure.missed, measure.counted) == (24, 12, 36)
    assert measure.value == 24 / 36
    assert (measure.target.value, measure.target.origin) == (0.85, "national")
    assert "66,6" in measure.sentence
    assert (measure.sources, measure.imports) == (("appels_acd",), (1,))
    assert content.imports[0].file == "appels.csv"
    assert [each.met for each in measure.history if each.counted] == [24]
    texts = {each.path: each.text for each in content.declarations}
    assert "number = 10" in texts["engagements/e10-repondre-a-tous-les-appels.toml"]


def test_what_comes_later_changes_no_edition(small):
    small.send("appels.csv", CALLS, calls(MARCH, "aal" * 12), AT)
    validated(small)
    before = editions.frozen(small.warehouse, 1)
    small.send("tard.csv", CALLS, calls(MARCH, "l" * 30, first=100), LATER)
    undo(small.warehouse, 1, LATER, "hugo", "mauvais fichier")
    small.assess(LATER)
    assert editions.frozen(small.warehouse, 1) == before


def test_only_a_rectification_replaces_what_was_validated_and_names_what_it_changes(small):
    small.send("appels.csv", CALLS, calls(MARCH, "aal" * 12), AT)
    first, warehouse, later = validated(small), small.warehouse, Act("Claire", LATER)
    with pytest.raises(UsageError, match="Rien n'a changé"):
        closed(small, act=later, replaces=1, reason="pour voir")
    small.send("tard.csv", CALLS, calls(MARCH, "l" * 30, first=100), LATER)
    for replaces, reason, said in ((1, " ", "motif"), (7, "oui", "pas l'édition validée")):
        with pytest.raises(UsageError, match=said):
            closed(small, act=later, replaces=replaces, reason=reason)
    again = closed(small, act=later, replaces=1, reason="appels perdus oubliés")
    assert (again.number, again.replaces, again.previous) == (2, 1, first.sha256)
    assert editions.published(warehouse, QUARTER).number == 1
    changes = editions.frozen(warehouse, 2).content.changes
    told = {(each.indicator, each.site, each.field): each for each in changes}
    change = told["10a", "cahors", "missed"]
    assert (change.before, change.after) == ("12", "42")
    assert ("10a", "cahors", "met") not in told
    editions.validate(warehouse, 2, HUGO)
    states = [each.state for each in editions.editions(warehouse)]
    assert states == [EditionState.SUPERSEDED, EditionState.VALIDATED]
    assert editions.published(warehouse, QUARTER).number == 2
    with warehouse.store.reading() as connection:
        assert broken_editions(connection) == []


def test_the_database_refuses_to_change_an_edition(quarter):
    closed(quarter)
    for statement in (
        "UPDATE editions SET content = '{}'",
        "UPDATE editions SET sha256 = 'x', validated_by = 'moi', validated_at = 1",
        "DELETE FROM editions",
        "DELETE FROM declared_texts",
        "UPDATE declared_sets SET author = 'x'",
    ):
        with (
            pytest.raises(DBAPIError, match="never changes"),
            quarter.warehouse.store.writing() as connection,
        ):
            connection.execute(text(statement))
    editions.refuse(quarter.warehouse, 1, HUGO, "il manque Figeac")
    with (
        pytest.raises(DBAPIError, match="never changes"),
        quarter.warehouse.store.writing() as connection,
    ):
        connection.execute(text("UPDATE editions SET validated_by = 'moi', validated_at = 1"))
    assert closed(quarter).number == 2


def test_what_is_not_over_cannot_be_closed(small):
    small.send("appels.csv", CALLS, calls(MARCH, "aal" * 12), AT)
    with pytest.raises(UsageError, match="Rien n'est mesuré"):
        closed(small, parse_period("2025-02"))
    for code in ("2025-04", "2025-T2", "2025"):
        with pytest.raises(UsageError, match="n'est pas finie"):
            closed(small, parse_period(code))
    # Midnight in Cahors, not in London: the quarter ends on 31 March at 22:00 UTC.
    with pytest.raises(UsageError, match="n'est pas finie"):
        closed(small, act=Act("Claire", local("2025-03-31T23:59")))
    assert closed(small, act=Act("Claire", local("2025-04-01T00:00"))).number == 1


def test_a_case_that_still_runs_holds_its_period_open(small):
    small.send("courriels.csv", MAILS, [mail("1", "28/03/2025 10:00")], AT)
    early = Act("Claire", local("2025-04-02T08:00"))
    with pytest.raises(UsageError, match="courent encore"):
        closed(small, act=early)
    assert closed(small, act=Act("Claire", local("2025-06-02T08:00"))).number == 1


def test_small_counts_are_marked_with_what_would_tell_them(small):
    rows = [*calls(MARCH, "a" * 40 + "lll"), *calls(MARCH, "a" * 50 + "l" * 20, "Figeac")]
    small.send("appels.csv", CALLS, rows, AT)
    closed(small)
    content = editions.frozen(small.warehouse, 1).content
    of = {each: content.measure("10a", each).hidden for each in ("cahors", "figeac", "*")}
    # Three calls were lost at Cahors: with all sites and Figeac they would be told.
    assert {"met", "missed", "value"} <= set(of["cahors"])
    assert "missed" in of["figeac"] or "missed" in of["*"]
    assert "counted" not in of["*"]
    gourdon = content.measure("10a", "gourdon")
    assert (gourdon.hidden, gourdon.why) == ((), Why.NO_DATA)


def test_a_document_comes_back_as_it_was(small):
    small.send("appels.csv", CALLS, calls(MARCH, "aal" * 12), AT)
    closed(small)
    own = editions.frozen(small.warehouse, 1)
    document = json.loads(json.dumps(own.to_document(), allow_nan=False))
    assert document["content"]["period"] == "2025-T1"
    assert document["edition"]["sha256"] == own.edition.sha256
    (own_line,) = [each for each in document["content"]["measures"]
                   if (each["indicator"], each["site"]) == ("10a", "cahors")]  # fmt: skip
    assert own_line["value"] == own.content.measure("10a", "cahors").value


def test_declarations_are_kept_when_they_are_first_applied(opened, declared):
    first = opened()
    first.assess(AT)
    first.assess(AT)
    folders.change(declared, "engagements/e10-*.toml", "value = 0.85", "value = 0.86")
    opened().assess(LATER)
    with first.warehouse.store.reading() as connection:
        lines = load_journal(connection, Wanted(deeds=(Deed.DECLARATION,)))
    assert len(lines) == 2
    assert list(json.loads(lines["after"][0])) == [
        "engagements/e10-repondre-a-tous-les-appels.toml"
    ]
    assert json.loads(lines["before"][0]) != json.loads(lines["after"][0])
