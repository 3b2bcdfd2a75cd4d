"""The fingerprint of what decides a figure: stored with it, so that a change is seen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from etl.domain.engagements import Applicability, Engagement, Indicator
from etl.domain.formulas import Formula
from etl.domain.sites import OpeningHours, Site
from etl.domain.sources import Source

# Changing one of these changes a figure or its verdict; changing a title does not.
_DECISIVE = (
    "dataset",
    "rule",
    "statistic",
    "unit",
    "mandatory",
    "targets",
    "enough",
    "window_months",
    "by_service",
    "sites",
    "where",
    "parameters",
)

# What is only shown or watched of a source: reading does not depend on it.
_SHOWN = ("title", "rhythm", "rejects_warned", "rejects_refused")


def fingerprint(
    engagement: Engagement,
    indicator: Indicator,
    sites: Mapping[str, Site],
    formula: Formula | None = None,
) -> str:
    """Return the SHA-256 of the rule, its targets and formula, where it applies, and the
    calendars."""
    declared = asdict(indicator)
    decisive = {
        "code": indicator.code,
        "indicator": {key: declared[key] for key in _DECISIVE},
        "applicability": [_decision(each) for each in engagement.applicability],
        "formula": _counting(formula) if formula else None,
        "calendars": {code: _calendar(sites[code]) for code in sorted(sites)},
    }
    text = json.dumps(decisive, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _decision(decision: Applicability) -> dict[str, object]:
    """Return what decides; not where it is written down."""
    return {name: value for name, value in asdict(decision).items() if name != "recorded"}


def _counting(formula: Formula) -> dict[str, object]:
    """Return what decides which calls count, and since when."""
    versions = sorted(formula.versions, key=lambda each: each.since)
    return {
        "kind": formula.kind,
        "versions": [(each.since, asdict(each.switches)) for each in versions],
    }


def source_fingerprint(source: Source, sites: Iterable[str]) -> str:
    """Return the SHA-256 of what decides how a file of this source is read."""
    declared = asdict(source)
    decisive = {key: declared[key] for key in declared if key not in _SHOWN}
    text = json.dumps([decisive, sorted(sites)], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _calendar(site: Site) -> dict[str, object]:
    return {
        "timezone": site.timezone,
        "zone": site.zone,
        "desks": {desk: _hours(history) for desk, history in site.desks.items()},
        "closures": [
            (each.first, each.last, each.desk, each.stops_deadlines) for each in site.closures
        ],
        "worked_holidays": sorted(site.worked_holidays),
    }


def _hours(history: Iterable[OpeningHours]) -> list[object]:
    return [(hours.since, [vars(slot) for slot in hours.slots]) for hours in history]
