"""The statement of accessibility: always there, and no better than the truth."""

from tests.pages.conftest import said


def test_the_statement_says_its_state_its_limits_and_whom_to_tell(show, empty_folder):
    text = said(show(empty_folder, "accessibility"))
    for words in (
        "aucun audit n'a été mené",
        "Déclaré non conforme",
        "rien n'est annoncé aux lecteurs d'écran",
        "ne se parcourent pas au clavier",
        "Contact : à compléter par la préfecture",
        "Défenseur des droits",
    ):
        assert words in text


def test_every_page_links_to_the_statement_and_keeps_what_is_chosen(show, full_folder):
    at = show(full_folder, site="figeac", periode="2025-03")
    (link,) = [each.proto for each in at.get("page_link") if "Accessib" in each.proto.label]
    assert link.label.replace("\u00a0", " ") == "Accessibilité : non conforme"
    assert "site=figeac" in link.query_string and "periode=2025-03" in link.query_string


def test_the_spaces_of_french_do_not_break(show, empty_folder):
    at = show(empty_folder, "accessibility")
    shown = "".join(each.value for each in at.markdown)
    assert not any(f" {mark}" in shown for mark in ("»", ": ", "; "))
    assert "« L" not in shown
