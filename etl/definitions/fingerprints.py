"""The fingerprint of what decides a figure: stored with it, so that a change is seen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from etl.domain.engagements import Engagement, Indicator
from etl.domain.formulas import Formula
from etl.domain.sites import OpeningHours, Site

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
        "applicability": [asdict(each) for each in engagement.applicability],
        "formula": _counting(formula) if formula else None,
        "calendars": {code: _calendar(sites[code]) for code in sorted(sites)},
    }
    text = json.dumps(decisive, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _counting(formula: Formula) -> dict[str, object]:
    """Return what decides which calls count, and since when."""
    versions = sorted(formula.versions, key=lambda each: each.since)
    return {
        "kind": formula.kind,
        "versions": [(each.since, asdict(each.switches)) for each in versions],
    }


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
    return [(hours.since, [asdict(slot) for slot in hours.slots]) for hours in history]
