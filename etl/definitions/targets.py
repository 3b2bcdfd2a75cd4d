"""The targets of an indicator: dated, sourced, and consistent with its rule."""

import math
from collections.abc import Collection, Iterator

from etl.definitions.problems import Problem, blank, one_of, repeated
from etl.definitions.vocabulary import RuleFacts, columns_of
from etl.domain.engagements import (
    Comparison,
    Direction,
    Indicator,
    Limit,
    Receipt,
    Statistic,
    Target,
    Unit,
)
from etl.frames.columns import Kind

_SHARES = frozenset({Statistic.SHARE, Statistic.SHARE_MISSED})
_RATIOS = frozenset({Statistic.RATIO, Statistic.LATEST_RATIO})
_UPWARD = frozenset({Comparison.AT_LEAST, Comparison.ABOVE})
# Keys of ``limits`` where the rule tells contacts apart by a flag.
_DAYS = frozenset({Unit.WORKING_DAYS, Unit.WORKABLE_DAYS, Unit.CALENDAR_DAYS})
_FLAGGED = ("with", "without")


def check_targets(indicator: Indicator, rule: RuleFacts) -> Iterator[Problem]:
    """Report targets without a date, an origin, a limit; or that contradict the indicator."""
    targets = indicator.targets
    yield from repeated("targets.since", [each.since for each in targets])
    if indicator.mandatory and not any(each.value is not None for each in targets):
        yield Problem("targets", "un indicateur obligatoire a besoin d'un objectif (value)")
    if rule.needs_limit and not targets:
        yield Problem("targets", f"la règle « {indicator.rule} » a besoin d'un délai (limit)")
    for target in targets:
        for problem in _check_target(indicator, rule, target):
            yield problem.within(f"targets[{target.since}]")


def _check_target(indicator: Indicator, rule: RuleFacts, target: Target) -> Iterator[Problem]:
    yield from blank({"source": target.source})
    if target.since.day != 1:
        yield Problem("since", "premier jour d'un mois attendu")
    yield from _check_value(indicator, target)
    yield from _check_limits(indicator, rule, target)


def _check_value(indicator: Indicator, target: Target) -> Iterator[Problem]:
    if target.value is None:
        return
    if not math.isfinite(target.value):
        yield Problem("value", "nombre fini attendu")
    elif _is_share(indicator) and not 0 <= target.value <= 1:
        yield Problem("value", "part de 0 à 1 attendue (0.90 pour 90 %)")
    upward = target.comparison in _UPWARD
    if upward is not (indicator.better is Direction.HIGHER):
        yield Problem(
            "comparison",
            f"« {target.comparison} » contredit better = « {indicator.better} »",
        )


def _is_share(indicator: Indicator) -> bool:
    ratio = indicator.statistic in _RATIOS and indicator.unit == "%"
    return indicator.statistic in _SHARES or ratio


def _check_limits(indicator: Indicator, rule: RuleFacts, target: Target) -> Iterator[Problem]:
    declared = {"limit": target.limit} | {f"limits.{k}": v for k, v in target.limits.items()}
    limits = {key: limit for key, limit in declared.items() if limit is not None}
    if rule.needs_limit and not limits:
        yield Problem("limit", f"la règle « {indicator.rule} » a besoin d'un délai")
    if limits and target.limit_origin is None:
        yield Problem("limit_origin", "clé manquante : qui a fixé ce délai ?")
    if limits:
        yield from blank({"limit_source": target.limit_source})
    for key, limit in limits.items():
        yield from _check_limit(key, limit, indicator, rule)
    yield from _check_limit_by(indicator, target)


def _check_limit(
    key: str, limit: Limit, indicator: Indicator, rule: RuleFacts
) -> Iterator[Problem]:
    if not (math.isfinite(limit.amount) and limit.amount > 0):
        yield Problem(f"{key}.amount", "nombre positif attendu")
    yield from _check_days(key, limit)
    if rule.units and limit.unit not in rule.units:
        yield Problem(
            f"{key}.unit",
            f"la règle « {indicator.rule} » ne connaît pas cette unité ; "
            f"{one_of(list(rule.units))}",
        )
    if limit.unit is Unit.OPENING_HOURS and "desk" not in indicator.parameters:
        yield Problem(
            f"{key}.unit", "un délai en heures d'ouverture a besoin du paramètre « desk »"
        )


def _check_days(key: str, limit: Limit) -> Iterator[Problem]:
    """Whole days have a day zero and a cut-off hour; nothing else has."""
    if limit.unit in _DAYS:
        if math.isfinite(limit.amount) and limit.amount % 1:
            yield Problem(f"{key}.amount", "nombre entier de jours attendu")
    elif limit.cut_off is not None or limit.receipt is not Receipt.DAY_ZERO:
        name = "cut_off" if limit.cut_off is not None else "receipt"
        yield Problem(f"{key}.{name}", "cette règle ne vaut que pour un délai en jours")


def _check_limit_by(indicator: Indicator, target: Target) -> Iterator[Problem]:
    """Each kind of contact that the indicator admits has its limit, and no other has one."""
    by = indicator.parameters.get("limit_by")
    if by is None:
        if target.limits:
            yield Problem("limits", "le paramètre « limit_by » manque")
        return
    words = _words_of_limits(indicator, str(by))
    if words is None:
        yield Problem("limits", f"« {by} » ne distingue pas des délais")
        return
    for word in sorted(target.limits.keys() - words):
        yield Problem(f"limits.{word}", f"cas inconnu ; {one_of(list(words))}")
    if target.limit is None:
        for word in sorted(words - target.limits.keys()):
            yield Problem(f"limits.{word}", "clé manquante")


def _words_of_limits(indicator: Indicator, by: str) -> Collection[str] | None:
    column = columns_of(indicator.dataset).get(by)
    if column is None or column.kind not in (Kind.CHOICE, Kind.FLAG):
        return None
    admitted = indicator.where.get(by)
    return set(admitted or (column.choices if column.kind is Kind.CHOICE else _FLAGGED))
