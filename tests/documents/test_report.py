"""The report: tagged, bookmarked, described; harmless whatever it was given."""

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import pikepdf
import pytest

from etl.domain.dossier import Section, Table
from etl.exports.audit_docx import audit_docx
from etl.exports.audit_pdf import audit_pdf
from etl.exports.figures_xlsx import figures_xlsx
from etl.exports.text import REPLACEMENT, clean, told
from tests.documents.reading import docx_tables, files_of, pdf_text, plain, sheet_rows

PDFS = ("rapport/dossier-d-audit.pdf", "publication/affiche-a3.pdf",
        "publication/affiche-a4.pdf", "publication/transparence.pdf")  # fmt: skip
HOSTILE = (
    '=HYPERLINK("http://exemple.test";"x")', "@SUM(1+1)", "#set page(fill: red)", "*gras* $x$",
    "<script>alert(1)</script>", "{{ 7*7 }}", "http://exemple.test", "\x00\x07zéro", "🙂 漢字",
    "\u202egauche", "x" * 400, "un_nom_de_fichier_tres_long-2026-03.csv", "--", "'", "# titre",
)  # fmt: skip


@pytest.fixture(scope="module")
def files(closed):
    return files_of(closed.pack.data)


@pytest.fixture(scope="module")
def hostile(closed):
    """Return the dossier with every hostile text in a table and in titles."""
    rows = tuple((text, 1, None) for text in HOSTILE)
    table = Table("essai", "Textes <b>hostiles</b> #1", ("Texte", "n", "Vide"), rows)
    own = closed.dossier()
    first = replace(own.promises[0], short_title="Titre *étoilé* #set $x$ <i>")
    section = Section("essai", "Essai {{x}}", HOSTILE, (table,))
    return replace(own, promises=(first, own.promises[9]), sections=(section,))


def structure(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [
        each for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == f"/{kind}"
    ]  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_is_tagged_french_and_runs_nothing(files, name):
    pdf = pikepdf.open(io.BytesIO(files[name]))
    assert str(pdf.Root.Lang) == "fr-FR"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys())
    assert "/JavaScript" not in pdf.Root.get("/Names", {})
    with pdf.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")
    fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
             and each.get("/Type") == "/Font" and each.get("/Subtype") == "/Type0"]  # fmt: skip
    assert all("/ToUnicode" in each for each in fonts)
    assert any("SourceSans3" in str(each.BaseFont) for each in fonts)
    assert all(str(each.get("/Alt", "")) for each in structure(pdf, "Figure"))


def test_the_report_has_a_bookmark_for_each_promise_and_headers_in_each_table(closed, files):
    pdf = pikepdf.open(io.BytesIO(files[PDFS[0]]))
    with pdf.open_outline() as outline:
        titles = [plain(child.title) for each in outline.root for child in each.children]
    promises = closed.dossier().promises
    assert [each for each in titles if each.startswith("Engagement")] == [
        plain(f"Engagement {each.number} – {told(each.short_title)}") for each in promises
    ]
    tables = structure(pdf, "Table")
    assert len(tables) > len(promises)
    for row in (row for body in structure(pdf, "TBody") for row in body.K):
        assert row.K[0].S == "/TH"
    for head in structure(pdf, "THead"):
        assert {str(cell.S) for row in head.K for cell in row.K} == {"/TH"}
    assert len(structure(pdf, "Figure")) >= 1


def test_a_tool_of_others_finds_nothing_to_say_of_the_report(files, tmp_path):
    for name in PDFS:
        path = tmp_path / name.rpartition("/")[2]
        path.write_bytes(files[name])
    paths = [str(each) for each in sorted(tmp_path.iterdir())]
    done = subprocess.run([sys.executable, "-m", "pdfua", "check", *paths],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_hostile_text_stays_a_text_in_the_pdf(hostile):
    data = audit_pdf(hostile)
    text, pdf = pdf_text(data), pikepdf.open(io.BytesIO(data))
    for said in (
        "#set page(fill: red)",
        "*gras* $x$",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
    ):
        assert plain(said) in text
    links = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
             and each.get("/S") == "/URI"]  # fmt: skip
    assert links == []
    assert "\u202e" not in text and REPLACEMENT in text


def test_a_hostile_text_stays_a_text_in_word_and_in_the_workbook(hostile):
    letter, book = audit_docx(hostile), figures_xlsx(hostile)
    cells = {row[0] for row in docx_tables(letter)[-1]}
    assert {plain(told(each)) for each in HOSTILE} <= {plain(each) for each in cells}
    kept = [row["Texte"] for row in sheet_rows(book, "Textes <b>hostiles<–b> #1")]
    assert [each for each in HOSTILE if "\x00" not in each] == [
        e for e in kept if "zéro" not in str(e)
    ]
    for data in (letter, book):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [each for each in archive.namelist() if each.endswith((".xml", ".rels"))]
            whole = "\n".join(archive.read(each).decode("utf-8", "replace") for each in parts)
        assert 'TargetMode="External"' not in whole and "altChunk" not in whole
        assert not re.search(r"<f[ >]|vbaProject|externalLink|oleObject", whole)
        fields = set(re.findall(r"<w:instrText[^>]*>([^<]*)<", whole))
        assert {each.strip() for each in fields} <= {"PAGE", "NUMPAGES"}


def test_the_letter_is_french_and_its_tables_and_pictures_are_described(files):
    with zipfile.ZipFile(io.BytesIO(files["rapport/dossier-d-audit.docx"])) as archive:
        body = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    assert set(re.findall(r'w:lang w:val="([^"]+)"', styles)) == {"fr-FR"}
    assert body.count("<w:tblHeader") == body.count("<w:tbl>") == body.count("<w:tblCaption")
    assert re.findall(r'<wp:docPr [^>]*descr="[^"]{20,}', body)
    anchors = set(re.findall(r'w:anchor="([^"]+)"', body))
    assert anchors and anchors == set(
        re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', body)
    )


def test_what_no_font_can_set_is_replaced_and_the_rest_is_kept():
    assert clean("a\r\nb\rc") == "a\nb\nc"
    assert clean("œ É ≥ − № € …") == "œ É ≥ − № € …"
    for bad in ("🙂", "漢", "\x00", "\ufeff", "\ue000", "\u202e", "\u2066"):
        assert clean(f"a{bad}b") == f"a{REPLACEMENT}b"
