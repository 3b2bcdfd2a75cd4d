"""Opening a store: made if absent, brought up to date, refused with a reason."""

import pkgutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import etl.store
from etl.domain.datasets import Dataset
from etl.errors import ConfigurationError, StoreError
from etl.store.engine import open_store
from etl.store.facts import load_facts
from etl.store.tables import metadata
from tests.store.conftest import SECRET
from tests.store.files import calls, mails, save

CALL = calls("""
    source_id | site   | started_at          | outcome  | caller
    a1        | cahors | 2025-03-03 09:00:00 | answered | +33612345678
    a2        | cahors | 2025-03-03 09:01:00 | answered | +33612345678
    a3        | cahors | 2025-03-03 09:02:00 | answered |
""")


def callers(store):
    with store.reading() as connection:
        return load_facts(connection, Dataset.CALLS)["caller"]


def test_a_migrated_store_has_the_tables_of_the_program(unused_url):
    for room in pkgutil.iter_modules(etl.store.__path__):
        import_module(f"etl.store.{room.name}")
    store = open_store(unused_url, SECRET)
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.dispose()


def test_opening_again_changes_nothing(store, url):
    save(store, "a", CALL)
    again = open_store(url, SECRET)
    assert len(callers(again)) == 3
    again.dispose()


def test_a_new_store_may_be_opened_by_several_at_once(unused_url):
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_store(unused_url, SECRET), range(4)))
    assert [save(each, str(number), CALL).known for number, each in enumerate(opened)] == [
        0,
        3,
        3,
        3,
    ]
    for each in opened:
        each.dispose()


def test_a_store_of_a_later_program_is_refused(store, url):
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="plus récente"):
        open_store(url, SECRET)


def test_a_pseudonym_is_the_same_for_the_same_person_and_nobody_without_text(store):
    save(store, "a", CALL)
    found = callers(store)
    assert found[0] == found[1]
    assert found.isna().tolist() == [False, False, True]


def test_another_pseudonym_key_is_refused(store, url):
    save(store, "a", CALL)
    with pytest.raises(StoreError, match="clé des pseudonymes"):
        open_store(url, bytes(32))


def test_without_key_pseudonyms_are_dropped_and_known_ones_stay(store, url):
    save(store, "a", CALL)
    keyless = open_store(url)
    assert save(keyless, "b", CALL).known == 3
    more = calls("""
        source_id | site   | started_at          | outcome  | caller
        b1        | cahors | 2025-03-04 09:00:00 | answered | +33612345678
    """)
    save(keyless, "c", more)
    assert callers(keyless).isna().tolist() == [False, False, True, True]
    keyless.dispose()


def test_no_personal_text_reaches_the_database(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path}/q.db", SECRET)
    save(opened, "a", CALL)
    letter = mails("""
        source_id         | site   | received_at      | sender
        <42@example.org>  | cahors | 2025-01-20 09:00 | marie.durand@example.org
    """)
    save(opened, "b", letter, source="courriels")
    opened.dispose()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for personal in (b"612345678", b"marie.durand", b"42@example"):
        assert personal not in content


def test_the_file_is_for_its_owner_only_and_its_folder_is_made(tmp_path):
    path = tmp_path / "new" / "folder" / "q.db"
    open_store(f"sqlite:///{path}").dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_a_copy_opened_to_everybody_is_closed_to_others(tmp_path):
    path = tmp_path / "q.db"
    open_store(f"sqlite:///{path}").dispose()
    path.chmod(0o644)
    open_store(f"sqlite:///{path}").dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_relative_address_is_relative_to_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///data/q.db").dispose()
    assert Path("data/q.db").exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://a/b", "données"])
def test_an_unusable_address_is_refused(url):
    with pytest.raises(ConfigurationError, match="database_url"):
        open_store(url)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "q.db"
    path.write_text("un texte " * 200)
    with pytest.raises(StoreError, match="pas une base"):
        open_store(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="inaccessible"):
        open_store(f"sqlite:///{tmp_path}/file/q.db")


def test_a_server_that_does_not_answer_is_told_without_the_password():
    with pytest.raises(StoreError, match="injoignable") as refusal:
        open_store("postgresql://quality:s3cret@127.0.0.1:1/quality", patience_s=1)
    assert "s3cret" not in str(refusal.value)


@pytest.mark.postgresql
def test_a_database_that_does_not_exist_is_told(postgresql_server):
    with pytest.raises(StoreError, match="n'existe pas"):
        open_store(postgresql_server.replace("/postgres?", "/absent?"))


@pytest.mark.postgresql
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_server_that_stops_in_the_middle_is_told(postgresql_server, url):
    opened = open_store(url)
    with pytest.raises(StoreError, match="injoignable"), opened.reading() as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with psycopg.connect(postgresql_server, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [number])
        load_facts(connection, Dataset.CALLS)
    opened.dispose()


def test_a_corrupt_database_is_told(tmp_path):
    url = f"sqlite:///{tmp_path}/q.db"
    opened = open_store(url)
    save(opened, "a", CALL)
    opened.dispose()
    path = tmp_path / "q.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="abîmé"):
        open_store(url)
