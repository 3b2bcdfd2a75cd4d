"""« Satisfaction et réclamations » : scores, comments, complaints."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest

from dashboard import gateway
from dashboard.gateway.warehouse import warehouse
from dashboard.wording.satisfaction import quoted, summary
from etl.domain.datasets import Dataset
from etl.domain.periods import Period, PeriodKind
from etl.pipeline.opinions import of_theme, searched, themes
from etl.store.facts import load_facts
from tests.pages.conftest import said

YEAR = Period(date(2025, 1, 1), PeriodKind.YEAR)
SAID = pd.DataFrame(
    {
        "site": "cahors",
        "day": date(2025, 1, 2),
        "text": [
            "Deux heures d'ATTENTE debout",
            "Accueil très aimable",
            "Le téléphone ne répond pas, puis trop d'attente",
            "Rien à dire",
        ],
    }
)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("attente", 2),
        ("ATTENTE telephone", 1),
        ("Téléphone", 1),
        ("", 4),
        ("zèbre", 0),
        ("(", 0),
    ],
)
def test_a_search_wants_all_words_and_no_accent(words, found):
    assert len(searched(SAID, words)) == found


def test_a_theme_is_told_by_the_beginning_of_a_word():
    counts = dict(themes(SAID).itertuples(index=False))
    assert counts["attente"] == 2
    assert counts["téléphone"] == 1
    assert counts["accueil"] == 1
    assert "locaux" not in counts
    assert len(of_theme(SAID, "attente")) == 2


def test_the_scores_are_those_of_the_facts(demo_folder):
    found = gateway.satisfaction("cahors", YEAR)
    calendar = warehouse().calendar("cahors")
    with warehouse().store.reading() as connection:
        facts = load_facts(
            connection,
            Dataset.SURVEYS,
            calendar.instants(YEAR.start, YEAR.end),
            sites=["cahors"],
        )
    told = Counter(
        (str(question), score)
        for question, score in zip(facts["question"], facts["score"], strict=True)
        if score == score
    )
    shown = found.scores.set_index(["question", "score"])["answers"].to_dict()
    assert shown == dict(told)
    assert found.responses == facts["response"].nunique()
    assert found.scores.groupby("question")["share"].sum().round(12).eq(1).all()


def test_complaints_are_those_of_the_indicator(demo_folder):
    found = gateway.complaints("cahors", YEAR)
    finding = next(
        each
        for each in gateway.satisfaction_findings("cahors", YEAR)
        if each.indicator.dataset is Dataset.MAILS and each.indicator.rule == "answered_in_time"
    )
    assert found["met"].sum() == finding.met
    assert found["missed"].sum() == finding.missed
    assert found["pending"].sum() == finding.pending


def test_the_page_shows_scores_comments_and_complaints(demo_folder, show):
    at = show(demo_folder, "satisfaction", site="cahors", periode="2025")
    assert not at.exception
    text = said(at)
    assert "questionnaires pour" in text
    assert "Réclamations" in text


def test_without_survey_the_page_says_so(one_contact_folder, show):
    at = show(one_contact_folder, "satisfaction")
    assert not at.exception
    assert "Aucune réponse" in said(at)


def test_sentences():
    assert plain(summary(1, 0, 0)) == "1 questionnaire ; 0 commentaire."
    assert plain(summary(30, 300, 2)) == (
        "30 questionnaires pour 300 usagers reçus (10 %) ; 2 commentaires."
    )
    assert plain(quoted("ligne\n\nautre")) == "« ligne autre »"
