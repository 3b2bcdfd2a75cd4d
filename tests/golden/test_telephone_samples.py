"""The telephone samples: each claimed by one source, read as a person reads them."""

import gzip
from dataclasses import replace

import pandas as pd
import pytest

from etl.readers.queue_calls import OpenCalls
from tests.golden.reading import SAMPLES, read, source


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Europe/Paris")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("asterisk_queue_log", "standard_asterisk"),
        ("asterisk_queue_log.csv", "standard_asterisk"),
        ("asterisk_cdr.csv", "standard_cdr"),
        ("asterisk_cdr_custom.csv", "standard_cdr"),
        ("asterisk_cdr_base.csv", "standard_cdr"),
        ("threecx_cdr.csv", "standard_3cx"),
        ("threecx_cdr_entetes.csv", "standard_3cx"),
    ],
)
def test_each_sample_is_claimed_by_one_source(name, expected):
    assert read(SAMPLES / name).source == expected


def test_a_queue_log_gives_one_call_for_each_callid():
    found = read(SAMPLES / "asterisk_queue_log")
    assert found.cells("source_id", "outcome", "wait_s", "talk_s", "queue", "transfer") == [
        ("1741593600.1", "answered", 18, 120, "standard", None),
        ("1741593700.3", "abandoned", 45, None, "standard", None),
        ("1741593800.4", "answered", 69, 60, "standard", None),
        ("1741594000.6", "answered", 12, 40, "standard", "failed"),
        ("1741594200.8", "answered", 15, 30, "standard", "completed"),
        ("1741594500.12", "unfinished", None, None, "standard", None),
    ]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")
    assert set(found.accepted["site"]) == {"cahors"}
    assert found.accepted["caller"].iloc[0] == "0536490011"


def test_a_queue_log_rejects_cut_lines_and_unreadable_waits_and_sets_other_queues_aside():
    found = read(SAMPLES / "asterisk_queue_log")
    assert found.refused() == [(19, "", "broken_line"), (26, "wait_s", "unreadable")]
    assert found.rejections["value"].tolist() == ["•••", "trente"]
    assert found.set_aside == {"ignored_queue": 1}


def test_a_call_that_straddles_two_logs_takes_its_later_state(tmp_path):
    lines = (SAMPLES / "asterisk_queue_log").read_text("ascii").splitlines(keepends=True)
    before, after = tmp_path / "queue_log-1", tmp_path / "queue_log-2"
    before.write_text("".join(lines[:3]), "ascii")
    after.write_text("".join(lines[3:6]), "ascii")
    first, second = read(before), read(after)
    assert first.cells("source_id", "outcome") == [("1741593600.1", "unfinished")]
    assert second.cells("source_id", "outcome", "wait_s", "talk_s") == [
        ("1741593600.1", "answered", 18, 120)
    ]
    assert second.accepted["started_at"].iloc[0] == first.accepted["started_at"].iloc[0]


def test_the_end_of_a_call_is_enough_when_its_answer_is_in_an_older_log(tmp_path):
    end = tmp_path / "queue_log"
    end.write_text("1741593738|1741593600.1|standard|SIP/201|COMPLETECALLER|18|120|1\n" * 1)
    found = read(end)
    assert found.cells("outcome", "wait_s", "talk_s") == [("answered", 18, 120)]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")


def test_the_same_log_gives_the_same_calls_however_it_is_cut(monkeypatch):
    whole = read(SAMPLES / "asterisk_queue_log")
    monkeypatch.setattr("etl.readers.lines.BLOCK_BYTES", 150)
    cut = read(SAMPLES / "asterisk_queue_log")
    order = ["source_id"]
    pd.testing.assert_frame_equal(
        cut.accepted.sort_values(order), whole.accepted.sort_values(order)
    )
    assert sorted(cut.refused()) == sorted(whole.refused())


def test_calls_that_no_event_ends_are_not_carried_for_ever():
    events = pd.DataFrame(
        {
            "time": ["", "", ""],
            "call": ["lost", "recent", "recent"],
            "queue": "standard",
            "event": ["ENTERQUEUE", "ENTERQUEUE", "CONNECT"],
            "at": [0.0, 100_000.0, 100_010.0],
        },
        index=[1, 2, 3],
    )
    open_calls = OpenCalls()
    assert open_calls.settle(events)["call"].tolist() == ["lost"]
    assert open_calls.rest()["call"].tolist() == ["recent", "recent"]


