"""What documents say of a figure: one text for report, wall, workbook and web."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from etl import formats
from etl.domain.assessments import Verdict
from etl.domain.dossier import Cell, Dossier, Figure, Identity, Promise
from etl.domain.names import ORIGINS as ORIGINS
from etl.domain.names import TALLIES as TALLIES
from etl.domain.names import VERDICTS as VERDICTS
from etl.domain.names import period_text
from etl.domain.periods import Period, PeriodKind
from etl.exports.text import french, told

NARROW, NO_BREAK = formats.NARROW, formats.NO_BREAK
# The words of the public, who is told of promises: one, several.
WALL: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MET: ("tenue", "tenues"),
    Verdict.MISSED: ("non tenue", "non tenues"),
    Verdict.INCONCLUSIVE: ("à confirmer", "à confirmer"),
    Verdict.NOT_MEASURED: ("non mesurée", "non mesurées"),
    Verdict.NOT_APPLICABLE: ("sans objet", "sans objet"),
}
COLOURS: Mapping[Verdict, str] = {
    Verdict.MET: "#18753c",
    Verdict.MISSED: "#c9191e",
    Verdict.INCONCLUSIVE: "#95570a",
    Verdict.NOT_MEASURED: "#5a5a5a",
    Verdict.NOT_APPLICABLE: "#5a5a5a",
    Verdict.FOLLOWED: "#5a5a5a",
}
period = period_text
NOT_PUBLISHED = "non publié"
_FINGERPRINT = 12


def unit(declared: str) -> str:
    """Return a unit as it stands after a number."""
    return formats.SHOWN_UNITS.get(declared, declared)


def value(figure: Figure) -> str:
    """Return the value, with decimals enough not to show the target that it is not."""
    if figure.hidden:
        return NOT_PUBLISHED
    return formats.beside(figure.value, figure.target, unit(figure.unit))


def interval(figure: Figure) -> str:
    """Return the interval of confidence: ``de 84,1 % à 91,2 %``."""
    if is_secret(figure) or figure.low is None or figure.high is None:
        return formats.ABSENT
    low, high = (formats.measure(each, unit(figure.unit)) for each in (figure.low, figure.high))
    return f"de {low} à {high}"


def effective(figure: Figure) -> str:
    """Return the n that a figure rests on."""
    return NOT_PUBLISHED if is_secret(figure) else formats.number(figure.counted)


def is_secret(figure: Figure) -> bool:
    """Tell whether the n and the interval of a figure are kept back."""
    return figure.is_public and figure.counts_hidden


def origin(figure: Figure) -> str:
    return french(ORIGINS[figure.origin]) if figure.origin and figure.target is not None else ""


def short_hash(sha256: str) -> str:
    return sha256[:_FINGERPRINT]


def cell(content: Cell, timezone: str) -> str:
    """Return a cell of a table as text."""
    if content is None:
        return formats.ABSENT
    if isinstance(content, datetime):
        return formats.instant(content, timezone)
    if isinstance(content, date):
        return formats.day(content)
    if isinstance(content, int | float):
        return formats.number(content, 0 if float(content).is_integer() else 1)
    return told(content)


def over(own: Period) -> str:
    """Return a period as it stands in a sentence: ``au 2e trimestre 2026``."""
    article = "au" if own.kind is PeriodKind.QUARTER else "en"
    return f"{article} {period(own)}"


def counts(dossier: Dossier) -> dict[Verdict, int]:
    """Return how many promises have each verdict, in the order that documents show them."""
    found = [each.verdict for each in dossier.promises]
    return {verdict: found.count(verdict) for verdict in TALLIES}


def applicable(dossier: Dossier) -> int:
    """Return how many promises apply: those without object are not promised here."""
    return len(dossier.promises) - counts(dossier)[Verdict.NOT_APPLICABLE]


def tally(dossier: Dossier) -> str:
    """Return the counts in words: ``13 conformes, 4 non conformes``; zeros are left out."""
    parts = [
        f"{count}{NO_BREAK}{TALLIES[verdict][count > 1]}"
        for verdict, count in counts(dossier).items()
        if count
    ]
    return ", ".join(parts)


def reading(promise: Promise) -> str:
    """Return the sentence that says why a promise has its verdict."""
    if promise.verdict is Verdict.NOT_APPLICABLE:
        return told(promise.reason or "Cet engagement est sans objet ici.")
    return told(promise.leading.sentence)


def signed(identity: Identity) -> str:
    """Return who validated an edition, and when; or that nobody has."""
    if identity.validated_at is None:
        return "pas encore validée"
    at = formats.instant(identity.validated_at, identity.timezone)
    return told(f"{at}, par {identity.validated_by}")


def closed(identity: Identity) -> str:
    at = formats.instant(identity.closed_at, identity.timezone)
    return told(f"{at}, par {identity.closed_by}")


def title(promise: Promise) -> str:
    return french(told(f"Engagement {promise.number} – {promise.short_title}"))


def bare(figure: Figure) -> float | str | None:
    """Return the number that is displayed, without its unit, for a table to compute with.

    The digits are those that every document shows; what is not published stays words.
    """
    text = value(figure)
    if figure.hidden:
        return text
    if figure.value is None:
        return None
    digits = text.replace(NARROW, "").replace(NO_BREAK, "").replace("−", "-").replace(",", ".")
    found = re.match(r"-?[0-9.]+", digits)
    return float(found.group()) if found else None


def bare_goal(figure: Figure) -> float | None:
    """Return the target in the unit of ``bare``: 85 for 0.85."""
    if figure.target is None:
        return None
    return float(Decimal(repr(figure.target)) * (100 if figure.unit == "%" else 1))
