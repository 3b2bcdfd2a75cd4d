"""SurveyMonkey, Google Forms, ODK, Kobo, « Je donne mon avis », Services Publics +: samples."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from etl.errors import UnknownFormatError, UnreadableFileError
from etl.readers.registry import find_reader
from tests.golden.reading import SAMPLES, declarations, read, source

OWNERS = {
    "surveymonkey.csv": "enquete_surveymonkey",
    "google_forms.csv": "enquete_google_forms",
    "google_forms_formulaire.csv": "enquete_google_forms",
    "odk.csv": "enquete_odk",
    "kobo.csv": "enquete_odk",
    "je_donne_mon_avis.csv": "je_donne_mon_avis",
    "je_donne_mon_avis_ancien.csv": "je_donne_mon_avis",
    "je_donne_mon_avis.xlsx": "je_donne_mon_avis",
    "services_publics_plus.csv": "services_publics_plus",
}
# What people wrote, and who they are, in these samples.
PRIVATE = ("zoe", "Zoé", "paul", "Paul", "Invent", "voisin", "samedi", "06 12", "exemple.fr",
           "192.0.2", "44.44", "Bravo", "attente", "agent46")  # fmt: skip


def scores(name: str, question: str) -> dict[str, float]:
    """Return the score that each response gives to a question."""
    found = read(SAMPLES / name).accepted
    found = found[found["question"] == question]
    return dict(zip(found["response"].str.partition(":")[2], found["score"], strict=True))


def local(name: str) -> list[str]:
    """Return the local instants of the responses, as Cahors reads them."""
    found = read(SAMPLES / name).accepted["answered_at"].drop_duplicates()
    return found.dt.tz_convert("Europe/Paris").dt.strftime("%Y-%m-%d %H:%M:%S").tolist()


@pytest.mark.parametrize(("name", "owner"), OWNERS.items())
def test_each_sample_is_claimed_by_one_source(name, owner):
    assert read(SAMPLES / name).source == owner


@pytest.mark.parametrize("name", OWNERS)
def test_nothing_personal_and_no_free_text_is_kept(name):
    found = read(SAMPLES / name)
    kept = found.accepted.drop(columns=["source_id", "response"]).astype("str")
    texts = pd.concat([kept[each] for each in kept] + [found.rejections["value"]])
    for word in PRIVATE:
        assert not texts.str.contains(word, regex=False).any(), word


# --- SurveyMonkey


def test_two_rows_of_headings_make_one_question():
    found = read(SAMPLES / "surveymonkey.csv").accepted
    assert sorted(found["question"].unique()) == [
        "amabilite", "effort", "globale", "moyens.guichet", "moyens.other",
        "moyens.telephone", "qu_ameliorer.comment",
    ]  # fmt: skip
    assert scores("surveymonkey.csv", "amabilite") == {"118001": 4, "118002": 2}


def test_hours_of_surveymonkey_are_twelve_and_twelve():
    assert local("surveymonkey.csv") == [
        "2025-03-04 09:06:30",
        "2025-03-04 14:15:00",
        "2025-03-05 10:08:00",
    ]


def test_whether_a_surveymonkey_response_is_whole_is_not_told():
    assert read(SAMPLES / "surveymonkey.csv").accepted["complete"].isna().all()


def test_a_word_that_the_scale_has_not_is_rejected_with_its_line():
    assert read(SAMPLES / "surveymonkey.csv").refused() == [(6, "score", "unreadable")]


# --- Google Forms


def sheet(tmp_path, first: str, *dates: str) -> Path:
    path = tmp_path / "reponses.csv"
    rows = [[first, "Êtes-vous satisfait de l'amabilité de nos agents ?"]]
    rows += [[date, "Satisfait"] for date in dates]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), "utf-8")
    return path


APRIL = ["2025-04-03", "2025-04-25"]


@pytest.mark.parametrize(
    ("first", "dates", "days"),
    [
        # The heading tells the language of the sheet, and so the order of day and month.
        ("Horodateur", ["03/04/2025 09:00:00"], ["2025-04-03"]),
        ("Timestamp", ["3/4/2025 9:00:00"], ["2025-03-04"]),
        # One date that can only be read otherwise decides for all of them.
        ("Timestamp", ["03/04/2025 09:00:00", "25/04/2025 09:00:00"], APRIL),
        ("Horodateur", ["4/3/2025 9:00:00", "4/25/2025 9:00:00"], APRIL),
    ],
)  # fmt: skip
def test_day_and_month_are_told_by_the_heading_unless_a_date_says_otherwise(
    tmp_path, first, dates, days
):
    found = read(sheet(tmp_path, first, *dates)).accepted
    assert found["answered_at"].dt.strftime("%Y-%m-%d").tolist() == days


def test_the_offset_of_a_form_is_read():
    assert local("google_forms_formulaire.csv") == [
        "2025-03-04 09:12:33",
        "2025-04-04 13:05:00",
    ]


def test_responses_of_the_same_second_are_two():
    found = read(SAMPLES / "google_forms.csv").accepted
    assert found["response"].nunique() == 3
    assert found["source_id"].is_unique


def test_an_option_may_hold_the_separator_and_what_is_written_beside_is_not_kept():
    found = read(SAMPLES / "google_forms.csv").accepted
    first = found[found["response"] == found["response"].iloc[0]]
    chosen = first[first["question"].str.startswith("moyens")]
    assert chosen["question"].tolist() == [
        "moyens.guichet",
        "moyens.site_internet_reseaux_sociaux",
        "moyens.other",
    ]
    assert chosen["answer"].dropna().tolist() == ["Guichet", "Site internet, réseaux sociaux"]


def test_an_hour_that_never_was_is_rejected_once():
    assert read(SAMPLES / "google_forms.csv").refused() == [
        (7, "answered_at", "impossible_time")
    ]


def test_a_log_that_begins_with_timestamp_is_no_survey(tmp_path):
    path = tmp_path / "journal.csv"
    path.write_text("timestamp,queue,agent\n2025-03-04 09:00:00,accueil,3\n", "utf-8")
    with pytest.raises(UnknownFormatError):
        find_reader(path, declarations().sources)


# --- ODK and Kobo


def test_an_interview_is_dated_by_its_end_with_its_own_offset():
    assert local("odk.csv") == ["2025-03-04 09:14:30", "2025-03-05 00:04:30"]


def test_a_submission_without_end_is_dated_by_its_arrival_in_utc():
    assert local("kobo.csv") == ["2025-03-06 09:14:30", "2025-03-08 00:30:00"]


@pytest.mark.parametrize("name", ["odk.csv", "kobo.csv"])
def test_options_are_columns_of_ones_and_zeros(name):
    found = read(SAMPLES / name).accepted
    assert {"moyens.guichet", "moyens.telephone"} <= set(found["question"])
    assert set(found.loc[found["question"] == "moyens.guichet", "score"]) <= {0, 1}
    assert "moyens" not in set(found["question"])


def test_a_row_may_end_before_the_last_columns_of_the_tool():
    assert read(SAMPLES / "odk.csv").refused() == []


def test_a_repeated_group_is_refused_and_the_main_file_asked_for():
    path = SAMPLES / "odk_repetition.csv"
    with pytest.raises(UnreadableFileError, match="fichier principal"):
        list(find_reader(path, [source("enquete_odk")]).read(path))


# --- Je donne mon avis


def test_marks_are_those_of_the_public_dashboard():
    name = "je_donne_mon_avis.csv"
    assert scores(name, "demarche") == {"a1b2c3d": 10, "a1b2c3e": 5, "a1b2c3f": 0}
    assert scores(name, "clarte") == {
        "a1b2c3d": 10, "a1b2c3e": 5, "a1b2c3f": 0, "a1b2c40": 0,
    }  # fmt: skip
    assert scores(name, "joint") == {"a1b2c3d": 10, "a1b2c3f": 0}


def test_dates_are_universal_time_now_and_local_days_before():
    assert local("je_donne_mon_avis.csv")[0] == "2025-04-01 00:30:00"
    assert local("je_donne_mon_avis_ancien.csv") == [
        "2023-03-12 00:00:00",
        "2023-03-13 00:00:00",
    ]


def test_each_means_of_help_is_a_question():
    found = read(SAMPLES / "je_donne_mon_avis.csv").accepted
    chosen = found.loc[found["question"].str.startswith("aide."), "question"]
    assert chosen.value_counts().to_dict() == {"aide.au_guichet": 2, "aide.par_telephone": 2}


def test_a_workbook_has_a_sheet_a_year_and_the_same_identifiers():
    book = read(SAMPLES / "je_donne_mon_avis.xlsx").accepted
    text = read(SAMPLES / "je_donne_mon_avis.csv").accepted
    assert sorted(book["answered_at"].dt.year.unique()) == [2025, 2026]
    assert "je_donne_mon_avis:a1b2c3d:demarche" in set(text["source_id"]) & set(
        book["source_id"]
    )


# --- Services Publics +


def test_only_the_experiences_of_the_prefecture_are_kept():
    found = read(SAMPLES / "services_publics_plus.csv")
    assert found.set_aside == {"out_of_scope": 1}
    assert found.cells("source_id", "answer", "score") == [
        ("90001", "Positif", 1.0),
        ("90002", "Négatif", -1.0),
        ("90003", "Neutre", 0.0),
        ("90005", None, None),
    ]
