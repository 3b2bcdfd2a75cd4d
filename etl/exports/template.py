"""A workbook to fill: the headings of a source, its lists of words, its dates, how to."""

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.domain.expected import Content, ExpectedColumn, ExpectedFile
from etl.domain.reasons import reason_of
from etl.formats import NARROW, NO_BREAK

ROWS = 2000
SHEET, README, LISTS = "Saisie", "Lisez-moi", "Listes"
# What a reader is told, and a format of the cells, for each content.
CONTENTS = {
    Content.TEXT: ("texte", "@"),
    Content.NUMBER: ("nombre", "General"),
    Content.DURATION: ("durée (00:12:35, ou des secondes)", "@"),
    Content.DAY: ("date (jj/mm/aaaa)", "dd/mm/yyyy"),
    Content.INSTANT: ("date et heure (jj/mm/aaaa hh:mm)", "dd/mm/yyyy hh:mm"),
    Content.YES_OR_NO: ("Oui ou Non", "@"),
    Content.WORD: ("un mot de la liste", "@"),
}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_INK, _TINT = "#1D2433", "#E8EDF5"
_YES = ("Oui", "Non")
_NO_CLOCK = datetime(2025, 1, 1)
EXAMPLE = datetime(2025, 3, 14, 9, 30)


def template(expected: ExpectedFile) -> bytes:
    """Return an empty XLSX that the import recognises as this source once it is filled.

    The same declaration gives the same bytes.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": expected.title, "created": _NO_CLOCK})
        style = {"bold": True, "font_color": _INK, "bg_color": _TINT, "text_wrap": True}
        heading = book.add_format({**style, "valign": "top", "border": 1})
        sheet = book.add_worksheet(SHEET)
        readme = book.add_worksheet(README)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 45)
        for place, column in enumerate(expected.columns):
            _, pattern = CONTENTS[column.content]
            sheet.write_string(0, place, column.heading, heading)
            sheet.write_comment(0, place, comment(column), {"x_scale": 2, "author": ""})
            cells = book.add_format({"num_format": pattern})
            sheet.set_column(place, place, max(14, min(34, len(column.heading) + 4)), cells)
            _validate(sheet, lists, place, column)
        _explain(readme, expected, heading, book.add_format({"text_wrap": True}))
    return buffer.getvalue()


def comment(column: ExpectedColumn) -> str:
    """Return what must be known to fill a column."""
    lines = [CONTENTS[column.content][0].capitalize() + "."]
    if column.content is Content.TEXT and column.layouts:
        lines.append(f"À écrire ainsi{NO_BREAK}: {EXAMPLE:{column.layouts[0]}}.")
    if column.required:
        lines.append(f"Obligatoire{NO_BREAK}: une ligne sans cette valeur n'est pas comptée.")
    if column.identifies:
        lines.append(
            f"Identifie la ligne{NO_BREAK}: la même valeur corrige la ligne déjà envoyée."
        )
    if column.personal:
        lines.append(f"Personnel{NO_BREAK}: seule une empreinte chiffrée en est gardée.")
    if column.empty:
        lines.append(
            f"Sans valeur{NO_BREAK}: laisser vide, ou écrire {', '.join(column.empty)}."
        )
    if column.signals:
        told = f"{NARROW}; ".join(_lowered(reason_of(each).reason) for each in column.signals)
        lines.append(f"Accepté et signalé{NO_BREAK}: {told}.")
    return "\n".join(lines)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def words_of(column: ExpectedColumn) -> tuple[str, ...]:
    """Return the words to choose from; none where anything may be written."""
    offered = _YES if column.content is Content.YES_OR_NO else column.words
    return (*offered, *column.empty) if offered else ()


def _validate(sheet: Worksheet, lists: Worksheet, place: int, column: ExpectedColumn) -> None:
    rule: dict[str, object] = {
        "input_title": column.heading[:32],
        "input_message": comment(column)[:255],
        "error_title": "Valeur non reconnue",
        "error_message": "Choisissez dans la liste, ou laissez la cellule vide.",
    }
    if words := words_of(column):
        # A list of more than 255 characters must be a range: all of them are.
        lists.write_column(0, place, words)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        rule |= {
            "validate": "list",
            "source": f"={LISTS}!${letter}$1:${letter}${len(words)}",
        }
    elif column.content in (Content.DAY, Content.INSTANT):
        rule |= {
            "validate": "date",
            "criteria": ">=",
            "value": datetime(2000, 1, 1),
            "error_message": f"Une date est attendue{NO_BREAK}: 14/03/2025 09:30.",
            # What replaces a date where there is none is a word.
            "error_type": "warning" if column.empty else "stop",
        }
    else:
        rule |= {"validate": "any"}
    sheet.data_validation(1, place, ROWS, place, rule)


def _explain(readme: Worksheet, expected: ExpectedFile, heading: Format, text: Format) -> None:
    intro = (
        expected.title,
        f"Remplissez la feuille «{NO_BREAK}{SHEET}{NO_BREAK}», une ligne par enregistrement, "
        f"sans changer les en-têtes{NARROW}; puis déposez ce classeur comme un export.",
        "Il est reconnu à ses en-têtes. Une ligne fautive est mise en quarantaine avec son "
        f"motif{NARROW}; les autres sont prises.",
    )
    readme.set_column(0, 0, 34, text)
    readme.set_column(1, 3, 44, text)
    for row, line in enumerate(intro):
        readme.merge_range(row, 0, row, 3, line, text)
        readme.set_row(row, 32)
    _row(readme, len(intro) + 1, ("Colonne", "Contenu", "Valeurs admises", "À savoir"), heading)
    for row, column in enumerate(expected.columns, start=len(intro) + 2):
        words = ", ".join(words_of(column)) or "libre"
        told = (column.heading, CONTENTS[column.content][0], words, comment(column))
        _row(readme, row, told, text)


def _row(sheet: Worksheet, row: int, cells: Sequence[str], style: Format) -> None:
    for place, cell in enumerate(cells):
        sheet.write_string(row, place, cell, style)
