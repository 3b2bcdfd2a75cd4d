"""« Expliquer cette échéance » : the account of the deadline of one case, day by day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from dashboard.gateway.warehouse import warehouse
from etl import formats
from etl.calendars.day_accounts import DayAccount
from etl.calendars.explanation import STATUS_WORDS, Explanation, explain_deadline
from etl.calendars.pauses import Suspension
from etl.calendars.working_time import DAY_UNITS
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Limit, Target, Unit
from etl.exports.csv import to_csv
from etl.frames.columns import DATED_BY
from etl.pipeline.overruns import ENDED_BY
from etl.pipeline.pauses import counts_pauses, suspensions_of


@dataclass(frozen=True)
class DayLine:
    """One local day, in words: what it is for the deadline, and the count so far."""

    day: str
    status: str
    count: str


@dataclass(frozen=True)
class DeadlineAccount:
    summary: str
    days: tuple[DayLine, ...]


def account_of(row: pd.Series, indicator: Indicator, as_of: datetime) -> DeadlineAccount | None:
    """Return why a case is due when it is; ``None`` where nothing is due, or where its
    deadline is not that of a limit (a date agreed in advance)."""
    due, limit = instant_of(row.get("deadline_at")), _limit(row, indicator)
    if due is None or limit is None:
        return None
    found = explain_deadline(
        warehouse().calendar(str(row["site"])),
        _start(row, indicator),
        limit,
        _end(row, indicator, as_of),
        str(indicator.parameters.get("desk", "")),
        _pauses(row, indicator, as_of),
    )
    # An explanation of another deadline than the one that was applied would be a lie.
    return _in_words(found) if found.deadline == due else None


def account_csv(account: DeadlineAccount) -> bytes:
    """Return an account as a CSV, a line a day, its sentence at the end."""
    lines = [
        {"Jour": each.day.capitalize(), "Décompte": each.status, "Compté": each.count}
        for each in account.days
    ]
    return to_csv(pd.DataFrame(lines), note=account.summary)


def _pauses(row: pd.Series, indicator: Indicator, as_of: datetime) -> Sequence[Suspension]:
    if not counts_pauses(indicator):
        return ()
    return suspensions_of(warehouse(), indicator.dataset, row, as_of)


def instant_of(value: object) -> datetime | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def _limit(row: pd.Series, indicator: Indicator) -> Limit | None:
    """Return the limit of a case, by the target of its month."""
    target = _target(row, indicator)
    if target is None:
        return None
    column = str(indicator.parameters.get("limit_by", ""))
    if not column:
        return target.limit
    if column == "appointment":
        return target.limits.get("with" if _has_appointment(row) else "without", target.limit)
    key = str(row[column])
    # A form without a limit of its own is an e-mail.
    key = "email" if key == "form" and "form" not in target.limits else key
    return target.limits.get(key, target.limit)


def _target(row: pd.Series, indicator: Indicator) -> Target | None:
    dated = pd.Series([row[DATED_BY[indicator.dataset]]])
    month = warehouse().calendar(str(row["site"])).months(dated).iloc[0]
    first = min(indicator.targets, key=lambda each: each.since, default=None)
    return indicator.target_on(month.date()) or first


def _start(row: pd.Series, indicator: Indicator) -> datetime:
    """Return the instant from which a case runs: of an early visitor, the appointment."""
    begun = pd.Timestamp(row[DATED_BY[indicator.dataset]])
    if indicator.dataset is Dataset.VISITS and _has_appointment(row):
        begun = max(begun, pd.Timestamp(row["appointment_at"]))
    found: datetime = begun.to_pydatetime()
    return found


def _has_appointment(row: pd.Series) -> bool:
    told = row["appointment"]
    return bool(pd.notna(row["appointment_at"]) if pd.isna(told) else told)


def _end(row: pd.Series, indicator: Indicator, as_of: datetime) -> datetime | None:
    """Return when a case was dealt with, if that was before ``as_of``."""
    instants = (instant_of(row[name]) for name in ENDED_BY.get(indicator.rule, ()))
    return min((each for each in instants if each and each <= as_of), default=None)


def _in_words(found: Explanation) -> DeadlineAccount:
    count = _days if found.unit in DAY_UNITS else formats.duration
    return DeadlineAccount(
        summary=found.summary,
        days=tuple(_line(each, found.unit, count) for each in found.days),
    )


def _days(value: float) -> str:
    return formats.number(value, 0 if float(value).is_integer() else 1)


def _line(each: DayAccount, unit: Unit, count: Callable[[float], str]) -> DayLine:
    words = [STATUS_WORDS[each.status]]
    words += [each.note] if each.note else []
    if unit not in DAY_UNITS:
        words += [f"{start:%H:%M}–{end:%H:%M}" for start, end in each.intervals]
    words += ["traité ce jour"] if each.is_end else []
    return DayLine(
        day=_dates(each),
        status=", ".join(words),
        count=count(each.running) if each.added else formats.ABSENT,
    )


def _dates(each: DayAccount) -> str:
    first = f"{formats.WEEKDAYS[each.day.weekday()]} {formats.long_day(each.day)}"
    return first if each.until is None else f"{first} au {formats.long_day(each.until)}"
