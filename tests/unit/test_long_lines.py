"""A line that is too long is left empty, wherever a text is cut into parts."""

from hypothesis import given
from hypothesis import strategies as st

from etl.readers.layout import first_rows, unique_headers, width_of
from etl.readers.long_lines import without_long_lines

LONGEST = 5


def bounded(parts: list[str]) -> tuple[str, list[int]]:
    lost: list[tuple[int, str]] = []
    text = "".join(without_long_lines(parts, lost, LONGEST))
    return text, [line for line, _ in lost]


def test_both_sides_of_the_bound():
    assert bounded(["12345\n123456\n12345"]) == ("12345\n\n12345", [2])


def test_a_long_line_at_the_end_is_lost_too():
    assert bounded(["1\n123456"]) == ("1\n", [2])


@given(st.lists(st.text("ab\n", max_size=12), max_size=8))
def test_however_a_text_is_cut_the_same_lines_are_lost(parts):
    lines = "".join(parts).split("\n")
    kept = ["" if len(line) > LONGEST else line for line in lines]
    lost = [place for place, line in enumerate(lines, start=1) if len(line) > LONGEST]
    assert bounded(parts) == ("\n".join(kept), lost)


def test_a_row_of_more_columns_than_a_table_has_is_passed_over():
    widths = {len(row.cells) for row in first_rows(b"x;" * 1999 + b"x\n" + b"x;" * 2000 + b"x")}
    assert 2000 in widths and 2001 not in widths


@given(st.lists(st.sampled_from(["a", "b", "a (2)", "", " ", "a (b)"]), max_size=9))
def test_headers_are_as_many_as_the_row_is_wide_and_none_twice(cells):
    names = unique_headers(cells)
    assert len(names) == width_of(cells)
    assert len(set(names)) == len(names)
