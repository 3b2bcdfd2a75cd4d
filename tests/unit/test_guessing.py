"""What an unknown table seems to be: a guess that never swaps day and month by itself."""

import datetime as dt
import io

import pytest
import xlsxwriter

from etl.domain.sources import Parse
from etl.errors import UnreadableFileError
from etl.readers.guessed_columns import month_first
from etl.readers.guessing import guess_table


def guessed(tmp_path, text, encoding="utf-8", name="inconnu.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return guess_table(path)


def columns(table):
    return {each.header: each for each in table.columns}


@pytest.mark.parametrize(
    ("cells", "layouts", "both_ways"),
    [
        # Both numbers are twelve or less: nobody can tell.
        (["03/04/2026", "05/06/2026"], ("%d/%m/%Y",), True),
        # One day beyond the twelfth tells of them all.
        (["03/04/2026", "13/06/2026"], ("%d/%m/%Y",), False),
        # One month beyond the twelfth place: the month comes first.
        (["03/04/2026", "06/13/2026"], ("%m/%d/%Y",), False),
        (["2026-04-03", "2026-06-05"], ("%Y-%m-%d",), False),
        (["03/04/2026 09:05", "13/06/2026 10:00"], ("%d/%m/%Y %H:%M",), False),
        (["03.04.2026", "05.06.2026"], ("%d.%m.%Y",), True),
        (["03/04/26", "05/06/26"], ("%d/%m/%y",), True),
    ],
)
def test_a_date_reads_with_the_day_first_unless_it_cannot(tmp_path, cells, layouts, both_ways):
    table = guessed(tmp_path, "N°;Reçu\n" + "".join(f"{n};{c}\n" for n, c in enumerate(cells)))
    found = columns(table)["Reçu"]
    assert found.parse is Parse.TIMESTAMP
    assert found.layouts == layouts
    assert found.is_ambiguous is both_ways


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path, encoding, mark):
    text = "\n".join(
        mark.join(row) for row in (["Réf", "Préfecture"], ["1", "Cahors"], ["2", "Gourdon"])
    )
    table = guessed(tmp_path, text, encoding)
    assert table.delimiter == mark
    assert list(columns(table)) == ["Réf", "Préfecture"]
    assert len(table.sample) == 2


def test_headers_below_a_title_are_found(tmp_path):
    text = "Export du 3 mai;;\n;;\nRéf;Date;Canal\n1;2026-05-01;Courriel\n2;2026-05-02;Lettre\n"
    table = guessed(tmp_path, text)
    assert table.header_line == 3
    assert list(columns(table)) == ["Réf", "Date", "Canal"]


@pytest.mark.parametrize(
    ("cells", "parse"),
    [
        (["12", "1 200,5", "0"], Parse.NUMBER),
        (["Oui", "Non", "Oui"], Parse.FLAG),
        (["1 h 05", "12 min", "35 s"], Parse.DURATION),
        (["Pierre", "Paul", "Jacques"], Parse.TEXT),
        (["email", "lettre"] * 4, Parse.CHOICE),
        (["", "", ""], Parse.TEXT),
    ],
)
def test_a_column_is_what_most_of_its_cells_are(tmp_path, cells, parse):
    table = guessed(
        tmp_path, "N°;Colonne\n" + "".join(f"x{n};{c}\n" for n, c in enumerate(cells))
    )
    assert columns(table)["Colonne"].parse is parse


def test_what_stands_for_nothing_is_not_a_value(tmp_path):
    table = guessed(tmp_path, "N°;Clos le\na;-\nb;13/04/2026\nc;Sans objet\n")
    found = columns(table)["Clos le"]
    assert found.filled == 1
    assert found.layouts == ("%d/%m/%Y",)
    assert set(found.empty) == {"-", "Sans objet"}


def test_an_hour_alone_is_to_be_joined_to_a_day(tmp_path):
    table = guessed(tmp_path, "Jour;Heure\n2026-05-01;09:05\n2026-05-02;14:30\n")
    assert columns(table)["Heure"].is_clock
    assert not columns(table)["Jour"].is_clock


def test_the_dates_of_a_workbook_are_real_dates(tmp_path):
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet, form = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(2, 0, ["Réf", "Reçu le"])
    sheet.write_row(3, 0, ["A1"])
    sheet.write_datetime(3, 1, dt.datetime(2026, 4, 3), form)
    book.close()
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(kept.getvalue())
    table = guess_table(path)
    assert columns(table)["Reçu le"].layouts == ("%Y-%m-%d",)
    assert not columns(table)["Reçu le"].is_ambiguous


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03", b"un texte sans colonne", b"1;2\n3;4\n"])
def test_what_is_no_table_is_refused(tmp_path, data):
    path = tmp_path / "inconnu.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="tableau"):
        guess_table(path)


def test_the_month_first_changes_nothing_but_day_and_month():
    assert month_first(("%d/%m/%Y %H:%M", "%Y-%m-%d")) == ("%m/%d/%Y %H:%M", "%Y-%m-%d")


def test_a_word_reads_alike_in_whatever_column_it_stands(tmp_path):
    text = "N°;Quand;Reçu;Note\n" + "".join(
        f"{n};{quand};{recu};{note}\n"
        for n, (quand, recu, note) in enumerate(
            [
                ("03/04/2026 10H05", "13/04/2026 10:05", "12"),
                ("05/06/2026 9h30", "05/06/2026 9:30", "N/A"),
                ("05/06/2026 9h30", "12", "7"),
                ("05/06/2026 9h30", "14/06/2026 9:30", "1 204,5"),
                ("05/06/2026 9h30", "14/06/2026 9:30", "-"),
            ]
        )
    )
    found = columns(guessed(tmp_path, text))
    assert (found["Quand"].layouts, found["Quand"].is_ambiguous) == (("%d/%m/%Y %Hh%M",), True)
    assert (found["Quand"].filled, found["Quand"].distinct) == (5, 2)
    assert found["Reçu"].parse is Parse.TIMESTAMP and not found["Reçu"].is_ambiguous
    assert found["Note"].parse is Parse.NUMBER
    assert found["Note"].empty == ("-", "N/A")
