"""The first visit in a browser: the tour ends once for all, help opens by keyboard."""

import pytest

from tests.browser.serving import settle


@pytest.mark.browser
def test_the_tour_is_walked_by_keyboard_and_help_opens_and_closes_by_keyboard(visit, full):
    page = visit(full, first=True)
    tour = page.locator(".st-key-visite")
    assert "1 sur 4" in tour.inner_text()
    page.get_by_role("button", name="Suivant").press("Enter")
    page.get_by_text("2 sur 4").wait_for()
    page.get_by_role("button", name="Passer la visite").press("Enter")
    tour.wait_for(state="detached")
    page.reload()
    settle(page)
    assert tour.count() == 0
    help_ = page.get_by_role("button", name="Que veut dire « Non mesuré\u202f» ?".replace(
        "« ", "«\u202f").replace(" ?", "\u202f?"))  # fmt: skip
    help_.press("Enter")
    opened = page.locator(".bulle:popover-open")
    assert "Jamais vert" in opened.inner_text()
    page.keyboard.press("Escape")
    assert opened.count() == 0
