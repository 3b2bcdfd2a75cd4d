"""A preview says all that an import would do, and leaves no trace."""

import json
from datetime import date

from sqlalchemy import select

from etl.pipeline import Status, preview
from etl.store.imports import list_imports
from etl.store.tables import metadata
from etl.store.version import data_version
from tests.pipeline.prefecture import CALLS, calls, local

AT = local("2025-06-16T08:00")
BAD = calls(date(2025, 3, 4), "l", first=50)[0].replace("Abandon", "Perdu")


def everything(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return {
            each.name: sorted(map(repr, connection.execute(select(each))))
            for each in metadata.sorted_tables
        }


def tried(prefecture, *rows):
    path = prefecture.folder / "apercu.csv"
    path.write_text("\n".join([CALLS, *rows]) + "\n", "utf-8")
    return preview(prefecture.warehouse, [path, path], AT)


def test_a_preview_is_what_the_import_then_does(prefecture):
    prefecture.send("un.csv", CALLS, calls(date(2025, 3, 4), "a" * 40), AT)
    prefecture.assess(AT)
    before = everything(prefecture)
    rows = [*calls(date(2025, 3, 4), "l" * 40), BAD]
    found = tried(prefecture, *rows)
    assert everything(prefecture) == before
    first, again = found.reports
    assert (first.saved.superseded, first.saved.rejected) == (40, 1)
    assert again.status is Status.KNOWN
    report = prefecture.send("apercu.csv", CALLS, rows, AT)
    prefecture.assess(AT)
    assert report.saved.superseded == first.saved.superseded
    march = found.verdicts[
        (found.verdicts["period"] == "2025-03") & (found.verdicts["site"] == "cahors")
    ]
    assert march["engagement"].tolist() == [10]
    assert march["before"].tolist() == ["not_measured"]
    assert march["after"].tolist() == [prefecture.verdict(10, "2025-03")] == ["missed"]


def test_a_preview_names_reasons_months_and_engagements(prefecture):
    found = tried(prefecture, *calls(date(2025, 3, 4), "a" * 40), BAD)
    (reason,) = found.reasons.to_dict("records")
    assert (reason["column"], reason["cells"], reason["lines"]) == ("outcome", 1, "42")
    assert reason["values"] == "Perdu"
    assert found.months["month"].unique().tolist() == [date(2025, 3, 1)]
    assert 10 in found.months["engagement"].tolist()


def test_pages_are_not_told_that_anything_changed(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        before = data_version(connection)
    tried(prefecture, *calls(date(2025, 3, 4), "a"))
    with prefecture.warehouse.store.reading() as connection:
        assert data_version(connection) == before


def test_what_deserves_a_look_is_told_before_and_kept_in_the_journal(prefecture):
    rows = calls(date(2025, 3, 4), "a" * 40)
    rows += [rows[-1], rows[0].replace("2025", "2031").replace(rows[0].split(";")[0], "z")]
    told = {("started_at", "in_future"): 1, ("source_id", "repeated"): 1}
    found = tried(prefecture, *rows)
    assert {(e.column, e.code): e.rows for e in found.reports[0].saved.remarks} == told
    prefecture.send("b.csv", CALLS, rows, AT)
    with prefecture.warehouse.store.reading() as connection:
        (journal,) = list_imports(connection)["remarks"]
    kept = json.loads(journal) if isinstance(journal, str) else journal
    assert {(each["column"], each["code"]): each["rows"] for each in kept} == told
