"""A finding in one French sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from etl import formats
from etl.assessments.proportions import difference
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison
from etl.domain.periods import Period, PeriodKind

_COLON = f"{formats.NO_BREAK}:"
_SEMICOLON = f"{formats.NARROW};"

_GOALS: Mapping[Comparison, str] = {
    Comparison.AT_LEAST: "au moins",
    Comparison.AT_MOST: "au plus",
    Comparison.BELOW: "moins de",
    Comparison.ABOVE: "plus de",
}

# Initials of months before which « de » is elided.
_VOWELS = "ao"
_PLURAL_TENTHS = 20

# How many contacts are met, of how many.
Part = tuple[int, int]


@dataclass(frozen=True)
class Summary:
    """The plain values of one finding.

    ``counted`` is ``None`` where the value is itself a count. ``missing`` is the number of
    observations that would settle an inconclusive finding, 0 where they would not.
    """

    title: str
    period: Period
    unit: str
    verdict: Verdict
    value: float | None = None
    counted: int | None = None
    target: float | None = None
    comparison: Comparison = Comparison.AT_LEAST
    missing: int = 0


def finding_sentence(summary: Summary) -> str:
    """Return what a finding says, with what it rests on and how it compares to its target."""
    subject = f"{summary.title}, {period_phrase(summary.period)}{_COLON} "
    if summary.verdict is Verdict.NOT_APPLICABLE:
        return f"{subject}sans objet."
    if summary.verdict is Verdict.NOT_MEASURED:
        return f"{subject}non mesuré, aucune donnée ne permet de le calculer."
    return f"{subject}{_observed(summary)}{_SEMICOLON} {_conclusion(summary)}."


def period_phrase(period: Period) -> str:
    """Return the period as it stands in a sentence.

    >>> from datetime import date
    >>> period_phrase(Period(date(2025, 3, 1)))
    'en mars 2025'
    """
    if period.kind is PeriodKind.MONTH:
        return f"en {formats.month(period.start)}"
    if period.kind is PeriodKind.QUARTER:
        return f"au {formats.quarter(period.start)}"
    return f"en {period.start.year}"


def of_period(period: Period) -> str:
    """Return the period as what something belongs to: ``de mars 2025``, ``d'août 2025``.

    >>> from datetime import date
    >>> of_period(Period(date(2025, 8, 1)))
    "d'août 2025"
    """
    if period.kind is PeriodKind.QUARTER:
        return f"du {formats.quarter(period.start)}"
    if period.kind is PeriodKind.YEAR:
        return f"de {period.start.year}"
    name = formats.month(period.start)
    return f"d'{name}" if name[0] in _VOWELS else f"de {name}"


def change_sentence(now: Part, before: Part, earlier: Period) -> str:
    """Say how a share stands beside that of the period before; nothing without both.

    A difference is told only where Newcombe's 95 % interval leaves zero out.
    """
    if not (now[1] and before[1]):
        return ""
    _, low, high = difference(([now[0]], [now[1]]), ([before[0]], [before[1]]))
    whose = of_period(earlier)
    if low[0] <= 0 <= high[0]:
        return f"Sans différence établie avec la valeur {whose}."
    gap = Fraction(*now) - Fraction(*before)
    way = "hausse" if gap > 0 else "baisse"
    size = _points(abs(gap))
    return (
        f"La valeur est en {way} de {size} par rapport à celle {whose}, une différence établie."
    )


def _points(gap: Fraction) -> str:
    """Return a difference of two shares in points, rounded down on whole numbers."""
    tenths = int(gap * 1000)
    if tenths < 1:
        return f"moins de 0,1{formats.NO_BREAK}point"
    shown = formats.number(tenths / 10, 0 if tenths % 10 == 0 else 1)
    return f"{shown}{formats.NO_BREAK}point{'s' if tenths >= _PLURAL_TENTHS else ''}"


def unknown_sentence(unknown: int, bounds: tuple[float, float]) -> str:
    """Say between which bounds the contacts leave a share of which a file says nothing."""
    if not unknown:
        return ""
    low, high = (formats.percent(each) for each in bounds)
    worth = "ce qu'elle vaut" if unknown < 2 else "ce qu'elles valent"
    return (
        f"Mesure absente pour {_observations(unknown)}{_COLON} selon {worth}, "
        f"la valeur serait entre {low} et {high}."
    )


def missing_phrase(missing: int) -> str:
    """Return what an inconclusive finding lacks.

    >>> missing_phrase(9)
    'il manque 9 observations pour conclure'
    """
    if missing < 1:
        return "les données reçues ne permettent pas encore de conclure"
    return f"il manque {_observations(missing)} pour conclure"


def goal_phrase(target: float, comparison: Comparison, unit: str) -> str:
    """Return a target in words: ``au moins 90 %``."""
    return f"{_GOALS[comparison]} {formats.measure(target, unit)}"


def _observed(summary: Summary) -> str:
    shown = formats.beside(summary.value, summary.target, summary.unit)
    return shown if summary.counted is None else f"{shown} sur {_observations(summary.counted)}"


def _observations(count: int) -> str:
    return f"{formats.number(count)} observation{'s' if count > 1 else ''}"


def _conclusion(summary: Summary) -> str:
    if summary.target is None:
        return "suivi sans objectif chiffré"
    goal = goal_phrase(summary.target, summary.comparison, summary.unit)
    if summary.verdict is Verdict.INCONCLUSIVE:
        return f"à confirmer (objectif{_COLON} {goal}), {missing_phrase(summary.missing)}"
    held = "est tenu" if summary.verdict is Verdict.MET else "n'est pas tenu"
    return f"l'objectif ({goal}) {held}"
