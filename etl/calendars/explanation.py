"""« Expliquer cette échéance » : the deadline of one case, with its reasons, in French."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from etl import formats
from etl.calendars.day_accounts import Account, Case, DayAccount, DayStatus
from etl.calendars.day_walk import account_in_days, stretches, told
from etl.calendars.holidays import to_confirm
from etl.calendars.opening_accounts import account_in_opening_time, account_in_physical_time
from etl.calendars.pauses import Suspension
from etl.calendars.working_time import DAY_UNITS, SiteCalendar
from etl.domain.engagements import Limit, Unit
from etl.domain.names import UNITS

STATUS_WORDS: Mapping[DayStatus, str] = {
    DayStatus.RECEIVED: "jour de réception",
    DayStatus.DEEMED_RECEIVED: "réputé reçu ce jour-là",
    DayStatus.COUNTED: "compté",
    DayStatus.COUNTED_CLOSURE: "compté malgré la fermeture",
    DayStatus.WEEKEND: "week-end",
    DayStatus.HOLIDAY: "férié",
    DayStatus.CLOSED: "fermeture",
    DayStatus.NOT_OPEN: "guichet fermé ce jour-là",
    DayStatus.POSTPONED: "échéance reportée",
    DayStatus.DUE: "échéance",
    DayStatus.SUSPENDED: "suspendu",
    DayStatus.OVERDUE: "dépassé",
    DayStatus.SUMMARISED: "jours résumés",
}
_COLON = f"{formats.NO_BREAK}:"
# Beside working days, a plain « jour » would be read as one of them.
_UNIT_WORDS = {**UNITS, Unit.CALENDAR_DAYS: ("jour calendaire", "jours calendaires")}
# How many days are told one by one at each end, and on each side of the days that matter.
_ENDS, _AROUND = 12, 5


@dataclass(frozen=True)
class Explanation:
    """Why a case is due when it is.

    ``deadline`` is the first instant too late, in UTC, or ``None`` where the calendar knows
    none. ``counted`` is what had passed when the case was dealt
    with, or when its limit ended: days for a limit in days, else seconds; NaN if unknown.
    ``gross`` is the same with the pauses in it. Of a long span the middle is told in one line.
    """

    days: tuple[DayAccount, ...]
    deadline: datetime | None
    summary: str
    counted: float
    unit: Unit
    gross: float = math.nan


def explain_deadline(
    calendar: SiteCalendar,
    start: datetime,
    limit: Limit,
    end: datetime | None = None,
    desk: str = "",
    pauses: Sequence[Suspension] = (),
) -> Explanation:
    """Return the account of a deadline; it always gives the answers of the calendar.

    ``pauses`` are those in which the clock stands still, as far as they are known.
    Raise ``ValueError`` for an instant without time zone.
    """
    ended = None if end is None else _utc(end)
    told_in_utc = tuple(
        replace(each, start=_utc(each.start), end=_utc(each.end)) for each in pauses
    )
    case = Case(calendar, _utc(start), limit, ended, desk, told_in_utc)
    account = _account(case)
    return Explanation(
        days=_shortened(account.days),
        deadline=account.deadline,
        summary=_summary(case, account),
        counted=account.counted,
        unit=limit.unit,
        gross=account.gross,
    )


def explanation_lines(explanation: Explanation) -> list[str]:
    """Return the summary, then one line a day."""
    return [
        explanation.summary,
        *(_day_line(each, explanation.unit) for each in explanation.days),
    ]


def _utc(at: datetime) -> datetime:
    """Return the instant in UTC: two instants of one zone compare by the wall clock."""
    if at.tzinfo is None:
        raise ValueError(f"an instant without time zone: {at}")
    return at.astimezone(UTC)


def _account(case: Case) -> Account:
    if case.limit.unit in DAY_UNITS:
        return account_in_days(case)
    if case.limit.unit is Unit.OPENING_HOURS:
        return account_in_opening_time(case)
    return account_in_physical_time(case)


def _shortened(days: Sequence[DayAccount]) -> tuple[DayAccount, ...]:
    """Return the days, with those far from anything that matters told in one line."""
    marks = [
        place for place, each in enumerate(days) if each.status is DayStatus.DUE or each.is_end
    ]
    kept: list[DayAccount] = []
    hidden: list[DayAccount] = []
    for place, each in enumerate(days):
        is_near = any(abs(place - mark) <= _AROUND for mark in marks)
        if is_near or place < _ENDS or place >= len(days) - _ENDS:
            kept += _folded(hidden)
            kept.append(each)
            hidden = []
        else:
            hidden.append(each)
    return tuple(kept)


def _folded(days: Sequence[DayAccount]) -> Sequence[DayAccount]:
    if len(days) < 2:
        return days
    first, last = days[0], days[-1]
    return [
        replace(
            first,
            status=DayStatus.SUMMARISED,
            note="",
            added=sum(each.added for each in days),
            running=last.running,
            intervals=(),
            until=last.day,
        )
    ]


def _day_line(account: DayAccount, unit: Unit) -> str:
    word = STATUS_WORDS[account.status]
    parts = [f"{word} ({account.note})" if account.note else word]
    if account.intervals:
        parts.append(" et ".join(_interval(*each) for each in account.intervals))
    if account.added:
        parts.append(_progress(account, unit))
    if account.is_end:
        parts.append("traité ce jour")
    return f"{_dates(account)}{_COLON} {', '.join(parts)}."


def _dates(account: DayAccount) -> str:
    if account.until is None:
        return _day(account.day).capitalize()
    return f"Du {_day(account.day)} au {_day(account.until)}"


def _progress(account: DayAccount, unit: Unit) -> str:
    total = _quantity(account.running, unit)
    if account.added == account.running or (unit in DAY_UNITS and account.until is None):
        return total
    return f"+ {_quantity(account.added, unit)}, soit {total} en tout"


def _quantity(value: float, unit: Unit) -> str:
    return _amount(Limit(value, unit)) if unit in DAY_UNITS else formats.duration(value)


def _amount(limit: Limit) -> str:
    """Return a limit in words: ``1,5 heure``, ``10 jours ouvrés``."""
    value = int(limit.amount) if limit.unit in DAY_UNITS else limit.amount
    decimals = 0 if float(value).is_integer() else len(repr(float(value)).partition(".")[2])
    one, several = _UNIT_WORDS[limit.unit]
    word = several if abs(value) >= 2 else one
    return f"{formats.number(value, decimals)}{formats.NO_BREAK}{word}"


def _day(day: date) -> str:
    return f"{formats.WEEKDAYS[day.weekday()]} {formats.long_day(day)}"


def _moment(at: datetime) -> str:
    return f"{_day(at.date())} à {_hour(at)}"


def _hour(at: datetime) -> str:
    """Return the hour, with its seconds where it has some."""
    return f"{at:%H:%M:%S}" if at.second or at.microsecond else f"{at:%H:%M}"


def _interval(start: datetime, end: datetime) -> str:
    last = _hour(end) if end.date() == start.date() else _moment(end)
    return f"{_hour(start)}–{last}"


def _summary(case: Case, account: Account) -> str:
    if account.deadline is None:
        return f"Limite de {_amount(case.limit)}{_COLON} aucune échéance, {_reason(case)}."
    received = _moment(case.local(case.start))
    limit = f"en {_amount(case.limit)}" if case.limit.amount else "sans délai"
    text = f"Reçu le {received}, à traiter {limit}{_COLON} {_due(case, account)}."
    warning = to_confirm(case.calendar.site.zone)
    text += _pauses(case) + _outcome(case, account)
    return f"{text} {warning}" if warning else text


def _pauses(case: Case) -> str:
    """Return a sentence for each pause that stops the clock."""
    return "".join(
        f" Suspendu du {_moment(case.local(first))} "
        f"{'et toujours en attente' if pause.is_open else f'au {_moment(case.local(end))}'}"
        f"{_COLON} {told(pause)}."
        for first, end, pause in stretches(case)
    )


def _reason(case: Case) -> str:
    if case.limit.unit is Unit.OPENING_HOURS:
        return "le guichet n'a pas d'horaires connus pour ces dates"
    return "cette date est hors du calendrier du site"


def _due(case: Case, account: Account) -> str:
    if account.last is not None:
        is_opening = case.limit.unit is Unit.OPENING_HOURS
        way = "seulement aux heures d'ouverture" if is_opening else "sans interruption"
        return f"le délai court {way} et s'achève le {_moment(case.local(account.last))}"
    course = account.course
    if course is None:
        return ""
    deemed = f"réputé reçu le {_day(course.zero)}, " if course.zero != case.received else ""
    way = "court à partir du lendemain et " if case.limit.amount else ""
    text = f"{deemed}le délai {way}s'achève le {_day(course.due)} à 24 heures"
    if case.limit.unit is Unit.CALENDAR_DAYS and course.due != course.nominal:
        text += f", premier jour ouvré après le {_day(course.nominal)}"
    return text


def _outcome(case: Case, account: Account) -> str:
    if case.end is None or account.deadline is None:
        return ""
    if case.is_reversed:
        return f" La date de traitement précède celle de réception{_COLON} délai non calculé."
    if math.isnan(account.counted):
        return " La date de traitement est hors du calendrier du site."
    kept = "dans le délai" if case.end < account.deadline else "hors délai"
    after = _quantity(account.counted, case.limit.unit)
    if account.gross != account.counted:
        whole = _quantity(account.gross, case.limit.unit)
        after += f" ({whole} avec les suspensions)"
    return f" Traité le {_moment(case.local(case.end))}, après {after}{_COLON} {kept}."
