"""Dates, numbers, flags and encodings as files write them, against what our readers read.

Where we depart from a recommendation, the test says so and why:

* a local time that was twice (autumn) is the first of the two: the explicit rule that the
  recommendation allows, declared in ``parsers.timestamps``;
* a negative number is a number to the parser; that a count or a delay cannot be one, the
  contract of the dataset says, and refuses the row with the reason « negative »;
* two-digit years are read only under a layout that declares them.
"""

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.domain.datasets import Dataset
from etl.domain.sources import Column, Parse
from etl.frames.batches import Batch, typed
from etl.readers.base import encoding_of
from etl.readers.cells import typed_cells
from tests.agreement.topics import topic, untold
from tests.tables import PARIS

# What a source of French files declares; the last is the two-digit year, asked for by name.
LAYOUTS = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %Hh%M",
    "%d/%m/%Y",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%d %B %Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
)


def kind(name):
    return lambda vector: vector["kind"] == name


SERIAL, SERIAL_1904 = kind("excel_serial_1900"), kind("excel_serial_1904")
DATE, BYTES = kind("date_or_time_text"), kind("bytes_hex")
NUMBER_OR_FLAG = kind("number_or_flag_text")


def is_flag(vector):
    return NUMBER_OR_FLAG(vector) and isinstance(vector["expected"], bool)


def is_number(vector):
    return NUMBER_OR_FLAG(vector) and not isinstance(vector["expected"], bool)


TOLD = (SERIAL, SERIAL_1904, DATE, BYTES, is_flag, is_number)


def read(text, parse, layouts=(), timezone=PARIS):
    """Return the value of one cell, ``None`` if it has none."""
    cells = pd.Series([text], dtype="str")
    value = typed_cells(cells, Column(("x",), parse, layouts), timezone)[0]
    return None if pd.isna(value) else value


@topic("import_formats", SERIAL)
def test_a_day_number_of_a_spreadsheet_is_its_clock_reading(vector):
    """In UTC, so that only the conversion is judged: no hour is missing or double."""
    at = read(str(vector["input"]), Parse.TIMESTAMP, ("serial",), "UTC")
    assert (at and at.tz_localize(None).isoformat()) == vector["expected"]


@topic("import_formats", SERIAL_1904)
def test_a_day_number_of_the_system_of_1904_is_its_clock_reading(vector):
    at = read(str(vector["input"]), Parse.TIMESTAMP, ("serial_1904",), "UTC")
    assert (at and at.tz_localize(None).isoformat()) == vector["expected"]


@topic("import_formats", DATE)
def test_a_date_is_read_or_absent(vector):
    at = read(vector["input"], Parse.TIMESTAMP, LAYOUTS)
    expected = vector["expected"]
    if "ambiguous" in vector["note"]:
        both = pd.Timestamp(vector["input"]).tz_localize(PARIS, ambiguous=True)
        assert at == both
    elif expected is None:
        assert at is None
    elif len(expected) == len("2024-03-12"):
        assert str(at.tz_convert(PARIS).date()) == expected
    else:
        wanted = pd.Timestamp(expected)
        assert at == (wanted if wanted.tz else wanted.tz_localize(PARIS))


@topic("import_formats", is_number)
def test_a_number_is_read_or_absent(vector):
    found, expected = read(vector["input"], Parse.NUMBER), vector["expected"]
    if expected is None and found is not None:
        assert found < 0 and reasons_for(found) == ["negative"]
    else:
        assert found == (None if expected is None else pytest.approx(expected))


def reasons_for(wait):
    """Return why a call with such a wait is refused."""
    at = pd.Timestamp("2025-03-03 10:00", tz="UTC")
    columns = {
        "source_id": ["1"],
        "site": ["cahors"],
        "started_at": [at],
        "direction": ["inbound"],
        "outcome": ["answered"],
        "wait_s": [wait],
    }
    rows = typed(Dataset.CALLS, columns, pd.RangeIndex(1))
    batch = Batch(Dataset.CALLS, rows, rows.astype("str"))
    return list(check(batch, CONTRACTS[Dataset.CALLS], ["cahors"]).rejections["code"])


@topic("import_formats", is_flag)
def test_a_flag_is_read(vector):
    assert bool(read(vector["input"], Parse.FLAG)) is vector["expected"]


@pytest.mark.parametrize("text", ["", " ", "#N/A", "#DIV/0!", "NC", "n/a", "-"])
def test_what_is_missing_is_neither_zero_nor_false(text):
    assert read(text, Parse.NUMBER) is None
    assert read(text, Parse.FLAG) is None


@topic("import_formats", BYTES)
def test_bytes_are_decoded(vector):
    """What the spreadsheet marks at the head of the file is no part of the text."""
    data = bytes.fromhex(vector["input"])
    assert data.decode(encoding_of(data)) == vector["expected"]


def test_a_not_a_number_is_no_number():
    assert read("nan", Parse.NUMBER) is None
    assert read("inf", Parse.NUMBER) is None


def test_no_vector_is_left_aside():
    assert untold("import_formats", *TOLD) == []
