"""Workbooks: nothing can run, values keep their type, the bytes are the same each time."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from etl.exports.xlsx import PERCENT, Cover, Sheet, workbook

COVER = Cover("Délais", [("Périmètre", "Cahors")], datetime(2025, 4, 2, 8, tzinfo=UTC))
# What would be a formula, a link, a call to another file or a program.
RUNNABLE = re.compile(r'<f[ >/]|<hyperlink|externalLink|vbaProject|TargetMode="External"')
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "http://a.example/x", "file://x", "<b>",
    "mailto:a@b.fr", "internal:A!A1", "external:c.xlsx", "0012", "_x0041_", "&P", "'=1",
)  # fmt: skip


def can_run(book: bytes) -> list[str]:
    return [name for name, text in parts(book).items() if RUNNABLE.search(text)]


def parts(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


def rows(book: bytes, place: int = 1) -> list[list[object]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(place).to_python()
    )


def names(book: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names


def of(frame: pd.DataFrame, **more: object) -> bytes:
    return workbook([Sheet("Tableau", frame, **more)], COVER)


def test_hostile_texts_are_read_back_as_they_were_and_nothing_can_run():
    frame = pd.DataFrame({each: [each] for each in HOSTILE})
    book = workbook([Sheet("=1+1", frame, note="=1+1")], Cover("=1+1", [("=1", "=2")]))
    assert rows(book)[1] == list(HOSTILE)
    assert can_run(book) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), st.text(max_size=40))
def test_any_text_makes_a_workbook_that_can_be_read(texts, title):
    book = workbook([Sheet(title, pd.DataFrame({title: texts}))] * 2, Cover(title))
    assert can_run(book) == []
    assert len(set(names(book))) == 3


def test_the_same_tables_give_the_same_bytes():
    frame = pd.DataFrame({"A": [1.5, None], "B": ["x", "y"]})
    assert of(frame) == of(frame)
    assert "2025-04-02T08:00:00Z" in parts(of(frame))["docProps/core.xml"]


def test_values_keep_their_type():
    frame = pd.DataFrame(
        {
            "Part": pd.Series([0.5, "masqué", None], dtype="object"),
            "Jour": pd.Series([date(2025, 3, 4), None, date(1800, 1, 1)], dtype="object"),
            "Reçu": pd.to_datetime(["2025-03-04T08:05Z", None, "2025-07-01T08:05Z"]),
            "Tenu": pd.array([True, False, None], dtype="boolean"),
            "Grand": [2**60 + 1, 1, 2],
            "Infini": [float("inf"), 1.0, float("nan")],
        }
    )
    assert rows(of(frame)) == [
        ["Part", "Jour", "Reçu", "Tenu", "Grand", "Infini"],
        [0.5, date(2025, 3, 4), datetime(2025, 3, 4, 9, 5), "oui", str(2**60 + 1), "inf"],
        ["masqué", "", "", "non", 1.0, 1.0],
        ["", "1800-01-01", datetime(2025, 7, 1, 10, 5), "", 2.0, ""],
    ]


def test_the_first_sheet_says_what_the_workbook_holds():
    frame = pd.DataFrame({"Part": [0.5]})
    book = of(frame, meanings={"Part": "part des appels"}, patterns={"Part": PERCENT})
    told = [each for row in rows(book, 0) for each in row if each]
    assert names(book)[0] == "Lisez-moi"
    assert {"Délais", "Périmètre", "Cahors", "Part", "part des appels"} <= set(told)
    assert PERCENT in parts(book)["xl/styles.xml"]


@pytest.mark.parametrize(
    ("titles", "tabs"),
    [
        (["A/B: [c]?"], ["A–B– –c––"]),
        (["Lisez-moi", "HISTORY"], ["Lisez-moi 2", "HISTORY 2"]),
        (["Un", "un"], ["Un", "un 2"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 29 + " 2"]),
        (["'"], ["Tableau"]),
    ],
)
def test_tabs_have_names_that_a_spreadsheet_admits(titles, tabs):
    frame = pd.DataFrame({"A": [1]})
    assert names(workbook([Sheet(each, frame) for each in titles], COVER))[1:] == tabs


def test_what_a_cell_cannot_hold_says_that_it_is_cut():
    long = rows(of(pd.DataFrame({"A": ["x" * 40_000]})))[1][0]
    assert len(long) == 32_767
    assert long.endswith("(coupé)")


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame(), pd.DataFrame({"A": []}), pd.DataFrame([[1, 2]], columns=["a", "A"])],
)
def test_tables_without_rows_or_with_headings_alike_are_written(frame):
    assert len(rows(of(frame))) == (1 if len(frame.columns) else 0) + len(frame)
