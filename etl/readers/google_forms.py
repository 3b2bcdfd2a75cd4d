"""Google Forms responses: the sheet of the answers, or the CSV of the form itself."""

import re
from collections.abc import Sequence

from etl.readers.parsers import normal
from etl.readers.survey_export import Heading, SurveyFormat, asked_places

ENGLISH, FRENCH = ("timestamp",), ("horodateur", "horodatage")
# Columns that the form adds: who answers, and the marks of a quiz.
IGNORED = frozenset(
    ("adresse e-mail", "email address", "nom d'utilisateur", "username", "score")
)
_WRITTEN = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d{1,2}:\d{2}(?::\d{2})?(?: .+)?")
_FORM = ("%Y/%m/%d %I:%M:%S %p %z", "%Y/%m/%d %H:%M:%S %z", "%Y/%m/%d %I:%M:%S %p",
         "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")  # fmt: skip
_MONTH_FIRST = (*_FORM, "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p")
_DAY_FIRST = (*_FORM, "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S",
              "%d/%m/%Y %I:%M:%S %p")  # fmt: skip
# ``UTC+2`` is an offset that no layout reads.
_OFFSETS = {
    r" (?:UTC|GMT)([+-])(\d)$": r" \g<1>0\g<2>00",
    r" (?:UTC|GMT)([+-])(\d\d)$": r" \g<1>\g<2>00",
    r" (?:UTC|GMT)([+-])(\d\d?):(\d\d)$": r" \g<1>\g<2>\g<3>",
    r" (?:UTC|GMT)$": " +0000",
}


class GoogleFormsFormat(SurveyFormat):
    """A sheet writes dates as its locale does: the whole column tells which, or its name."""

    name = "google_forms"

    def heading(self, rows: Sequence[Sequence[str]]) -> Heading | None:
        headings = list(rows[0])
        first = normal(headings[0]) if headings else ""
        if first not in (*ENGLISH, *FRENCH) or not _asks(headings[1:]):
            return None
        firsts = [cells[0] for cells in rows[1:] if cells and cells[0].strip()]
        if any(not _WRITTEN.fullmatch(cell.strip()) for cell in firsts):
            return None
        own = {"submitdate": 0}
        readings = (_MONTH_FIRST, _DAY_FIRST)
        return Heading(
            len(headings),
            own,
            asked_places(headings, own, IGNORED),
            readings=readings if first in ENGLISH else readings[::-1],
            several=r"(?:, |;)",
            rewritten=_OFFSETS,
        )


def _asks(headings: Sequence[str]) -> bool:
    """Say whether some heading is a question and not the name of a column."""
    return any("?" in each or "[" in each or len(each.split()) > 3 for each in headings)
