"""The LimeSurvey samples: answers by question, free text never kept."""

import pandas as pd
import pytest

from etl.readers.registry import find_reader
from tests.golden.reading import SAMPLES, read, source

SURVEY = ("limesurvey.csv", "limesurvey_textes.csv", "limesurvey.xlsx")


def written(tmp_path, text: str):
    path = tmp_path / "reponses.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", SURVEY)
def test_each_sample_is_claimed_by_one_source(name):
    assert read(SAMPLES / name).source == "enquete_accueil"


def test_each_answer_is_a_row_with_its_score():
    found = read(SAMPLES / "limesurvey.csv")
    first = found.accepted["response"] == "accueil:1"
    chosen = found.accepted.loc[first, ["question", "answer", "score"]]
    assert chosen.astype("object").where(chosen.notna(), None).to_numpy().tolist() == [
        ["amabilite", "A4", 4.0],
        ["globale", "A3", 3.0],
        ["effort", "2", 2.0],
        ["demarche", "Très bien", 10.0],
        ["q8.sq001", "Y", None],
        ["q9", None, None],
    ]


def test_the_site_is_the_answer_to_the_declared_question():
    found = read(SAMPLES / "limesurvey.csv").accepted
    sites = found.groupby("response")["site"].unique().explode()
    assert sites.tolist() == ["cahors", "figeac", "gourdon", "cahors"]
    assert "site" not in set(found["question"])


def test_an_answer_without_submission_is_incomplete():
    found = read(SAMPLES / "limesurvey.csv").accepted
    assert set(found.loc[~found["complete"], "response"]) == {"accueil:3"}


def test_what_cannot_be_read_is_rejected_with_its_line():
    found = read(SAMPLES / "limesurvey.csv")
    assert sorted(set(found.refused())) == [
        (7, "answered_at", "impossible_time"),
        (8, "score", "unreadable"),
        (8, "site", "unreadable"),
        (9, "", "broken_line"),
    ]
    assert found.set_aside == {"no_answer": 27}


@pytest.mark.parametrize("name", SURVEY)
def test_no_free_text_is_kept_anywhere(name):
    found = read(SAMPLES / name)
    kept = found.accepted["answer"].dropna().tolist() + found.rejections["value"].tolist()
    for word in ("guichet 3", "samedi", "voisin", "personnel", "attente"):
        assert not any(word in text for text in kept)


def test_headings_in_full_text_are_the_same_questions():
    found = read(SAMPLES / "limesurvey_textes.csv")
    assert found.cells("question")[:4] == [
        ("amabilite",),
        ("par_quel_moyen_nous_avez_vous_joints.telephone",),
        ("par_quel_moyen_nous_avez_vous_joints.guichet",),
        ("votre_avis",),
    ]
    assert "votre_avis_2" in set(found.accepted["question"])


def test_a_workbook_reads_like_the_text():
    pd.testing.assert_frame_equal(
        read(SAMPLES / "limesurvey.xlsx").accepted,
        read(SAMPLES / "limesurvey_textes.csv").accepted,
    )


ANONYMISED = '"id","submitdate","lastpage","Q1"\n"1","1980-01-01 00:00:00","1","A4"\n'


def test_an_anonymised_answer_has_the_declared_date(tmp_path):
    path = written(tmp_path, ANONYMISED)
    found = read(path, source("enquete_accueil", date="2025-03-31"))
    assert found.accepted["answered_at"].tolist() == [
        pd.Timestamp("2025-03-31", tz="Europe/Paris")
    ]
    assert found.accepted["complete"].tolist() == [True]


def test_an_anonymised_answer_without_date_is_rejected(tmp_path):
    assert read(written(tmp_path, ANONYMISED)).refused() == [(2, "answered_at", "missing")]


def test_a_cell_may_span_lines_and_lines_stay_those_of_the_file(tmp_path):
    text = (
        '"id","submitdate","lastpage","Q9","Q1"\n'
        '"1","2025-03-10 09:00:00","1","bien\nmerci","A4"\n'
        '"2","2025-03-10 09:00:00","1","","A3"\n'
    )
    found = read(written(tmp_path, text))
    assert found.accepted.index.tolist() == [2, 2, 4]


def test_a_survey_without_responses_gives_nothing(tmp_path):
    path = written(tmp_path, '"id","submitdate","lastpage","Q1"\n')
    assert list(find_reader(path, [source("enquete_accueil")]).read(path)) == []


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        # Offered words are kept, however few the answers.
        (["Oui"], ["Oui"]),
        (["A1", "A2"], ["A1", "A2"]),
        # Other words are, when there are two answers a word.
        (["Bien", "Bien"], ["Bien", "Bien"]),
        (["Bien", "Bien", "Mal"], [None, None, None]),
        # A long one makes the whole column free text.
        (["x" * 60] * 2, ["x" * 60] * 2),
        (["x" * 61] * 2, [None, None]),
        (["moi@exemple.fr"] * 2, [None, None]),
        # Marks up to 100 are marks; a larger number may be a telephone number.
        (["7", "100"], ["7", "100"]),
        (["7", "101"], [None, None]),
    ],
)
def test_what_is_kept_of_a_column_without_scale(tmp_path, words, kept):
    lines = [f'"{n}","2025-03-10 09:00:00","1","{word}"' for n, word in enumerate(words, 1)]
    text = '"id","submitdate","lastpage","Q99"\n' + "\n".join(lines) + "\n"
    assert [answer for (answer,) in read(written(tmp_path, text)).cells("answer")] == kept


COMMENTED = (
    '"id","submitdate","lastpage","Q9","Q10"\n'
    '"1","2025-03-10 09:00:00","1","Merci à Mme Exemple, 06 12 34 56 78","À Mme Exemple"\n'
    '"2","2025-03-10 09:00:00","1","Très bien, rien à dire","Trop long"\n'
)


def test_a_comment_that_the_source_declares_is_kept_screened_and_no_other(tmp_path):
    path = written(tmp_path, COMMENTED)
    found = read(path, source("enquete_accueil", verbatims=["Q9"]))
    assert found.cells("question", "answer", "verbatim") == [
        ("q9", None, "Merci à Mme [nom], [numéro]"),
        ("q10", None, None),
        ("q9", None, "Très bien, rien à dire"),
        ("q10", None, None),
    ]


def test_without_a_declaration_no_comment_is_kept(tmp_path):
    assert read(written(tmp_path, COMMENTED)).accepted["verbatim"].isna().all()
