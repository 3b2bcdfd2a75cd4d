"""Three people and what they come for, each with the keyboard alone: from link to file."""

import csv
import io

import pytest
from pypdf import PdfReader

from tests.browser.serving import settle
from tests.browser.test_printing import squeezed

MARCH = "periode=2025-03"
STEPS = 220
# What scrolls takes the focus too, and says all that it holds.
LONGEST = 300
FOCUSED = """() => {
  const own = document.activeElement;
  return [own.innerText, own.getAttribute("aria-label")].filter(Boolean).join("\\n");
}"""


def reach(page, wanted, steps=STEPS):
    """Press Tab until a line of what has the focus, or of its label, begins with ``wanted``."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        text = page.evaluate(FOCUSED)
        if len(text) < LONGEST and any(x.startswith(wanted) for x in text.split("\n")):
            return
    pytest.fail(f"the keyboard does not reach {wanted!r}")


def follow(page, wanted):
    """Go by the keyboard to a link or a button, and press it."""
    reach(page, wanted)
    page.keyboard.press("Enter")


def cells(table):
    """Return the rows of a table of a page, spaces made plain."""
    rows = table.locator("tr").all()
    return [
        [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
        for row in rows
    ]


def table_with(page, heading):
    return page.locator("table").filter(has=page.get_by_role("columnheader", name=heading))


def downloaded(page, wanted):
    """Download by the keyboard; return the name of the file and its rows."""
    reach(page, wanted)
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    text = waiting.value.path().read_text("utf-8-sig")
    return waiting.value.suggested_filename, list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.browser
def test_the_prefect_reads_one_sentence_and_prints_it(visit, full):
    page = visit(f"{full}/?{MARCH}")
    sentence = page.locator("p.phrase").first
    top = sentence.bounding_box()["y"]
    assert top < 400, "the sentence is read without scrolling"
    assert "mars 2025" in sentence.inner_text() or "mars 2025" in page.inner_text("p.lieu")
    page.evaluate("window.print = () => { window.asked = true; }")
    follow(page, "Imprimer")
    page.wait_for_function("window.asked === true")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join(each.extract_text() for each in printed.pages)
    assert squeezed(sentence.inner_text()) in squeezed(text)


@pytest.mark.browser
def test_the_manager_goes_from_a_red_engagement_to_the_file_of_its_late_mails(visit, full):
    page = visit(f"{full}/?{MARCH}")
    assert "Non conforme" in page.locator(".st-key-carte-17").inner_text()
    follow(page, "17 ·")
    page.wait_for_url("**/engagement?*numero=17*")
    settle(page)
    # The late ones are what the page shows first; their count stands on the chosen pill.
    pill = page.get_by_role("radio", checked=True).filter(has_text="Non tenus")
    late = int("".join(filter(str.isdigit, pill.inner_text())))
    shown = cells(table_with(page, "Ligne").last)
    assert len(shown) - 1 == late > 0
    read_a_deadline(page)
    # A link to this very case opens it for a colleague.
    assert all(each in page.url for each in ("numero=17", "cas=", MARCH))
    # The file holds exactly what the screen showed.
    name, rows = downloaded(page, "Télécharger ces cas")
    assert name == "vigie-17a-2025-03-cas.csv"
    rows = [row for row in rows if len(row) > 3]
    assert places(rows) == places(shown)
    assert set(shown[0]) <= set(rows[0])


def read_a_deadline(page):
    """Open a case of the page, and the account of the day from which it is late."""
    reach(page, "Ouvrir un cas")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    page.wait_for_url("**cas=*")
    settle(page)
    opened = page.locator(".st-key-cas-ouvert")
    assert "En retard à partir de" in opened.inner_text()
    follow(page, "Expliquer cette échéance")
    opened.locator("table").wait_for()
    days = cells(opened.locator("table"))
    assert days[0] == ["Jour", "Décompte", "Compté"]
    assert "jour de réception" in " ".join(days[1])


def places(rows):
    """Return file and line of each row."""
    file, line = rows[0].index("Fichier"), rows[0].index("Ligne")
    return [(row[file], row[line]) for row in rows[1:]]


@pytest.mark.browser
def test_the_auditor_opens_a_past_quarter_changes_site_and_reads_the_method(visit, full):
    page = visit(f"{full}/engagement?numero=10&indicateur=10a&site=cahors&periode=2025-T1")
    assert "1er trimestre 2025" in page.inner_text("p.lieu")
    assert "Cahors" in page.inner_text("p.lieu")
    shown = page.locator("dl.faits").first.inner_text()

    reach(page, "Site")
    page.keyboard.type("Figeac")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    page.wait_for_url("**site=figeac*")
    settle(page)
    assert "Figeac" in page.inner_text("p.lieu")
    assert "1er trimestre 2025" in page.inner_text("p.lieu")
    assert "periode=2025-T1" in page.url and "indicateur=10a" in page.url
    assert page.locator("dl.faits").first.inner_text() != shown

    follow(page, "Lire la méthode")
    page.wait_for_url("**/methode*")
    settle(page)
    text = page.inner_text(".stMain")
    assert "Appels" in text and "10a" in page.url
    assert "site=figeac" in page.url and "periode=2025-T1" in page.url


@pytest.mark.browser
def test_the_auditor_draws_a_sample_that_anybody_draws_again(visit, own_server):
    page = visit(f"{own_server}/audit?volet=tirage&site=cahors&periode=2025-T1")
    reach(page, "Indicateur")
    page.keyboard.type("17a")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    for label, text in (("Graine", "lot-2025"), ("Vous êtes", "Auditrice")):
        reach(page, label)
        page.keyboard.type(text)
    follow(page, "Tirer")
    page.get_by_text("Échantillon tiré et inscrit au registre.").wait_for()
    settle(page)
    told = page.get_by_text("graine « lot-2025 »").inner_text()
    shown = cells(table_with(page, "Clé"))
    assert int(told.split()[0]) == len(shown) - 1 > 0
    # A link to this very sample opens it for a colleague, and the file holds what is shown.
    assert "tirage=1" in page.url
    name, rows = downloaded(page, "Grille (CSV)")
    assert name == "echantillon-1.csv"
    assert places(rows) == places(shown)
    follow(page, "Refaire le tirage")
    page.get_by_text("Les mêmes cas sont tirés.").wait_for()


@pytest.mark.browser
def test_a_strike_is_told_by_the_keyboard_and_stands_on_the_charts(visit, own_server):
    page = visit(f"{own_server}/evenements?site=cahors&{MARCH}")
    for label, text in (
        ("Ce qui s’est passé", "Grève du métro"),
        ("Premier jour", "12/03/2025"),
        ("Dernier jour", "12/03/2025"),
        ("Signalé par", "Secrétariat général"),
    ):
        reach(page, label)
        page.keyboard.type(text)
    follow(page, "Inscrire au journal")
    page.get_by_text("il est sur tous les graphiques").wait_for()
    settle(page)
    assert "le 12 mars 2025" in table_with(page, "Import").inner_text()
    page.goto(f"{own_server}/accueil?site=cahors&{MARCH}")
    settle(page)
    assert "Grève du métro" in page.inner_text(".stMain")
