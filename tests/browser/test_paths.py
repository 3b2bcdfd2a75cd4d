"""The ways through the dashboard: keyboard, links, Back."""

import pytest

from tests.browser.serving import settle

MARCH = "periode=2025-03"


@pytest.mark.browser
def test_the_keyboard_alone_reaches_a_card_and_opens_it(visit, full):
    page = visit(f"{full}/?{MARCH}&site=cahors")
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent")
        if focused.startswith("17 ·"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/engagement?*")
    settle(page)
    assert page.locator("h1").inner_text().startswith("17 ·")
    assert "numero=17" in page.url and MARCH in page.url and "site=cahors" in page.url


@pytest.mark.browser
def test_a_link_opens_the_same_view_for_anybody(visit, full):
    page = visit(f"{full}/engagement?numero=17&indicateur=17b&site=cahors&{MARCH}")
    assert "Courriers répondus" in page.locator(".stMain").inner_text()
    assert "mars 2025" in page.locator("p.lieu").inner_text()
    assert "Cahors" in page.locator("p.lieu").inner_text()


@pytest.mark.browser
def test_the_choices_follow_from_page_to_page_and_back(visit, full):
    page = visit(f"{full}/?site=figeac&{MARCH}")
    page.get_by_role("link", name="Imports et sources").click()
    page.wait_for_url("**/imports*")
    settle(page)
    assert "site=figeac" in page.url and MARCH in page.url
    page.go_back()
    page.wait_for_timeout(1500)
    settle(page)
    assert "Figeac" in page.locator("p.lieu").inner_text()
    assert "mars 2025" in page.locator("p.lieu").inner_text()


@pytest.mark.browser
def test_the_menu_tells_which_page_is_open(visit, full):
    page = visit(f"{full}/imports")
    current = page.locator("[data-testid=stSidebar] [aria-current=page]")
    assert current.count() == 1
    assert "Imports" in current.inner_text()


@pytest.mark.browser
def test_back_undoes_a_choice(visit, full):
    page = visit(f"{full}/engagement?numero=17&indicateur=17a&site=figeac&{MARCH}")
    page.get_by_text("17b ·").click()
    page.wait_for_url("**indicateur=17b*")
    settle(page)
    page.go_back()
    page.wait_for_url("**indicateur=17a*")
    page.wait_for_timeout(1500)
    assert "Courriels répondus" in page.locator(".stMain h2").first.inner_text()


@pytest.mark.browser
def test_another_view_of_the_same_page_is_in_the_address_and_back_leaves_it(visit, full):
    page = visit(f"{full}/preuves?{MARCH}&site=cahors")
    page.get_by_role("link", name="17 ·").click()
    page.wait_for_url("**/preuves?*engagement=17*")
    page.locator("h1", has_text="17 ·").wait_for()
    page.go_back()
    page.locator("h1", has_text="Preuves").wait_for()
    assert "engagement=" not in page.url


@pytest.mark.browser
def test_figures_download_as_a_csv_for_spreadsheets(visit, full):
    page = visit(f"{full}/engagement?numero=17&indicateur=17b&{MARCH}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger ces cas (CSV)").click()
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Fichier;Ligne" in content.decode("utf-8-sig").splitlines()[0]
