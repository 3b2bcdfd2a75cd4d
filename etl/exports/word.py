"""A Word document to edit: real styles, tables with headers, pictures with their text."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FONT = "Arial"
CELL, HEADING_CELL = "Cellule", "Titre de colonne"
BLUE, GREY, INK = RGBColor(0, 0, 0x91), RGBColor(0x5A, 0x5A, 0x5A), RGBColor(0x16, 0x16, 0x16)
_TINT, _RULE = "F0F0FB", "DDDDDD"
_PAGE_MM, _MARGIN_MM = (210, 297), 20
TEXT_MM = _PAGE_MM[0] - 2 * _MARGIN_MM
_SIZES = {"Title": 26, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11}
_REVISION = 1


class Letter:
    """A document that is written from top to bottom.

    Texts come as documents show them (``told``): they only ever enter as text of a run.
    """

    def __init__(self, title: str, author: str, at: datetime) -> None:
        self.document: DocxDocument = Document()
        self.bookmarks = 0
        _speak_french(self.document)
        _look(self.document)
        _describe(self.document, title, author, at.astimezone(UTC).replace(tzinfo=None))

    def title(self, text: str, under: str) -> None:
        self.document.add_paragraph(text, style="Title")
        self.document.add_paragraph(under, style="Subtitle")

    def heading(self, text: str, level: int, anchor: str = "") -> None:
        paragraph = self.document.add_heading(text, level)
        if anchor:
            self.bookmarks += 1
            _bookmark(paragraph, anchor, self.bookmarks)

    def paragraph(self, text: str, bold: str = "", grey: bool = False) -> None:
        """Write a paragraph; ``bold`` is what it begins with."""
        paragraph = self.document.add_paragraph()
        if bold:
            paragraph.add_run(bold).bold = True
        run = paragraph.add_run(text)
        if grey:
            run.font.color.rgb = GREY
            run.font.size = Pt(8.5)

    def link(self, text: str, anchor: str) -> None:
        """Write a line that leads to a heading of the document."""
        paragraph = self.document.add_paragraph(style="List Bullet")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        run = paragraph.add_run(text)
        run.font.color.rgb = BLUE
        run.font.underline = True
        link.append(run._r)
        paragraph._p.append(link)

    def table(
        self,
        caption: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] = (),
    ) -> None:
        """Write a table whose headings repeat on each page; ``widths`` are in shares."""
        self.document.add_paragraph(
            caption, style="Caption"
        ).paragraph_format.keep_with_next = True
        table = self.document.add_table(len(rows) + 1, len(headings))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _caption(table, caption)
        shares = list(widths) or [1.0] * len(headings)
        sizes = [Mm(TEXT_MM * each / sum(shares)) for each in shares]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        # Rows by their elements: asking the table for its cells takes the square of its size.
        for place, (row, texts) in enumerate(
            zip(table._tbl.tr_lst, (headings, *rows), strict=True)
        ):
            _row(row, is_heading=place == 0)
            for element, text, size in zip(row.tc_lst, texts, sizes, strict=True):
                cell = _Cell(element, table)
                cell.width = size
                _fill(cell, text, is_heading=place == 0)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def picture(self, png: bytes, alternative: str) -> None:
        run = self.document.add_paragraph().add_run()
        shape = run.add_picture(io.BytesIO(png), width=Mm(TEXT_MM))
        shape._inline.docPr.set("descr", alternative)

    def page(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def footer(self, text: str) -> None:
        """Write a text, and the number of the page, at the foot of each page."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _small(paragraph, f"{text} – page ")
        _field(paragraph, "PAGE")
        _small(paragraph, " sur ")
        _field(paragraph, "NUMPAGES")

    def data(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _speak_french(document: DocxDocument) -> None:
    """The stock template speaks English, in Calibri."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "fr-FR")
    thumbnails = [
        key for key, part in document.part.package.rels.items() if "thumbnail" in part.reltype
    ]
    for key in thumbnails:
        document.part.package.rels.pop(key)


def _look(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(each) for each in _PAGE_MM)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    for name in ("Normal", "Subtitle", "Caption", "List Bullet", *_SIZES):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        style.font.italic = False
        style.font.color.rgb = BLUE if name in _SIZES else INK
        style.font.size = Pt(_SIZES.get(name, 10))
    for spacing in list(document.styles["Subtitle"].element.rPr.iter(qn("w:spacing"))):
        spacing.getparent().remove(spacing)
    document.styles["Subtitle"].font.size = Pt(13)
    document.styles["Caption"].font.size = Pt(9)
    document.styles["Title"].font.bold = True
    for name in (CELL, HEADING_CELL):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.bold = Pt(8.5), name == HEADING_CELL
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    for border in list(document.styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    document.styles["Normal"].paragraph_format.space_after = Pt(5)


def _describe(document: DocxDocument, title: str, author: str, at: datetime) -> None:
    told = document.core_properties
    told.title, told.author, told.last_modified_by = title, author, author
    told.language, told.comments, told.revision = "fr-FR", "", _REVISION
    told.created = told.modified = at


def _caption(table: DocxTable, text: str) -> None:
    properties = table._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        properties.append(element)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), _RULE)
        borders.append(line)
    for side in ("left", "right", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil")
        borders.append(line)
    after = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")
    properties.insert_element_before(borders, *after)


def _row(row: object, is_heading: bool) -> None:
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]
    names = ("w:cantSplit", "w:tblHeader") if is_heading else ("w:cantSplit",)
    for name in names:
        properties.append(OxmlElement(name))


def _shade(cell: object) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), _TINT)
    cell.get_or_add_tcPr().append(shade)  # type: ignore[attr-defined]


def _fill(cell: _Cell, text: str, is_heading: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = HEADING_CELL if is_heading else CELL
    paragraph.add_run(text)
    if is_heading:
        _shade(cell._tc)


def _bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    for kind in ("Start", "End"):
        mark = OxmlElement(f"w:bookmark{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "Start":
            mark.set(qn("w:name"), name)
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, mark)
        else:
            paragraph._p.append(mark)


def _small(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(8)
    run.font.color.rgb = GREY


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", code, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        run.font.color.rgb = GREY
        if kind == code:
            element = OxmlElement("w:instrText")
            element.text = f" {code} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
