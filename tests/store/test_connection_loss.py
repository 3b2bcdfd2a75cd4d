"""A server that cuts the line, in the middle of anything: a sentence, nothing half, and on."""

import shutil
import subprocess

import psycopg
import pytest
from sqlalchemy import text

from etl.domain.datasets import Dataset
from etl.errors import StoreError
from etl.store.engine import open_store
from etl.store.facts import load_facts
from tests import blank
from tests.pipeline import folders
from tests.store.conftest import SECRET
from tests.store.files import AT, NOTHING, calls, save, stamp

pytestmark = pytest.mark.postgresql
CALL = calls("""
    source_id | site   | started_at          | outcome  | caller
    a1        | cahors | 2025-03-03 09:00:00 | answered | +33612345678
    a2        | cahors | 2025-03-03 09:01:00 | answered | +33612345678
""")


@pytest.fixture
def url(postgresql_server):
    return blank.unused(postgresql_server)


@pytest.fixture
def cut(url):
    """Return what ends every connection to the database, as a restart of the server does."""

    def run():
        with psycopg.connect(url, autocommit=True) as own:
            own.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    return run


def count(store):
    with store.reading() as connection:
        return len(load_facts(connection, Dataset.CALLS))


def test_an_import_that_is_cut_keeps_nothing_and_the_next_is_whole(store, cut):
    with (
        pytest.raises(StoreError, match="injoignable"),
        store.importing(stamp("a"), AT) as run,
    ):
        run.add(CALL, NOTHING, 0)
        cut()
        run.finish(2, {})
    assert count(store) == 0
    assert save(store, "a", CALL).new == 2 and count(store) == 2


def test_a_reading_that_is_cut_is_told_and_the_next_one_answers(store, cut):
    save(store, "a", CALL)
    with pytest.raises(StoreError, match="injoignable"), store.reading() as connection:
        connection.execute(text("SELECT 1"))
        cut()
        load_facts(connection, Dataset.CALLS)
    assert count(store) == 2


def test_connections_that_died_while_nobody_looked_are_made_anew(store, cut):
    save(store, "a", CALL)
    for _ in range(2):
        cut()
        assert count(store) == 2


def test_a_writing_that_is_cut_leaves_no_lock_behind(store, cut):
    with pytest.raises(StoreError, match="injoignable"), store.writing() as connection:
        connection.execute(text("DELETE FROM marks"))
        cut()
        connection.execute(text("SELECT 1"))
    assert save(store, "a", CALL).new == 2


TABLES_READ = (
    "SELECT relname FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
    "AND has_table_privilege('vigie_lecture', oid, 'SELECT') ORDER BY 1"
)
NOT_FOR_READERS = (
    "SELECT file_name, author FROM imports",
    "SELECT * FROM calls",
    "DELETE FROM findings",
    "CREATE TABLE x (y int)",
)


def play(script, url, *words):
    path = folders.DATA / "deploiement" / "postgresql" / script
    told = ["psql", url, "-q", *words, "-f", str(path)]
    subprocess.run(told, check=True, capture_output=True, text=True)


@pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")
def test_the_reading_account_reads_figures_only_and_writes_nothing(url, postgresql_server):
    roles = ("vigie_exploitation", "vigie_lecture")
    owned, read = (
        url.replace("postgres:@", f"{role}:{word}@")
        for role, word in zip(roles, ("un", "deux"), strict=True)
    )
    try:
        play("roles.sql", url, "-v", "mot_exploitation=un", "-v", "mot_tableau=deux")
        opened = open_store(owned, SECRET)
        assert save(opened, "a", CALL).new == 2
        opened.dispose()
        # As the versions before had it: the second script takes it back.
        with psycopg.connect(url) as before:
            before.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO vigie_lecture")
        play("lecture.sql", owned)
        with psycopg.connect(read) as reader:
            assert reader.execute("SELECT max(accepted) FROM imports").fetchone() == (2,)
            tables = [each[0] for each in reader.execute(TABLES_READ)]
            assert tables == ["findings", "purges", "tallies", "verdicts"]
            # A session may take this off: rights must do without it.
            reader.execute("SET default_transaction_read_only = off")
            reader.commit()
            for refused in NOT_FOR_READERS:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(refused)
                reader.rollback()
    finally:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("REASSIGN OWNED BY vigie_exploitation TO postgres")
            for role in roles:
                owner.execute(f"DROP OWNED BY {role} CASCADE".encode())
                owner.execute(f"DROP ROLE {role}".encode())
