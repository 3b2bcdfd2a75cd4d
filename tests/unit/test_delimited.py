"""Tables of any writing: encodings, delimiters, line numbers, broken lines."""

import gzip
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.sources import Column, Parse, Source
from etl.errors import UnreadableFileError
from etl.frames.batches import BROKEN
from etl.readers import csv_stream, parsers
from etl.readers.base import read_head
from etl.readers.cells import instants, numbers, words
from etl.readers.delimited import DelimitedFormat
from etl.readers.layout import find_layout, unique_headers

LAYOUTS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y")
SOURCE = Source(
    name="essai",
    title="Essai",
    dataset=Dataset.CALLS,
    format="delimited",
    site="cahors",
    signature=("N° d'appel", "Durée"),
    columns={
        "source_id": Column(header=("N° d'appel",)),
        "started_at": Column(header=("Début",), parse=Parse.TIMESTAMP, layouts=LAYOUTS),
        "talk_s": Column(header=("Durée",), parse=Parse.NUMBER, empty=("-",)),
        "queue": Column(header=("File",)),
    },
)
HEADER = "N° d'appel;Durée;File"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "essai.csv"
    path.write_bytes(text.encode(encoding))
    return path


def rows(path: Path) -> pd.DataFrame:
    return pd.concat([batch.rows for batch in DelimitedFormat().read(path, SOURCE)])


