"""The page of one engagement: wording, facts, history, cases, method."""

from datetime import date

from dashboard import gateway
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import Period
from tests.pages.conftest import said

MARCH = Period(date(2025, 3, 1))


def test_the_page_quotes_the_charter_and_says_the_verdict(show, full_folder):
    text = said(show(full_folder, "engagement", numero="17"))
    assert "Nous vous répondons dans un délai annoncé et maîtrisé" in text
    assert "Guide des usagers de la préfecture du Lot" in text


def test_an_unknown_number_opens_an_engagement_that_exists(show, full_folder, subtests):
    for value in ("999", "abc", "-1", ""):
        with subtests.test(value):
            at = show(full_folder, "engagement", numero=value)
            assert not at.exception
            assert len(at.title) == 1


def test_every_engagement_has_a_page(show, full_folder, subtests):
    for number in (*range(1, 21), *range(47, 51)):
        with subtests.test(number=number):
            at = show(full_folder, "engagement", numero=str(number), periode="2025-03")
            assert not at.exception
            assert at.title[0].value.startswith(f"{number} ·")


def test_an_indicator_can_be_chosen_and_stays_in_the_address(show, full_folder):
    at = show(full_folder, "engagement", numero="17", periode="2025-03")
    at.segmented_control(key="indicateur").set_value("17b").run()
    assert at.query_params["indicateur"] == "17b"
    assert "Courriers répondus" in said(at)


def test_the_facts_name_target_origin_interval_and_counts(show, full_folder):
    text = said(
        show(full_folder, "engagement", numero="17", indicateur="17b", periode="2025-03")
    )
    for name in ("Résultat", "Objectif", "Effectif", "Intervalle à 95 %", "En cours"):
        assert name in text
    assert "proposé, à confirmer" in text


def test_every_chart_has_an_alternative_text_a_sentence_and_a_table(show, full_folder):
    at = show(full_folder, "engagement", numero="3", indicateur="3a", periode="2026-03")
    charts = at.get("plotly_chart")
    assert len(charts) == 1
    alt = charts[0].proto.alt
    assert alt.startswith("Graphique\u00a0: ")
    assert any(alt.endswith(each.value.replace("\n\n", " ")) for each in at.caption)
    assert any("Objectif" in table.value.columns for table in at.table)


def test_cases_name_file_and_line_and_one_can_be_opened(show, full_folder):
    at = show(full_folder, "engagement", numero="17", indicateur="17b", periode="2025-03")
    table = next(each.value for each in at.table if "Fichier" in each.value.columns)
    assert {"Reçu le", "Échéance", "Ligne"} <= set(table.columns)
    finding = next(
        each
        for each in gateway.findings_of(17, EVERYWHERE, MARCH)
        if each.indicator.code == "17b"
    )
    asked = gateway.Asked("17b", EVERYWHERE, MARCH, finding.as_of)
    first = gateway.case_page(asked, "tous", 1).ids[0]
    at.selectbox(key="cas").set_value(first).run()
    assert not at.exception
    assert at.query_params["cas"] == str(first)
    assert "En retard à partir de" in said(at)


def test_a_case_that_is_not_there_is_said(show, full_folder):
    at = show(
        full_folder,
        "engagement",
        numero="17",
        indicateur="17b",
        periode="2025-03",
        cas="987654321",
    )
    assert not at.exception
    assert "n'est pas parmi ceux" in said(at)


def test_the_cases_of_an_outcome_are_as_many_as_their_pill_says(show, full_folder):
    at = show(
        full_folder, "engagement", numero="17", indicateur="17b", periode="2025-03", issue="met"
    )
    label = next(each for each in at.pills[0].options if "Tenus" in str(each))
    count = int("".join(filter(str.isdigit, str(label))))
    table = next(each.value for each in at.table if "Fichier" in each.value.columns)
    assert len(table) == min(count, 20)


def test_the_method_tells_where_the_figure_comes_from(show, full_folder):
    text = said(
        show(full_folder, "engagement", numero="17", indicateur="17b", periode="2025-03")
    )
    for words in ("answered_in_time", "10 jours ouvrés", "empreinte", "Évalué le",
                  "registre_courrier.csv", "Cachets d'arrivée"):  # fmt: skip
        assert words in text
