"""Each delimited sample: claimed by one declared source, read as expected."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from etl.contracts.contract import Checked, check
from etl.contracts.datasets import CONTRACTS
from etl.definitions.sources import SOURCE, shape_source
from etl.definitions.tables import build, read_table
from etl.domain.sources import Source
from etl.readers.base import read_head
from etl.readers.delimited import DelimitedFormat
from tests.golden.reading import read as read_sample
from tests.tables import table

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data/samples"
SITES = ("cahors", "figeac", "gourdon")
FORMAT = DelimitedFormat()


@cache
def sources() -> dict[str, Source]:
    found = {}
    for path in sorted((ROOT / "data/sources").glob("*.toml")):
        declared, _ = shape_source(read_table(path))
        built = build(SOURCE, declared)
        assert built.value is not None, path.name
        if built.value.format == FORMAT.name:
            found[built.value.name] = built.value
    return found


def sample_of(name: str) -> Path:
    return next(SAMPLES.glob(f"{name}.*"))


@cache
def read(name: str) -> tuple[Checked, dict[str, int]]:
    """Return the checked rows of a sample, and what was set aside."""
    batches = list(FORMAT.read(sample_of(name), sources()[name]))
    contract = CONTRACTS[sources()[name].dataset]
    checked = [check(batch, contract, SITES) for batch in batches]
    aside: dict[str, int] = {}
    for batch in batches:
        for reason, count in batch.set_aside.items():
            aside[reason] = aside.get(reason, 0) + count
    whole = Checked(
        pd.concat([each.accepted for each in checked]),
        pd.concat([each.rejections for each in checked], ignore_index=True),
        sum(each.rejected for each in checked),
    )
    assert len(whole.accepted) + whole.rejected == sum(len(batch.rows) for batch in batches)
    return whole, aside


def assert_accepted(name: str, expected: pd.DataFrame) -> None:
    found = read(name)[0].accepted[list(expected.columns)].reset_index(drop=True)
    for column in expected.columns:
        if isinstance(found[column].dtype, pd.CategoricalDtype):
            found[column] = found[column].astype("str")
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def rejected(name: str) -> Sequence[tuple[object, ...]]:
    rejections = read(name)[0].rejections
    return list(rejections[["line", "column", "code"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", sorted(sources()))
def test_each_sample_is_claimed_by_its_source_alone(name: str) -> None:
    head = read_head(sample_of(name))
    assert FORMAT.identify(head)
    assert [each.name for each in sources().values() if FORMAT.fits(head, each)] == [name]


@pytest.mark.parametrize("name", sorted(sources()))
def test_each_sample_has_facts_with_one_identifier_each(name: str) -> None:
    accepted = read(name)[0].accepted
    assert len(accepted)
    assert accepted["source_id"].is_unique


def test_calls_of_the_switchboard_in_cp1252_below_three_title_lines() -> None:
    assert_accepted(
        "appels_acd",
        table("""
            source_id | site    | started_at          | outcome    | wait_s | transfer
            ACD-0001  | cahors  | 2025-03-03 08:31:12 | answered   | 12     |
            ACD-0002  | cahors  | 2025-03-03 08:33:40 | abandoned  | 41     |
            ACD-0003  | cahors  | 2025-03-03 09:02:05 | answered   | 8      | completed
            ACD-0004  | figeac  | 2025-03-04 10:15:00 | overflowed | 1205.5 |
            ACD-0008  | gourdon | 2025-03-05 12:45:30 | closed     | 0      |
            ACD-0009  | cahors  | 2025-03-05 14:00:00 | answered   | 30     | failed
        """),
    )
    assert rejected("appels_acd") == [
        (9, "started_at", "unreadable"),
        (10, "outcome", "unknown_word"),
        (11, "", "broken_line"),
    ]
    assert read("appels_acd")[1] == {"total_line": 1}


def test_the_hour_that_does_not_exist_in_spring_is_rejected() -> None:
    assert rejected("serveur_vocal") == [(4, "started_at", "impossible_time")]
    assert list(read("serveur_vocal")[0].accepted["talk_s"]) == [48.0, 65.0, 12.0]


def test_letters_of_the_register() -> None:
    assert_accepted(
        "registre_courrier",
        table("""
            source_id | site   | service   | received_at | answered_at | status
            2025/0101 | cahors | titres    | 2025-03-03  | 2025-03-12  | request
            2025/0102 | cahors | etrangers | 2025-03-03  |             | request
            2025/0103 | cahors | cabinet   | 2025-03-04  | 2025-03-20  | unreachable
            2025/0104 | figeac | accueil   | 2025-03-05  |             | duplicate
        """),
    )
    natures = read("registre_courrier")[0].accepted["nature"]
    assert list(natures) == ["information", "individual", "complaint", "information"]
    assert rejected("registre_courrier") == [
        (6, "site", "unknown_site"),
        (7, "source_id", "missing"),
    ]


def test_emails_of_the_register_take_the_first_of_the_two_autumn_hours() -> None:
    assert_accepted(
        "registre_courriels",
        table(
            """
            source_id | received_at         | registered_at       | complete | status
            C-1       | 2025-03-03 08:12:00 | 2025-03-03 08:40:00 | true     | request
            C-2       | 2025-03-03 17:05:00 | 2025-03-04 07:35:00 | false    | request
            C-4       | 2025-10-26 00:30:00 | 2025-10-27 07:30:00 | true     | unreachable
            """,
            "UTC",
        ),
    )
    assert rejected("registre_courriels") == [(4, "received_at", "unreadable")]


def test_tickets_whose_numbers_begin_again_each_day() -> None:
    assert_accepted(
        "file_attente",
        table("""
            source_id              | desk            | arrived_at          | called_at
            Cahors 03/03/2025 A001 | accueil         | 2025-03-03 09:00:10 | 2025-03-03 09:12:40
            Cahors 03/03/2025 A002 | accueil         | 2025-03-03 09:05:00 | 2025-03-03 09:14:00
            Cahors 03/03/2025 A003 | accueil         | 2025-03-03 09:20:00 |
            Cahors 03/03/2025 N001 | point_numerique | 2025-03-03 10:00:00 | 2025-03-03 10:02:00
            Cahors 04/03/2025 A001 | accueil         | 2025-03-04 09:01:00 | 2025-03-04 09:00:30
        """),
    )
    assert rejected("file_attente") == [(7, "appointment", "unreadable")]


def test_appointments_date_the_visit_of_who_did_not_come() -> None:
    assert_accepted(
        "rendez_vous",
        table("""
            source_id | outcome | appointment_at      | arrived_at
            R-1       | served  | 2025-03-03 09:00:00 | 2025-03-03 08:52:00
            R-2       | no_show | 2025-03-03 09:30:00 | 2025-03-03 09:30:00
        """),
    )
    assert rejected("rendez_vous") == [(4, "arrived_at", "unreadable")]


def test_the_grid_of_mystery_calls_gives_one_row_an_item_on_both_sheets() -> None:
    found = read("grille_appels_mysteres")[0].accepted
    marks = found.pivot(index="test", columns="item", values="mark")
    assert list(marks["abouti"]) == [1, 1, 0, 1]
    assert list(marks["exactitude"].fillna(-1)) == [1, 0, -1, 1]
    assert marks["renvoi_utile"].notna().sum() == 1
    assert rejected("grille_appels_mysteres") == [(10, "mark", "unreadable")]
    assert read("grille_appels_mysteres")[1] == {"blank_line": 1, "total_line": 1}


def test_a_workbook_holds_dates_texts_and_day_numbers() -> None:
    found = read("grille_appels_mysteres")[0].accepted.drop_duplicates("test")
    at = found["observed_at"].dt.tz_convert("Europe/Paris").dt.strftime("%d/%m/%Y %H:%M")
    assert list(at) == [
        "10/03/2025 10:00",
        "10/03/2025 14:05",
        "11/03/2025 09:30",
        "11/03/2025 12:00",
    ]


def test_a_comment_on_two_lines_does_not_shift_the_line_numbers() -> None:
    assert sorted(set(read("grille_courriels_mysteres")[0].accepted.index)) == [2, 4, 5]
    assert rejected("grille_courriels_mysteres") == [(5, "mark", "unreadable")]


RATED_TWICE = """
Campagne;N° courriel mystère;Envoyé le;Site;Scénario;Enquêteur;Seconde cotation;Orthographe
2025-1;1;10/03/2025 10:00;Cahors;Titres;E1;;Oui
2025-1;2;10/03/2025 10:05;Cahors;Titres;E2;Non;Oui
2025-1;3;10/03/2025 10:10;Cahors;Titres;E1;-;Oui
2025-1;1;10/03/2025 10:00;Cahors;Titres;E2;oui;Non
2025-1;2;10/03/2025 10:05;Cahors;Titres;E1;peut-être;Non
"""


def test_a_second_rating_of_a_test_does_not_correct_the_first(tmp_path) -> None:
    path = tmp_path / "grille.csv"
    path.write_text(RATED_TWICE.strip(), "utf-8")
    found = read_sample(path)
    assert found.cells("source_id", "test", "observer", "second_rating", "mark") == [
        ("2025-1 1:orthographe", "2025-1 1", "E1", None, 1),
        ("2025-1 2:orthographe", "2025-1 2", "E2", False, 1),
        ("2025-1 3:orthographe", "2025-1 3", "E1", None, 1),
        ("2025-1 1:2:orthographe", "2025-1 1", "E2", True, 0),
    ]
    assert found.refused() == [(6, "second_rating", "unreadable")]


def test_a_grid_without_the_columns_of_double_rating_is_read_as_before() -> None:
    found = read("grille_courriels_mysteres")[0].accepted
    assert found["source_id"].iloc[0] == "2025-1 1:ar"
    assert found[["observer", "second_rating"]].isna().all(axis=None)


def test_training_is_read_from_an_open_document() -> None:
    assert_accepted(
        "formation",
        table("""
            site   | service | kind     | started_at | amount | total
            cahors | accueil | training | 2025-12-31 | 11     | 12
            figeac | accueil | training | 2025-12-31 | 3      | 3
        """),
    )


def test_the_crisis_log_in_utf_16() -> None:
    assert_accepted(
        "crise",
        table("""
            kind              | started_at       | done_at          | amount | audience
            crisis_activation | 2025-01-11 03:10 | 2025-01-11 03:52 |        |
            cod_information   | 2025-01-11 03:10 | 2025-01-11 04:05 |        | officials
            cip_calls         | 2025-01-11 05:00 | 2025-01-11 20:00 | 312    |
            crisis_test       | 2025-02-20 22:30 | 2025-02-20 22:41 |        |
        """),
    )
    assert list(read("crise")[0].accepted["exercise"]) == [False, False, False, True]


def test_checks_that_do_not_apply_have_no_result() -> None:
    passed = read("controles")[0].accepted["passed"]
    assert list(passed.fillna(False)) == [True, False, True, False]
    assert passed.isna().sum() == 1


def test_the_journal_begins_with_the_line_of_the_separator() -> None:
    assert list(read("journal_changements")[0].accepted.index) == [3, 4, 5]


def test_events_need_a_title_and_someone_who_answers_for_them() -> None:
    assert_accepted(
        "journal_evenements",
        table("""
            source_id | site    | kind                 | subject             | limits
            EV-1      | cahors  | annotation_strike    | Grève nationale     |
            EV-2      | cahors  | annotation_equipment | Nouveau serveur vocal | rebase
            EV-3      | gourdon | annotation_staffing  | Deux postes vacants | freeze
        """),
    )
    assert list(read("journal_evenements")[0].accepted["everywhere"]) == [True, False, False]
    assert rejected("journal_evenements") == [
        (5, "author", "missing"),
        (6, "kind", "unreadable"),
    ]


def test_a_suspension_names_its_request_its_reason_and_an_office() -> None:
    assert_accepted(
        "registre_suspensions",
        table("""
            source_id  | kind  | about     | started_at | done_at    | reason
            S-2025-001 | pause | 2025/0101 | 2025-03-05 | 2025-03-10 | missing_document
            S-2025-002 | pause | 2025/0102 | 2025-03-06 |            | clarification_asked
        """),
    )
    assert rejected("registre_suspensions") == [
        (4, "about", "missing"),
        (5, "done_at", "before_start"),
        (6, "author", "unreadable"),
        (6, "author", "missing"),
    ]
    assert list(read("registre_suspensions_courriels")[0].accepted["author"]) == [
        "accueil général",
        "point numérique",
    ]


def test_complaints_figures_and_social_networks() -> None:
    complaints = read("reclamations")[0].accepted
    assert list(complaints["channel"]) == ["form", "letter"]
    assert complaints["sender"].isna().sum() == 1
    assert rejected("reclamations") == [(6, "channel", "unknown_word")]
    assert list(read("activite_numerique")[0].accepted["amount"]) == [412.0, 82.5, 18.0]
    assert rejected("publications") == [(4, "subject", "unreadable")]
    assert read("messages_sociaux")[0].accepted["done_at"].notna().sum() == 1
    assert list(read("ecoute")[0].accepted["kind"])[1] == "mystery_campaign"


def test_tickets_are_answered_by_their_resolution_and_not_by_their_closing() -> None:
    assert_accepted(
        "tickets_assistance",
        table("""
            source_id | channel | answered_at      | closed_at        | status
            2 041     | form    | 2025-03-12 16:40 | 2025-03-20 00:05 | request
            2 042     | email   | 2025-03-14 10:00 |                  | request
            2 043     | form    |                  |                  | request
            2 044     | form    |                  | 2025-03-18 00:05 | request
            2 046     | form    |                  | 2025-03-12 09:00 | duplicate
        """),
    )
    assert rejected("tickets_assistance") == [
        (9, "received_at", "unreadable"),
        (9, "registered_at", "unreadable"),
        (10, "channel", "unknown_word"),
    ]
    # A call noted in the tool is no written request.
    assert read("tickets_assistance")[1] == {"out_of_scope": 1}


def test_closing_answers_where_the_source_declares_it() -> None:
    source = sources()["tickets_assistance"]
    closing = replace(source, settings={"fallbacks": {"answered_at": "closed_at"}})
    (batch,) = FORMAT.read(sample_of("tickets_assistance"), closing)
    rows = batch.rows.set_index("source_id")
    assert rows.loc["2 044", "answered_at"] == rows.loc["2 044", "closed_at"]
    # A resolution that is told stays the answer.
    assert rows.loc["2 041", "answered_at"] < rows.loc["2 041", "closed_at"]


def test_a_ticket_of_many_rows_is_one_request_dated_by_its_steps() -> None:
    assert_accepted(
        "journal_tickets",
        table("""
            source_id | acknowledged_at  | answered_at      | closed_at
            T-1       | 2025-03-10 09:30 | 2025-03-11 14:00 | 2025-03-15 09:00
            T-2       | 2025-03-10 15:00 |                  | 2025-03-12 09:00
        """),
    )
    # T-3 has no readable opening: its later step does not open it.
    assert rejected("journal_tickets") == [
        (12, "received_at", "unreadable"),
        (14, "source_id", "missing"),
        (15, "", "broken_line"),
        (13, "received_at", "missing"),
    ]
    assert read("journal_tickets")[1] == {"step": 8}


def test_calls_counted_by_half_hours_are_ratios_and_an_empty_count_is_unknown() -> None:
    found = read("comptages_appels")[0].accepted
    amounts = found.pivot(index="started_at", columns="subject", values="amount")
    totals = found.pivot(index="started_at", columns="subject", values="total")
    assert list(amounts["answered"].fillna(-1)) == [0, 18, 9, 0, -1, 8, -1]
    assert list(totals["answered"].fillna(-1)) == [4, 20, 10, 0, 12, 8, -1]
    # Calls answered within the threshold are a part of the calls answered.
    assert list(totals["answered_within"].fillna(-1)) == [0, 18, 9, 0, -1, -1, -1]
    assert rejected("comptages_appels") == [
        (8, "amount", "unreadable"),
        (9, "amount", "negative"),
        (9, "total", "negative"),
        (10, "started_at", "unreadable"),
        (10, "started_at", "unreadable"),
        (10, "started_at", "unreadable"),
        (11, "", "broken_line"),
    ]


def test_counts_written_the_french_way_are_read(tmp_path: Path) -> None:
    path = tmp_path / "comptages.csv"
    text = sample_of("comptages_appels").read_text("utf-8")
    path.write_text(text.replace(";20;18;2;15", ";1 020;1 018,0;:;15"), "utf-8")
    (batch,) = FORMAT.read(path, sources()["comptages_appels"])
    rows = batch.rows.set_index("source_id").filter(like="10/03/2025 09:00", axis=0)
    assert list(rows["amount"].fillna(-1)) == [1018, -1, 15]
    assert list(rows["total"]) == [1020, 1020, 1018]
