"""The limit that each contact must keep, with its unit, wherever a figure or a case is told."""

import pandas as pd

from dashboard import wording
from dashboard.gateway.warehouse import timezone
from dashboard.wording.cases import word
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.engagements import Indicator, Target, Unit
from etl.frames.columns import DATED_BY
from etl.indicators.rules import RULES

LIMIT = "Délai à tenir"
# Rules whose value is a number of days, told in the days of the limits.
IN_DAYS = (
    "answered_in_time",
    "acknowledged_in_time",
    "registered_in_time",
    "overdue_unanswered",
)


def limits_text(target: Target | None) -> str:
    """Return the limits of a target: « courriel : 5 jours ouvrés ; courrier : … »."""
    if target is None:
        return ""
    own = [wording.limit_text(target.limit)] if target.limit else []
    own += [
        f"{word(kind)}{COLON} {wording.limit_text(limit)}"
        for kind, limit in target.limits.items()
    ]
    return f"{SEMICOLON} ".join(own)


def limit_column(rows: pd.DataFrame, indicator: Indicator, site: str) -> dict[str, pd.Series]:
    """Return the limit of each case, by the target in force when it came; nothing if none."""
    came = rows[DATED_BY[indicator.dataset]].dt.tz_convert(timezone(site))
    months = came.dt.strftime("%Y-%m-01")
    kinds = _kinds(rows, indicator)
    pairs = pd.DataFrame({"month": months, "kind": kinds}).drop_duplicates()
    told = {
        (month, kind): _limit_of(indicator, month, kind)
        for month, kind in pairs.itertuples(index=False)
    }
    if not any(told.values()):
        return {}
    found = [told[pair] for pair in zip(months, kinds, strict=True)]
    return {LIMIT: pd.Series(found, index=rows.index, dtype="str")}


def days_of(indicator: Indicator) -> Unit | None:
    """Return the days in which the value of a case is told, ``None`` where it is no delay."""
    if indicator.rule not in IN_DAYS:
        return None
    target = max(indicator.targets, key=lambda each: each.since, default=None)
    limits = [] if target is None else [target.limit, *target.limits.values()]
    units = {each.unit for each in limits if each is not None}
    return Unit.WORKABLE_DAYS if units == {Unit.WORKABLE_DAYS} else Unit.WORKING_DAYS


def _kinds(rows: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """Return what chooses the limit of each case, blank where it is not a column."""
    column = str(indicator.parameters.get("limit_by", ""))
    blank = pd.Series("", index=rows.index, dtype="str")
    if column not in rows.columns or "limit_by" not in RULES[indicator.rule].parameters:
        return blank
    return rows[column].astype("str").fillna("")


def _limit_of(indicator: Indicator, month: str, kind: str) -> str:
    # Before the first target, the first one is the best that is known: so the case was judged.
    first = min(indicator.targets, key=lambda each: each.since, default=None)
    target = indicator.target_on(pd.Timestamp(month).date()) or first
    if target is None:
        return ""
    # A form without a limit of its own is an e-mail, as the rule counts it.
    same = "email" if kind == "form" and "form" not in target.limits else kind
    limit = target.limits.get(same, target.limit if same else None)
    return wording.limit_text(limit) if limit else limits_text(target)
