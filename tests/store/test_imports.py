"""What an import keeps: new, superseding and known rows, rejections, days touched."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.store.assessments import forget_touched, touched_days
from etl.store.facts import load_fact_rows, load_facts
from etl.store.imports import (
    AlreadyImportedError,
    freshness,
    is_known,
    list_imports,
)
from etl.store.quarantine import count_rejections, load_rejections
from etl.store.version import data_version
from tests.store.files import AT, NOTHING, calls, mails, save, stamp

MORNING = calls("""
    source_id | site   | service  | started_at          | outcome   | wait_s | caller
    a1        | cahors | standard | 2025-03-03 09:00:00 | answered  | 12     | +33612345678
    a2        | cahors | standard | 2025-03-03 09:05:00 | abandoned | 40     | +33698765432
    a3        | figeac | standard | 2025-03-04 10:00:00 | answered  |        |
""")


def current(store, dataset=Dataset.CALLS, **choice) -> pd.DataFrame:
    with store.reading() as connection:
        return load_facts(connection, dataset, **choice)


def accounting(saved):
    return saved.new, saved.superseded, saved.known


def test_rows_come_back_with_the_types_of_the_house(store):
    save(store, "matin.csv", MORNING)
    found = current(store)
    assert list(found["line"]) == [1, 2, 3]
    assert list(found["site"].astype("str")) == ["cahors", "cahors", "figeac"]
    assert list(found["outcome"]) == ["answered", "abandoned", "answered"]
    assert found["started_at"].dtype == "datetime64[us, UTC]"
    assert list(found["started_at"]) == list(MORNING["started_at"])
    assert found["wait_s"].tolist()[:2] == [12.0, 40.0]
    assert found["wait_s"].isna().tolist() == [False, False, True]
    assert found["source_id"].dtype == "Int64" and found["source_id"].is_unique
    assert found["caller"].isna().tolist() == [False, False, True]
    assert found["queue"].isna().all()


def test_the_same_file_twice_changes_nothing(store):
    first = save(store, "matin.csv", MORNING)
    with store.reading() as connection:
        before = data_version(connection)
    with pytest.raises(AlreadyImportedError, match="déjà importé"):
        save(store, "matin.csv", MORNING)
    with store.reading() as connection:
        assert data_version(connection) == before
        assert is_known(connection, "sha256 of matin.csv") == first.import_id
        assert is_known(connection, "another") is None
    assert len(current(store)) == 3


def test_identical_rows_of_another_file_are_known_and_touch_no_day(store):
    assert accounting(save(store, "matin.csv", MORNING)) == (3, 0, 0)
    again = save(store, "copie.csv", MORNING)
    assert accounting(again) == (0, 0, 3)
    assert again.touched.empty
    assert current(store)["import_id"].eq(1).all()


def test_a_changed_state_supersedes_and_touches_the_old_day_and_the_new(store):
    save(store, "matin.csv", MORNING)
    moved = calls("""
        source_id | site   | service  | started_at          | outcome  | wait_s
        a1        | cahors | standard | 2025-03-07 09:00:00 | answered | 12
        a9        | figeac | standard | 2025-03-08 09:00:00 | answered | 5
    """)
    saved = save(store, "corrigé.csv", moved)
    assert accounting(saved) == (1, 1, 0)
    days = saved.touched
    assert list(zip(days["site"], days["day"].dt.day, strict=True)) == [
        ("cahors", 3),
        ("cahors", 7),
        ("figeac", 8),
    ]
    found = current(store)
    assert len(found) == 4
    assert found.loc[found["started_at"].dt.day == 7, "import_id"].tolist() == [2]


def test_a_contact_repeated_in_one_file_has_its_last_line(store):
    repeated = calls("""
        source_id | site   | started_at          | outcome   | wait_s
        b1        | cahors | 2025-03-03 09:00:00 | abandoned | 10
        b2        | cahors | 2025-03-03 09:01:00 | answered  | 10
        b1        | cahors | 2025-03-03 09:00:00 | answered  | 30
    """)
    later = calls(
        """
        source_id | site   | started_at          | outcome  | wait_s
        b1        | cahors | 2025-03-03 09:00:00 | answered | 31
        """,
        first_line=4,
    )
    saved = save(store, "répétitions.csv", repeated, later)
    assert accounting(saved) == (2, 0, 2)
    assert sorted(current(store)[["line", "wait_s"]].itertuples(index=False)) == [
        (2, 10.0),
        (4, 31.0),
    ]


def test_contacts_without_identifier_are_all_kept(store):
    nameless = calls("""
        source_id | site   | started_at          | outcome
                  | cahors | 2025-03-03 09:00:00 | answered
                  | cahors | 2025-03-03 09:00:00 | answered
    """)
    assert accounting(save(store, "sans.csv", nameless)) == (2, 0, 0)
    assert accounting(save(store, "sans2.csv", nameless)) == (2, 0, 0)


def test_two_sources_may_use_the_same_identifier(store):
    save(store, "matin.csv", MORNING)
    assert accounting(save(store, "autre.csv", MORNING, source="cdr")) == (3, 0, 0)
    assert current(store)["source_id"].nunique() == 6


JANUARY = mails("""
    source_id | site   | channel | received_at      | answered_at      | sender
    m1        | cahors | email   | 2025-01-20 09:00 |                  | a@example.org
    m2        | cahors | email   | 2025-01-21 09:00 | 2025-01-22 10:00 | b@example.org
