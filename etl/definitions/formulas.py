"""Formulas of the telephone: named, switched, dated; and the indicators that name them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from etl.definitions.problems import Problem, blank, repeated, unknown
from etl.definitions.tables import STRICT
from etl.definitions.vocabulary import RuleFacts
from etl.domain.engagements import Indicator, Unit
from etl.domain.formulas import (
    Abandons,
    Formula,
    FormulaKind,
    FormulaVersion,
    Settled,
    Switches,
)

_BY_THRESHOLD = (Abandons.BEYOND_THRESHOLD, Abandons.SERVED_WITHIN_THRESHOLD)
_SECONDS = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600}


@dataclass(frozen=True)
class FormulaFile:
    """What one file declares: formulas, in the order in which they are shown."""

    formulas: tuple[Formula, ...]


FORMULAS = TypeAdapter(tuple[FormulaFile], config=STRICT)


def check_formulas(declared: FormulaFile) -> Iterator[Problem]:
    """Report formulas without a version, versions that overlap, switches that contradict."""
    yield from repeated("formulas.code", [each.code for each in declared.formulas])
    for formula in declared.formulas:
        for problem in _check_formula(formula):
            yield problem.within(f"formulas[{formula.code}]")


def _check_formula(formula: Formula) -> Iterator[Problem]:
    yield from blank({key: getattr(formula, key) for key in ("code", "title", "source")})
    if not formula.versions:
        yield Problem("versions", "aucune version datée")
    yield from repeated("versions.since", [each.since for each in formula.versions])
    for version in formula.versions:
        for problem in _check_version(formula.kind, version):
            yield problem.within(f"versions[{version.since}]")


def _check_version(kind: FormulaKind, version: FormulaVersion) -> Iterator[Problem]:
    yield from blank({"decided_by": version.decided_by})
    if version.since.day != 1:
        yield Problem("since", "premier jour d'un mois attendu")
    for problem in _check_switches(kind, version.switches):
        yield problem.within("switches")


def _check_switches(kind: FormulaKind, switches: Switches) -> Iterator[Problem]:
    if switches.threshold_s is not None and switches.threshold_s <= 0:
        yield Problem("threshold_s", "nombre positif attendu")
    if switches.short_abandon_s is None:
        if switches.short_abandons is not Settled.COUNTED:
            yield Problem("short_abandon_s", "clé manquante : à partir de quand est-il court ?")
    elif switches.short_abandon_s <= 0:
        yield Problem("short_abandon_s", "nombre positif attendu")
    timed = kind is FormulaKind.SERVICE_LEVEL or switches.threshold_s is not None
    if switches.abandons in _BY_THRESHOLD and not timed:
        yield Problem("abandons", f"« {switches.abandons} » a besoin d'un seuil (threshold_s)")
    if kind is FormulaKind.ABANDON_RATE and switches.abandons is Abandons.EXCLUDED:
        yield Problem("abandons", "un taux d'abandon sans abandons ne dit rien")


def formula_of(indicator: Indicator, formulas: Mapping[str, Formula]) -> Formula | None:
    """Return the formula that an indicator names, ``None`` where it names none."""
    return formulas.get(str(indicator.parameters.get("formula", "")))


def check_formula_of(
    indicator: Indicator, rules: Mapping[str, RuleFacts], formulas: Mapping[str, Formula]
) -> Iterator[Problem]:
    """Report a formula that is not declared, not of the rule's kind, or of another limit."""
    named, rule = indicator.parameters.get("formula"), rules.get(indicator.rule)
    if named is None or rule is None or "formula" not in rule.parameters:
        return
    key = f"indicators[{indicator.code}].parameters.formula"
    formula = formula_of(indicator, formulas)
    if formula is None:
        yield Problem(key, unknown(named, list(formulas), "formule"))
        return
    if formula.kind not in rule.formulas:
        yield Problem(key, f"la règle « {indicator.rule} » ne compte pas « {formula.kind} »")
    for version in formula.versions:
        if _contradicts(indicator, version):
            yield Problem(
                key,
                f"le seuil de la version du {version.since} contredit le délai de l'objectif",
            )


def _contradicts(indicator: Indicator, version: FormulaVersion) -> bool:
    target, own = indicator.target_on(version.since), version.switches.threshold_s
    if own is None or target is None or target.limit is None:
        return False
    return target.limit.amount * _SECONDS.get(target.limit.unit, 0) != own
