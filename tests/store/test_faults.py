"""A full disk, a read-only store, a clock that steps: a sentence, nothing lost, and on."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from etl.domain.datasets import Dataset
from etl.errors import StoreError
from etl.pipeline.backup import backups_in, made_at
from etl.store.engine import open_store
from etl.store.facts import load_facts
from etl.store.inspecting import inspect_store
from tests import blank
from tests.store.conftest import SECRET
from tests.store.files import AT, NOTHING, calls, save, stamp

CALL = calls("""
    source_id | site   | started_at          | outcome  | caller
    a1        | cahors | 2025-03-03 09:00:00 | answered | +33612345678
    a2        | cahors | 2025-03-03 09:01:00 | answered | +33612345678
""")
MANY = calls(
    "source_id | site | started_at | outcome | caller\n"
    + "\n".join(
        f"b{place} | cahors | 2025-03-04 09:00:{place % 60:02d} | answered | +336{place:08d}"
        for place in range(4000)
    )
)


@pytest.fixture
def url(tmp_path):
    return blank.sqlite_url(tmp_path / "q.db")


def restricted(url, pragma):
    """Return the store as a disk that is full, or a mount that is read-only, lets it be."""
    opened = open_store(url, SECRET)
    event.listen(opened.engine, "connect", lambda driver, _: driver.execute(pragma))
    opened.engine.dispose()
    return opened


def count(store):
    with store.reading() as connection:
        return len(load_facts(connection, Dataset.CALLS))


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("PRAGMA max_page_count=120", "disque est plein"),
        ("PRAGMA query_only=ON", "lecture seule"),
    ],
)
def test_a_store_that_cannot_be_written_keeps_what_it_had_and_goes_on_after(url, pragma, told):
    healthy = open_store(url, SECRET)
    save(healthy, "a", CALL)
    healthy.dispose()
    tight = restricted(url, pragma)
    with pytest.raises(StoreError, match=told), tight.importing(stamp("b"), AT) as run:
        run.add(MANY, NOTHING, 0)
        run.finish(len(MANY), {})
    assert count(tight) == 2
    tight.dispose()
    assert inspect_store(url).is_sound
    again = open_store(url, SECRET)
    assert save(again, "b", MANY).new == len(MANY)
    again.dispose()


def test_a_clock_that_steps_back_loses_nothing(store):
    save(store, "a", CALL)
    with store.writing() as connection:
        connection.execute(text("UPDATE imports SET imported_at = imported_at + 7200000000"))
    again = calls("""
        source_id | site   | started_at          | outcome   | caller
        a1        | cahors | 2025-03-03 09:00:00 | abandoned | +33612345678
        a3        | cahors | 2025-03-03 09:02:00 | answered  | +33612345678
    """)
    saved = save(store, "b", again)
    # Which import came last is told by its number, never by a clock.
    assert (saved.new, saved.superseded) == (1, 1) and count(store) == 3


def test_the_hour_that_comes_twice_makes_two_backups(tmp_path):
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # 02:30 in Paris
    second = first + timedelta(hours=1)  # 02:30 again
    for at in (first, second):
        (tmp_path / f"vigie-{at:%Y%m%d-%H%M%S}.tar.gz").touch()
    assert [made_at(each) for each in backups_in(tmp_path)] == [second, first]
