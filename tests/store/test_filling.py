"""A large first file goes straight into its empty table: same facts, same guarantees."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, inspect, select

from etl.store import filling, writing
from etl.store.engine import open_store
from etl.store.facts import load_facts
from etl.store.imports import list_imports
from etl.store.quarantine import load_rejections
from etl.store.tables import FACT_TABLES, metadata
from tests.store.files import AT, NOTHING, Dataset, calls, save, stamp

ROOT = Path(__file__).parents[2]
FIRST = calls("""
    source_id | site   | started_at          | outcome  | queue | wait_s | caller
    a1        | cahors | 2025-03-03 09:00:00 | answered | q one | 10     | 0612
    a2        | cahors | 2025-03-03 09:01:00 | answered |       |        |
""")
SECOND = calls(
    """
    source_id | site   | started_at          | outcome   | queue | wait_s | caller
    a3        | figeac | 2025-03-04 09:00:00 | abandoned | q two | 10     | 0613
    """,
    first_line=3,
)
CHANGED = calls(
    """
    source_id | site   | started_at          | outcome   | queue | wait_s | caller
    a1        | cahors | 2025-03-03 09:00:00 | abandoned | q one | 12     | 0612
    """,
    first_line=4,
)
REFUSED = ((5, "site", "unknown_site", "ailleurs"),)


@pytest.fixture(params=["straight", "staged"])
def way(request, monkeypatch):
    sizes = range(10**9) if request.param == "straight" else range(0)
    monkeypatch.setattr(filling, "SIZES", sizes)
    return request.param


def left(store):
    """Return the tables that hold rows, and the indexes of the calls."""
    with store.reading() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
            if table.name not in ("marks", "journal_head")
        }
        indexes = {each["name"] for each in inspect(connection).get_indexes("calls")}
    return {name for name, count in counts.items() if count}, indexes


def all_facts(store):
    with store.reading() as connection:
        return load_facts(connection, Dataset.CALLS).drop(columns="fact_id")


EVERY_INDEX = {each.name for each in FACT_TABLES[Dataset.CALLS].indexes}


def test_both_ways_keep_the_same_facts(store, way):
    saved = save(store, "a", FIRST, SECOND, refused=REFUSED)
    assert (saved.new, saved.known, saved.superseded, saved.rejected) == (3, 0, 0, 1)
    assert list(saved.touched["site"]) == ["cahors", "figeac"]
    found = all_facts(store)
    assert found["line"].tolist() == [1, 2, 3]
    assert found["outcome"].tolist() == ["answered", "answered", "abandoned"]
    assert found["queue"].isna().tolist() == [False, True, False]
    assert found["wait_s"].isna().tolist() == [False, True, False]
    assert found["caller"].isna().tolist() == [False, True, False]
    with store.reading() as connection:
        (row,) = list_imports(connection).to_dict("records")
        (refused,) = load_rejections(connection).to_dict("records")
    assert (row["records"], row["accepted"], row["added"], row["rejected"]) == (4, 3, 3, 1)
    assert (row["first_at"], row["last_at"]) == (
        pd.Timestamp("2025-03-03 08:00", tz="UTC"),
        pd.Timestamp("2025-03-04 08:00", tz="UTC"),
    )
    assert refused["value"] == "ailleurs"
    assert left(store)[1] == EVERY_INDEX


def test_a_contact_that_comes_twice_keeps_its_last_line(store, way):
    saved = save(store, "a", FIRST, SECOND, CHANGED)
    assert (saved.new, saved.known, saved.superseded) == (3, 1, 0)
    assert sorted(all_facts(store)["line"]) == [2, 3, 4]
    assert left(store)[1] == EVERY_INDEX


def test_a_second_file_is_merged(store, way):
    save(store, "a", FIRST)
    saved = save(store, "b", SECOND, CHANGED)
    assert (saved.new, saved.superseded) == (1, 1)
    assert sorted(all_facts(store)["line"]) == [2, 3, 4]


def test_without_finish_nothing_is_kept(store, way):
    with pytest.raises(KeyError), store.importing(stamp("a"), AT) as run:
        run.add(FIRST, NOTHING, 0)
        raise KeyError("the reader failed")
    with store.importing(stamp("b"), AT) as run:
        run.add(FIRST, NOTHING, 0)
    assert left(store) == (set(), EVERY_INDEX)
    assert save(store, "a", FIRST).new == 2


def test_a_failure_at_the_end_keeps_nothing(store, way, monkeypatch):
    def fail(connection):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "grow", fail)
        with pytest.raises(ZeroDivisionError):
            save(store, "a", FIRST)
    assert left(store) == (set(), EVERY_INDEX)
    assert save(store, "a", FIRST).new == 2


KILLED = """
import os, signal, sys
from etl.store import filling, writing
from etl.store.engine import open_store
from tests.store.files import save
from tests.store.test_filling import many_calls

filling.SIZES = range(10**9)
owner, name = {
    "rows": (filling.Fill, "add"),
    "indexes": (filling.Fill, "end"),
    "the last write": (writing, "grow"),
}[sys.argv[2]]
real, calls = getattr(owner, name), []

def then_die(*given):
    found = real(*given)
    calls.append(name)
    if name != "add" or len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return found

setattr(owner, name, then_die)
store = open_store(sys.argv[1])
with store.engine.connect() as connection:
    # So few pages that rows are on the disk, in the journal, well before the end.
    connection.exec_driver_sql("PRAGMA cache_size=5")
save(store, "killed", many_calls(1), many_calls(5001))
"""


def many_calls(first_line):
    lines = range(first_line, first_line + 5000)
    drawn = pd.concat([FIRST.iloc[:1]] * len(lines)).set_axis(lines)
    return drawn.assign(source_id=[f"call {line}" for line in lines])


@pytest.mark.parametrize("moment", ["rows", "indexes", "the last write"])
def test_a_process_killed_in_a_first_fill_leaves_nothing(tmp_path, moment):
    url = f"sqlite:///{tmp_path}/quality.db"
    store = open_store(url)
    dying = [sys.executable, "-c", KILLED, url, moment]
    ended = subprocess.run(dying, cwd=ROOT, env={**os.environ})
    assert ended.returncode == -signal.SIGKILL
    assert (tmp_path / "quality.db-wal").stat().st_size > 100_000
    assert left(store) == (set(), EVERY_INDEX)
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert save(store, "killed", many_calls(1), many_calls(5001)).new == 10_000
    store.dispose()


def test_readers_see_the_store_as_it_was_until_the_end(store, way):
    with store.importing(stamp("a"), AT) as run:
        run.add(FIRST, NOTHING, 0)
        assert all_facts(store).empty
        run.finish(2, {})
    assert len(all_facts(store)) == 2


def test_an_empty_file_leaves_an_empty_table(store, way):
    with store.importing(stamp("a"), AT) as run:
        saved = run.finish(0, {})
    assert (saved.new, saved.known) == (0, 0)
    assert left(store) == ({"imports", "journal"}, EVERY_INDEX)
