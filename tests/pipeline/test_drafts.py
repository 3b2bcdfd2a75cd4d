"""A first file is judged while it is kept; nobody can tell, whatever comes afterwards."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.pipeline import preview, undo
from etl.pipeline.assessing import loaded
from etl.store import filling
from etl.store.assessments import load_tallies
from tests.examples import examples
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, Prefecture, calls, local

LATER = local("2025-06-16T08:00")
MARCH, APRIL, JUNE = date(2025, 3, 4), date(2025, 4, 8), date(2025, 6, 16)
DAYS = (MARCH, date(2025, 3, 31), APRIL)


@pytest.fixture(autouse=True, scope="module")
def any_size():
    """Let a file of any size go straight into its empty table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "SIZES", range(1, 2**30))
        yield


@pytest.fixture
def url():
    """Only SQLite is filled directly."""
    return ""


@pytest.fixture
def read_back(monkeypatch):
    """Return the (site, month) pairs whose facts were read back from the store."""
    found = []

    def watched(warehouse, work):
        found.extend((site, month.code) for _, site, month in work)
        return loaded(warehouse, work)

    monkeypatch.setattr("etl.pipeline.assessing.loaded", watched)
    return found


def kept(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        tallies = load_tallies(connection).drop(columns="as_of")
    return [tallies.to_csv(index=False), *prefecture.everything_kept()[:2]]


def as_computed_anew(prefecture, at):
    prefecture.assess(at, everything=True)
    return kept(prefecture)


def test_what_was_judged_with_its_import_is_not_read_back(prefecture, read_back):
    rows = [*calls(MARCH, "aal" * 12), *calls(APRIL, "ala" * 12, "Figeac")]
    prefecture.send("appels.csv", CALLS, rows, LATER)
    prefecture.assess(LATER)
    assert read_back == []
    assert prefecture.finding("10a", "2025-03")["met"] == 24
    assert kept(prefecture) == as_computed_anew(prefecture, LATER)


def test_a_month_that_still_runs_is_judged_as_of_the_assessment(prefecture, read_back):
    rows = [*calls(MARCH, "aal"), *calls(JUNE, "al")]
    prefecture.send("appels.csv", CALLS, rows, LATER)
    prefecture.assess(LATER)
    assert read_back == [("cahors", "2025-06")]
    assert kept(prefecture) == as_computed_anew(prefecture, LATER)


def test_a_file_that_tells_of_a_contact_twice_is_read_back(prefecture, read_back):
    rows = [*calls(MARCH, "aal"), *calls(MARCH, "laa")]
    prefecture.send("appels.csv", CALLS, rows, LATER)
    prefecture.assess(LATER)
    assert ("cahors", "2025-03") in read_back
    assert prefecture.finding("10a", "2025-03")["missed"] == 1
    assert kept(prefecture) == as_computed_anew(prefecture, LATER)


def test_an_import_in_between_is_read_with_the_first(prefecture, read_back):
    prefecture.send("appels.csv", CALLS, calls(MARCH, "aal"), LATER)
    prefecture.send("suite.csv", CALLS, calls(MARCH, "aaaa"), LATER)
    prefecture.assess(LATER)
    assert ("cahors", "2025-03") in read_back
    assert prefecture.finding("10a", "2025-03")["met"] == 4
    assert kept(prefecture) == as_computed_anew(prefecture, LATER)


def test_another_definition_in_between_is_applied(prefecture, opened, declared, read_back):
    prefecture.send("appels.csv", CALLS, calls(MARCH, "aal"), LATER)
    folders.change(declared, "engagements/e10*.toml", "enough = 30", "enough = 2")
    redefined = replace(prefecture.warehouse, declarations=opened().warehouse.declarations)
    Prefecture(redefined, prefecture.folder).assess(LATER)
    assert ("cahors", "2025-03") in read_back


def test_a_preview_leaves_nothing_for_the_next_assessment(prefecture):
    tried = prefecture.folder / "essai.csv"
    tried.write_text("\n".join([CALLS, *calls(MARCH, "lll"), ""]), "utf-8")
    preview(prefecture.warehouse, [tried], LATER)
    prefecture.send("appels.csv", CALLS, calls(MARCH, "aal"), LATER)
    prefecture.assess(LATER)
    assert prefecture.finding("10a", "2025-03")["met"] == 2


FILES = st.lists(
    st.tuples(st.sampled_from(DAYS), st.text("al", min_size=1, max_size=6)),
    min_size=1,
    max_size=3,
)
STEPS = st.lists(st.one_of(FILES, st.sampled_from(["assess", "undo"])), max_size=6)


@settings(max_examples=examples(4), deadline=None)
@given(first=FILES, others=STEPS)
def test_any_sequence_of_imports_leaves_what_the_facts_say(first, others):
    with TemporaryDirectory() as name:
        folder = Path(name)
        declared = folders.declarations(folder, ["e10"])
        prefecture = Prefecture(folders.warehouse(folder, declared), folder)
        live = []
        for number, step in enumerate([first, *others]):
            if step == "assess":
                prefecture.assess(LATER)
            elif step == "undo":
                if live:
                    undo(prefecture.warehouse, live.pop(), LATER, "essai", "essai")
            else:
                rows = [row for day, outcomes in step for row in calls(day, outcomes)]
                report = prefecture.send(f"{number}.csv", CALLS, rows, LATER)
                live += [report.saved.import_id] if report.saved else []
        prefecture.assess(LATER)
        found = kept(prefecture)
        assert found == as_computed_anew(prefecture, LATER)
        prefecture.warehouse.store.dispose()
