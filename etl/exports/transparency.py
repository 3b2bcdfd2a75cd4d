"""The quarterly sheet of the programme Transparence, as an accessible PDF of one page."""

from typing import Any

from etl import formats
from etl.domain.assessments import Verdict
from etl.domain.dossier import Dossier, Figure
from etl.domain.publications import Publications, Row
from etl.exports import shown
from etl.exports.poster import TOO_FEW, promised
from etl.exports.text import told
from etl.exports.typesetting import typeset_pdf

INTRODUCTION = (
    "Ces résultats sont affichés dans nos halls d'accueil et publiés sur notre site chaque "
    "trimestre. Ils ne sont ni arrondis vers le haut, ni choisis : un résultat que nous "
    "n'avons pas est dit « non mesuré »."
)


def transparency_pdf(
    dossier: Dossier, publications: Publications, before: Dossier | None = None
) -> bytes:
    """Return the sheet of a published dossier; ``before``: that of the edition before it."""
    own, sheet = dossier.identity, publications.transparency
    named = shown.period(own.period)
    at = formats.instant(own.validated_at, own.timezone).split(" ")[0]
    data: dict[str, Any] = {
        "title": told(sheet.title),
        "author": told(own.publisher),
        "description": told(f"{sheet.title}, {own.site}, {named}"),
        "where": told(own.site),
        "when": named[0].upper() + named[1:],
        "introduction": told(INTRODUCTION),
        "rows": [
            _row(each, figure, before)
            for each in sheet.rows
            if (figure := dossier.figure(each.indicator)) is not None
        ],
        "notes": [
            told("Promis : ce que nous nous engageons à tenir. " + _note(dossier)),
        ],
        "edition": told(f"Édition n° {own.number}, validée le {at}"),
        "address": told(publications.wall.address),
    }
    return typeset_pdf("transparency.typ", data, own.closed_at)


def _note(dossier: Dossier) -> str:
    return (
        "Un résultat qui porterait sur trop peu de personnes n'est pas publié, pour ne "
        "reconnaître personne."
    )


def _row(row: Row, figure: Figure, before: Dossier | None) -> dict[str, str]:
    value, parts = shown.value(figure), [promised(figure)]
    if figure.verdict is Verdict.NOT_MEASURED or figure.value is None:
        value = "non mesuré"
    elif figure.hidden:
        value, parts = formats.ABSENT, [TOO_FEW]
    earlier = before.figure(row.indicator) if before else None
    if earlier is not None and before is not None and earlier.value is not None:
        parts.append(f"{shown.value(earlier)} {shown.over(before.identity.period)}")
    return {
        "label": told(row.label),
        "verdict": figure.verdict.value,
        "value": value,
        "told": told(" – ".join(each for each in parts if each)),
    }
