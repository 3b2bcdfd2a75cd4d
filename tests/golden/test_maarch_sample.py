"""The Maarch Courrier sample: incoming letters only, dates of the tool, nothing readable."""

from tests.golden.reading import SAMPLES, read

NAME = SAMPLES / "maarch.csv"


def day(at) -> str | None:
    return None if at is None else at.tz_convert("Europe/Paris").strftime("%d/%m %H:%M")


def test_the_export_is_claimed_by_its_source():
    assert read(NAME).source == "maarch"


def test_only_incoming_letters_that_wait_for_an_answer_are_kept():
    # A departure, a letter outside of the perimeter, one that calls for no answer.
    assert read(NAME).set_aside == {"out_of_scope": 3}


def test_instants_are_those_of_the_tool():
    found = read(NAME).cells("source_id", "received_at", "acknowledged_at", "answered_at")
    assert [(name, *map(day, instants)) for name, *instants in found] == [
        ("MAARCH/2025A/1", "04/03 09:12", "05/03 10:00", "07/03 16:40"),
        ("MAARCH/2025A/2", "05/03 08:30", None, None),
        # Closed without a date of departure.
        ("MAARCH/2025A/3", "06/03 11:05", None, "18/03 09:00"),
    ]


def test_an_impossible_day_is_rejected_with_its_line():
    # A cell of several senders spans two lines of the file.
    assert read(NAME).refused() == [(9, "received_at", "unreadable")]