def broken(path: Path) -> dict[int, str]:
    found: dict[int, str] = {}
    for batch in DelimitedFormat().read(path, SOURCE):
        if BROKEN in batch.raw:
            found |= batch.raw[BROKEN].dropna().to_dict()
    return found


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_writing_is_read(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    text = f"Titre\n\n{HEADER}\nA1;12,5;Préfecture\nA2;-;Été\n"
    if delimiter == ",":
        text = text.replace("12,5", '"12;5"')
    text = text.replace(";", delimiter).replace("\n", end)
    path = written(tmp_path, text, encoding)
    head = read_head(path)
    assert DelimitedFormat().identify(head)
    assert DelimitedFormat().fits(head, SOURCE)
    found = rows(path)
    assert list(found["source_id"]) == ["A1", "A2"]
    assert list(found["queue"]) == ["Préfecture", "Été"]
    assert list(found["talk_s"].fillna(-1)) == [12.5, -1]
    assert list(found.index) == [4, 5]


def test_utf_16_without_a_mark_is_recognised_even_when_it_is_plain_ascii(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "N° d'appel;Durée\nA1;1\n", "utf-16-le")
    assert list(rows(path)["source_id"]) == ["A1"]
    plain = replace(SOURCE, signature=("File", "Autre"))
    path = written(tmp_path, "File;Autre\nx;y\n", "utf-16-le")
    assert DelimitedFormat().identify(read_head(path))
    assert DelimitedFormat().fits(read_head(path), plain)


def test_headers_are_known_whatever_their_case_apostrophe_and_order(tmp_path: Path) -> None:
    path = written(tmp_path, "DURÉE ; Autre;n° d’appel\n5;x;A1\n")
    assert list(rows(path)["source_id"]) == ["A1"]


def test_a_table_without_the_headers_is_not_of_the_source(tmp_path: Path) -> None:
    path = written(tmp_path, "N° d'appel;File\nA1;x\n")
    assert find_layout(read_head(path), SOURCE) is None
    with pytest.raises(UnreadableFileError, match="Durée"):
        list(DelimitedFormat().read(path, SOURCE))


@pytest.mark.parametrize(("above", "found"), [(29, True), (30, False)])
def test_the_headers_stand_in_the_first_thirty_rows(
    tmp_path: Path, above: int, found: bool
) -> None:
    path = written(tmp_path, "Titre\n" * above + f"{HEADER}\nA1;1;x\n")
    assert (find_layout(read_head(path), SOURCE) is not None) is found


def test_lines_of_another_width_are_kept_as_broken(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\nA1;1;x\nA2;2\nA3;3;x;;\nA4;4;x;y\n\nA5;5;x")
    assert broken(path) == {3: "A2;2", 5: "A4;4;x;y"}
    assert rows(path)["source_id"].dropna().to_dict() == {2: "A1", 4: "A3", 7: "A5"}


def test_line_numbers_are_those_of_the_file_despite_line_breaks_in_cells(
    tmp_path: Path,
) -> None:
    text = f'{HEADER}\nA1;1;"deux\n\nlignes"\nA2;2;x\n\nA3;3;"trois"\nA4;4\nA5;5;x\n'
    path = written(tmp_path, text)
    assert rows(path)["source_id"].dropna().to_dict() == {2: "A1", 5: "A2", 7: "A3", 9: "A5"}
    assert broken(path) == {8: "A4;4"}


def test_a_quote_that_is_never_closed_loses_one_line(tmp_path: Path) -> None:
    lines = [f"A{number};{number};x" for number in range(2, 2000)]
    path = written(tmp_path, f'{HEADER}\nA1;1;"ouvert\n' + "\n".join(lines))
    assert list(broken(path)) == [2]
    assert rows(path)["source_id"].notna().sum() == 1998


def test_a_quote_inside_a_cell_is_only_a_quote(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADER}\nA1;1;écran 12" plat\nA2;2;x\nA3;3;x\n')
    assert list(rows(path)["source_id"]) == ["A1", "A2", "A3"]


def test_totals_blank_lines_and_headers_again_are_set_aside(tmp_path: Path) -> None:
    text = f"{HEADER}\nA1;1;x\n;;\n{HEADER}\nTotal;1;\n;Sous-total ;1\nTotalement;2;x\nTotaux\n"
    path = written(tmp_path, text)
    (batch,) = DelimitedFormat().read(path, SOURCE)
    assert batch.set_aside == {"blank_line": 1, "repeated_header": 1, "total_line": 3}
    assert list(batch.rows["source_id"]) == ["A1", "Totalement"]


def test_a_file_read_in_many_pieces_is_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "".join(f'A{n};{n};"a\nb"\n' if n % 7 == 0 else f"A{n};{n};é\n" for n in range(500))
    path = written(tmp_path, f"{HEADER}\n{body}")
    whole = rows(path)
    monkeypatch.setattr(csv_stream, "CHUNK_BYTES", 97)
    pd.testing.assert_frame_equal(rows(path), whole, check_categorical=False, check_dtype=False)


def test_gzip_is_opened_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "essai"
    path.write_bytes(gzip.compress(f"{HEADER}\nA1;1;x\n".encode()))
    assert list(rows(path)["source_id"]) == ["A1"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"\x00\x01;\x02"])
def test_what_is_no_table_fits_no_source(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "essai.xlsx"
    path.write_bytes(content)
    head = read_head(path)
    assert not (DelimitedFormat().identify(head) and DelimitedFormat().fits(head, SOURCE))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    lines = "".join(f"A{number:07d};{number % 300};x\n" for number in range(400_000))
    path = written(tmp_path, f"{HEADER}\n" + lines * 3)
    tracemalloc.start()
    count = sum(len(batch.rows) for batch in DelimitedFormat().read(path, SOURCE))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_200_000
    assert peak < 120_000_000


TIMES = [
    "03/03/2025 10:00:00",
    "31/02/2025 10:00:00",
    "03/03/2025",
    "3/3/2025 1:02:03",
    "01/01/25 00:00:00",
    "30/03/2025 02:30:00",
    "26/10/2025 02:30:00",
    "03/03/2025 24:00:00",
    "29/02/2024 00:00:00",
    "2025-03-03",
    None,
]


def test_the_quick_reading_of_instants_is_that_of_the_parsers() -> None:
    text = pd.Series(TIMES, dtype="str")
    quick = instants(text, LAYOUTS, "Europe/Paris")
    pd.testing.assert_series_equal(quick, parsers.timestamps(text, LAYOUTS, "Europe/Paris"))
    assert list(quick.isna()) == [
        t in (*TIMES[1:2], *TIMES[4:6], *TIMES[7:8], *TIMES[9:]) for t in TIMES
    ]


def test_the_quick_reading_of_numbers_is_that_of_the_parsers() -> None:
    text = pd.Series(["12", "12.5", "1 234,5", "-3", "NC", None, "1e3", "07"], dtype="str")
    pd.testing.assert_series_equal(numbers(text), parsers.numbers(text))


def test_words_are_translated_or_null() -> None:
    found = words(pd.Series(["Oui", " OUI", "Si", None], dtype="str"), {"oui": "yes"})
    assert list(found.astype("str").fillna("?")) == ["yes", "yes", "?", "?"]


def test_headers_written_twice_are_told_apart() -> None:
    assert unique_headers(["Date", "Date", "", "Date", ""]) == (
        "Date",
        "Date (2)",
        "",
        "Date (3)",
    )
