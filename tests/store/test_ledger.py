"""The journal: whatever is altered, removed, inserted, swapped or cut is found."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from etl.domain.journal import Deed, Entry, Flaw, Seal
from etl.store.ledger import (
    NOTHING_BEFORE,
    Wanted,
    authors,
    count_lines,
    load_journal,
    record,
    seal,
    verify,
)
from etl.store.undoing import undo_import
from tests.store.files import AT, calls, save, stamp

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
LINES = 12
TEXTS = ("author", "deed", "subject", "before", "after", "previous", "sha256")
TRIGGERS = ("journal_UPDATE", "journal_DELETE", "journal_head_delete", "journal_head_back")


def entry(number: int) -> Entry:
    return Entry(
        Deed.IMPORT if number % 3 else Deed.EXPORT,
        "claire" if number % 2 else "hugo",
        START + timedelta(hours=number),
        f"import {number}",
        after={"records": number, "source": "standard"},
    )


def filled(store, lines: int = LINES) -> Seal:
    with store.writing() as connection:
        for number in range(1, lines + 1):
            assert record(connection, entry(number)) == number
        return seal(connection)


def unlocked(connection: Connection) -> None:
    """Do as whoever owns the database would: remove what refuses changes."""
    if connection.dialect.name == "sqlite":
        for name in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    for table in ("journal", "journal_head"):
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


def test_an_untouched_journal_has_no_fault(store):
    given = filled(store)
    with store.reading() as connection:
        assert verify(connection) == []
        assert verify(connection, [given, Seal(0, NOTHING_BEFORE)]) == []
    assert given.number == LINES


def test_an_empty_journal_has_no_fault(store):
    with store.reading() as connection:
        assert verify(connection) == []
        assert seal(connection) == Seal(0, NOTHING_BEFORE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET author = 'nobody' WHERE number = 3",
        "DELETE FROM journal WHERE number = 12",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET lines = 3",
    ],
)
def test_the_database_itself_refuses_a_change(store, statement):
    filled(store)
    with pytest.raises(DBAPIError, match="append-only"), store.writing() as connection:
        connection.execute(text(statement))
    with store.reading() as connection:
        assert verify(connection) == []


def test_what_is_not_kept_is_not_told(store):
    with pytest.raises(RuntimeError), store.writing() as connection:
        record(connection, entry(1))
        raise RuntimeError
    assert filled(store).number == LINES


def test_several_writers_at_once_make_one_chain(store):
    def write(number: int) -> int:
        with store.writing() as connection:
            return record(connection, entry(number))

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(write, range(40)))
    assert sorted(numbers) == list(range(1, 41))
    with store.reading() as connection:
        assert verify(connection) == []


def test_the_journal_is_read_by_deed_person_and_dates(store):
    filled(store)
    with store.reading() as connection:
        assert load_journal(connection)["number"].tolist() == list(range(LINES, 0, -1))
        assert load_journal(connection, limit=2, offset=1)["number"].tolist() == [11, 10]
        exports = Wanted(deeds=(Deed.EXPORT,))
        assert load_journal(connection, exports)["number"].tolist() == [12, 9, 6, 3]
        assert count_lines(connection, Wanted(author="claire")) == 6
        since, until = START + timedelta(hours=4), START + timedelta(hours=6)
        dated = load_journal(connection, Wanted(since=since, before=until))
        assert dated["number"].tolist() == [5, 4]
        assert count_lines(connection, Wanted(text="import 1")) == 4
        assert count_lines(connection, Wanted(text="%")) == 0
        assert authors(connection) == ["claire", "hugo"]


def test_a_text_that_no_engine_keeps_is_cleaned_before_it_is_sealed(store):
    with store.writing() as connection:
        record(
            connection, Entry(Deed.EXPORT, "a\x00b", START, "nom \udce9", after={"é": "\x00"})
        )
    with store.reading() as connection:
        assert verify(connection) == []
        assert load_journal(connection)["author"].tolist() == ["ab"]


def test_imports_refusals_and_undos_are_told_in_their_own_transaction(store):
    call = calls("""
        source_id | site   | started_at          | outcome
        a1        | cahors | 2025-03-03 09:00:00 | answered
    """)
    save(store, "a", call)
    with store.importing(stamp("b"), AT) as run:
        run.refuse(7, {}, "trop de rejets")
    with store.writing() as connection:
        undo_import(connection, 1, AT, "hugo", "mauvais fichier")
        told = load_journal(connection)
    assert told["deed"].tolist() == ["undo", "refusal", "import"]
    assert told["author"].tolist() == ["hugo", "inconnu", "inconnu"]
    assert told["subject"].tolist() == ["import 1", "import 2", "import 1"]
    first, undone = json.loads(told["after"][2]), json.loads(told["after"][0])
    assert (first["records"], first["added"], first["sha256"]) == (1, 1, "sha256 of a")
    assert (undone["removed"], undone["reason"]) == (1, "mauvais fichier")


def test_an_import_that_is_given_up_leaves_no_line(store):
    with store.importing(stamp("a"), AT):
        pass
    with store.reading() as connection:
        assert count_lines(connection) == 0


# The ways in which whoever may write in the database can touch the journal.


def altered(connection: Connection, chance: random.Random) -> None:
    number = chance.randint(1, LINES)
    if chance.random() < 0.15:
        drift = chance.choice([-1, 1]) * chance.randint(1, 10**9)
        change = f"at = at + ({drift})"
        connection.execute(text(f"UPDATE journal SET {change} WHERE number = {number}"))
        return
    column = chance.choice(TEXTS)
    query = text(f'SELECT "{column}" FROM journal WHERE number = {number}')
    old = str(connection.execute(query).scalar_one())
    place = chance.randint(0, len(old))
    new = chance.choice(
        [old[:place] + "x" + old[place:], old[:place], old[place:], old.upper(), old[::-1], ""]
    )
    if new == old:
        new = f"{old} "
    connection.execute(
        text(f'UPDATE journal SET "{column}" = :new WHERE number = {number}'), {"new": new}
    )


def removed(connection: Connection, chance: random.Random) -> None:
    connection.execute(text(f"DELETE FROM journal WHERE number = {chance.randint(1, LINES)}"))


def inserted(connection: Connection, chance: random.Random) -> None:
    """A line copied elsewhere: at the end, before the first, far away."""
    number, place = chance.randint(1, LINES), chance.choice([-1, 0, LINES + 1, LINES + 7])
    columns = ", ".join(f'"{name}"' for name in ("at", *TEXTS))
    connection.execute(
        text(
            f"INSERT INTO journal (number, {columns}) "
            f"SELECT {place}, {columns} FROM journal WHERE number = {number}"
        )
    )


def swapped(connection: Connection, chance: random.Random) -> None:
    one, other = chance.sample(range(1, LINES + 1), 2)
    for old, new in ((one, 1000), (other, one), (1000, other)):
        connection.execute(text(f"UPDATE journal SET number = {new} WHERE number = {old}"))


def cut(connection: Connection, chance: random.Random) -> None:
    connection.execute(
        text(f"DELETE FROM journal WHERE number > {chance.randint(0, LINES - 1)}")
    )


def renumbered(connection: Connection, chance: random.Random) -> None:
    """A line is removed, and those after it close up."""
    number = chance.randint(1, LINES)
    connection.execute(text(f"DELETE FROM journal WHERE number = {number}"))
    for old in range(number + 1, LINES + 1):
        connection.execute(text(f"UPDATE journal SET number = {old - 1} WHERE number = {old}"))


def beheaded(connection: Connection, chance: random.Random) -> None:
    change = chance.choice(["lines = lines - 1", "lines = lines + 1", "sha256 = 'x'"])
    connection.execute(text(f"UPDATE journal_head SET {change}"))


EDITS: tuple[Callable[[Connection, random.Random], None], ...] = (
    altered, altered, altered, altered, removed, inserted, swapped, cut, renumbered, beheaded,
)  # fmt: skip


def test_a_thousand_random_edits_are_all_found(store):
    filled(store)
    with store.writing() as connection:
        unlocked(connection)
    chance, missed = random.Random(20260302), []
    for turn in range(1000):
        edit = chance.choice(EDITS)
        with store.engine.connect() as connection, connection.begin() as transaction:
            edit(connection, chance)
            if not verify(connection):
                missed.append((turn, edit.__name__))
            transaction.rollback()
    assert missed == []
    with store.reading() as connection:
        assert verify(connection) == []


def test_a_tail_cut_with_its_head_is_found_by_a_seal_given_out_only(store):
    given = filled(store)
    with store.writing() as connection:
        unlocked(connection)
        connection.execute(text("DELETE FROM journal WHERE number > 5"))
        connection.execute(
            text(
                "UPDATE journal_head SET lines = 5, "
                "sha256 = (SELECT sha256 FROM journal WHERE number = 5)"
            )
        )
        assert verify(connection) == []
        assert [each.flaw for each in verify(connection, [given])] == [Flaw.UNSEALED]


def test_a_fault_names_the_line_and_what_is_wrong_with_it(store):
    filled(store)
    with store.writing() as connection:
        unlocked(connection)
        connection.execute(text("DELETE FROM journal WHERE number = 4"))
        connection.execute(text("UPDATE journal SET author = 'x' WHERE number = 9"))
        found = [(each.number, each.flaw) for each in verify(connection)]
    assert found == [(4, Flaw.MISSING), (5, Flaw.UNLINKED), (9, Flaw.ALTERED)]
