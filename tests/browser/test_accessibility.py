"""Every page in a browser: what axe-core finds, widths, headings, language."""

from datetime import date
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from etl.domain.periods import Period
from etl.pipeline import cases, open_warehouse
from tests.browser import serving
from tests.browser.serving import NARROW, PAGES, WIDE, settle
from tests.browser.test_french import LEFT, TYPED
from tests.pages import warehouses

GRAVE = {"serious", "critical"}
# Streamlit's own, out of the reach of an application: none is known today.
KNOWN: set[str] = set()


def grave(page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE and each["id"] not in KNOWN
    ]


HEADINGS = """() => [...document.querySelectorAll('.stMain :is(h1,h2,h3,h4)')]
    .map((each) => Number(each.tagName[1]))"""
WIDTHS = """() => [document.documentElement.scrollWidth,
    document.querySelector('.stMain').scrollWidth]"""
# Each size and each scheme once, with data and without. A visit costs seconds: a page is opened
# once, then narrowed and darkened where it stands.
VIEWS = {
    "wide-light": ("full", WIDE, "light"),
    "narrow-dark": ("full", NARROW, "dark"),
    "empty-narrow": ("empty", NARROW, "light"),
}
# An empty warehouse shows nearly the same on most pages.
SHOWN_EMPTY = ("overview", "engagement", "mails", "imports", "audit")
VISITS = [
    pytest.param(name, path, id=f"{name}-{page}")
    for page, path in PAGES.items()
    for name in VIEWS
    if name != "empty-narrow" or page in SHOWN_EMPTY
]


@pytest.fixture(scope="module")
def tab(chromium):
    """Return what shows a page in the one tab of a server: the program is loaded once."""
    tabs, shown = {}, {}

    def opened(address, size, scheme):
        server = address.split("/")[2]
        if server not in tabs:
            tabs[server] = serving.newcomer(chromium, address).new_page()
        page = tabs[server]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        if shown.get(server) != address:
            page.goto(address)
            shown[server] = address
        serving.settle(page)
        return page

    yield opened
    for each in tabs.values():
        each.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("view", "path"), VISITS)
def test_a_page_is_accessible_and_french(tab, request, subtests, view, path):
    warehouse, size, scheme = VIEWS[view]
    page = tab(request.getfixturevalue(warehouse) + path, size, scheme)
    with subtests.test("no serious violation"):
        assert grave(page) == []
    with subtests.test("never wider than the window"):
        assert max(page.evaluate(WIDTHS)) <= size[0]
    with subtests.test("one main heading, and no level is skipped"):
        levels = page.evaluate(HEADINGS)
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
    with subtests.test("declared French, and says nothing in English"):
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.evaluate(LEFT) == []
        assert page.title().endswith("– Vigie Qualité")
    with subtests.test("is set as print sets it"):
        assert page.evaluate(TYPED) == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_opened_case_and_all_that_unfolds_has_no_serious_violation(
    visit, full, full_folder, scheme
):
    march = Period(date(2025, 3, 1))
    warehouse = open_warehouse(warehouses.settings(full_folder))
    case = cases(warehouse, "17b", ("cahors",), march, warehouses.AT)["fact_id"].iloc[0]
    warehouse.store.dispose()
    address = f"{full}/engagement?numero=17&indicateur=17b&periode=2025-03&cas={case}"
    page = visit(address, WIDE, scheme)
    page.get_by_text("Expliquer cette échéance").wait_for()
    settle(page)
    for each in page.locator(".stMain summary").all():
        each.click()
    page.get_by_text("jour de réception", exact=True).first.wait_for()
    page.wait_for_timeout(700)
    assert grave(page) == []
