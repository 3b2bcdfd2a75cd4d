"""The poster of the hall: each promise in plain words, its figure and what was promised."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import segno

from etl import formats
from etl.domain.assessments import Verdict
from etl.domain.dossier import Dossier, Figure, Promise
from etl.domain.engagements import Comparison
from etl.domain.periods import PeriodKind
from etl.domain.publications import Family, Wall
from etl.errors import DocumentError
from etl.exports import shown
from etl.exports.text import told
from etl.exports.typesetting import typeset_pdf
from etl.formats import NO_BREAK

Paper = Literal["a3", "a4"]
_GOALS: Mapping[Comparison, str] = {
    Comparison.AT_LEAST: "{}",
    Comparison.AT_MOST: "{} au plus",
    Comparison.BELOW: "moins de {}",
    Comparison.ABOVE: "plus de {}",
}
_SPANS: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "ce mois-ci",
    PeriodKind.QUARTER: "ce trimestre",
    PeriodKind.YEAR: "cette année",
}
TOO_FEW = "trop peu de cas pour publier"


def poster(dossier: Dossier, wall: Wall, paper: Paper = "a3") -> bytes:
    """Return the poster of a published dossier as an accessible PDF.

    Raise ``DocumentError`` naming the label that does not fit, or has none.
    """
    own = dossier.identity
    named = shown.period(own.period)
    counts = shown.counts(dossier)
    total = shown.applicable(dossier)
    kept = counts[Verdict.MET]
    data: dict[str, Any] = {
        "paper": paper,
        "title": told(wall.title),
        "author": told(own.publisher),
        "description": told(f"{wall.title}, {own.site}, {named}"),
        "where": told(own.site),
        "when": named[0].upper() + named[1:],
        "kept": str(kept),
        "kept-word": told(f"{shown.WALL[Verdict.MET][kept > 1]} sur {total}"),
        "ring": {"kept": kept, "total": total},
        "totals": [
            {"verdict": each.value, "count": str(count), "word": shown.WALL[each][count > 1]}
            for each, count in counts.items()
        ],
        "columns": [[_family(each, dossier, wall) for each in side] for side in _sides(wall)],
        "qr-alt": told(f"Code à lire avec un téléphone : {wall.address}"),
        "sentence": told(wall.sentence),
        "contact": told(wall.contact),
        "edition": told(f"Édition n° {own.number}, validée le {_day(dossier)}. {wall.address}"),
    }
    return typeset_pdf("poster.typ", data, own.closed_at, {"qr.svg": qr(wall.address)})


def qr(address: str) -> str:
    """Return a QR code as a drawing."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, dark="#161616", scale=4)
    return out.getvalue().decode("utf-8")


def label(figure: Figure, wall: Wall) -> str:
    """Return the words of the wall for a figure; ``DocumentError`` where none are declared."""
    if figure.code not in wall.labels:
        raise DocumentError(f"l'indicateur {figure.code} n'a pas d'étiquette d'affiche")
    return told(wall.labels[figure.code])


def promised(figure: Figure) -> str:
    """Return what was promised: ``promis : 20 min au plus``."""
    if figure.target is None:
        return ""
    goal = formats.measure(figure.target, shown.unit(figure.unit))
    return f"promis{NO_BREAK}: {_GOALS[figure.comparison].format(goal)}"


def _sides(wall: Wall) -> tuple[list[Family], list[Family]]:
    """Return the families of each column: the left one takes half of the promises or more."""
    left: list[Family] = []
    right: list[Family] = []
    half = sum(len(each.engagements) for each in wall.families) / 2
    for each in wall.families:
        side = left if sum(len(one.engagements) for one in left) < half else right
        side.append(each)
    return left, right


def _family(own: Family, dossier: Dossier, wall: Wall) -> dict[str, Any]:
    found = [dossier.promise_of(each) for each in own.engagements]
    return {
        "title": told(own.title),
        "rows": [_row(each, dossier, wall) for each in found if each is not None],
    }


def _row(own: Promise, dossier: Dossier, wall: Wall) -> dict[str, str]:
    figure = own.leading
    value, said = shown.value(figure), promised(figure)
    if own.verdict is Verdict.NOT_APPLICABLE:
        value, said = "", "sans objet ici"
    elif own.verdict is Verdict.NOT_MEASURED or figure.value is None:
        value, said = "", f"pas de mesure {_SPANS[dossier.identity.period.kind]}"
    elif figure.hidden:
        value, said = "", TOO_FEW
    return {
        "verdict": own.verdict.value,
        "label": label(figure, wall),
        "value": value,
        "promise": said,
    }


def left_out(dossier: Dossier, families: Sequence[Family]) -> list[int]:
    """Return the promises that no family of the wall shows."""
    shown_there = {number for each in families for number in each.engagements}
    return [each.number for each in dossier.promises if each.number not in shown_there]


def _day(dossier: Dossier) -> str:
    own = dossier.identity
    at = own.validated_at or own.closed_at
    return formats.instant(at, own.timezone).split(" ")[0]
