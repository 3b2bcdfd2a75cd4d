"""The demonstration prefecture: its files have the formats, the volumes and the story told."""

import csv
import hashlib
import io
import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from etl.samples.calls import draw_calls
from etl.samples.crisis import write_crisis
from etl.samples.demonstration import write_demonstration
from etl.samples.dirt import stained
from etl.samples.hours import bridges, is_open, open_days
from etl.samples.mystery import CAMPAIGNS, campaign_code
from etl.samples.people import address, full_name
from etl.samples.story import MONTHS, Story
from etl.samples.writing import epochs, stamps, write_workbook
from tests.golden.reading import SAMPLES, read

UNTIL = date(2026, 7, 1)
SOURCES = Path(__file__).parents[2] / "data" / "sources"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("demonstration")
    write_demonstration(place, UNTIL)
    return place


def text_of(path):
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def headers_of(path):
    """Return the cells of the first row of a CSV or of a workbook."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            strings = archive.read("xl/sharedStrings.xml").decode()
        return set(re.findall(r"<t[^>]*>([^<]*)</t>", strings.replace("&apos;", "'")))
    first_line = text_of(path).partition("\n")[0]
    delimiter = ";" if ";" in first_line else ","
    return set(next(csv.reader([first_line.strip()], delimiter=delimiter)))


def fingerprints(place):
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in place.iterdir()
    }


def test_the_same_day_and_seed_give_the_same_bytes(folder, tmp_path):
    returned = write_demonstration(tmp_path, UNTIL)
    assert fingerprints(tmp_path) == fingerprints(folder)
    assert returned == sorted(tmp_path.iterdir())


def test_another_seed_gives_other_draws_of_the_same_files():
    one, other = Story(UNTIL, 46), Story(UNTIL, 47)
    assert one.random("calls").random() == one.random("calls").random()
    assert one.random("calls").random() != other.random("calls").random()
    assert one.random("calls").random() != one.random("mails").random()


@pytest.mark.parametrize(
    ("until", "first", "last"),
    [
        (date(2026, 7, 1), date(2024, 7, 1), date(2026, 6, 1)),
        (date(2026, 7, 31), date(2024, 7, 1), date(2026, 6, 1)),
        (date(2027, 1, 2), date(2025, 1, 1), date(2026, 12, 1)),
    ],
)
def test_it_covers_the_twenty_four_whole_months_before_the_day(until, first, last):
    months = Story(until, 46).months
    assert (len(months), months[0], months[-1]) == (MONTHS, first, last)


def test_logs_are_rotated_on_the_first_of_the_next_month(folder):
    logs = sorted(each.name for each in folder.glob("queue_log-*"))
    assert (len(logs), logs[0], logs[-1]) == (24, "queue_log-20240801", "queue_log-20260701")


# Exports of tools that the demonstration's prefecture has not: each has a sample of its own.
ELSEWHERE = ("comptages_appels", "journal_tickets", "maarch", "services_publics_plus",
             "tickets_assistance")  # fmt: skip


def declared_tables():
    for path in sorted(SOURCES.glob("*.toml")):
        source = tomllib.loads(path.read_text("utf-8"))
        if source["format"] == "delimited" and source["name"] not in ELSEWHERE:
            yield pytest.param(source, id=source["name"])


@pytest.mark.parametrize("source", list(declared_tables()))
def test_each_declared_table_has_files_with_all_of_its_headers(source, folder):
    wanted = set(source["signature"])
    files = [each for each in folder.glob("*.*") if each.suffix in (".csv", ".xlsx")]
    own = [each for each in files if wanted <= headers_of(each)]
    assert own, f"no file has {sorted(wanted)}"
    declared = {
        header
        for name, column in source["columns"].items()
        if name != "service"
        for header in column.get("header", [])
    }
    assert declared | set(source.get("melt", {})) <= headers_of(own[0])


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_table_that_the_demonstration_has_not_has_a_sample(name):
    assert read(SAMPLES / f"{name}.csv").source == name


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        ("queue_log-*", 9_000, 16_000),
        ("courriels_*.mbox", 4_000, 5_500),
        ("registre_courrier_*.csv", 2_200, 2_900),
        ("file_attente_*.csv", 7_000, 9_000),
    ],
)
def test_volumes_of_a_year_are_those_of_a_small_prefecture(pattern, low, high, folder):
    marks = {"queue_log-*": "|DID|", "courriels_*.mbox": "Pouvez-vous"}
    count = sum(
        text_of(path).count(marks.get(pattern, "\n"))
        for path in folder.glob(pattern)
        if "complement" not in path.name and "rectificatif" not in path.name
    )
    assert low <= count / 2 <= high


def test_no_address_and_no_number_can_be_somebody_s(folder):
    text = "".join(text_of(each) for each in folder.glob("courriels_*2025-0*.mbox"))
    domains = {each.lower() for each in re.findall(r"@([a-z0-9.-]+[a-z])", text, re.I)}
    assert domains == {"example.org", "exemple.fr", "lot.gouv.fr"}
    log = text_of(next(folder.glob("queue_log-*")))
    callers = set(re.findall(r"ENTERQUEUE\|\|(\w+)\|", log)) - {"anonymous"}
    assert all(each.startswith(("053649", "063998")) and len(each) == 10 for each in callers)


def test_real_accidents_are_there_and_stay_rare(folder):
    tickets = [
        line
        for each in folder.glob("file_attente_*.csv")
        for line in text_of(each).splitlines()
    ]
    twice = len(tickets) - len(set(tickets))
    cut = sum(line.count(";") < 12 for line in tickets)
    unread = sum("31/06/" in line for line in tickets)
    assert twice > 0 and cut > 0 and unread > 0
    assert twice - 23 + cut + unread < 0.01 * len(tickets)


def test_some_files_are_empty_marked_late_or_of_no_source(folder):
    assert [each.name for each in folder.iterdir() if not each.stat().st_size] == [
        "file_attente_2026-06_vide.csv"
    ]
    assert min(folder.glob("file_attente_*")).read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"N\xb0 appel" in next(folder.glob("appels_acd_*")).read_bytes()
    assert len(list(folder.glob("*_complement.mbox"))) == 2
    assert len(list(folder.glob("*_rectificatif.csv"))) == 1
    assert (folder / "annuaire_interne.csv").exists()


def test_a_file_sent_again_comes_after_the_one_that_it_corrects(folder):
    names = sorted(each.name for each in folder.glob("courriels_*"))
    late = next(each for each in names if "complement" in each)
    assert names[names.index(late) - 1] == late.replace("_complement", "")


def test_publications_fall_silent_before_the_end(folder):
    last = max(folder.glob("publications_*.csv")).read_text("cp1252")
    assert re.findall(r"\d\d/(\d\d)/2026", last)[-1] == "04"


def test_the_flood_told_everybody_in_time_but_the_media(tmp_path):
    text = "".join(text_of(each) for each in write_crisis(Story(UNTIL, 46), tmp_path))
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    told = [
        row for row in rows if row[1].startswith("Crue") and row[2] == "Première information"
    ]
    clock = {row[11]: (row[4][-5:], row[5][-5:]) for row in told}
    assert clock == {
        "Élus": ("04:28", "05:03"),
        "Grand public": ("04:28", "05:20"),
        "Médias": ("04:28", "05:42"),
    }


def test_campaigns_are_numbered_within_their_year():
    story = Story(UNTIL, 46)
    codes = [campaign_code(story, place) for place in CAMPAIGNS]
    assert codes == ["2024-1", "2025-1", "2025-2", "2026-1"]


def test_a_bridge_is_the_friday_after_a_thursday_holiday_of_may():
    story = Story(UNTIL, 46)
    found = bridges(story)
    assert np.datetime64("2025-05-09") in found
    assert np.datetime64("2026-05-15") in found
    assert np.datetime64("2025-05-02") not in found
    assert np.datetime64("2025-05-09") not in open_days(story)


@pytest.mark.parametrize(
    ("site", "desk", "instant", "expected"),
    [
        ("cahors", "standard", "2026-03-02T08:29:59", False),
        ("cahors", "standard", "2026-03-02T08:30:00", True),
        ("cahors", "standard", "2026-03-02T17:29:59", True),
        ("cahors", "standard", "2026-03-02T17:30:00", False),
        ("figeac", "standard", "2026-03-06T16:00:00", False),
        ("gourdon", "accueil", "2025-08-26T14:00:00", False),
        ("gourdon", "accueil", "2025-09-02T14:00:00", True),
        ("cahors", "accueil", "2026-03-07T10:00:00", False),
    ],
)
def test_a_desk_is_open_from_its_first_minute_to_its_last(site, desk, instant, expected):
    assert is_open(site, desk, np.array([instant], dtype="datetime64[s]")).tolist() == [
        expected
    ]


def test_stains_are_words_in_cells_doubles_and_cuts():
    rows = [(str(number), "b", "c", "d") for number in range(4_000)]
    found = stained(np.random.default_rng(1), rows, [(1, "?")], share=0.05)
    assert sum(row[1] == "?" for row in found) > 30
    assert sum(len(row) == 3 for row in found) > 30
    assert len(found) > 4_030
    assert stained(np.random.default_rng(1), rows, [(1, "?")], share=0.0) == list(
        map(list, rows)
    )


def test_local_instants_become_utc_seconds_and_text():
    local = np.array(["2025-01-15T12:00:00", "2025-07-15T12:00:00"], dtype="datetime64[s]")
    assert epochs(local).tolist() == [1736938800, 1752573600]
    absent = np.array(["2025-01-15T12:00:00", "NaT"], dtype="datetime64[s]")
    assert stamps(absent, "%d/%m/%Y %H:%M") == ["15/01/2025 12:00", ""]


def test_people_have_two_names_and_an_address_without_accents():
    for person in (0, 57, 600, 1_559):
        assert len(full_name(person).split()) == 2
        assert address(person).isascii()


def test_a_workbook_has_the_same_bytes_each_time(tmp_path):
    one, other = (
        write_workbook(tmp_path / name, "Relevés", ("a", "b"), [(1, "x")]) for name in "ab"
    )
    assert one.read_bytes() == other.read_bytes()


def test_some_of_those_whom_nobody_answered_call_again_and_most_are_answered():
    calls = draw_calls(Story(UNTIL, 1), "cahors")
    named = calls[calls["caller"] != ""].sort_values("started", kind="stable")
    by_caller = named.groupby("caller", sort=False)
    wait = by_caller["started"].shift(-1) - named["started"]
    lost = named["outcome"].isin(["abandoned", "unanswered"])
    again = lost & (wait <= np.timedelta64(4, "h"))
    assert 0.2 < again.sum() / lost.sum() < 0.5
    answered = by_caller["outcome"].shift(-1)[again].eq("answered").mean()
    assert 0.6 < answered < 0.98
    # The numbers stay those kept for fiction.
    assert named["caller"].str.match(r"(053649|063998)\d{4}$").all()
