"""The samples of Cisco, FreeSWITCH and Alcatel switches, read as a person reads them."""

import gzip

import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.readers import cdr_calls, lines
from etl.readers.base import read_head
from etl.readers.registry import FORMATS
from tests.golden.reading import SAMPLES, read, source

COLUMNS = ("source_id", "outcome", "wait_s", "talk_s", "queue")
SOURCES = {
    "cucm_cdr.txt": "standard_cisco",
    "freeswitch_cdr.csv": "standard_freeswitch",
    "oxe_tickets.dat": "standard_alcatel",
}


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Europe/Paris")


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


@pytest.mark.parametrize(("name", "expected"), SOURCES.items())
def test_each_sample_is_claimed_by_one_source(name, expected):
    assert read(SAMPLES / name).source == expected
    head = read_head(SAMPLES / name)
    claims = {each.name for each in FORMATS if each.identify(head)} - {"delimited"}
    assert len(claims) == 1


@pytest.mark.parametrize("name", SOURCES)
def test_every_sample_is_the_same_packed(tmp_path, name):
    packed = tmp_path / name
    packed.write_bytes(gzip.compress((SAMPLES / name).read_bytes()))
    pd.testing.assert_frame_equal(read(packed).accepted, read(SAMPLES / name).accepted)


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_read_in_many_blocks_is_the_same_file(monkeypatch, name):
    whole = read(SAMPLES / name)
    monkeypatch.setattr(lines, "BLOCK_BYTES", 1500)
    pieces = read(SAMPLES / name)
    pd.testing.assert_frame_equal(pieces.accepted.sort_index(), whole.accepted.sort_index())
    assert (sorted(pieces.refused()), pieces.set_aside) == (
        sorted(whole.refused()),
        whole.set_aside,
    )


@pytest.mark.parametrize("name", SOURCES)
def test_no_call_stays_open_for_ever(monkeypatch, name):
    monkeypatch.setattr(lines, "BLOCK_BYTES", 3000)
    monkeypatch.setattr(cdr_calls, "NEAR_LINES", 4)
    assert len(read(SAMPLES / name).accepted) == 7 + (name == "freeswitch_cdr.csv")


def test_a_cisco_call_counts_once_whatever_its_legs():
    found = read(SAMPLES / "cucm_cdr.txt")
    assert found.cells(*COLUMNS) == [
        ("Prefecture-1-501", "answered", 14, 120, "0536490100"),
        ("Prefecture-1-502", "abandoned", 45, None, "0536490100"),
        # The switch answers after a second, the agent after a minute.
        ("Prefecture-1-503", "answered", 60, 80, "0536490100"),
        ("Prefecture-1-504", "abandoned", 90, None, "0536490100"),
        ("Prefecture-1-505", "unanswered", 25, None, "0536490130"),
        ("Prefecture-1-506", "closed", None, None, "0536490199"),
        ("Prefecture-1-507", "voice_server", None, None, "0536490150"),
    ]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")
    assert found.set_aside == {"recording": 1, "outbound": 1, "internal": 1}
    assert sorted(found.refused()) == [
        (14, "started_at", "unreadable"),
        (15, "wait_s", "negative"),
        (16, "", "broken_line"),
    ]


def test_without_declared_trunks_a_cisco_call_comes_from_what_is_no_telephone():
    bare = Source("x", "X", Dataset.CALLS, "cucm_cdr", "cahors")
    assert len(read(SAMPLES / "cucm_cdr.txt", bare).accepted) == 7
    other = source("standard_cisco", trunks=("SIP_AUTRE",))
    assert len(read(SAMPLES / "cucm_cdr.txt", other).accepted) == 0


def test_a_cisco_file_without_its_row_of_types_is_read(tmp_path):
    path = tmp_path / "cdr_pub_01"
    names, _, *records = (SAMPLES / "cucm_cdr.txt").read_text("ascii").splitlines()
    path.write_text("\n".join([names, *records, ""]), "ascii")
    assert read(path).cells(*COLUMNS) == read(SAMPLES / "cucm_cdr.txt").cells(*COLUMNS)


def test_a_cisco_record_written_twice_counts_once(tmp_path):
    path = tmp_path / "cdr_pub_01"
    text = (SAMPLES / "cucm_cdr.txt").read_text("ascii")
    path.write_text(text + text.splitlines()[3] + "\n", "ascii")
    found = read(path)
    assert found.cells("talk_s")[0] == (120,)
    assert found.set_aside["duplicate"] == 1


def test_records_of_sound_quality_are_no_calls(tmp_path):
    path = tmp_path / "cmr_pub_01"
    path.write_text(
        '"cdrRecordType","globalCallID_callManagerId","globalCallID_callId","jitter"\n'
        "INTEGER,INTEGER,INTEGER,INTEGER\n2,1,501,1\n2,1,502,3\n"
    )
    found = read(path)
    assert (len(found.accepted), found.set_aside) == (0, {"quality_record": 2})


def test_a_freeswitch_call_counts_once_with_the_leg_of_the_agent():
    found = read(SAMPLES / "freeswitch_cdr.csv")
    assert found.cells(*COLUMNS) == [
        # The switch answers at once; the leg of the agent, written first, tells the wait.
        (uuid(1), "answered", 12, 120, "0565410001"),
        (uuid(3), "answered", 6, 60, "0565410001"),
        (uuid(5), "abandoned", 40, None, "0565410001"),
        (uuid(6), "unanswered", 25, None, "0565410001"),
        # The switch answers and makes wait: nobody was reached, then nobody knows when.
        (uuid(7), "abandoned", 70, None, "8000"),
        (uuid(8), "answered", None, None, "8000"),
        (uuid(10), "closed", None, None, "8100"),
        (uuid(11), "voice_server", None, None, "8200"),
    ]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")
    assert found.set_aside == {"outbound": 1, "internal": 1, "duplicate": 1}
    assert sorted(found.refused()) == [
        (13, "started_at", "unreadable"),
        (14, "", "broken_line"),
    ]


