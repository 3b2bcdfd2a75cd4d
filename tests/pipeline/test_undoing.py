"""Undo an import: every figure is what it would be had the file never come."""

from datetime import date, timedelta

import pytest

from etl.errors import UsageError
from etl.pipeline import undo
from etl.store.assessments import load_findings, load_tallies, load_verdicts
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, MAILS, Prefecture, calls, local, mail

AT = local("2025-06-16T08:00")
JANUARY = ("janvier.csv", CALLS, calls(date(2025, 1, 14), "aaaaaaaall"))
MARCH = ("mars.csv", CALLS, calls(date(2025, 3, 4), "alalalalal"))
BETTER = ("mars_corrige.csv", CALLS, calls(date(2025, 3, 4), "aaaaaaaaaa"))
LETTERS = ("courriels.csv", MAILS, [mail("M1", "03/03/2025 09:00", "07/03/2025 09:00")])


def figures(prefecture):
    """Return all that pages show, without the numbers of imports, which count undos too."""
    with prefecture.warehouse.store.reading() as connection:
        frames = [
            load_findings(connection),
            load_verdicts(connection),
            load_tallies(connection),
        ]
    return [
        sorted(each.drop(columns="import_ids", errors="ignore").to_csv(index=False).split())
        for each in frames
    ]


@pytest.fixture
def other(tmp_path, declared):
    """Return a prefecture that has nothing yet, on SQLite."""
    place = tmp_path / "other"
    place.mkdir()
    warehouse = folders.warehouse(place, declared)
    yield Prefecture(warehouse, place)
    warehouse.store.dispose()


@pytest.mark.parametrize(
    ("sent", "undone", "left"),
    [
        ([JANUARY, MARCH], [1], [MARCH]),
        ([JANUARY, MARCH], [2], [JANUARY]),
        ([MARCH, BETTER], [2], [MARCH]),
        ([MARCH, BETTER, LETTERS], [1], [BETTER, LETTERS]),
        ([MARCH, BETTER, JANUARY], [1, 2], [JANUARY]),
        ([MARCH, BETTER, JANUARY], [2, 1], [JANUARY]),
        ([MARCH], [1], []),
    ],
    ids=["first", "last", "correction", "corrected", "both", "both backwards", "all"],
)
def test_figures_are_those_of_the_files_that_are_left(prefecture, other, sent, undone, left):
    for each in sent:
        prefecture.send(*each, AT)
        prefecture.assess(AT)
    for number in undone:
        undo(prefecture.warehouse, number, AT, "moi", "essai")
    prefecture.assess(AT)
    for each in left:
        other.send(*each, AT)
    other.assess(AT)
    assert figures(prefecture) == figures(other)


def test_only_the_months_of_the_file_are_assessed_again(prefecture):
    prefecture.send(*JANUARY, AT)
    prefecture.send(*MARCH, AT)
    prefecture.assess(AT)
    undo(prefecture.warehouse, 2, AT, "moi", "essai")
    months = {month for _, _, month in prefecture.work(AT + timedelta(minutes=1))}
    assert months == {"2025-03"}


def test_an_undo_without_a_reason_is_refused(prefecture):
    prefecture.send(*JANUARY, AT)
    with pytest.raises(UsageError, match="motif"):
        undo(prefecture.warehouse, 1, AT, "moi", "  ")
