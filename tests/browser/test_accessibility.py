"""What axe-core finds: nothing serious, on any page, theme or width."""

from datetime import date
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from etl.domain.periods import Period
from etl.pipeline import cases, open_warehouse
from tests.browser.serving import NARROW, PAGES, WIDE, settle
from tests.pages import warehouses

GRAVE = {"serious", "critical"}
# Streamlit's own, out of the reach of an application: none is known today.
KNOWN: set[str] = set()


def grave(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE and each["id"] not in KNOWN
    ]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_page_has_no_serious_violation(visit, full, path, scheme, size):
    assert grave(visit(full + path, size, scheme)) == []


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_an_empty_page_has_no_serious_violation(visit, empty, path):
    assert grave(visit(empty + path)) == []


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("warehouse", ["full", "empty"])
def test_a_narrow_page_never_overflows(visit, request, warehouse, path):
    page = visit(request.getfixturevalue(warehouse) + path, NARROW)
    widths = page.evaluate(
        "() => [document.documentElement.scrollWidth,"
        " document.querySelector('.stMain').scrollWidth]"
    )
    assert max(widths) <= NARROW[0]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_has_one_main_heading_and_no_level_is_skipped(visit, full, path):
    page = visit(full + path)
    levels = page.evaluate(
        "() => [...document.querySelectorAll('.stMain :is(h1,h2,h3,h4)')]"
        ".map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


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
    page.get_by_text("jour de réception").wait_for()
    page.wait_for_timeout(700)
    assert grave(page) == []
