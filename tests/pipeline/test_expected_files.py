"""What is told of a file is what the import takes: templates, filled, come in whole."""

import io
import json
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from etl.cli.schemas import write_expected
from etl.domain.expected import Content, ExpectedColumn, ExpectedFile
from etl.exports.table_schema import table_schema
from etl.exports.template import SHEET, template, words_of
from etl.pipeline import expected_files
from etl.readers.registry import find_reader
from tests.golden.reading import declarations, read

FILES = {
    each.name: each
    for each in expected_files(declarations().sources)
    if declarations().source(each.name).format == "delimited"
}
AT = datetime(2025, 3, 14, 9, 30)
VALUES = {
    Content.TEXT: "A1",
    Content.NUMBER: 3,
    Content.DURATION: "00:01:30",
    Content.DAY: datetime(2025, 3, 14),
    Content.INSTANT: AT,
    Content.YES_OR_NO: "Oui",
}


def headings(expected: ExpectedFile) -> list[str]:
    """Return the headings of the template, as a spreadsheet shows them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(template(expected)))
    return [str(cell) for cell in book.get_sheet_by_name(SHEET).to_python()[0]]


def value(column: ExpectedColumn):
    # A day and an hour in two columns are one text: written as the template says.
    if column.content is Content.TEXT and column.layouts:
        return AT.strftime(column.layouts[0])
    return column.words[0] if column.content is Content.WORD else VALUES[column.content]


def filled(tmp_path, expected: ExpectedFile):
    path = tmp_path / "rempli.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, headings(expected))
        sheet.write_row(1, 0, [value(each) for each in expected.columns])
    return path


@pytest.mark.parametrize("name", FILES)
def test_the_template_has_the_headings_of_the_declaration(name):
    assert headings(FILES[name]) == [each.heading for each in FILES[name].columns]


@pytest.mark.parametrize("name", FILES)
def test_a_filled_template_is_recognised_and_taken_whole(tmp_path, name):
    found = read(filled(tmp_path, FILES[name]))
    assert found.source == name
    assert found.refused() == []
    assert len(found.accepted) >= 1 and not found.set_aside


def test_an_empty_template_brings_nothing(tmp_path):
    path = tmp_path / "vide.xlsx"
    path.write_bytes(template(FILES["reclamations"]))
    reader = find_reader(path, declarations().sources)
    assert reader.source.name == "reclamations"
    assert sum(len(batch.rows) for batch in reader.read(path)) == 0


def test_a_real_date_of_a_spreadsheet_is_local_time(tmp_path):
    found = read(filled(tmp_path, FILES["reclamations"])).accepted
    local = found["received_at"].dt.tz_convert("Europe/Paris").dt.tz_localize(None)
    assert local.tolist() == [AT]


def test_the_same_declaration_gives_the_same_bytes():
    assert template(FILES["controles"]) == template(FILES["controles"])


def test_a_list_offers_the_words_and_what_stands_for_nothing():
    columns = {each.heading: each for each in FILES["controles"].columns}
    assert words_of(columns["Conforme"]) == ("Oui", "Non", "Sans objet", "NA")
    assert "Cahors" in words_of(columns["Site"])
    assert words_of(columns["Point contrôlé"]) == ()


def test_a_schema_tells_types_words_and_what_is_required():
    schema = json.loads(table_schema(FILES["reclamations"]))
    fields = {each["name"]: each for each in schema["fields"]}
    assert schema["primaryKey"] == ["N° réclamation"]
    assert fields["Reçue le"]["type"] == "datetime"
    assert fields["Reçue le"]["constraints"] == {"required": True}
    assert fields["Statut"]["constraints"]["enum"][0] == "En cours"
    assert "constraints" not in fields["Thème"]
    assert schema["missingValues"] == ["", "-", "Anonyme"]


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_one_of_the_standard(name):
    schema = json.loads(table_schema(FILES[name]))
    names = [each["name"] for each in schema["fields"]]
    assert len(names) == len(set(names))
    types = {"string", "number", "date", "datetime", "boolean"}
    assert {each["type"] for each in schema["fields"]} <= types
    assert set(schema.get("primaryKey", [])) <= set(names)


def test_the_command_writes_a_schema_and_a_template_for_each_file(tmp_path):
    written = write_expected(declarations(), tmp_path)
    names = {each.name for each in tmp_path.iterdir()}
    assert written == len(expected_files(declarations().sources)) > 0
    assert {"controles.schema.json", "controles.xlsx"} <= names
    assert len(names) == 2 * written


def test_a_template_runs_nothing_and_links_to_nothing():
    book = zipfile.ZipFile(io.BytesIO(template(FILES["controles"])))
    text = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    for forbidden in ("<f>", "<hyperlink", "vbaProject", 'TargetMode="External"'):
        assert forbidden not in text
