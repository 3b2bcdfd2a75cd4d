"""SurveyMonkey responses: two rows of headings (question, option), or one when condensed."""

import re
from collections.abc import Sequence

from etl.readers.parsers import normal
from etl.readers.survey_export import Heading, SurveyFormat, asked_places, own_places

OWN_COLUMNS = {
    "id": ("respondent id", "respondentid", "id du répondant", "identifiant du répondant"),
    "startdate": ("start date", "startdate", "date de début"),
    "enddate": ("end date", "enddate", "date de fin"),
}
# Columns of the tool that say who answers, and are not read.
IGNORED = frozenset(
    (
        *("collector id", "collectorid", "id du collecteur", "identifiant du collecteur"),
        *("ip address", "ipaddress", "adresse ip", "email address", "emailaddress"),
        *("adresse e-mail", "first name", "firstname", "prénom", "last name", "lastname"),
        *("nom", "nom de famille", "date created", "date modified"),
        *(f"{words}{n}" for words in ("custom data ", "données personnalisées ", "customdata")
          for n in range(1, 10)),
    )
)  # fmt: skip
LAYOUTS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
           "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")  # fmt: skip
_PLAIN = frozenset(("response", "réponse", "", "point"))
_WRITTEN = frozenset(("open-ended response", "réponse ouverte", "réponse libre"))
_OTHER = re.compile(r"(?i)(?:other|autre)\b.*\(.*\)")
_TAG = re.compile(r"<[^<>]*>")


class SurveyMonkeyFormat(SurveyFormat):
    """A first heading that is empty belongs to the question on its left."""

    name = "surveymonkey"

    def heading(self, rows: Sequence[Sequence[str]]) -> Heading | None:
        first = rows[0]
        if not first or normal(first[0]) not in OWN_COLUMNS["id"] or len(first) < 2:
            return None
        expanded = len(rows) > 1 and len(rows[1]) == len(first) and not rows[1][0].strip()
        headings = _joined(first, rows[1]) if expanded else list(first)
        own = own_places(headings, OWN_COLUMNS)
        asked = asked_places(headings, own, IGNORED)
        depth = 2 if expanded else 1
        return Heading(len(first), own, asked, depth, (LAYOUTS,), r", ")


def _joined(questions: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return ``Question [Option]`` for each column."""
    found, question = [], ""
    for cell, option in zip(questions, options, strict=True):
        question = " ".join(_TAG.sub(" ", cell).split()) or question
        word = normal(option)
        if word in _PLAIN:
            found.append(question)
        elif word in _WRITTEN:
            found.append(f"{question} [comment]")
        else:
            found.append(f"{question} [{'other' if _OTHER.fullmatch(word) else option}]")
    return found
