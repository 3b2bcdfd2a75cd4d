"""Facts a day are counted for the source that brought their current state, and only then."""

from collections import Counter
from datetime import UTC, datetime

import pandas as pd

from etl.domain.datasets import Dataset
from etl.store.facts import load_facts
from etl.store.imports import list_imports
from etl.store.volumes import facts_by_source_and_day
from tests.store.files import calls, save

FIRST = calls("""
    source_id | site   | started_at          | outcome   | wait_s
    a1        | cahors | 2025-03-03 10:00:00 | answered  | 12
    a2        | cahors | 2025-03-04 00:59:59 | abandoned | 40
    a3        | figeac | 2025-03-04 01:00:00 | answered  | 5
    a4        | figeac | 2025-03-05 11:00:00 | answered  | 5
""")
LATER = calls("""
    source_id | site   | started_at          | outcome   | wait_s
    a1        | cahors | 2025-03-03 10:00:00 | answered  | 99
    b1        | figeac | 2025-03-04 10:00:00 | answered  | 1
""")

MOVED = calls("""
    source_id | site   | started_at          | outcome   | wait_s
    a1        | figeac | 2025-03-04 09:00:00 | answered  | 12
""")


def told_by_the_facts(store):
    """Return the same from every current fact, one by one."""
    with store.reading() as connection:
        facts = load_facts(connection, Dataset.CALLS)
        sources = list_imports(connection).set_index("id")["source"]
    facts = facts[facts["started_at"] < pd.Timestamp("2025-03-05T10:00", tz="UTC")]
    rows = zip(facts["import_id"].map(sources), facts["site"].astype("str"),
               facts["started_at"].dt.day, strict=True)  # fmt: skip
    return [(*row, count) for row, count in sorted(Counter(rows).items())]


def counted(store, first="2025-03-03T00:00", end="2025-03-05T10:00"):
    span = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (first, end)]
    with store.reading() as connection:
        found = facts_by_source_and_day(connection, Dataset.CALLS, tuple(span))
    found = found.assign(day=found["day"].dt.day)
    return list(found.itertuples(index=False, name=None))


def test_each_source_has_its_facts_of_each_day_corrections_taken_into_account(store):
    assert counted(store) == []
    save(store, "one.csv", FIRST)
    # Drawn an hour ahead of UTC, at whose midnight days change; the end is left out.
    one = [("standard", "cahors", 3, 2), ("standard", "figeac", 4, 1)]
    assert counted(store) == one
    assert counted(store, end="2025-03-05T10:01") == [*one, ("standard", "figeac", 5, 1)]
    assert counted(store, first="2025-03-03T09:01") == [("standard", "cahors", 3, 1), one[1]]
    # A correction counts once, where it was read; the same number of another source is another.
    save(store, "two.csv", LATER, source="other")
    save(store, "three.csv", MOVED)
    assert counted(store) == [
        ("other", "cahors", 3, 1),
        ("other", "figeac", 4, 1),
        ("standard", "cahors", 3, 1),
        ("standard", "figeac", 4, 2),
    ]
    assert counted(store) == told_by_the_facts(store)
