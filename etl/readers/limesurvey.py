"""LimeSurvey responses, CSV or XLSX, with codes or full questions as headings."""

import re
from collections.abc import Sequence

from etl.readers.parsers import normal
from etl.readers.survey_export import Heading, SurveyFormat

# What LimeSurvey calls its own columns, by our name: codes, then French, English, German.
OWN_COLUMNS = {
    "id": ("id", "id de la réponse", "identifiant de la réponse", "response id", "answer id",
           "antwort id", "antwort-id"),
    "submitdate": ("submitdate", "date de soumission", "date submitted", "datum abgeschickt"),
    "lastpage": ("lastpage", "dernière page", "last page", "letzte seite"),
    "startlanguage": ("startlanguage", "langue de départ", "start language", "start-sprache"),
    "seed": ("seed", "tête de série", "zufallsstartwert"),
    "token": ("token", "jeton", "code d'accès", "access code", "zugangscode",
              "zugangsschlüssel"),
    "startdate": ("startdate", "date de lancement", "date de début", "date started",
                  "datum gestartet"),
    "datestamp": ("datestamp", "date de la dernière action", "date last action",
                  "datum letzte aktivität"),
    "ipaddr": ("ipaddr", "adresse ip", "ip address", "ip-adresse"),
    "refurl": ("refurl", "url référente", "url de référence", "referrer url",
               "weiterleitungs-url"),
    "interviewtime": ("interviewtime", "temps total", "durée totale", "total time",
                      "gesamtzeit"),
}  # fmt: skip
_OWN = {normal(heading): name for name, each in OWN_COLUMNS.items() for heading in each}
_TIMING = re.compile(
    r"grouptime[0-9]+|.+time|durée pour (?:le groupe|la question)\b.*|"
    r"(?:group|question) time\b.*|(?:gruppen|fragen)zeit\b.*"
)


class LimeSurveyFormat(SurveyFormat):
    """Its own columns first, then the questions; ``submitdate`` empty is incomplete."""

    name = "limesurvey"

    def heading(self, rows: Sequence[Sequence[str]]) -> Heading | None:
        heading = rows[0]
        if not _is_heading(heading):
            return None
        own = {
            name: place
            for place, each in reversed(list(enumerate(heading)))
            if (name := _own_name(each))
        }
        asked = {
            place: each
            for place, each in enumerate(heading)
            if not _own_name(each) and not _is_timing(each)
        }
        return Heading(len(heading), own, asked)


def _is_heading(cells: Sequence[str]) -> bool:
    """Say whether a row is LimeSurvey's: an id first, then one of its other columns.

    Exports may leave those out; then the words for the id and a sub-question tell.
    """
    own = [_own_name(cell) for cell in cells]
    if not own or own[0] != "id":
        return False
    others = {"submitdate", "lastpage", "startlanguage", "seed", "datestamp", "startdate"}
    spelled = normal(cells[0]) != "id"
    return bool(others & set(own)) or (spelled and any(cell.endswith("]") for cell in cells))


def _own_name(heading: str) -> str | None:
    """Return our name of one of LimeSurvey's own columns; ``id. Response ID`` is one too."""
    word = normal(heading)
    return _OWN.get(word) or _OWN.get(word.partition(". ")[0])


def _is_timing(heading: str) -> bool:
    word = normal(heading)
    return _TIMING.fullmatch(word.partition(". ")[0]) is not None
