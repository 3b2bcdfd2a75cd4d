"""All of a file or nothing of it: crashes, writers at once, readers meanwhile."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from etl.errors import StoreError
from etl.store import writing
from etl.store.engine import open_store
from etl.store.facts import load_facts
from etl.store.imports import AlreadyImportedError, list_imports
from etl.store.tables import FACT_TABLES, metadata
from tests.store.conftest import SECRET
from tests.store.files import AT, NOTHING, Dataset, calls, save, stamp

ROOT = Path(__file__).parents[2]
DAY = calls("""
    source_id | site   | started_at          | outcome  | queue | wait_s
    a1        | cahors | 2025-03-03 09:00:00 | answered | q one | 10
    a2        | cahors | 2025-03-03 09:01:00 | answered | q two | 20
""")
NIGHT = calls("""
    source_id | site   | started_at          | outcome   | queue   | wait_s
    b1        | figeac | 2025-03-03 22:00:00 | abandoned | q three | 30
    b2        | figeac | 2025-03-03 22:01:00 | answered  | q one   | 40
""")


def rows_left(store):
    """Return the tables that hold rows, but the marks of the store itself."""
    with store.reading() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
            if table.name not in ("marks", "journal_head")
        }
    return {name: count for name, count in counts.items() if count}


def test_without_finish_nothing_is_kept(store):
    with pytest.raises(KeyError), store.importing(stamp("a"), AT) as run:
        run.add(DAY, NOTHING, 0)
        raise KeyError("the reader failed")
    with store.importing(stamp("b"), AT) as run:
        run.add(DAY, NOTHING, 0)
    assert rows_left(store) == {}


def test_a_failure_in_the_middle_of_the_merge_keeps_nothing(store, monkeypatch):
    def fail(connection):
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "grow", fail)
    with pytest.raises(ZeroDivisionError):
        save(store, "a", DAY)
    assert rows_left(store) == {}
    monkeypatch.undo()
    assert save(store, "a", DAY).new == 2


def test_the_indexes_survive_a_failed_first_fill(store, monkeypatch):
    def fail(connection):
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "grow", fail)
    with pytest.raises(ZeroDivisionError):
        save(store, "a", DAY)
    with store.reading() as connection:
        from sqlalchemy import inspect

        names = {each["name"] for each in inspect(connection).get_indexes("calls")}
    assert names == {each.name for each in FACT_TABLES[Dataset.CALLS].indexes}


KILLED = """
import os, signal, sys
from etl.store import writing
from etl.store.engine import open_store
from tests.store.files import save
from tests.store.test_transactions import NIGHT

writing.grow = lambda connection: os.kill(os.getpid(), signal.SIGKILL)
save(open_store(sys.argv[1]), "killed", NIGHT)
"""


def test_a_killed_process_leaves_nothing_of_its_file(store, url):
    save(store, "a", DAY)
    before = rows_left(store)
    ended = subprocess.run([sys.executable, "-c", KILLED, url], cwd=ROOT, env={**os.environ})
    assert ended.returncode == -signal.SIGKILL
    assert rows_left(store) == before
    assert save(store, "killed", NIGHT).new == 2


def test_two_importers_staging_together_share_the_numbers_of_their_words(store):
    with store.importing(stamp("a"), AT) as first:
        first.add(DAY, NOTHING, 0)
        save(store, "b", NIGHT)
        first.finish(2, {})
    with store.reading() as connection:
        found = load_facts(connection, Dataset.CALLS)
    words = found[["wait_s", "site", "queue", "outcome"]].astype("str")
    assert words.values.tolist() == [
        ["10.0", "cahors", "q one", "answered"],
        ["20.0", "cahors", "q two", "answered"],
        ["30.0", "figeac", "q three", "abandoned"],
        ["40.0", "figeac", "q one", "answered"],
    ]


def test_files_imported_at_once_are_all_kept(store):
    def one(number):
        text = f"""
            source_id | site     | started_at          | outcome
            x{number} | s{number} | 2025-03-03 09:00:00 | answered
            common    | cahors   | 2025-03-03 10:00:00 | answered
        """
        return save(store, f"file {number}", calls(text)).new

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(one, range(8)))
    assert sum(new) == 9
    with store.reading() as connection:
        assert len(load_facts(connection, Dataset.CALLS)) == 9


def test_the_same_file_imported_at_once_is_kept_once(store):
    def one(_):
        try:
            return save(store, "same", DAY).new
        except AlreadyImportedError:
            return 0

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(one, range(3))) == [0, 0, 2]


def test_a_reader_sees_the_store_as_it_stood_when_it_began(store):
    save(store, "a", DAY)
    with store.reading() as connection:
        assert len(list_imports(connection)) == 1
        save(store, "b", NIGHT)
        assert len(list_imports(connection)) == 1
        assert len(load_facts(connection, Dataset.CALLS)) == 2
    with store.reading() as connection:
        assert len(load_facts(connection, Dataset.CALLS)) == 4


def test_a_writer_that_waits_too_long_says_so_in_french(store, url):
    hurried = open_store(url, SECRET, patience_s=0.2)
    with store.writing(), pytest.raises(StoreError, match="occupée"):
        save(hurried, "a", DAY)
    hurried.dispose()
