"""The overview is printed on one sheet, whole, from a button or from the browser."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

from dashboard.wording import VERDICTS
from tests.browser.serving import settle

A4_WIDTH, A4_HEIGHT = 595, 842
PERIODS = ["periode=2025-03", "periode=2025&site=gourdon"]


@pytest.mark.browser
@pytest.mark.parametrize("period", PERIODS)
def test_the_overview_is_one_sheet_and_nothing_of_it_is_cut(visit, full, period):
    page = visit(f"{full}/?{period}", scheme="dark" if "site" in period else "light")
    titles = page.locator('[class*="st-key-carte-"] a p').all_inner_texts()
    sentence = page.locator("p.phrase").inner_text()
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(printed.pages) == 1
    size = printed.pages[0].mediabox
    assert (round(float(size.width)), round(float(size.height))) == (A4_WIDTH, A4_HEIGHT)
    text = squeezed(printed.pages[0].extract_text())
    assert len(titles) == 24
    assert [each for each in titles if squeezed(each) not in text] == []
    assert squeezed(sentence) in text
    assert any(squeezed(each) in text for each in VERDICTS.values())
    assert "Imprimer" not in text


@pytest.mark.browser
def test_the_button_prints_the_page(visit, full):
    page = visit(f"{full}/?{PERIODS[0]}")
    page.evaluate("window.print = () => { window.asked = true; }")
    page.get_by_role("button", name="Imprimer").press("Enter")
    page.wait_for_function("window.asked === true")
    settle(page)


def squeezed(text: str) -> str:
    """Return a text without spaces, which lines of print move, and without ligatures.

    A font has one drawing for two apostrophes: a reader of print may read the other.
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("ʼ", "’")
