"""An engagement: its words, its indicators, where it applies."""

import re
from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter

from etl.definitions.problems import Problem, blank, one_of, repeated, unknown
from etl.definitions.tables import STRICT, Table, as_list
from etl.definitions.targets import check_targets
from etl.definitions.vocabulary import (
    UNITS,
    Places,
    RuleFacts,
    check_words,
    columns_of,
)
from etl.domain.engagements import Applicability, Engagement, Indicator
from etl.frames.columns import Kind

ENGAGEMENT = TypeAdapter(tuple[Engagement], config=STRICT)

# Columns on which facts may be chosen: few distinct words, none of them personal.
_CHOSEN = frozenset({Kind.CHOICE, Kind.CODE, Kind.FLAG})
_LONGEST_WINDOW = 36


def shape_engagement(table: Table) -> tuple[Table, list[Problem]]:
    """Return the table in the domain's shape.

    ``where = { channel = "email" }`` is a list of one; ``sites = ["figeac", "gourdon"]`` is
    one decision for each site; an indicator without targets is only followed.
    """
    shaped = dict(table)
    if isinstance(table.get("indicators"), list):
        shaped["indicators"] = [_indicator(each) for each in table["indicators"]]
    if isinstance(table.get("applicability"), list):
        shaped["applicability"] = [
            own for each in table["applicability"] for own in _for_each_site(each)
        ]
    return shaped, []


def _indicator(table: object) -> object:
    if not isinstance(table, dict):
        return table
    shaped: Table = {"targets": []} | table
    if isinstance(where := table.get("where"), dict):
        shaped["where"] = {column: as_list(words) for column, words in where.items()}
    return shaped


def _for_each_site(decision: object) -> list[object]:
    if not isinstance(decision, dict) or not isinstance(decision.get("sites"), list):
        return [decision]
    rest = {key: value for key, value in decision.items() if key != "sites"}
    return [rest | {"site": site} for site in decision["sites"]]


def check_engagement(
    engagement: Engagement, rules: Mapping[str, RuleFacts], places: Places
) -> Iterator[Problem]:
    """Report what no type can tell: rules, columns, words, targets, reasons."""
    texts = ("title", "short_title", "module", "heading", "source")
    yield from blank({key: getattr(engagement, key) for key in texts})
    if engagement.number < 1:
        yield Problem("number", "nombre positif attendu")
    if not engagement.indicators:
        yield Problem("indicators", "aucun indicateur déclaré")
    yield from repeated("indicators.code", [each.code for each in engagement.indicators])
    for decision in engagement.applicability:
        for problem in _check_decision(decision, places):
            yield problem.within(f"applicability[{decision.since}]")
    for indicator in engagement.indicators:
        for problem in _check_indicator(engagement.number, indicator, rules, places):
            yield problem.within(f"indicators[{indicator.code}]")


def _check_decision(decision: Applicability, places: Places) -> Iterator[Problem]:
    yield from blank({"reason": decision.reason, "decided_by": decision.decided_by})
    if decision.recorded is not None:
        yield Problem("recorded", "cette clé est celle du registre, pas d'une déclaration")
    if decision.site is not None and decision.site not in places.sites:
        yield Problem("site", unknown(decision.site, list(places.sites)))


def _check_indicator(
    number: int, indicator: Indicator, rules: Mapping[str, RuleFacts], places: Places
) -> Iterator[Problem]:
    yield from _check_presentation(number, indicator)
    yield from _check_where(indicator, places)
    rule = rules.get(indicator.rule)
    if rule is None:
        yield Problem("rule", unknown(indicator.rule, list(rules), "règle"))
        return
    yield from _check_rule(indicator, rule, places)
    yield from check_targets(indicator, rule)


def _check_presentation(number: int, indicator: Indicator) -> Iterator[Problem]:
    texts = ("title", "why_it_matters", "formula")
    yield from blank({key: getattr(indicator, key) for key in texts})
    if not re.fullmatch(rf"{number}[a-z](_[a-z0-9]+)*", indicator.code):
        yield Problem("code", f"« {number} » suivi d'une lettre attendu, par exemple {number}a")
    if indicator.unit not in UNITS:
        yield Problem("unit", unknown(indicator.unit, UNITS, "unité"))
    yield from _check_evidence(indicator)
    if indicator.enough < 1:
        yield Problem("enough", "nombre positif attendu")
    if not 1 <= indicator.window_months <= _LONGEST_WINDOW:
        yield Problem("window_months", f"nombre de 1 à {_LONGEST_WINDOW} attendu")


def _check_evidence(indicator: Indicator) -> Iterator[Problem]:
    if not indicator.evidence:
        yield Problem("evidence", "aucune preuve attendue n'est déclarée")
    for title, terms in indicator.evidence_terms.items():
        if title not in indicator.evidence:
            yield Problem(f"evidence_terms.{title}", "cette preuve n'est pas attendue")
        if terms.valid_months < 1:
            yield Problem(f"evidence_terms.{title}", "durée de validité positive attendue")


def _check_where(indicator: Indicator, places: Places) -> Iterator[Problem]:
    columns = columns_of(indicator.dataset)
    for name, words in indicator.where.items():
        key = f"where.{name}"
        if name not in columns:
            yield Problem(key, f"colonne inconnue de « {indicator.dataset} »")
        elif columns[name].kind not in _CHOSEN:
            yield Problem(key, "cette colonne ne sert pas à choisir des faits")
        elif not words:
            yield Problem(key, "aucune valeur admise")
        else:
            yield from check_words(key, columns[name], words, places)


def _check_rule(indicator: Indicator, rule: RuleFacts, places: Places) -> Iterator[Problem]:
    if indicator.dataset not in rule.datasets:
        yield Problem(
            "dataset",
            f"la règle « {indicator.rule} » ne juge pas « {indicator.dataset} » ; "
            f"{one_of(list(rule.datasets))}",
        )
    for name in sorted(indicator.parameters.keys() - rule.parameters):
        yield Problem(
            f"parameters.{name}",
            f"paramètre inconnu de la règle « {indicator.rule} » ; "
            f"{one_of(list(rule.parameters))}",
        )
    for name in sorted(rule.required - indicator.parameters.keys()):
        yield Problem(f"parameters.{name}", "clé manquante")
    if not isinstance(indicator.parameters.get("pauses", True), bool):
        yield Problem("parameters.pauses", "true ou false attendu")
    desk = indicator.parameters.get("desk")
    if desk is not None and str(desk) not in places.desks:
        yield Problem(
            "parameters.desk", f"guichet inconnu « {desk} » ; {one_of(list(places.desks))}"
        )
