"""A site: its services, its desks and their opening hours, its closures."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import time
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from pydantic import TypeAdapter

from etl.definitions.problems import Problem, blank, repeated, unknown
from etl.definitions.tables import STRICT, Table, tables_in
from etl.domain.sites import Closure, OpeningHours, Site, Slot

SITE = TypeAdapter(tuple[Site], config=STRICT)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SLOT = re.compile(r"(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})")


def shape_site(table: Table) -> tuple[Table, list[Problem]]:
    """Return the table in the domain's shape: ``monday = ["09:00-12:00"]`` becomes slots."""
    desks = table.get("desks")
    if not isinstance(desks, dict):
        return table, []
    problems = [
        problem.within(f"desks.{desk}[{hours.get('since', '?')}]")
        for desk, history in desks.items()
        for hours in tables_in(history)
        for problem in _unreadable_slots(hours)
    ]
    shaped = {
        desk: [_with_slots(hours) for hours in tables_in(history)]
        if isinstance(history, list)
        else history
        for desk, history in desks.items()
    }
    return table | {"desks": shaped}, problems


def _with_slots(hours: Table) -> Table:
    slots = [
        {"weekday": number, "start": match[1], "end": match[2]}
        for number, day in enumerate(WEEKDAYS, start=1)
        for text in _texts(hours.get(day))
        if (match := _read_slot(text))
    ]
    return {key: hours[key] for key in ("since", "source") if key in hours} | {"slots": slots}


def _texts(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_slot(text: object) -> re.Match[str] | None:
    match = _SLOT.fullmatch(text) if isinstance(text, str) else None
    return match if match and all(_is_time(each) for each in match.groups()) else None


def _is_time(text: str) -> bool:
    hours, minutes = text.split(":")
    return int(hours) < 24 and int(minutes) < 60


def _unreadable_slots(hours: Table) -> Iterator[Problem]:
    for day in (key for key in hours if key not in {"since", "source", *WEEKDAYS}):
        yield Problem(day, unknown(day, ("since", "source", *WEEKDAYS)))
    for day in (key for key in WEEKDAYS if key in hours):
        if not isinstance(hours[day], list):
            yield Problem(day, 'liste de plages attendue (["09:00-12:00", "13:30-16:30"])')
        for text in _texts(hours[day]):
            if not _read_slot(text):
                yield Problem(day, f"plage illisible « {text} » (attendu : 09:00-12:00)")


@cache
def _time_zones() -> frozenset[str]:
    """Return the names of zones: the system is asked once, each question takes 50 ms."""
    return frozenset(available_timezones())


def check_site(site: Site, zones: Collection[str]) -> Iterator[Problem]:
    """Report what no type can tell: zones, hours that overlap, closures without a reason."""
    yield from blank({"code": site.code, "title": site.title})
    if site.timezone not in _time_zones():
        yield Problem("timezone", f"fuseau horaire inconnu « {site.timezone} »")
    if site.zone not in zones:
        yield Problem("zone", unknown(site.zone, list(zones)))
    yield from repeated("services", [service.code for service in site.services])
    for desk, history in site.desks.items():
        yield from _check_desk(desk, history)
    for closure in site.closures:
        for problem in _check_closure(closure, site.desks):
            yield problem.within(f"closures[{closure.first}]")


def _check_desk(desk: str, history: tuple[OpeningHours, ...]) -> Iterator[Problem]:
    key = f"desks.{desk}"
    if not history:
        yield Problem(key, "aucun horaire déclaré")
    yield from repeated(f"{key}.since", [hours.since for hours in history])
    for hours in history:
        for problem in _check_slots(hours.slots):
            yield problem.within(f"{key}[{hours.since}]")


def _check_slots(slots: tuple[Slot, ...]) -> Iterator[Problem]:
    for slot in slots:
        if slot.end <= slot.start:
            yield Problem(
                WEEKDAYS[slot.weekday - 1],
                f"la plage {_words(slot.start, slot.end)} se termine avant de commencer",
            )
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.start))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.start < earlier.end:
            yield Problem(
                WEEKDAYS[later.weekday - 1],
                f"les plages {_words(earlier.start, earlier.end)} et "
                f"{_words(later.start, later.end)} du {FRENCH[later.weekday - 1]} "
                "se chevauchent",
            )


def _words(start: time, end: time) -> str:
    return f"{start:%H:%M}-{end:%H:%M}"


def _check_closure(
    closure: Closure, desks: Mapping[str, tuple[OpeningHours, ...]]
) -> Iterator[Problem]:
    yield from blank({"reason": closure.reason, "decided_by": closure.decided_by})
    if closure.import_id is not None:
        yield Problem("import_id", "un fichier déclaré n'a pas d'import")
    if closure.last < closure.first:
        yield Problem("last", "la fermeture se termine avant de commencer")
    if closure.desk is not None and closure.desk not in desks:
        yield Problem("desk", unknown(closure.desk, list(desks)))
