"""The whole path of an audit, by three people behind a trusted proxy, in a real browser."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.components.tour import COOKIE
from etl.calendars.clock import now
from etl.domain.people import Person
from etl.domain.roles import Role
from etl.pipeline import Warehouse, open_warehouse
from etl.pipeline.people import give_access
from etl.store.ledger import load_journal
from tests.browser import serving
from tests.browser.test_journeys import cells, table_with
from tests.pages import warehouses

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("audit path")]
HEADER = "X-Remote-User"
MANAGER, SECOND, AUDITOR = "claire@lot.fr", "hugo@lot.fr", "audit@cabinet.fr"
PIECE, FILE, PDF = "Publication des résultats", "bilan-2025.pdf", b"%PDF-1.7\n"
SEED = "lot-2025"
PATIENT_MS, WORKING_MS = 60_000, 180_000
TRIES, A_MOMENT_MS = 20, 200
WRITES = ("Déposer", "Relire", "Retenir", "Écrire un constat", "Décider", "Solder",
          "Enregistrer", "Arrêter", "Valider", "Refuser")  # fmt: skip


@dataclass
class House:
    """A dashboard that a proxy names the visitors of, and its store."""

    address: str
    warehouse: Warehouse

    def authors_of(self, deed: str) -> list[str]:
        """Return who did such a thing, as the journal tells it, first deed first."""
        with self.warehouse.store.reading() as connection:
            journal = load_journal(connection)
        own = journal[journal["deed"] == deed].sort_values("number")
        return own["author"].tolist()


@pytest.fixture
def house(own_copy) -> Iterator[House]:
    folder = own_copy("register", warehouses.build_one_register)
    warehouse, at = open_warehouse(warehouses.settings(folder)), now()
    end = at.date() + timedelta(days=30)
    for person in (
        Person(MANAGER, Role.QUALITY_MANAGER),
        Person(SECOND, Role.QUALITY_MANAGER),
        Person(AUDITOR, Role.AUDITOR, until=end),
    ):
        give_access(warehouse, person, "test", at)
    port = serving.free_port()
    variables = warehouses.variables(folder) | {
        "QUALITY_IDENTITY": "proxy",
        "QUALITY_PROXY_HEADER": HEADER,
        "QUALITY_PROXY_ADDRESSES": "127.0.0.1",
        "QUALITY_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with serving.server(variables, port) as address:
        yield House(address, warehouse)
    warehouse.store.dispose()


@pytest.fixture
def enter(chromium, house):
    """Return what gives a person a browser of their own, as the proxy names them."""
    contexts = []

    def entered(name):
        context = chromium.new_context(
            locale="fr-FR",
            viewport={"width": 1360, "height": 900},
            extra_http_headers={HEADER: name},
        )
        context.set_default_timeout(PATIENT_MS)
        context.add_cookies([{"name": COOKIE, "value": "vue", "url": house.address}])
        contexts.append(context)
        return context.new_page()

    yield entered
    for context in contexts:
        context.close()


def go(page: Page, house: House, path: str) -> None:
    page.goto(house.address + path)
    serving.settle(page)


def fill(page: Page, key: str, text: str) -> None:
    page.locator(f".st-key-{key}").locator("input, textarea").first.fill(text)


def choose(page: Page, key: str, text: str) -> None:
    """Choose in a list what begins with a text."""
    box, lists = page.locator(f".st-key-{key} input").first, page.get_by_role("listbox")
    for _ in range(TRIES):
        # What is still unfolding does not open: the key is pressed until it does.
        box.press("ArrowDown")
        page.wait_for_timeout(A_MOMENT_MS)
        if lists.count():
            break
    box.fill(text)
    page.get_by_role("option", name=text).first.wait_for()
    box.press("Enter")
    expect(box).to_have_value(re.compile(f"^{re.escape(text)}"))


def press(scope: Page | Locator, label: str) -> None:
    """Send a form by the button of that name."""
    buttons = scope.get_by_test_id("stFormSubmitButton").get_by_role("button")
    buttons.filter(has_text=label).first.click()


def told(page: Page, text: str, patience: int = PATIENT_MS) -> None:
    """Wait until the page says so."""
    expect(page.locator(".stMain")).to_contain_text(text, timeout=patience)
    serving.settle(page)


def refused(page: Page, why: str) -> None:
    """Wait until what was asked is refused, wherever it was asked."""
    page.get_by_test_id("stAlert").filter(has_text=why).first.wait_for()


def opened(page: Page, scope: Locator, label: str) -> Locator:
    """Open what a button unfolds beside it."""
    scope.get_by_role("button").filter(has_text=label).first.click()
    body = page.get_by_test_id("stPopoverBody")
    body.wait_for()
    return body


def unfold(page: Page, label: str) -> None:
    page.locator("summary").filter(has_text=label).click()


def piece_of(page: Page) -> Locator:
    return page.locator("[class*='st-key-piece-10-']").filter(has_text=PIECE)


def give_the_missing_piece(page: Page, house: House) -> None:
    go(page, house, "/preuves?engagement=10")
    piece = piece_of(page)
    expect(piece).to_contain_text("Attendue")
    form = opened(page, piece, "Déposer")
    form.locator("input[type=file]").set_input_files(
        {"name": FILE, "mimeType": "application/pdf", "buffer": PDF}
    )
    form.get_by_text(FILE).wait_for()
    form.get_by_label("Responsable").fill("Référent téléphonie")
    press(form, "Déposer")
    told(page, "Pièce déposée : elle attend la relecture d’une autre personne.")


def review_the_piece(page: Page, house: House) -> None:
    go(page, house, "/preuves?engagement=10")
    press(opened(page, piece_of(page), "Relire"), "Rendre l’avis")


def keep_a_finding_and_close_it(page: Page, house: House) -> None:
    """A verdict drafted it; an action answers it, step by step, up to its proof."""
    go(page, house, "/actions")
    press(opened(page, page.locator(".st-key-propose-0"), "Retenir"), "Retenir")
    told(page, "Enregistré au registre.")
    page.locator(".st-key-carte-constat-1 a").click()
    told(page, "Décider une action")
    unfold(page, "Décider une action")
    for name, text in (
        ("titre", "Inscrire les agents à la formation"),
        ("cause", "Personne ne tenait la liste"),
        ("pilote", "Ressources humaines"),
    ):
        fill(page, f"{name}-action-1", text)
    press(page, "Décider une action")
    told(page, "Inscrire les agents")
    page.locator(".st-key-carte-action-1 a").click()
    told(page, "Enregistrer l’étape")
    steps = (
        ("En cours", {}),
        ("Réalisée, effet à vérifier", {"faite": f"{now() - timedelta(days=1):%d/%m/%Y}"}),
        ("Soldée", {"preuve": "Pièce n° 1 du registre"}),
    )
    for state, given in steps:
        for name, text in given.items():
            fill(page, f"{name}-etape-1", text)
        press(page, "Enregistrer l’étape")
        expect(page.locator("dl.faits").first).to_contain_text(state)
        serving.settle(page)
    page.locator(".st-key-carte-constat-1 a").click()
    told(page, "Solder ou écarter")
    unfold(page, "Solder ou écarter")
    press(page, "Enregistrer")
    expect(page.locator("p.role").first).to_contain_text("soldé")


def close_the_quarter(page: Page, house: House) -> None:
    go(page, house, "/editions")
    unfold(page, "Arrêter une période")
    choose(page, "periode-arretee", "1er trimestre 2025")
    press(page, "Arrêter la période")
    told(page, "période arrêtée", WORKING_MS)


def find_nothing_to_write(page: Page, house: House) -> None:
    for path, seen in (
        ("/preuves?engagement=10", FILE),
        ("/actions?constat=1", "soldé"),
        ("/editions?edition=1", "Validée"),
    ):
        go(page, house, path)
        told(page, seen)
        main = page.locator(".stMain")
        assert not main.locator("input[type=file]").count(), path
        labels = " ".join(main.locator("button, summary").all_inner_texts())
        assert not [each for each in WRITES if each in labels], path


def draw_a_sample(page: Page, house: House) -> None:
    go(page, house, "/audit?volet=tirage&periode=2025-T1")
    choose(page, "tirage-indicateur", "17b")
    fill(page, "tirage-graine", SEED)
    press(page, "Tirer")
    told(page, "Échantillon tiré et inscrit au registre.")
    told(page, f"graine « {SEED} »")
    heading, *rows = cells(table_with(page, "Ligne").last)
    file, line = heading.index("Fichier"), heading.index("Ligne")
    assert rows
    for row in rows:
        # Where the register says that it was read, there is a line to be read again.
        text = (warehouses.SAMPLES / row[file]).read_bytes().splitlines()
        assert 1 < int(row[line]) <= len(text)
    page.get_by_role("button").filter(has_text="Refaire le tirage").click()
    told(page, "Les mêmes cas sont tirés.")


def take_the_pack(page: Page, house: House, folder: Path) -> Path:
    go(page, house, "/documents")
    link = page.get_by_role("link", name="Dossier d’audit complet").first
    # A download of its own would go without the header of the proxy; a visit has it.
    with page.expect_download(timeout=WORKING_MS) as waiting:
        link.evaluate("each => { each.removeAttribute('download'); each.click(); }")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def verify_away_from_here(pack: Path) -> str:
    """Have the pack verified by what it holds itself; return what that says."""
    with zipfile.ZipFile(pack) as archive:
        own = next(each for each in archive.namelist() if each.endswith("verifier.py"))
        verifier = pack.with_name("verifier.py")
        verifier.write_bytes(archive.read(own))
        assert [each for each in archive.namelist() if each.endswith(FILE)]
    command = [sys.executable, "-I", str(verifier), str(pack)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_an_audit_from_the_missing_piece_to_the_verified_pack(house, enter, tmp_path):
    manager, second, auditor = enter(MANAGER), enter(SECOND), enter(AUDITOR)

    give_the_missing_piece(manager, house)
    review_the_piece(manager, house)
    refused(manager, "relue par une autre personne")
    review_the_piece(second, house)
    told(second, "Avis enregistré.")
    expect(piece_of(second)).to_contain_text("Validée")

    keep_a_finding_and_close_it(manager, house)

    close_the_quarter(manager, house)
    press(manager, "Valider cette édition")
    refused(manager, "une autre personne la valide")
    go(second, house, "/editions?edition=1")
    press(second, "Valider cette édition")
    told(second, "validée.")

    find_nothing_to_write(auditor, house)
    draw_a_sample(auditor, house)
    said = verify_away_from_here(take_the_pack(auditor, house, tmp_path))
    assert said.splitlines()[-1].startswith("INTACT")

    for deed, authors in (
        ("evidence", [MANAGER, SECOND]),
        ("edition_closed", [MANAGER]),
        ("edition_validated", [SECOND]),
        ("sample", [AUDITOR]),
        ("export", [AUDITOR]),
    ):
        assert house.authors_of(deed) == authors, deed