""")
FEBRUARY = mails("""
    source_id | site   | channel | received_at      | answered_at      | sender
    m1        | cahors | email   | 2025-01-20 09:00 | 2025-02-03 10:00 | a@example.org
    m3        | cahors | letter  | 2025-02-10 09:00 |                  |
""")


@pytest.mark.parametrize("order", [("janvier", "février"), ("février", "janvier")])
def test_two_exports_leave_the_same_facts_in_either_order(store, order):
    content = {"janvier": JANUARY, "février": FEBRUARY}
    for name in order:
        save(store, f"{name}.csv", content[name])
    found = current(store, Dataset.MAILS)
    assert list(found["received_at"].dt.day) == [20, 21, 10]
    assert list(found["answered_at"].dt.day.fillna(0)) == [3, 22, 0]


def test_an_older_state_is_known_and_kept_as_history_only(store):
    save(store, "février.csv", FEBRUARY)
    assert accounting(save(store, "janvier.csv", JANUARY)) == (1, 0, 1)


def test_a_correction_of_the_same_export_wins_even_when_it_takes_an_answer_back(store):
    save(store, "janvier.csv", JANUARY)
    corrected = JANUARY.assign(answered_at=JANUARY["answered_at"].where([False, False]))
    assert accounting(save(store, "janvier-corrigé.csv", corrected)) == (0, 1, 1)


def test_facts_are_read_as_they_stood_after_an_import(store):
    first = save(store, "janvier.csv", JANUARY)
    second = save(store, "février.csv", FEBRUARY)
    then = current(store, Dataset.MAILS, as_of_import=first.import_id)
    assert then["answered_at"].isna().tolist() == [True, False]
    now = current(store, Dataset.MAILS, as_of_import=second.import_id)
    assert now["answered_at"].isna().tolist() == [False, False, True]
    assert current(store, Dataset.MAILS, as_of_import=0).empty


def test_facts_are_chosen_by_half_open_span_site_and_column(store):
    save(store, "matin.csv", MORNING)
    span = datetime(2025, 3, 3, 8, tzinfo=UTC), datetime(2025, 3, 4, 9, tzinfo=UTC)
    assert list(current(store, span=span)["line"]) == [1, 2]
    assert list(current(store, span=span, sites=["figeac"])["line"]) == []
    assert list(current(store, sites=["figeac"])["line"]) == [3]
    assert current(store, sites=["nulle part"]).empty
    assert current(store, sites=[]).empty
    narrow = current(store, columns=["outcome", "wait_s"])
    assert list(narrow) == ["fact_id", "import_id", "outcome", "wait_s"]
    with store.reading() as connection:
        rows = load_fact_rows(connection, Dataset.CALLS, [3, 1])
        assert list(rows["line"]) == [1, 3]
        assert load_fact_rows(connection, Dataset.CALLS, []).empty


def test_an_empty_store_gives_empty_frames_of_the_same_types(store):
    empty = current(store)
    save(store, "matin.csv", MORNING)
    filled = current(store)
    kinds = {name: str(kind) for name, kind in filled.dtypes.items() if kind != "category"}
    assert {name: str(empty[name].dtype) for name in kinds} == kinds
    assert list(empty) == list(filled)


def test_rejections_are_paged_newest_import_first(store):
    cells = [(line, "started_at", "unreadable", f"32/13/{line}") for line in range(1, 8)]
    save(store, "a.csv", MORNING, refused=[*cells, (8, "site", "missing", None)])
    save(store, "b.csv", MORNING, refused=[(1, "wait_s", "negative", '-3;"x"\n\x00')])
    with store.reading() as connection:
        assert count_rejections(connection) == 9
        assert count_rejections(connection, 1) == 8
        page = load_rejections(connection, limit=3)
        assert list(page["file_name"]) == ["b.csv", "a.csv", "a.csv"]
        assert page["value"][0] == '-3;"x"\n'
        rest = load_rejections(connection, 1, limit=3, offset=6)
        assert list(rest["line"]) == [7, 8]
        assert rest["value"].isna().tolist() == [False, True]


def test_the_journal_tells_what_each_file_brought(store):
    save(store, "a.csv", MORNING, refused=[(9, "site", "missing", None)])
    with store.importing(stamp("b.csv"), AT) as run:
        run.add(MORNING, NOTHING, 0)
        run.finish(3, {"outbound": 2})
    with store.reading() as connection:
        journal = list_imports(connection)
        fresh = freshness(connection)
    assert list(journal["file_name"]) == ["b.csv", "a.csv"]
    assert (journal["accepted"] + journal["rejected"] == journal["records"]).all()
    kept = journal["added"] + journal["superseded"] + journal["known"]
    assert (kept == journal["accepted"]).all()
    assert journal["set_aside"].tolist() == [{"outbound": 2}, {}]
    assert journal["imported_at"][0] == AT
    assert journal["first_at"][1] == MORNING["started_at"].min()
    assert fresh[["source", "facts", "rejected", "records"]].values.tolist() == [
        ["standard", 3, 1, 7]
    ]


def test_days_wait_until_they_are_assessed(store):
    save(store, "a.csv", MORNING)
    with store.reading() as connection:
        first = touched_days(connection)
    assert first[["dataset", "site"]].values.tolist() == [
        ["calls", "cahors"],
        ["calls", "figeac"],
    ]
    save(store, "b.csv", JANUARY)
    with store.writing() as connection:
        forget_touched(connection, int(first["id"].max()))
    with store.reading() as connection:
        left = touched_days(connection)
    assert left["dataset"].unique().tolist() == ["mails"]
    assert left["day"].tolist() == [pd.Timestamp("2025-01-20"), pd.Timestamp("2025-01-21")]


def test_each_import_makes_the_version_grow(store):
    versions = []
    for name in "ab":
        save(store, name, MORNING)
        with store.reading() as connection:
            versions.append(data_version(connection))
    assert versions == [1, 2]


def test_columns_that_the_dataset_lacks_are_refused(store):
    with (
        pytest.raises(ValueError, match="surprise"),
        store.importing(stamp("a.csv"), AT) as run,
    ):
        run.add(MORNING.assign(surprise=1), NOTHING, 0)
    with store.reading() as connection:
        assert list_imports(connection).empty


def test_a_file_without_any_accepted_row_is_remembered(store):
    saved = save(store, "vide.csv", MORNING.iloc[:0])
    assert accounting(saved) == (0, 0, 0)
    assert saved.first_at is None
    with store.reading() as connection:
        assert len(list_imports(connection)) == 1