def test_freeswitch_stamps_are_local_unless_the_source_says_so():
    universal = read(SAMPLES / "freeswitch_cdr.csv", source("standard_freeswitch", utc=True))
    assert universal.accepted["started_at"].iloc[0] == at("2025-03-10 10:00:00")


def test_freeswitch_epochs_win_over_stamps(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(
        "uuid,caller_id_number,destination_number,context,start_stamp,start_epoch,"
        "answer_epoch,end_epoch,duration,billsec,hangup_cause\n"
        f"{uuid(1)},0536490011,0565410001,public,2025-03-10 12:00:00,1741593600,"
        "1741593614,1741593734,134,120,NORMAL_CLEARING\n"
        f"{uuid(2)},0536490012,0565410001,public,2025-03-10 12:00:00,1741593600,"
        "0,1741593630,30,0,ORIGINATOR_CANCEL\n"
    )
    found = read(path)
    assert found.cells("outcome", "wait_s") == [("answered", 14), ("abandoned", 30)]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")


def test_a_freeswitch_file_saved_again_by_a_spreadsheet_keeps_its_waits(tmp_path):
    path = tmp_path / "Master.csv"
    text = (SAMPLES / "freeswitch_cdr.csv").read_text("utf-8").replace('"', "")
    resaved = text.replace("2025-03-10 0", "2025/3/10 ").replace("2025-03-10 ", "2025/3/10 ")
    path.write_text(resaved, "utf-8")
    first, again = read(SAMPLES / "freeswitch_cdr.csv"), read(path)
    assert again.cells(*COLUMNS) == first.cells(*COLUMNS)
    assert again.accepted["started_at"].tolist() == first.accepted["started_at"].tolist()


def test_an_alcatel_call_counts_once_whatever_its_tickets():
    found = read(SAMPLES / "oxe_tickets.dat")
    assert found.cells("outcome", "wait_s", "talk_s", "queue") == [
        ("answered", 12, 180, "400"),
        ("unanswered", 45, None, "400"),
        # A blank wait is unknown, and never zero; the end of a lost call tells it.
        ("answered", None, 30, "400"),
        ("unanswered", 20, None, "400"),
        ("closed", None, None, "499"),
        ("voice_server", None, None, "450"),
        ("answered", 9, 40, "400"),
    ]
    assert found.accepted["source_id"].iloc[0] == "20250310 0000000041 00012/00003"
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")
    assert found.set_aside == {"other": 1, "outbound": 1, "internal": 1}
    assert sorted(found.refused()) == [
        (12, "started_at", "unreadable"),
        (13, "wait_s", "unreadable"),
        (14, "", "broken_line"),
        (15, "", "broken_line"),
    ]


def test_alcatel_types_that_come_from_outside_are_those_of_the_source():
    inside = source("standard_alcatel", incoming_types=("3",))
    assert read(SAMPLES / "oxe_tickets.dat", inside).cells("wait_s", "talk_s") == [(3, 15)]


def test_alcatel_tickets_of_another_version_are_refused_whole(tmp_path):
    path = tmp_path / "TAXA0001.DAT"
    path.write_bytes((SAMPLES / "oxe_tickets.dat").read_bytes().replace(b"ED5.2", b"ED5.1"))
    with pytest.raises(UnreadableFileError, match=r"version ED5\.1.*seule la version ED5\.2"):
        read(path)


@pytest.mark.parametrize("name", ["cucm_cdr.txt", "freeswitch_cdr.csv"])
def test_a_call_without_identifier_is_rejected_alone(tmp_path, name):
    path = tmp_path / name
    text = (SAMPLES / name).read_text("utf-8")
    for identifier in ("502", "503"):
        text = text.replace(f"1,1,{identifier},", "1,1,,")
    for number in (5, 6):
        text = text.replace(uuid(number), "")
    path.write_text(text, "utf-8")
    missing = [each for each in read(path).refused() if each[1:] == ("source_id", "missing")]
    assert len(missing) == 2 + (name == "freeswitch_cdr.csv")


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        # It rang at the desk, then heard the message.
        ("0536490100", ("cut_by_closing", 90)),
        # It heard the message twice, or a voice server first: it never asked for a person.
        ("0536490199", ("closed", None)),
        ("0536490150", ("closed", None)),
    ],
)
def test_a_cisco_call_that_came_to_the_closing_message_from_the_desk_was_cut(
    tmp_path, first, outcome
):
    names, types, *_ = (SAMPLES / "cucm_cdr.txt").read_text("ascii").splitlines()
    leg = (
        '1,1,900,{leg},{at},0,"0536490011",16,{leg},"{called}","{called}",0,0,{until},'
        '"00000000-0000-4000-8000-00000000{leg}",0,"SIP_OPERATEUR","",0,0,"Prefecture",0,'
        '"",0,0'
    )
    records = [
        leg.format(leg=9001, at=1741604310, until=1741604400, called=first),
        leg.format(leg=9002, at=1741604400, until=1741604420, called="0536490199"),
    ]
    path = tmp_path / "cdr_pub_01"
    path.write_text("\n".join([names, types, *records, ""]), "ascii")
    assert read(path).cells("outcome", "wait_s") == [outcome]
