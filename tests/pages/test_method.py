"""The page of the method: written from the declarations, each part a link."""

import pytest

from dashboard import access, gateway
from dashboard.wording.departures import DEPARTURES
from dashboard.wording.expected import FORMATS
from dashboard.wording.method import SECTIONS
from etl.domain.perimeter import Perimeter
from tests.pages.conftest import said
from tests.pages.warehouses import ROOT


@pytest.mark.parametrize("section", SECTIONS)
def test_each_part_opens_from_its_address(demo_folder, show, section):
    at = show(demo_folder, "method", rubrique=section.value)
    assert not at.exception and not at.error
    assert at.session_state["rubrique"] == section


def test_every_indicator_is_defined_with_its_formula_and_its_target(demo_folder, show):
    at = show(demo_folder, "method")
    text = said(at)
    assert len(at.expander) >= 24
    for told in ("17a · Courriels répondus", "fixé par l'État", "Effectif suffisant"):
        assert told in text


def test_a_link_to_an_indicator_opens_its_definition_alone(demo_folder, show):
    at = show(demo_folder, "method", indicateur="17a")
    text = said(at)
    assert "17a · Courriels répondus" in text
    assert "17b ·" not in text and "10a ·" not in text
    at = show(demo_folder, "method", indicateur="99z")
    assert not at.exception
    assert at.query_params["indicateur"] in ("", [""])


def test_a_search_keeps_what_holds_the_words(demo_folder, show):
    at = show(demo_folder, "method", rubrique="glossaire")
    at.text_input(key="chercher").set_value("WILSON").run()
    text = said(at)
    assert "Intervalle à 95" in text and "Quarantaine" not in text
    at.text_input(key="chercher").set_value("zzz").run()
    assert "Rien ne correspond" in at.info[0].value


def test_calendars_say_hours_closures_and_holidays(demo_folder, show):
    text = said(show(demo_folder, "method", rubrique="calendriers"))
    assert "08:30–12:30, 13:30–17:30" in text
    assert "Pont de l'Ascension" in text and "ne suspend pas les délais" in text
    assert "pentecôte" in text.lower()


def test_a_visitor_of_one_site_reads_its_calendars_only(demo_folder, show, monkeypatch):
    monkeypatch.setattr(access, "perimeter", lambda: Perimeter(frozenset({"figeac"})))
    at = show(demo_folder, "method", rubrique="calendriers")
    assert [each.value for each in at.header] == ["Sous-préfecture de Figeac"]
    events = said(show(demo_folder, "method", rubrique="evenements"))
    assert "Changement de standard" in events and "Serveur vocal au standard" not in events


def test_each_departure_names_tests_that_exist(demo_folder, show):
    for each in DEPARTURES:
        assert each.tests
        assert all((ROOT / path).is_file() for path in each.tests), each.subject
    subjects = [each.subject for each in DEPARTURES]
    assert len(set(subjects)) == len(subjects)
    table = show(demo_folder, "method", rubrique="ecarts").table[0].value
    assert len(table) == len(DEPARTURES)


def test_the_page_of_an_engagement_leads_to_the_method_of_its_indicator(demo_folder, show):
    at = show(demo_folder, "engagement", numero="17", indicateur="17b")
    labels = [each.proto.label for each in at.get("page_link")]
    assert "Lire la méthode de cet indicateur" in labels


def test_every_format_of_a_declared_source_has_a_french_name(demo_folder):
    declared = {each.format for each in gateway.declared_sources()}
    assert declared <= FORMATS.keys()
