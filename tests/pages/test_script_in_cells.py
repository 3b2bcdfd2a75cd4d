"""What a file says is shown as text: a script in any of its cells is never HTML of a page."""

import re
from pathlib import Path

import pytest

from etl.pipeline import assess, ingest_paths, open_warehouse
from tests.pages.warehouses import AT, ONE_LETTER, SAMPLES, build_empty, settings

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"
KINDS = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info")


@pytest.fixture
def scripted_folder(tmp_path):
    """Import a register: one letter has a script as its reason, another in every cell."""
    folder = build_empty(tmp_path)
    header, line = ONE_LETTER.read_text("cp1252").splitlines()[:2]
    cells = line.split(";")
    accepted = [f"L-{SCRIPT}", *cells[1:6], SCRIPT, cells[7], "", "", IMAGE, *cells[11:]]
    refused = [SCRIPT for _ in cells]
    file = Path(folder, f"registre {IMAGE}.csv")
    rows = [header, *(";".join(each) for each in (accepted, refused))]
    file.write_text("\n".join(rows), "cp1252")
    warehouse = open_warehouse(settings(folder))
    (report,) = ingest_paths(warehouse, [file], AT)
    assess(warehouse, AT)
    warehouse.store.dispose()
    assert (report.saved.new, report.saved.rejected) == (1, 1)
    return folder


def html_of(at) -> str:
    """Return what a browser would take for HTML: the texts of which HTML is allowed."""
    shown = [each for kind in KINDS for each in at.get(kind)]
    return "\n".join(
        str(each.value) for each in shown if getattr(each.proto, "allow_html", False)
    )


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("engagement", {"numero": "17", "indicateur": "17b", "periode": "2025-03"}),
        ("mails", {"periode": "2025-03"}),
        ("imports", {}),
        ("expected_files", {}),
        ("overview", {"periode": "2025-03"}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_no_script_of_a_file_is_html_of_a_page(show, scripted_folder, page, parameters):
    at = show(scripted_folder, page, **parameters)
    assert not at.exception
    assert not re.search(r"<\s*script|<[^>]*onerror", html_of(at), re.IGNORECASE)


def test_the_quarantine_shows_the_script_as_it_is_written(show, scripted_folder):
    at = show(scripted_folder, "imports")
    quarantine = next(each.value for each in at.table if "Que faire" in each.value.columns)
    (value,) = {each for each in quarantine["Valeur"] if "script" in each}
    assert value == r"\<script\>alert(1)\</script\>"
    (name,) = set(quarantine["Fichier"])
    assert r"\<img src=x onerror=alert(1)\>" in name


def test_the_fiche_and_an_opened_case_escape_what_the_file_says(show, scripted_folder):
    at = show(scripted_folder, "engagement", numero="17", indicateur="17b", periode="2025-03")
    assert "<li>registre &lt;img src=x" in html_of(at)
    at.selectbox(key="cas").set_value(1).run()
    assert at.query_params["cas"] == "1"
    assert r"registre \<img src=x" in "".join(each.value for each in at.subheader)
    assert not at.exception
    assert not re.search(r"<\s*script|<[^>]*onerror", html_of(at), re.IGNORECASE)


def test_the_name_of_a_crisis_is_no_markdown(show, tmp_path):
    folder = build_empty(tmp_path)
    text = (SAMPLES / "crise.txt").read_text("utf-16")
    assert "Crue du Lot" in text
    file = Path(folder, "crise.txt")
    file.write_text(text.replace("Crue du Lot", "![x](https://example.org/vu.png)"), "utf-16")
    warehouse = open_warehouse(settings(folder))
    ingest_paths(warehouse, [file], AT)
    assess(warehouse, AT)
    warehouse.store.dispose()
    at = show(folder, "emergency")
    titles = [each.value for each in at.subheader]
    assert any("example.org" in each for each in titles)
    assert not any("![x]" in each for each in titles)