def test_an_exported_queue_log_is_in_local_time_unless_said_otherwise():
    path = SAMPLES / "asterisk_queue_log.csv"
    local = read(path, source("standard_asterisk"))
    universal = read(path, source("standard_asterisk", utc=True))
    assert local.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00.114210")
    assert universal.accepted["started_at"].iloc[0] == at("2025-03-10 10:00:00.114210")


def test_an_hour_that_never_was_is_rejected_and_not_moved():
    assert read(SAMPLES / "asterisk_queue_log.csv").refused() == [
        (5, "started_at", "impossible_time")
    ]


def test_a_cdr_gives_one_call_for_each_linkedid():
    found = read(SAMPLES / "asterisk_cdr.csv")
    assert found.cells("source_id", "outcome", "wait_s", "talk_s", "queue") == [
        ("1741593600.1", "answered", 14, 120, "standard"),
        ("1741593900.4", "abandoned", 45, None, "standard"),
        ("1741594200.5", "unanswered", 25, None, "0536490100"),
        ("1741626600.7", "closed", None, None, "0536490100"),
        ("1741597200.8", "voice_server", None, None, "0536490100"),
    ]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")


LEG = (
    '"","0536490012","0536490100","{context}","""Usager"" <0536490012>","PJSIP/op-00000004",'
    '"","{application}","{data}","2025-03-10 {start}","2025-03-10 {start}",'
    '"2025-03-10 {end}",{length},{length},"ANSWERED","DOCUMENTATION","{number}.4","","",'
    '"{call}.4",4\n'
)


def leg(call, number, context, start, end, length):
    said = {"fermeture": ("Playback", "fermee")}.get(context, ("Queue", "standard,tT,,,120"))
    return LEG.format(
        call=call,
        number=number,
        context=context,
        application=said[0],
        data=said[1],
        start=start,
        end=end,
        length=length,
    )


def test_a_cdr_tells_a_call_that_was_cut_by_the_closing(tmp_path):
    """It asked for a person first, and the closing message came after."""
    waiting = leg(1741604340, 1741604340, "from-trunk", "11:59:00", "12:00:01", 61)
    told = leg(1741604340, 1741604401, "fermeture", "12:00:01", "12:00:20", 19)
    late = leg(1741604450, 1741604450, "fermeture", "12:00:50", "12:01:10", 20)
    path = tmp_path / "Master.csv"
    path.write_text(waiting + told + late, "utf-8")
    found = read(path, source("standard_cdr"))
    assert found.cells("outcome", "wait_s") == [("cut_by_closing", 61), ("closed", None)]


@pytest.mark.parametrize(
    ("closing_events", "outcomes"),
    [((), ["overflowed", "overflowed"]), (("EXITEMPTY",), ["cut_by_closing", "overflowed"])],
)
def test_an_empty_queue_means_the_closing_where_the_source_says_so(
    tmp_path, closing_events, outcomes
):
    path = tmp_path / "queue_log"
    path.write_text(
        "1741604100|1741604100.1|standard|NONE|ENTERQUEUE||0536490011|1\n"
        "1741604400|1741604100.1|standard|NONE|EXITEMPTY|1|1|300\n"
        "1741604400|1741604400.2|standard|NONE|ENTERQUEUE||0536490012|1\n"
        "1741604460|1741604400.2|standard|NONE|EXITWITHTIMEOUT|1|1|60\n",
        "ascii",
    )
    found = read(path, source("standard_asterisk", closing_events=closing_events))
    assert found.cells("outcome", "wait_s") == list(zip(outcomes, (300, 60), strict=True))


def test_a_cdr_rejects_damaged_lines_and_strange_dispositions():
    found = read(SAMPLES / "asterisk_cdr.csv")
    assert sorted(found.refused()) == [(9, "", "broken_line"), (10, "outcome", "unknown_word")]
    assert found.set_aside == {"outbound": 1, "internal": 1}


def test_the_offset_that_a_cdr_tells_wins_over_the_declared_zone():
    # Written in UTC although the source says local time: uniqueid gives it away.
    found = read(SAMPLES / "asterisk_cdr_custom.csv")
    assert found.accepted["started_at"].iloc[0] == at("2025-07-10 09:00:00")
    assert found.cells("outcome", "wait_s") == [("answered", 6), ("unanswered", 30)]


