"""The first visit: the tour, the words explained, what is new, the first paint."""

import re
import tomllib

from dashboard import first_paint, server, wording
from dashboard.components import html
from dashboard.components.tour import ASKED, COOKIE
from dashboard.wording import glossary, news, tour
from tests.pages.conftest import PAGES, said
from tests.pages.warehouses import ROOT

STYLE = (ROOT / "dashboard" / "style.css").read_text("utf-8")


def shown(at) -> str:
    return next((each.value for each in at.markdown if 'class="rang"' in each.value), "")


def begun(at):
    """Return the overview of somebody who asked for the tour."""
    at.session_state[ASKED] = True
    return at.run()


def test_the_tour_goes_step_by_step_and_stays_ended(show, full_folder):
    at = begun(show(full_folder))
    for place, step in enumerate(tour.STEPS):
        assert tour.place(place) in shown(at)
        assert f'id="visite-{step.target}"' in shown(at)
        if place < len(tour.STEPS) - 1:
            at.button(key="visite-suite").click().run()
    at.button(key="visite-fin").click().run()
    assert shown(at) == ""
    assert shown(at.run()) == ""


def test_a_step_is_about_a_part_of_the_page_that_is_there():
    keyed = "".join(each.read_text("utf-8") for each in ROOT.glob("dashboard/**/*.py"))
    for step in tour.STEPS:
        assert f'key="{step.target}"' in keyed or step.target.startswith("registre-")
        assert f".st-key-{step.target}" in STYLE


def test_the_tour_can_be_passed_and_seen_again_from_what_is_new(show, full_folder):
    at = begun(show(full_folder))
    at.button(key="visite-fin").click().run()
    at.switch_page(PAGES["news"]).run()
    assert f"Version {news.VERSIONS[0].number}" in said(at)
    at.button(key="revoir-visite").click().run()
    assert tour.place(0) in shown(at)


def test_the_script_remembers_the_tour_under_the_name_that_the_page_reads():
    assert f'"{COOKIE}=vue;' in (ROOT / "dashboard" / "french.js").read_text("utf-8")


def test_what_is_new_is_about_the_version_that_runs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert news.VERSIONS[0].number == project["version"]


def test_every_word_of_a_verdict_is_explained_beside_it_in_the_words_of_the_glossary(
    show, full_folder
):
    tally = next(
        each.value for each in show(full_folder).markdown if 'class="bilan"' in each.value
    )
    for verdict in wording.TALLIES:
        word = wording.VERDICTS[verdict]
        assert f'aria-label="{glossary.help_name(word)}"' in tally
        assert html.escape(glossary.explained(word)) in tally


def test_a_help_opens_the_text_that_is_beside_it_and_another_word_has_none():
    drawn = html.help_on("Effectif")
    target = re.search(r'popovertarget="([^"]+)"', drawn)
    assert target and f'id="{target[1]}" popover' in drawn
    assert html.help_on("Bricolage") == ""
    assert html.help_on("Intervalle à 95\u202f%") != ""


def test_before_the_application_stands_the_page_is_in_place_and_in_french():
    page = server.french_index(server.STOCK_INDEX.read_text("utf-8"))
    assert "Chargement…" in page and 'role="status"' in page
    assert page.count('<div id="root">') == 1
    told = re.search("<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert told and re.sub("<.*?>", "", told[1]).strip() == wording.NEEDS_SCRIPTS
    # What the page needs at once is asked for at once.
    for font in first_paint.FONTS:
        assert page.count(font.partition("*")[0]) == 1


def test_the_scripts_of_every_page_are_asked_for_with_the_page_and_all_exist():
    scripts = first_paint.early_scripts()
    assert len(scripts) == len(set(scripts))
    for stem in first_paint.SCRIPTS:
        assert any(each.startswith(f"{stem}.") for each in scripts), stem
    page = server.french_index(server.STOCK_INDEX.read_text("utf-8"))
    assert all(page.count(each) == 1 for each in scripts)
