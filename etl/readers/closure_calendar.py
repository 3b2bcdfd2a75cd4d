"""iCalendar files of closures: the whole days on which a site does not open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vDDDTypes
from icalendar.error import InvalidCalendar

from etl.domain.datasets import Dataset
from etl.domain.sites import CANCELLED_CLOSURE, CLOSURE
from etl.domain.sources import Source
from etl.errors import UnreadableFileError
from etl.formats import number
from etl.frames.batches import Batch, typed
from etl.readers.base import FileHead, read_all
from etl.readers.bounds import LONGEST_LINE
from etl.readers.parsers import normal
from etl.readers.settings import is_set, words_for

# A rule without end is followed for so long.
LONGEST_RULE = timedelta(days=10 * 366)
MOST_OCCURRENCES = 1000
LONGEST_SUMMARY = 120
_DATED_BY = {"DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE"}
_WHOLE_DAYS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_DAY = timedelta(days=1)


class ClosureCalendarFormat:
    """One row for each closure; an event that is cancelled takes the place of its closure.

    Days are local, the end is excluded, an event that ends where it begins lasts its day;
    an event of hours is set aside. Setting ``everywhere``: the closures are of all sites;
    ``site_meanings``: places (LOCATION) that are one of them.
    """

    name = "icalendar"
    datasets = frozenset({Dataset.EVENTS})
    settings = frozenset({"everywhere", "site_meanings"})

    def identify(self, head: FileHead) -> bool:
        return not head.is_folder and normal(head.first_line()) == "begin:vcalendar"

    def fits(self, head: FileHead, source: Source) -> bool:
        return True

    def read(self, path: Path, source: Source) -> Iterator[Batch]:
        data = read_all(path)
        _refuse_long_lines(path, data)
        try:
            found = Calendar.from_ical(data).walk("VEVENT")
        except (ValueError, InvalidCalendar) as error:
            raise UnreadableFileError(path, "Ce calendrier ne se lit pas.") from error
        events = [each for each in found if isinstance(each, Event)]
        lines = [
            place
            for place, line in enumerate(data.splitlines(), start=1)
            if line.strip().upper() == b"BEGIN:VEVENT"
        ]
        yield _batch(list(zip(lines, events, strict=False)), source)


def _refuse_long_lines(path: Path, data: bytes) -> None:
    for place, line in enumerate(data.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableFileError(
                path, f"La ligne {number(place)} est démesurée : ce calendrier est endommagé."
            )


@dataclass(frozen=True)
class _Days:
    """Whole local days: the first one, and the first one after."""

    first: date
    end: date


def _batch(events: list[tuple[int, Event]], source: Source) -> Batch:
    rows: list[dict[str, object]] = []
    lines: list[int] = []
    hours = 0
    moved = {(_uid(each), _moved(each, source)) for _, each in events if _moved(each, source)}
    for line, event in events:
        days = _days(event, source)
        if days is None and not _is_broken(event):
            hours += 1
            continue
        for each in _occurrences(event, days, moved, source):
            rows.append(_row(event, each, source))
            lines.append(line)
    index = pd.Index(lines, dtype="int64")
    frame = pd.DataFrame(rows, index=index)
    columns = {name: frame[name].array for name in frame if name != "written"}
    # Where no event has a day, nothing tells that these are instants.
    columns |= {
        name: pd.to_datetime(frame[name], utc=True).array
        for name in ("started_at", "done_at")
        if name in frame
    }
    raw = pd.DataFrame({"started_at": frame["written"]} if rows else {}, index=index)
    return Batch(
        Dataset.EVENTS,
        typed(Dataset.EVENTS, columns, index),
        raw,
        {"part_of_day": hours} if hours else {},
    )


def _row(event: Event, days: "_Days | None", source: Source) -> dict[str, object]:
    recurs = "RRULE" in event or "RECURRENCE-ID" in event
    uid = _uid(event)
    site = words_for(source, "site_meanings").get(str(event.get("LOCATION", "")).strip())
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return {
        "source_id": f"{uid}:{days.first}" if recurs and days else uid,
        "site": site or source.site,
        "kind": CANCELLED_CLOSURE if cancelled else CLOSURE,
        "subject": " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_SUMMARY] or None,
        "started_at": _instant(days.first, source) if days else pd.NaT,
        "done_at": _instant(days.end, source) if days else pd.NaT,
        "everywhere": site is None and is_set(source, "everywhere"),
        "written": str(event.get("DTSTART", "")),
    }


def _uid(event: Event) -> str:
    """Return what identifies an event: without UID, its day and what it is called."""
    written = str(event.get("DTSTART", "")), str(event.get("SUMMARY", ""))
    return str(event.get("UID", "")).strip() or ":".join(written)


def _is_broken(event: Event) -> bool:
    wrong = {name for name, _ in event.errors} & _DATED_BY
    if wrong or not isinstance(event.get("DTSTART"), vDDDTypes):
        return True
    try:
        # A day and an hour, an end before its start: told by the library as it reads them.
        return event.end < event.start
    except (ValueError, TypeError, InvalidCalendar):
        return True


def _days(event: Event, source: Source) -> _Days | None:
    """Return the local days of an event; none when it is broken or of hours."""
    if _is_broken(event):
        return None
    start, end = event.start, event.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return _Days(start, max(end, start + _DAY))
    first, last = _local(start, source), _local(end, source)
    if first.time() != time(0) or last.time() != time(0) or last <= first:
        return None
    return _Days(first.date(), last.date())


def _occurrences(
    event: Event, days: _Days | None, moved: set[tuple[str, date | None]], source: Source
) -> Iterator[_Days | None]:
    """Yield the days of each repetition, without those that are left out or told apart."""
    if days is None or "RRULE" not in event:
        yield days
        return
    begin = datetime.combine(days.first, time(0))
    left_out = {_day(each, source) for each in event.exdates}
    try:
        found = {begin}.union(*(_dates(each, begin, source) for each in event.rrules))
    except ValueError:
        yield None  # a rule that nobody can follow: the event goes to quarantine
        return
    uid, length = _uid(event), days.end - days.first
    for at in sorted(found):
        day = at.date()
        if day not in left_out and (uid, day) not in moved:
            yield _Days(day, day + length)


def _dates(
    rule: Mapping[str, list[object]], begin: datetime, source: Source
) -> Iterator[datetime]:
    """Yield the dates of a rule; raise ``ValueError`` where it is none for whole days."""
    every = [str(each).upper() for each in rule.get("FREQ", [])]
    steps = [str(each) for each in rule.get("INTERVAL", [1])]
    if not set(every) <= _WHOLE_DAYS or not all(
        each.isdecimal() and int(each) for each in steps
    ):
        raise ValueError(f"no rule of whole days: {every}, {steps}")
    # Days alone are counted: an UNTIL with hours is that of its local day.
    dates = rrulestr(_with_plain_until(rule, source), dtstart=begin)
    yield from islice(takewhile(lambda at: at <= begin + LONGEST_RULE, dates), MOST_OCCURRENCES)


def _with_plain_until(rule: Mapping[str, list[object]], source: Source) -> str:
    parts = []
    for name, values in rule.items():
        words = [
            f"{_day(each, source):%Y%m%d}" if isinstance(each, date) else str(each)
            for each in values
        ]
        parts.append(f"{name}={','.join(words)}")
    return ";".join(parts)


def _moved(event: Event, source: Source) -> date | None:
    """Return the day of the repetition that an event tells apart."""
    told = event.get("RECURRENCE-ID")
    at = told.dt if isinstance(told, vDDDTypes) else None
    return _day(at, source) if isinstance(at, date) else None


def _day(at: date, source: Source) -> date:
    return _local(at, source).date() if isinstance(at, datetime) else at


def _local(at: datetime, source: Source) -> datetime:
    """Return a local clock reading; one without zone is local already."""
    if at.tzinfo is None:
        return at
    return at.astimezone(ZoneInfo(source.timezone)).replace(tzinfo=None)


def _instant(day: date, source: Source) -> pd.Timestamp:
    local = pd.Timestamp(day).tz_localize(source.timezone, nonexistent="shift_forward")
    return local.tz_convert("UTC")
