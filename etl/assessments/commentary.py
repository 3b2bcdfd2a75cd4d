"""A finding in one French sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from etl import formats
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
