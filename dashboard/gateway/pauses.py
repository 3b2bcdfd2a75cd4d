"""What pauses change of a figure and of its cases, and by how much late cases overran."""

import pandas as pd

from dashboard.gateway.figures import Finding
from dashboard.gateway.warehouse import warehouse
from dashboard.wording import pauses as words
from etl.calendars.holidays import to_confirm
from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Indicator, Statistic, Unit
from etl.indicators.rules import RULES
from etl.pipeline.overruns import overrun_unit
from etl.pipeline.pauses import counts_pauses


def without_pauses(finding: Finding) -> float | None:
    """Return the share, had no clock stood still; ``None`` for what is not a share."""
    counted = finding.met + finding.missed + finding.held
    if finding.indicator.statistic is not Statistic.SHARE or not counted:
        return None
    return (finding.met - finding.saved) / counted


def pause_rule(indicator: Indicator) -> str:
    """Return what an indicator does with pauses, nothing where none can concern it."""
    if "pauses" not in RULES[indicator.rule].parameters:
        return ""
    return words.DEDUCTED if counts_pauses(indicator) else words.KEPT


def calendar_warning(site: str) -> str:
    """Return what is to be confirmed of the holidays of a site, or of all of them."""
    sites = warehouse().declarations.sites.values()
    own = [each for each in sites if site in (each.code, EVERYWHERE)]
    return " ".join(dict.fromkeys(filter(None, (to_confirm(each.zone) for each in own))))


def delay_columns(rows: pd.DataFrame, heading: str, days: Unit | None) -> dict[str, pd.Series]:
    """Return the delay of each case: net and gross side by side where a pause parts them."""
    if not rows["value"].notna().any():
        return {}
    if "gross" not in rows or rows["gross"].equals(rows["value"]):
        return {heading: rows["value"]}
    return {words.net_heading(days): rows["value"], words.gross_heading(days): rows["gross"]}


def overrun_columns(rows: pd.DataFrame, indicator: Indicator) -> dict[str, pd.Series]:
    unit = unit_of(indicator)
    if unit is None or not rows["overrun"].notna().any():
        return {}
    return {words.overrun_heading(unit): rows["overrun"]}


def unit_of(indicator: Indicator) -> Unit | None:
    """Return the unit in which the late cases of an indicator overran, by its last target."""
    target = max(indicator.targets, key=lambda each: each.since, default=None)
    return None if target is None else overrun_unit(target.limits, target.limit)
