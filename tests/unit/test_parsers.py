"""Parsers are total: each text has its value, or none."""

import json
import os
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers.call_legs import seconds_utc
from etl.readers.parsers import (
    EPOCH,
    SERIAL,
    SERIAL_1904,
    choices,
    cleaned,
    durations,
    flags,
    numbers,
    timestamps,
)

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("QUALITY_SHARED", ROOT / "../shared"))
FRENCH = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")


def one(parser, text, *rest):
    """Return the value of one text, None if it has none."""
    value = parser(pd.Series([text], dtype="str"), *rest).iloc[0]
    return None if pd.isna(value) else value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567),
        ("1.234,5", 1234.5),
        ("1.234.567,8", 1234567.8),
        ("89,96 %", 0.8996),
        ("-5", -5),
        ("\u22125", -5),
        ("+3", 3),
        ("0", 0),
        ("1,234.5", None),
        ("12 34", None),
        ("1e5", None),
        ("inf", None),
        ("NC", None),
        ("O", None),
        ("#N/A", None),
        ("", None),
        (None, None),
        ("9" * 15, 999999999999999),
        ("9" * 16, None),
    ],
)
def test_a_number_is_read_or_absent(text, expected):
    assert one(numbers, text) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:12:35", 755),
        ("12:35", 755),
        ("100:00:00", 360000),
        ("12 min", 720),
        ("12,5 min", 750),
        ("1 h 05", 3900),
        ("1h05min20s", 3920),
        ("2 h", 7200),
        ("75 s", 75),
        ("75", 75),
        ("12,5", 12.5),
        ("-00:00:05", -5),
        ("une minute", None),
        ("h", None),
        ("", None),
        (None, None),
    ],
)
def test_a_duration_is_seconds_or_absent(text, seconds):
    assert one(durations, text) == seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oui", True),
        ("oui ", True),
        ("VRAI", True),
        ("1", True),
        ("x", True),
        ("NON", False),
        ("Faux", False),
        ("0", False),
        ("", None),
        ("peut-être", None),
    ],
)
def test_a_flag_is_true_false_or_absent(text, expected):
    assert one(flags, text) == expected


def test_a_source_may_add_words_to_flags():
    assert one(flags, "Conforme", {"Conforme": "oui", "Non conforme": "non"}) == True  # noqa: E712
    assert one(flags, "Non conforme", {"Conforme": "oui", "Non conforme": "non"}) == False  # noqa: E712


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Décroché", "answered"),
        (" décroché\u00a0", "answered"),
        ("L’appel  abandonné", "abandoned"),
        ("Décrochée", None),
        ("", None),
    ],
)
def test_a_word_has_its_meaning_or_none(text, expected):
    meanings = {"Décroché": "answered", "L'appel abandonné": "abandoned"}
    assert one(choices, text, meanings) == expected


def test_without_meanings_words_stand_as_they_are():
    assert one(choices, " inbound ", {}) == "inbound"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/03/2025 23:59:59", "2025-03-31 21:59:59"),
        ("31/03/2025 23:59", "2025-03-31 21:59:00"),
        ("31/03/2025", "2025-03-30 22:00:00"),
        # The hour that spring skips, and both sides of it.
        ("30/03/2025 01:59:59", "2025-03-30 00:59:59"),
        ("30/03/2025 02:00:00", None),
        ("30/03/2025 02:59:59", None),
        ("30/03/2025 03:00:00", "2025-03-30 01:00:00"),
        # The hour that autumn has twice: the first.
        ("26/10/2025 02:30", "2025-10-26 00:30:00"),
        ("26/10/2025 03:00", "2025-10-26 02:00:00"),
        ("29/02/2023", None),
        ("31/04/2024", None),
        ("00/00/0000", None),
        ("", None),
        (None, None),
    ],
)
def test_a_local_time_is_an_instant_or_absent(text, expected):
    wanted = None if expected is None else pd.Timestamp(expected, tz="UTC")
    assert one(timestamps, text, FRENCH, "Europe/Paris") == wanted


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        ("1741593600", EPOCH, "2025-03-10 08:00:00"),
        ("1741593600.25", EPOCH, "2025-03-10 08:00:00.25"),
        ("9" * 14, EPOCH, None),
        ("45726.375", SERIAL, "2025-03-10 08:00:00"),
        ("60", SERIAL, None),
        ("44264.375", SERIAL_1904, "2025-03-10 08:00:00"),
        ("2025-03-10T10:00:00+0200", "%Y-%m-%dT%H:%M:%S%z", "2025-03-10 08:00:00"),
        ("1er mars 2025", "%d %B %Y", "2025-02-28 23:00:00"),
        ("12 août 2025", "%d %B %Y", "2025-08-11 22:00:00"),
    ],
)
def test_other_layouts(text, layout, expected):
    wanted = None if expected is None else pd.Timestamp(expected, tz="UTC")
    assert one(timestamps, text, [layout], "Europe/Paris") == wanted


def test_the_first_layout_that_fits_is_the_one_read():
    text = pd.Series(["10/03/2025", "2025-03-10"], index=[4, 9], dtype="str")
    found = timestamps(text, ["%d/%m/%Y", "%Y-%m-%d"], "Europe/Paris")
    assert found.index.tolist() == [4, 9]
    assert found.nunique() == 1


def test_blank_cells_and_declared_ones_are_null():
    text = pd.Series([" a ", "", "-", "\u00a0", None], dtype="str")
    assert cleaned(text, ("-",)).fillna("∅").tolist() == ["a", "∅", "∅", "∅", "∅"]


@given(st.lists(st.text(max_size=12), max_size=5))
def test_no_text_makes_a_parser_fail(texts):
    text = pd.Series(texts, dtype="str")
    for found in (
        numbers(text),
        durations(text),
        flags(text),
        choices(text, {"oui": "yes"}),
        timestamps(text, [*FRENCH, EPOCH, SERIAL, "%d %B %Y"], "Europe/Paris"),
    ):
        assert len(found) == len(text)


def _oracle() -> list[dict[str, object]]:
    path = SHARED / "oracle" / "import_formats" / "import_values.json"
    if not path.exists():
        return []
    vectors = json.loads(path.read_text("utf-8"))["vectors"]
    kinds = {"excel_serial_1900": SERIAL, "excel_serial_1904": SERIAL_1904}
    return [vector | {"layout": kinds[vector["kind"]]} for vector in vectors
            if vector["kind"] in kinds]  # fmt: skip


@pytest.mark.parametrize("vector", _oracle(), ids=lambda vector: vector["id"])
def test_day_numbers_agree_with_the_oracle(vector):
    found = one(timestamps, str(vector["input"]), [vector["layout"]], "UTC")
    expected = vector["expected"]
    assert found == (None if expected is None else pd.Timestamp(expected, tz="UTC"))


@pytest.mark.parametrize("year", [1, 25, 1677, 2025, 2263, 9999])
def test_any_year_that_a_clock_may_show_becomes_seconds(year):
    shown = pd.Series([f"{year:04d}-03-10 09:10:42"]).astype("datetime64[us]")
    told = seconds_utc(shown, "UTC")
    assert told[0] == (datetime(year, 3, 10, 9, 10, 42) - datetime(1970, 1, 1)).total_seconds()
