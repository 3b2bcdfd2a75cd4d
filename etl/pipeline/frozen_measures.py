"""What an edition freezes of the findings: each measure with its sentence and its history."""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from etl.assessments.commentary import Summary, finding_sentence, goal_phrase
from etl.assessments.verdicts import missing_observations
from etl.definitions.declarations import Declarations
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.engagements import Comparison, Engagement, Indicator, Statistic
from etl.domain.frozen import FrozenMeasure, FrozenPoint, FrozenVerdict, Why
from etl.domain.periods import Period
from etl.formats import SHOWN_UNITS
from etl.pipeline.frozen_declared import frozen_target
from etl.pipeline.hiding import hide

Row = Mapping[Hashable, Any]
COUNTS = (Statistic.COUNT, Statistic.COUNT_MISSED, Statistic.PER_WEEK)


@dataclass(frozen=True)
class Known:
    """What a measure is told with: sources of imports, grades of sources."""

    declared: Declarations
    period: Period
    source_of: Mapping[int, str]
    grades: Mapping[str, str | None]


def frozen_measures(
    known: Known, findings: pd.DataFrame, months: pd.DataFrame
) -> tuple[FrozenMeasure, ...]:
    """Return the measures in the order of the declarations, all sites together last.

    ``findings`` are those of the period, ``months`` those of its history; all services
    together. Both as the store keeps them.
    """
    points = _points(months)
    found: list[FrozenMeasure] = []
    for engagement in known.declared.engagements:
        for indicator in engagement.indicators:
            own = findings[findings["indicator"] == indicator.code]
            rows = _prepared(own, indicator).to_dict("records")
            places = {code: place for place, code in enumerate(known.declared.sites)}
            rows.sort(key=lambda row: places.get(str(row["site"]), len(places)))
            measures = [
                _measure(known, engagement, indicator, row, points.get(_key(row), ()))
                for row in rows
            ]
            found += hide(measures, indicator)
    return tuple(found)


def frozen_verdicts(
    known: Known, engagement: Engagement, verdicts: pd.DataFrame
) -> tuple[FrozenVerdict, ...]:
    """Return what an engagement is worth at each site, all of them together last."""
    own = verdicts[verdicts["engagement"] == engagement.number]
    worth = {str(row["site"]): row for row in own.to_dict("records")}
    return tuple(
        FrozenVerdict(
            site,
            Verdict(str(worth[site]["verdict"])),
            tuple(listed(worth[site]["blocking"])),
            _decision(known, engagement, site, Verdict(str(worth[site]["verdict"]))),
        )
        for site in (*known.declared.sites, EVERYWHERE)
        if site in worth
    )


def listed(text: object) -> list[Any]:
    """Return a JSON list, whether the store decoded it already or not."""
    found = json.loads(text) if isinstance(text, str) else text
    return found if isinstance(found, list) else []


def _prepared(findings: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    own = findings.assign(
        enough=indicator.enough,
        statistic=indicator.statistic.value,
        counted=findings["counted"].fillna(0),
    )
    return own.assign(missing=missing_observations(own, own["verdict"]))


def _key(row: Row) -> tuple[str, str]:
    return str(row["indicator"]), str(row["site"])


def _points(months: pd.DataFrame) -> dict[tuple[str, str], tuple[FrozenPoint, ...]]:
    ordered = months.sort_values("start")
    return {
        (str(indicator), str(site)): tuple(_point(row) for row in own.to_dict("records"))
        for (indicator, site), own in ordered.groupby(["indicator", "site"])
    }


def _point(row: Row) -> FrozenPoint:
    return FrozenPoint(
        period=str(row["period"]),
        start=pd.Timestamp(row["start"]).date(),
        value=_or_none(row["value"]),
        low=_or_none(row["low"]),
        high=_or_none(row["high"]),
        counted=_or_none(row["counted"]) or 0.0,
        met=int(row["met"]),
        missed=int(row["missed"]),
        target=_or_none(row["target"]),
        verdict=Verdict(row["verdict"]),
    )


def _measure(
    known: Known,
    engagement: Engagement,
    indicator: Indicator,
    row: Row,
    history: Sequence[FrozenPoint],
) -> FrozenMeasure:
    verdict, value = Verdict(row["verdict"]), _or_none(row["value"])
    imports = tuple(int(each) for each in listed(row["import_ids"]))
    sources = tuple(sorted({known.source_of[each] for each in imports}))
    grades = [grade for each in sources if (grade := known.grades.get(each))]
    target, unit = _or_none(row["target"]), SHOWN_UNITS.get(indicator.unit, indicator.unit)
    comparison = Comparison(row["comparison"] or Comparison.AT_LEAST)
    names = ("met", "missed", "pending", "excluded", "unknown", "saved", "held", "missing")
    numbers: dict[str, Any] = {name: int(row[name]) for name in names}
    return FrozenMeasure(
        indicator=indicator.code,
        engagement=engagement.number,
        site=str(row["site"]),
        verdict=verdict,
        span_start=pd.Timestamp(row["span_start"]).date(),
        span_end=known.period.end,
        value=value,
        low=_or_none(row["low"]),
        high=_or_none(row["high"]),
        counted=float(row["counted"]),
        target=frozen_target(indicator, known.period),
        goal="" if target is None else goal_phrase(target, comparison, unit),
        sentence=_sentence(known, indicator, row),
        why=_why(known, engagement, row),
        reason=_decision(known, engagement, str(row["site"]), verdict),
        definition=str(row["definition"]),
        rule=str(row["rule"]),
        imports=imports,
        sources=sources,
        trust=max(grades, default=None),
        history=tuple(history),
        **numbers,
    )


def _sentence(known: Known, indicator: Indicator, row: Row) -> str:
    is_count = indicator.statistic in COUNTS
    return finding_sentence(
        Summary(
            title=indicator.title,
            period=known.period,
            unit=SHOWN_UNITS.get(indicator.unit, indicator.unit),
            verdict=Verdict(row["verdict"]),
            value=_or_none(row["value"]),
            counted=None if is_count else int(row["counted"]),
            target=_or_none(row["target"]),
            comparison=Comparison(row["comparison"] or Comparison.AT_LEAST),
            missing=int(row["missing"]),
        )
    )


def _why(known: Known, engagement: Engagement, row: Row) -> Why | None:
    verdict = Verdict(row["verdict"])
    if verdict is Verdict.NOT_MEASURED:
        return Why.NO_DATA if _or_none(row["value"]) is None else Why.SILENT
    if verdict is not Verdict.NOT_APPLICABLE:
        return None
    decided = _decision(known, engagement, str(row["site"]), verdict)
    return Why.DECIDED if decided else Why.ELSEWHERE


def _decision(known: Known, engagement: Engagement, site: str, verdict: Verdict) -> str:
    """Return the reason of the decision by which an engagement does not apply, if any."""
    if verdict is not Verdict.NOT_APPLICABLE:
        return ""
    day = known.period.end - timedelta(days=1)
    sites = tuple(known.declared.sites) if site == EVERYWHERE else (site,)
    decisions = (engagement.applies_to(each, day) for each in sites)
    return next((each.reason for each in decisions if each and not each.applies), "")


def _or_none(value: object) -> float | None:
    number = float(str(value)) if value is not None else float("nan")
    return None if number != number else number
