"""Undo: the store stands as if the import had never been, and remembers how it stood."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from etl.domain.datasets import Dataset
from etl.store.assessments import forget_touched, touched_days
from etl.store.engine import open_store
from etl.store.facts import load_facts
from etl.store.imports import ImportKind, list_imports
from etl.store.tables import metadata
from etl.store.undoing import NotUndoableError, undo_import
from etl.store.version import data_version
from tests.conftest import ENGINES, new_database
from tests.store.conftest import SECRET
from tests.store.files import AT, NOTHING, calls, mails, save, stamp

FIRST = calls("""
    source_id | site   | started_at          | outcome   | wait_s
    a1        | cahors | 2025-03-03 09:00:00 | answered  | 12
    a2        | cahors | 2025-03-03 09:05:00 | abandoned | 40
              | figeac | 2025-03-04 10:00:00 | answered  | 5
""")
SECOND = calls("""
    source_id | site   | started_at          | outcome   | wait_s
    a1        | cahors | 2025-03-07 09:00:00 | answered  | 99
    a2        | cahors | 2025-03-03 09:05:00 | abandoned | 40
    a3        | cahors | 2025-03-03 09:06:00 | answered  | 1
""")
THIRD = calls("""
    source_id | site   | started_at          | outcome   | wait_s
    a1        | cahors | 2025-03-07 09:00:00 | abandoned | 77
""")


def undo(store, import_id):
    with store.writing() as connection:
        return undo_import(connection, import_id, AT, "moi", "mauvais fichier")


def states(store, dataset=Dataset.CALLS, **choice):
    """Return the facts that count, without their numbers."""
    with store.reading() as connection:
        found = load_facts(connection, dataset, **choice)
        names = list_imports(connection).set_index("id")["file_name"]
    told = found.assign(file=found["import_id"].map(names)).drop(
        columns=["fact_id", "import_id"]
    )
    return sorted(map(str, told.itertuples(index=False, name=None)))


def waits(store, **choice):
    with store.reading() as connection:
        return sorted(load_facts(connection, Dataset.CALLS, **choice)["wait_s"])


def test_what_an_import_brought_leaves_and_what_it_replaced_comes_back(store):
    save(store, "un", FIRST)
    before = states(store)
    second = save(store, "deux", SECOND)
    undone = undo(store, second.import_id)
    assert states(store) == before
    assert (undone.removed, undone.restored) == (2, 1)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_imports_of_the_same_contacts_are_undone_in_either_order(store, order):
    for name, rows in (("un", FIRST), ("deux", SECOND), ("trois", THIRD)):
        save(store, name, rows)
    for number in order:
        undo(store, number)
    assert waits(store) == [77.0]


def test_what_another_file_had_confirmed_stays_under_that_file(store):
    save(store, "un", FIRST)
    save(store, "deux", SECOND)
    undo(store, 1)
    assert waits(store) == [1.0, 40.0, 99.0]
    with store.reading() as connection:
        found = load_facts(connection, Dataset.CALLS)
    assert set(found["import_id"]) == {2}
    assert found.loc[found["wait_s"] == 40, "line"].tolist() == [2]


def test_a_replaced_import_leaves_no_trace_in_what_replaced_it(store):
    for name, rows in (("un", FIRST), ("deux", SECOND), ("trois", THIRD)):
        save(store, name, rows)
    before = waits(store)
    undone = undo(store, 2)
    assert waits(store) == sorted({*before, 5.0} - {1.0})
    assert undone.restored == 0


def test_the_journal_says_who_when_and_why(store):
    save(store, "un", FIRST)
    undone = undo(store, 1)
    with store.reading() as connection:
        line, file = list_imports(connection).to_dict("records")
    assert (line["kind"], line["target"], line["author"]) == ("undo", 1, "moi")
    assert (line["reason"], line["imported_at"]) == ("mauvais fichier", AT)
    assert file["undone_by"] == line["id"] == undone.import_id


def test_figures_are_still_read_as_they_stood_before_the_undo(store):
    save(store, "un", FIRST)
    save(store, "deux", SECOND)
    then = states(store, as_of_import=2)
    undone = undo(store, 1)
    assert states(store, as_of_import=2) == then
    assert states(store, as_of_import=undone.import_id) == states(store)


def test_an_undone_file_is_imported_again(store):
    save(store, "un", FIRST)
    before = waits(store)
    undo(store, 1)
    assert waits(store) == []
    assert save(store, "un", FIRST).new == 3
    assert waits(store) == before


def test_the_days_that_changed_wait_to_be_assessed(store):
    save(store, "un", FIRST)
    save(store, "deux", SECOND)
    with store.writing() as connection:
        forget_touched(connection, 1_000_000)
        version = data_version(connection)
    undo(store, 2)
    with store.reading() as connection:
        days = touched_days(connection)
        assert data_version(connection) == version + 1
    found = list(zip(days["site"], days["day"].dt.day, strict=True))
    assert found == [("cahors", 3), ("cahors", 7)]


def test_what_cannot_be_undone_says_why(store):
    save(store, "un", FIRST)
    undo(store, 1)
    for number, reason in ((1, "déjà annulé"), (2, "importez de nouveau"), (9, "n'existe pas")):
        with pytest.raises(NotUndoableError, match=reason):
            undo(store, number)


def test_the_undo_of_a_file_takes_its_replays_along(store):
    save(store, "un", FIRST)
    with store.importing(replace(stamp("un"), kind=ImportKind.REPLAY, target=1), AT) as run:
        run.add(SECOND.iloc[2:], NOTHING, 0)
        run.finish(1, {})
    assert undo(store, 1).targets == (1, 2)
    assert waits(store) == []


LATER = mails("""
    source_id | site   | channel | received_at      | answered_at
    m1        | cahors | email   | 2025-01-20 09:00 | 2025-02-03 10:00
    m3        | cahors | letter  | 2025-02-10 09:00 |
