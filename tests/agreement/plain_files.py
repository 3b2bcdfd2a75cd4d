"""Tables read with the standard library alone: CSV of two encodings, one workbook."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree


def rows_of(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    """Yield the whole rows of CSV files, oldest file first; cut ones are left out."""
    for path in sorted(folder.glob(pattern)):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        header, *lines = list(csv.reader(io.StringIO(text), delimiter=";")) or [[]]
        for cells in lines:
            if len(cells) == len(header):
                yield dict(zip(header, cells, strict=True))


def sheet_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of the first sheet of a workbook, all of its cells as they are written."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        words = ["".join(each.itertext()) for each in strings.iter(f"{space}si")]
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    header: dict[str, str] = {}
    for row in page.iter(f"{space}row"):
        cells = {
            re.sub(r"[0-9]", "", cell.attrib["r"]): (
                words[int(value)] if cell.attrib.get("t") == "s" else value
            )
            for cell in row.iter(f"{space}c")
            if (value := cell.findtext(f"{space}v"))
        }
        if header:
            yield {name: cells.get(column, "") for column, name in header.items()}
        header = header or cells
