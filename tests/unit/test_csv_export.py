"""CSV for French spreadsheets: nothing in it can run."""

import pandas as pd
import pytest

from etl.exports.csv import to_csv


def lines(frame: pd.DataFrame) -> list[str]:
    return to_csv(frame).decode("utf-8-sig").splitlines()


def test_a_file_begins_with_a_byte_order_mark_so_that_accents_survive():
    assert to_csv(pd.DataFrame({"É": ["à"]})).startswith(b"\xef\xbb\xbf")


def test_a_column_may_hold_numbers_and_words_and_a_last_line_says_why():
    part = pd.Series([0.5, "masqué", None, 12], dtype="object")
    text = to_csv(pd.DataFrame({"Part": part, "Mois": "mai"}), note="masqué : pourquoi")
    assert text.decode("utf-8-sig").splitlines() == [
        "Part;Mois", "0,5;mai", "masqué;mai", ";mai", "12;mai", "", "masqué : pourquoi",
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_looks_like_a_formula_is_made_harmless(start):
    assert (
        to_csv(pd.DataFrame({"A": [f"{start}1+1"]}))
        .decode("utf-8-sig")
        .splitlines()[1]
        .lstrip('"')
        .startswith("'")
    )


@pytest.mark.parametrize("text", ["a=1", " =1", "1-2", "é@x"])
def test_any_other_cell_stays_as_it_is(text):
    assert lines(pd.DataFrame({"A": [text]}))[1] == text


def test_a_heading_is_made_harmless_too():
    assert lines(pd.DataFrame({"=A": ["x"]}))[0] == "'=A"


def test_numbers_have_a_decimal_comma_and_every_digit():
    frame = pd.DataFrame({"A": [0.1, 2.0, -1.25, None], "B": [2**60 + 1, 0, -3, 1]})
    assert lines(frame) == ["A;B", f"0,1;{2**60 + 1}", "2;0", "-1,25;-3", ";1"]


def test_separators_quotes_and_line_ends_are_quoted():
    assert lines(pd.DataFrame({"A": ['a;b"c']}))[1] == '"a;b""c"'


def test_instants_are_local_times_and_flags_are_words():
    frame = pd.DataFrame(
        {
            "A": pd.to_datetime(["2025-07-01 12:00Z", None], utc=True),
            "B": pd.array([True, None], dtype="boolean"),
        }
    )
    assert lines(frame) == ["A;B", "01/07/2025 14:00;oui", ";"]


def test_no_rows_give_the_headings_alone():
    assert lines(pd.DataFrame({"A": pd.Series(dtype="str")})) == ["A"]
    assert lines(pd.DataFrame()) in ([], [""], ['""'])
