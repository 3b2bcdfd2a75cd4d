"""The filters: codes in the address, each checked; what a visitor may see."""

import ast

from tests.pages.conftest import PAGES, said
from tests.pages.warehouses import ROOT

CHOICES = {"selectbox", "segmented_control", "pills", "number_input", "toggle", "slider"}
# What is written beside a button is sent; it is no view that a link could open.
SENDING = ("form_submit_button(", ".button(")


def test_codes_in_the_address_choose_site_and_period(show, full_folder):
    at = show(full_folder, site="figeac", periode="2025-T1")
    assert at.selectbox(key="site").value == "figeac"
    assert at.selectbox(key="periode").value == "2025-T1"
    assert "1er trimestre 2025" in said(at)


def test_an_unknown_value_is_replaced_by_the_default(show, full_folder, subtests):
    for name, value in (
        ("site", "paris"),
        ("site", "Tous les sites"),
        ("periode", "2025-13"),
        ("periode", "1900-01"),
        ("periode", "'; drop table imports"),
    ):
        with subtests.test(value):
            at = show(full_folder, **{name: value})
            assert not at.exception
            assert at.query_params[name] == str(at.session_state[name])
            assert at.session_state[name] != value


def test_a_choice_is_written_in_the_address(show, full_folder):
    at = show(full_folder)
    at.selectbox(key="site").select("gourdon").run()
    assert at.query_params["site"] == "gourdon"


def test_another_scale_goes_to_the_period_around_the_chosen_one(show, full_folder):
    at = show(full_folder, periode="2025-02")
    at.segmented_control(key="echelle").set_value("quarter").run()
    assert at.query_params["periode"] == "2025-T1"
    at.segmented_control(key="echelle").set_value("month").run()
    assert at.query_params["periode"] == "2025-03"


def test_a_visitor_of_one_site_sees_nothing_of_the_others(show, full_folder, subtests):
    for page in PAGES:
        with subtests.test(page):
            at = show(full_folder, page, user={"sites": "figeac"}, site="cahors")
            assert not at.exception
            assert at.selectbox(key="site").options == ["Sous-préfecture de Figeac"]
            assert "Préfecture du Lot, Cahors" not in said(at)
            assert "Tous les sites" not in said(at)


def test_a_visitor_of_no_site_sees_nothing(show, full_folder):
    at = show(full_folder, user={"sites": "ailleurs"})
    assert not at.exception
    assert (
        said(at) == "Aucun site n'est ouvert à votre compte. Adressez-vous au référent qualité."
    )


CALLS = {"numero": "10", "indicateur": "10a", "periode": "2025-03", "issue": "tous"}


def test_every_choice_of_a_view_is_in_the_address():
    texts = {str(each): each.read_text("utf-8") for each in ROOT.glob("dashboard/**/*.py")}
    views = {name: text for name, text in texts.items() if not any(x in text for x in SENDING)}
    choices = [
        (name, {each.arg for each in call.keywords})
        for name, text in views.items()
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in CHOICES
    ]
    assert len(choices) > 15
    assert [name for name, given in choices if "on_change" not in given] == []


def rows_of_cases(at) -> list[str]:
    table = next(each.value for each in at.table if "Ligne" in each.value.columns)
    return (table["Fichier"] + " " + table["Ligne"]).tolist()


ASKED = {"2": 2, "999999": 3, "0": 1, "-1": 1, "9" * 30: 1, "x": 1, "²": 1}


def test_the_page_of_a_list_is_in_the_address_and_checked(show, full_folder, subtests):
    for asked, shown in ASKED.items():
        with subtests.test(asked):
            at = show(full_folder, "engagement", **CALLS, page_cas=asked)
            assert not at.exception
            assert at.number_input(key="page_cas").value == shown
            assert at.query_params["page_cas"] == str(shown)


def test_another_page_or_another_outcome_changes_the_address(show, full_folder):
    at = show(full_folder, "engagement", **CALLS)
    first = rows_of_cases(at)
    at.number_input(key="page_cas").set_value(2).run()
    assert at.query_params["page_cas"] == "2"
    assert not set(rows_of_cases(at)) & set(first)
    at.pills(key="issue").set_value("met").run()
    assert "page_cas" not in at.query_params


def test_what_is_sought_in_the_method_is_in_the_address(show, full_folder):
    at = show(full_folder, "method", chercher="attente")
    assert at.text_input(key="chercher").value == "attente"
    at.text_input(key="chercher").set_value("").run()
    assert "chercher" not in at.query_params
