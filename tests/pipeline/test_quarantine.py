"""Rejected rows: a file with too many is refused, the others are read again alone."""

from datetime import date

import pytest

from etl.domain.datasets import Dataset
from etl.errors import UsageError, UserError
from etl.pipeline import Orders, Status, ingest_paths, replay, undo
from etl.store.facts import load_facts
from etl.store.imports import list_imports
from etl.store.quarantine import count_rejections, load_rejections
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, Prefecture, calls, local

AT = local("2025-06-16T08:00")
DAY = date(2025, 3, 4)
GOOD = calls(DAY, "a" * 19)
BAD = calls(DAY, "l", first=40)[0]
WORD = BAD.replace("Abandon", "Perdu en route")
FORCED = Orders(force=True, author="moi", reason="le reste attendra")


def outcomes(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return (
            load_facts(connection, Dataset.CALLS)["outcome"]
            .astype("str")
            .value_counts()
            .to_dict()
        )


def journal(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return list_imports(connection)


def in_quarantine(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return count_rejections(connection, only_open=True)


def write(prefecture, name, rows):
    path = prefecture.folder / name
    path.write_text("\n".join([CALLS, *rows]) + "\n", "utf-8")
    return path


def every_row_is_told(prefecture):
    kept = journal(prefecture)
    parts = kept["added"] + kept["superseded"] + kept["known"] + kept["rejected"]
    return (parts == kept["records"]).all()


@pytest.mark.parametrize(
    ("good", "bad", "status", "warned"),
    [
        (50, 1, Status.IMPORTED, False),
        (49, 1, Status.IMPORTED, False),
        (48, 1, Status.IMPORTED, True),
        (18, 2, Status.IMPORTED, True),
        (17, 3, Status.REFUSED, True),
        # Of less than twenty rows a share says little: a warning, unless nothing is left.
        (16, 3, Status.IMPORTED, True),
        (4, 1, Status.IMPORTED, True),
        (0, 1, Status.REFUSED, True),
        (0, 3, Status.REFUSED, True),
    ],
)
def test_above_two_percent_a_warning_and_above_ten_a_refusal_from_twenty_rows_on(
    prefecture, good, bad, status, warned
):
    rows = [*calls(DAY, "a" * good), *[WORD] * bad]
    report = prefecture.send("appels.csv", CALLS, rows, AT)
    assert (report.status, report.is_warned) == (status, warned)
    assert bool(outcomes(prefecture)) is (status is Status.IMPORTED)


def test_a_refused_file_leaves_its_reason_its_cells_and_no_fact(prefecture):
    report = prefecture.send("appels.csv", CALLS, [*GOOD[:17], *[WORD] * 3], AT)
    assert "3 lignes sur 20" in report.message.replace("\xa0", " ")
    (line,) = journal(prefecture).to_dict("records")
    assert (line["kind"], line["records"], line["rejected"]) == ("refusal", 20, 20)
    assert "au-delà des" in line["reason"]
    assert in_quarantine(prefecture) == 3
    assert outcomes(prefecture) == {}
    assert every_row_is_told(prefecture)


def test_a_refused_file_is_forced_with_a_reason_only(prefecture):
    path = write(prefecture, "appels.csv", [*GOOD[:17], *[WORD] * 3])
    prefecture.send("appels.csv", CALLS, [*GOOD[:17], *[WORD] * 3], AT)
    with pytest.raises(UsageError, match="motif"):
        ingest_paths(prefecture.warehouse, [path], AT, orders=Orders(force=True))
    (report,) = ingest_paths(prefecture.warehouse, [path], AT, orders=FORCED)
    assert (report.status, report.saved.new) == (Status.IMPORTED, 17)
    assert journal(prefecture)["reason"][0] == "le reste attendra"
    assert in_quarantine(prefecture) == 3


def test_a_source_may_admit_more(opened, declared):
    folders.change(
        declared, "sources/appels_acd.toml", 'rhythm = "', 'rejects_refused = 0.5\nrhythm = "'
    )
    report = opened().send("appels.csv", CALLS, [*GOOD[:17], *[WORD] * 3], AT)
    assert report.status is Status.IMPORTED


def test_a_corrected_file_replays_only_what_was_rejected(prefecture):
    prefecture.send("appels.csv", CALLS, [*GOOD, WORD], AT)
    corrected = [each.replace("Décroché", "Abandon") for each in GOOD]
    path = write(prefecture, "corrige.csv", [*corrected, BAD])
    report = replay(prefecture.warehouse, 1, path, AT)
    assert (report.status, report.records, report.saved.new) == (Status.REPLAYED, 1, 1)
    assert outcomes(prefecture) == {"answered": 19, "abandoned": 1}
    assert in_quarantine(prefecture) == 0
    assert every_row_is_told(prefecture)


def test_settled_rows_are_kept_and_say_what_settled_them(prefecture):
    prefecture.send("appels.csv", CALLS, [*GOOD, WORD], AT)
    replay(prefecture.warehouse, 1, write(prefecture, "c.csv", [*GOOD, BAD]), AT)
    with prefecture.warehouse.store.reading() as connection:
        cells = load_rejections(connection)
    assert cells[["import_id", "line", "settled_by"]].values.tolist() == [[1, 21, 2]]


def test_an_undone_replay_opens_the_quarantine_again(prefecture):
    prefecture.send("appels.csv", CALLS, [*GOOD, WORD], AT)
    path = write(prefecture, "c.csv", [*GOOD, BAD])
    replay(prefecture.warehouse, 1, path, AT)
    undo(prefecture.warehouse, 2, AT, "moi", "essai")
    assert (in_quarantine(prefecture), sum(outcomes(prefecture).values())) == (1, 19)
    assert replay(prefecture.warehouse, 1, path, AT).saved.new == 1


def test_a_row_rejected_again_waits_under_the_replay(prefecture):
    prefecture.send("appels.csv", CALLS, [*GOOD, WORD], AT)
    report = replay(
        prefecture.warehouse, 1, write(prefecture, "c.csv", [*GOOD, WORD + " "]), AT
    )
    assert report.saved.rejected == 1
    assert in_quarantine(prefecture) == 1
    path = write(prefecture, "d.csv", [*GOOD, BAD])
    assert replay(prefecture.warehouse, 2, path, AT).saved.new == 1


def test_a_file_with_other_lines_is_no_correction(prefecture):
    prefecture.send("appels.csv", CALLS, [*GOOD, WORD], AT)
    with pytest.raises(UserError, match="lignes à leur place"):
        replay(prefecture.warehouse, 1, write(prefecture, "c.csv", [BAD]), AT)
    with pytest.raises(UserError, match="n'existe pas"):
        replay(prefecture.warehouse, 7, write(prefecture, "c.csv", [BAD]), AT)
    assert len(journal(prefecture)) == 1


def test_a_known_file_is_read_again_when_its_declaration_was_corrected(opened, declared):
    first = opened()
    rows = [*GOOD, WORD]
    first.send("appels.csv", CALLS, rows, AT)
    assert first.send("appels.csv", CALLS, rows, AT).status is Status.KNOWN
    folders.change(
        declared,
        "sources/appels_acd.toml",
        '"Abandon" =',
        '"Perdu en route" = "abandoned", "Abandon" =',
    )
    second = Prefecture(opened().warehouse, first.folder)
    report = second.send("appels.csv", CALLS, rows, AT)
    assert (report.status, report.records, report.saved.new) == (Status.REPLAYED, 1, 1)
    assert second.send("appels.csv", CALLS, rows, AT).status is Status.KNOWN


def test_a_file_whose_rows_were_all_rejected_is_taken_once_its_source_is_corrected(
    opened, declared
):
    first = opened()
    assert first.send("appels.csv", CALLS, [WORD], AT).status is Status.REFUSED
    folders.change(
        declared,
        "sources/appels_acd.toml",
        '"Abandon" =',
        '"Perdu en route" = "abandoned", "Abandon" =',
    )
    second = Prefecture(opened().warehouse, first.folder)
    assert second.send("appels.csv", CALLS, [WORD], AT).saved.new == 1
    assert in_quarantine(second) == 0
