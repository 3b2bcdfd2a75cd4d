"""Registers on both engines: revisions are added, numbers grow, nobody overwrites anybody."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.registers import Register, Signature
from etl.store.ledger import load_journal, verify
from etl.store.registers import (
    StaleEntryError,
    add_entry,
    load_history,
    load_latest,
    registers_version,
    revise,
)

SIGNED = Signature("Accueil", datetime(2026, 5, 4, 10, 30, tzinfo=UTC))
PIECE = Evidence(
    engagement=17,
    piece="Export des boîtes",
    kind=EvidenceKind.FILE,
    state=EvidenceState.DEPOSITED,
    dated=date(2026, 5, 1),
    owner="Référent qualité",
    valid_until=date(2027, 4, 30),
    name="été.pdf",
    sha256="a" * 64,
    size=12,
    media="application/pdf",
)
KIND = Register.EVIDENCE


def test_an_entry_comes_back_as_it_was_written(store):
    with store.writing() as connection:
        written = add_entry(connection, KIND, PIECE, SIGNED)
    with store.reading() as connection:
        assert load_latest(connection, KIND, Evidence) == [written]
    assert (written.number, written.revision, written.content) == (1, 1, PIECE)


def test_a_change_is_a_revision_and_what_was_stays(store):
    with store.writing() as connection:
        first = add_entry(connection, KIND, PIECE, SIGNED)
        other = add_entry(connection, KIND, PIECE, SIGNED)
        changed = replace(PIECE, remark="Relu")
        second = revise(connection, KIND, first, changed, SIGNED)
        before = registers_version(connection)
    with store.reading() as connection:
        assert load_history(connection, KIND, 1, Evidence) == [first, second]
        assert load_latest(connection, KIND, Evidence) == [second, other]
        assert registers_version(connection) == before == 3


def test_each_register_numbers_its_own_entries(store):
    with store.writing() as connection:
        add_entry(connection, KIND, PIECE, SIGNED)
        assert add_entry(connection, Register.CHECK, PIECE, SIGNED).number == 1


def test_who_saw_an_older_revision_is_refused(store):
    with store.writing() as connection:
        first = add_entry(connection, KIND, PIECE, SIGNED)
        revise(connection, KIND, first, PIECE, SIGNED)
    with store.writing() as connection, pytest.raises(StaleEntryError, match="entre-temps"):
        revise(connection, KIND, first, PIECE, SIGNED)
    with store.reading() as connection, pytest.raises(StaleEntryError, match="n'existe pas"):
        load_history(connection, KIND, 9, Evidence)


def test_each_write_is_one_line_of_the_journal_and_says_no_name_of_a_file(store):
    with store.writing() as connection:
        first = add_entry(connection, KIND, PIECE, SIGNED)
        changed = replace(PIECE, state=EvidenceState.VALIDATED)
        revise(connection, KIND, first, changed, SIGNED)
    with store.reading() as connection:
        lines = load_journal(connection)
        assert not verify(connection)
    assert lines["deed"].tolist() == ["evidence", "evidence"]
    assert lines["subject"].tolist() == ["evidence 1, révision 2", "evidence 1, révision 1"]
    assert '"state":"deposited"' in lines["before"].iloc[0]
    assert '"state":"validated"' in lines["after"].iloc[0]
    assert "été.pdf" not in lines.to_csv()


def test_nothing_is_kept_of_a_write_that_fails(store):
    with pytest.raises(RuntimeError), store.writing() as connection:
        add_entry(connection, KIND, PIECE, SIGNED)
        raise RuntimeError
    with store.reading() as connection:
        assert load_journal(connection).empty
        assert load_latest(connection, KIND, Evidence) == []
