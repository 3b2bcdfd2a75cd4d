"""The filters: codes in the address, each checked; what a visitor may see."""

from tests.pages.conftest import PAGES, said


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