""")
EARLIER = mails("""
    source_id | site   | channel | received_at      | answered_at
    m1        | cahors | email   | 2025-01-20 09:00 |
""")


def test_an_older_export_stays_history_when_what_came_before_it_is_undone(store):
    save(store, "premier", EARLIER.assign(channel="letter"))
    save(store, "février", LATER)
    save(store, "janvier", EARLIER)
    undo(store, 1)
    with store.reading() as connection:
        found = load_facts(connection, Dataset.MAILS)
    assert found["answered_at"].notna().tolist() == [True, False]
    assert found["import_id"].tolist() == [2, 2]


MAILS = [
    f"m{number} | cahors | email | 2025-01-{day} 09:00 | {answered} | {sender}"
    for number in (1, 2)
    for day in (10, 20)
    for answered in ("", "2025-01-25 10:00", "2025-02-03 10:00")
    for sender in ("", "a@example.org")
]
HEADINGS = "source_id | site | channel | received_at | answered_at | sender"
FILES = st.lists(st.sampled_from(MAILS), min_size=1, max_size=3)
STEPS = st.lists(st.one_of(FILES, st.integers(0, 5)), min_size=2, max_size=9)


@pytest.fixture(scope="module", params=ENGINES, ids=str)
def pair(request, tmp_path_factory):
    """Return two stores that serve all examples."""
    folder = tmp_path_factory.mktemp("undo")
    opened = [open_store(new_database(request, folder / name), SECRET) for name in "ab"]
    yield opened
    for each in opened:
        each.dispose()


# What the database itself refuses to change, and what the store needs.
KEPT = ("marks", "journal", "journal_head", "declared_texts", "declared_sets", "editions")


def emptied(store):
    with store.writing() as connection:
        for each in metadata.sorted_tables:
            if each.name not in KEPT:
                connection.execute(delete(each))
    return store


def file(store, name, rows):
    return save(store, name, mails("\n".join([HEADINGS, *rows]))).import_id


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_imports_and_undos_leave_what_the_others_alone_would(pair, steps):
    store, other = map(emptied, pair)
    live = {}
    for place, each in enumerate(steps):
        if isinstance(each, list):
            live[file(store, f"file {place}", each)] = f"file {place}", each
        elif len(live) > each:
            target = sorted(live)[each]
            undo(store, target)
            del live[target]
    for name, rows in live.values():
        file(other, name, rows)
    assert states(store, Dataset.MAILS) == states(other, Dataset.MAILS)


def test_a_straight_first_fill_is_undone_too(store, monkeypatch):
    monkeypatch.setattr("etl.store.filling.SIZES", range(1, 10_000))
    save(store, "un", FIRST)
    save(store, "deux", SECOND)
    undo(store, 1)
    assert waits(store) == [1.0, 40.0, 99.0]
