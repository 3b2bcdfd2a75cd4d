"""The sample of closures: whole local days, ends excluded, repetitions, what is called off."""

import pytest

from etl.errors import UnreadableFileError
from etl.readers.registry import find_reader
from tests.golden.reading import SAMPLES, read, source

NAME = SAMPLES / "fermetures.ics"


def calendar(tmp_path, *lines: str):
    """Return a calendar file of one event."""
    path = tmp_path / "a.ics"
    event = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT", "END:VCALENDAR")
    path.write_bytes("\r\n".join(event).encode())
    return path


def days(path) -> list[tuple[str, str]]:
    """Return the first day of each closure, and the first day after it."""
    found = read(path, source("fermetures")).accepted
    local = [found[each].dt.tz_convert("Europe/Paris") for each in ("started_at", "done_at")]
    assert all((each.dt.hour == 0).all() for each in local)
    first, end = (each.dt.strftime("%Y-%m-%d") for each in local)
    return list(zip(first, end, strict=True))


def test_the_calendar_is_claimed_by_its_source():
    assert read(NAME).source == "fermetures"


def test_closures_are_whole_local_days_with_their_line():
    found = read(NAME)
    assert found.accepted.index.tolist() == [4, 11, 11, 21, 36]
    assert days(NAME) == [
        ("2025-05-09", "2025-05-10"),
        # Three Christmases but one.
        ("2024-12-24", "2024-12-27"),
        ("2026-12-24", "2026-12-27"),
        # From 22:00 to 22:00 in universal time: a summer day in Gourdon.
        ("2025-06-03", "2025-06-04"),
        ("2025-06-13", "2025-06-14"),
    ]


def test_a_place_is_a_site_and_without_place_it_is_all_of_them():
    assert read(NAME).cells("site", "everywhere") == [
        ("cahors", True), ("figeac", False), ("figeac", False), ("gourdon", False),
        ("cahors", True),
    ]  # fmt: skip


def test_an_afternoon_is_set_aside_and_a_broken_date_rejected():
    found = read(NAME)
    assert found.set_aside == {"part_of_day": 1}
    assert found.refused() == [(43, "started_at", "unreadable")]


def test_a_cancelled_event_takes_the_place_of_its_closure():
    kinds = dict(read(NAME).cells("source_id", "kind"))
    assert kinds["greve"] == "closure_cancelled" and kinds["pont-2025"] == "closure"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        # The end is excluded; none, or the same day, is one day.
        (["DTSTART;VALUE=DATE:20250501", "DTEND;VALUE=DATE:20250503"], [("01", "03")]),
        (["DTSTART;VALUE=DATE:20250501", "DTEND;VALUE=DATE:20250501"], [("01", "02")]),
        (["DTSTART;VALUE=DATE:20250501"], [("01", "02")]),
        (["DTSTART;VALUE=DATE:20250501", "DURATION:P2D"], [("01", "03")]),
        # A time without zone is local.
        (["DTSTART:20250501T000000", "DTEND:20250502T000000"], [("01", "02")]),
        # The last day of a repetition is in it; the one after is not.
        (
            ["DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=WEEKLY;UNTIL=20250508"],
            [("01", "02"), ("08", "09")],
        ),
        (
            ["DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=WEEKLY;UNTIL=20250507"],
            [("01", "02")],
        ),
        (
            ["DTSTART:20250501T000000", "DURATION:P1D",
             "RRULE:FREQ=DAILY;UNTIL=20250501T220000Z"],
            [("01", "02"), ("02", "03")],
        ),
        # Hours are no closure of a day.
        (["DTSTART:20250501T000000", "DTEND:20250501T120000"], []),
    ],
)  # fmt: skip
def test_days_of_an_event(tmp_path, lines, found):
    path = calendar(tmp_path, *lines)
    assert days(path) == [(f"2025-05-{first}", f"2025-05-{end}") for first, end in found]


def test_a_rule_without_end_stops_after_ten_years(tmp_path):
    path = calendar(tmp_path, "DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=YEARLY")
    assert len(days(path)) == 11


def test_a_repetition_that_was_moved_is_told_once(tmp_path):
    path = tmp_path / "a.ics"
    lines = [
        "BEGIN:VCALENDAR",
        *("BEGIN:VEVENT", "UID:a", "DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=WEEKLY;COUNT=2"),
        *("END:VEVENT", "BEGIN:VEVENT", "UID:a", "RECURRENCE-ID;VALUE=DATE:20250508"),
        *("DTSTART;VALUE=DATE:20250509", "END:VEVENT", "END:VCALENDAR"),
    ]
    path.write_bytes("\r\n".join(lines).encode())
    assert days(path) == [("2025-05-01", "2025-05-02"), ("2025-05-09", "2025-05-10")]


def test_a_damaged_calendar_is_refused_whole(tmp_path):
    path = tmp_path / "a.ics"
    path.write_text("BEGIN:VCALENDAR\nnothing of a calendar\n", "utf-8")
    with pytest.raises(UnreadableFileError):
        list(find_reader(path, [source("fermetures")]).read(path))


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=0;BYMONTHDAY=32",
     "FREQ=DAILY;BYMONTHDAY=notaday", "FREQ=DAILY;INTERVAL=0", "FREQ=HOURLY"],
)  # fmt: skip
def test_a_rule_that_nobody_can_follow_is_rejected_and_never_hangs(tmp_path, rule):
    path = calendar(tmp_path, "DTSTART;VALUE=DATE:20250501", f"RRULE:{rule}")
    assert read(path, source("fermetures")).refused() == [(2, "started_at", "unreadable")]


@pytest.mark.parametrize(
    "lines",
    [("DTSTART;VALUE=DATE:20250501", "DTEND:20250502T100000"),
     ("DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=DAILY;INTERVAL=x"),
     ("DTSTART;VALUE=DATE:20250501", "RRULE:"),
     ("DTSTART;VALUE=DATE:20250501", "DURATION:demain"),
     ("DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=DAILY", "EXDATE:hier")],
)  # fmt: skip
def test_an_event_that_contradicts_itself_is_rejected(tmp_path, lines):
    path = calendar(tmp_path, *lines)
    assert read(path, source("fermetures")).refused() == [(2, "started_at", "unreadable")]
