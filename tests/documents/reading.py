"""Documents read back by tools that did not write them."""

import io
import re
import zipfile
from html.parser import HTMLParser

import pypdf
from docx import Document
from python_calamine import CalamineWorkbook


def plain(text: str) -> str:
    """Return a text whose spaces and apostrophes are all alike, without marks of cutting."""
    text = text.replace("\u200b", "").replace("\u00ad", "").replace("’", "'")
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def files_of(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pdf_text(data: bytes) -> str:
    return plain(
        "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    )


def docx_tables(data: bytes) -> list[list[list[str]]]:
    tables = Document(io.BytesIO(data)).tables
    return [
        [
            [plain("".join(p.text for p in cell.paragraphs)) for cell in row.cells]
            for row in each.rows
        ]
        for each in tables
    ]


def sheet_rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    heads, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()
    )
    return [dict(zip(heads, row, strict=True)) for row in rows]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_cell = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.is_cell = True

    def handle_endtag(self, tag):
        self.is_cell = self.is_cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.is_cell:
            self.rows[-1][-1] += data


def html_rows(data: bytes) -> list[list[str]]:
    parser = _Tables()
    parser.feed(data.decode("utf-8"))
    return [[plain(each) for each in row] for row in parser.rows]
