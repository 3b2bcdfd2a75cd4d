"""Whatever is done to a file, it is read, rejected in part or refused: never a traceback."""

import random
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import UserError, shown
from tests import fuzz
from tests.damage import DAMAGES
from tests.golden.reading import SAMPLES, read

SLICE = 120
SWITCHES = (
    "asterisk_cdr.csv", "asterisk_queue_log", "threecx_cdr.csv", "cucm_cdr.txt",
    "freeswitch_cdr.csv", "oxe_tickets.dat",
)  # fmt: skip
TABLES = (
    "appels_acd.csv",
    "comptages_appels.csv",
    "tickets_assistance.csv",
    "journal_tickets.csv",
)
CELLS = st.one_of(
    st.text(max_size=30),
    st.integers(-(10**12), 10**12).map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(["", "-", "0", "ANSWERED", "31/06/2025", "24:00", "1e308", "NaN", '"']),
)


def content(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarm clock")
def test_a_slice_of_the_fuzzer_finds_nothing():
    outcome = fuzz.run(SLICE, seed=46)
    assert outcome.failures == []
    assert outcome.files == SLICE
    # Damage that is always refused at the door would prove nothing of the readers.
    through = sum(count for end, count in outcome.ends.items() if "read" in end)
    assert through > SLICE / 5


def test_the_same_seed_damages_the_same_files_in_the_same_way():
    files = fuzz.originals()[:5]
    assert list(fuzz.damaged(files, 20, 3)) == list(fuzz.damaged(files, 20, 3))
    assert list(fuzz.damaged(files, 20, 3)) != list(fuzz.damaged(files, 20, 4))


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_every_damage_can_befall_the_smallest_files(name):
    for data in (b"", b"\n", b"a", b"a;b\n1;2\n"):
        assert isinstance(DAMAGES[name](data, random.Random(name)), bytes)


@given(
    name=st.sampled_from(SWITCHES + TABLES),
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=12)), max_size=8
    ),
)
@settings(max_examples=30)
def test_bytes_of_any_kind_are_read_or_refused(name, edits):
    data = content(name)
    for place, lost, written in edits:
        start = int(place * len(data))
        data = data[:start] + written + data[start + lost :]
    end_of(name, data)


@given(
    name=st.sampled_from(SWITCHES + TABLES),
    cells=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), CELLS), min_size=1, max_size=12),
)
@settings(max_examples=30)
def test_cells_of_any_kind_are_read_or_refused(name, cells):
    text = content(name).decode("utf-8", "replace")
    mark = max(",;|", key=text.count)
    rows = [line.split(mark) for line in text.split("\n")]
    for row, column, word in cells:
        cut = rows[int(row * (len(rows) - 1))]
        cut[int(column * (len(cut) - 1))] = word
    facts = end_of(name, "\n".join(mark.join(row) for row in rows).encode("utf-8", "replace"))
    if facts is not None and name in SWITCHES:
        assert facts["source_id"].is_unique
        assert set(facts["direction"]) <= {"inbound"}
        assert not (facts[["wait_s", "talk_s"]] < 0).any(axis=None)


def end_of(name: str, data: bytes) -> pd.DataFrame | None:
    """Read some content as an import does; return the facts, or nothing if it is refused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read(path).accepted if data else None
        except UserError as error:
            assert str(error).startswith("«")
            return None


@given(st.text(max_size=200))
def test_what_is_shown_of_an_unknown_file_is_printable_and_short(line):
    told = shown(line)
    assert len(told) <= 80
    assert told.isprintable()