def test_a_cdr_without_epoch_is_read_in_the_declared_zone(tmp_path):
    path = tmp_path / "cdr.csv"
    text = (SAMPLES / "asterisk_cdr_custom.csv").read_text("utf-8")
    path.write_text(text.replace("1752130800.1", "a").replace("1752131100.3", "b"), "utf-8")
    local = read(path, source("standard_cdr"))
    universal = read(path, source("standard_cdr", utc=True))
    assert local.accepted["started_at"].iloc[0] == at("2025-07-10 07:00:00")
    assert universal.accepted["started_at"].iloc[0] == at("2025-07-10 09:00:00")


def test_a_database_export_tells_the_answer_by_its_durations():
    found = read(SAMPLES / "asterisk_cdr_base.csv")
    assert found.cells("source_id", "outcome", "wait_s", "talk_s") == [
        ("1741593600.1", "answered", 14, 120),
        ("1741593900.4", "abandoned", 45, None),
    ]


def test_an_answer_by_a_machine_is_not_a_call_answered(tmp_path):
    path = tmp_path / "cdr.csv"
    text = (SAMPLES / "asterisk_cdr_custom.csv").read_text("utf-8")
    path.write_text(text.replace('"Dial"', '"VoiceMail"', 1), "utf-8")
    assert read(path).cells("outcome")[0] == ("voice_server",)


def test_3cx_records_tell_outcomes_but_not_the_wait_of_answered_queue_calls():
    found = read(SAMPLES / "threecx_cdr.csv")
    assert found.cells("source_id", "outcome", "wait_s", "talk_s", "queue") == [
        ("Call 4101 00000195A0B1_1", "answered", None, None, "800"),
        ("Call 4102 00000195A0B1_2", "abandoned", 45, None, "800"),
        ("Call 4103 00000195A0B1_3", "overflowed", None, None, "800"),
        ("Call 4104 00000195A0B1_4", "closed", None, None, "EndCall"),
        ("Call 4105 00000195A0B1_5", "answered", 12, 78, "103"),
    ]
    assert found.set_aside == {"outbound": 1, "internal": 1}
    assert found.refused() == [(8, "wait_s", "negative"), (9, "", "broken_line")]
    assert found.accepted["started_at"].iloc[0] == at("2025-03-10 09:00:00")
    assert found.accepted["caller"].isna().tolist() == [False, False, True, False, False]


def test_3cx_records_are_the_same_with_and_without_header():
    bare, headed = (read(SAMPLES / f"threecx_cdr{end}.csv") for end in ("", "_entetes"))
    columns = ["source_id", "outcome", "wait_s", "started_at"]
    order = ["source_id"]
    pd.testing.assert_frame_equal(
        bare.accepted[columns].sort_values(order).reset_index(drop=True),
        headed.accepted[columns].sort_values(order).reset_index(drop=True),
    )


def test_3cx_fields_in_another_order_are_read_as_the_source_says(tmp_path):
    path = tmp_path / "3cx.csv"
    path.write_text(
        "2025/03/10 09:00:00,Call 7,10000,800,2025/03/10 09:00:31,TerminatedBySrc,External\n"
    )
    fields = ("time_start", "historyid", "from_dn", "to_dn", "time_end", "reason_terminated",
              "from_type")  # fmt: skip
    found = read(path, source("standard_3cx", fields=fields))
    assert found.cells("source_id", "outcome", "wait_s") == [("Call 7", "abandoned", 31)]


def test_declared_trunks_decide_what_comes_in():
    other = replace(source("standard_3cx", trunks=("10001",)))
    assert read(SAMPLES / "threecx_cdr.csv", other).cells("source_id") == [
        ("Call 4103 00000195A0B1_3",)
    ]


@pytest.mark.parametrize("name", ["asterisk_queue_log", "asterisk_cdr.csv", "threecx_cdr.csv"])
def test_a_packed_file_reads_like_the_file(tmp_path, name):
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress((SAMPLES / name).read_bytes()))
    pd.testing.assert_frame_equal(read(packed).accepted, read(SAMPLES / name).accepted)


@pytest.mark.parametrize("name", ["asterisk_cdr.csv", "threecx_cdr_entetes.csv"])
def test_a_file_saved_again_as_utf_16_reads_like_the_file(tmp_path, name):
    path = tmp_path / name
    path.write_bytes((SAMPLES / name).read_bytes().decode("utf-8-sig").encode("utf-16"))
    pd.testing.assert_frame_equal(read(path).accepted, read(SAMPLES / name).accepted)
