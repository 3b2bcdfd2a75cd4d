"""A calendar of closures, imported: the desk is closed those days, until it is undone."""

from datetime import date

import pytest

from etl.pipeline import Status, ingest_paths
from etl.pipeline.undoing import undo
from tests.pipeline.prefecture import CALLS, calls, local

LATER = local("2025-06-16T08:00")
CLOSED, OPEN = date(2025, 5, 16), date(2025, 5, 19)


@pytest.fixture
def may(prefecture):
    """Return a prefecture that answered all calls of a Monday and none of the Friday before."""
    rows = calls(OPEN, "a" * 36) + calls(CLOSED, "l" * 36)
    prefecture.send("appels.csv", CALLS, rows, LATER)
    prefecture.assess(LATER)
    return prefecture


def calendar(prefecture, name: str, *lines: str):
    path = prefecture.folder / name
    event = ("BEGIN:VEVENT", "UID:pont", "DTSTART;VALUE=DATE:20250516", *lines, "END:VEVENT")
    path.write_text("\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR"]), "utf-8")
    (report,) = ingest_paths(prefecture.warehouse, [path], LATER)
    assert report.status is Status.IMPORTED
    return report


def answered(prefecture) -> tuple[float, int]:
    """Return the share of calls answered in May 2025 at Cahors, and of how many."""
    found = prefecture.finding("10a", "2025-05")
    return found["value"], int(found["counted"])


def closures(prefecture, site: str = "cahors") -> list[tuple[str, str]]:
    own = prefecture.warehouse.current().declarations.sites[site].closures
    return [(str(each.first), each.reason) for each in own if each.import_id is not None]


def test_calls_of_a_day_that_turns_out_closed_no_longer_count(may):
    assert answered(may) == (0.5, 72)
    calendar(may, "pont.ics", "SUMMARY:Fermeture pour travaux")
    assert closures(may) == [("2025-05-16", "Fermeture pour travaux")]
    may.assess(LATER)
    assert answered(may) == (1.0, 36)


def test_a_closure_without_place_is_of_every_site(may):
    calendar(may, "pont.ics")
    assert closures(may, "figeac") == [("2025-05-16", "Fermeture")]
    calendar(may, "figeac.ics", "LOCATION:Figeac")
    assert closures(may, "figeac") == [("2025-05-16", "Fermeture")]
    assert closures(may, "gourdon") == []


def test_a_closure_that_is_called_off_opens_again(may):
    calendar(may, "pont.ics", "SUMMARY:Fermeture pour travaux")
    may.assess(LATER)
    calendar(may, "annule.ics", "SUMMARY:Fermeture pour travaux", "STATUS:CANCELLED")
    assert closures(may) == []
    may.assess(LATER)
    assert answered(may) == (0.5, 72)


def test_undoing_the_import_opens_again(may):
    calendar(may, "pont.ics", "SUMMARY:Fermeture pour travaux")
    may.assess(LATER)
    number = may.warehouse.current().declarations.sites["cahors"].closures[-1].import_id
    undo(may.warehouse, number, LATER, "qualité", "calendrier de l'an passé")
    may.assess(LATER)
    assert closures(may) == [] and answered(may) == (0.5, 72)


def test_a_closure_is_a_working_day_for_deadlines_and_begins_no_history(may):
    before = may.findings()["period"].min()
    path = may.folder / "ancien.ics"
    path.write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART;VALUE=DATE:20210514\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        "utf-8",
    )
    ingest_paths(may.warehouse, [path], LATER)
    may.assess(LATER)
    assert may.findings()["period"].min() == before
    own = may.warehouse.current().declarations.sites["cahors"].closures[-1]
    assert not own.stops_deadlines
    assert own.decided_by.startswith("Calendrier importé (import n°")
