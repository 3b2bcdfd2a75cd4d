"""Where contacts are received: sites, their services, their desks and opening hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

# The ``kind`` of an imported closure among events, and of one that was called off.
CLOSURE = "closure"
CANCELLED_CLOSURE = "closure_cancelled"


@dataclass(frozen=True)
class Slot:
    """A half-open interval [start, end) of one weekday; 1 is Monday (ISO)."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True)
class OpeningHours:
    """The weekly hours of one desk, from a first day on (until the next set of hours)."""

    since: date
    slots: tuple[Slot, ...]
    source: str = ""


@dataclass(frozen=True)
class Closure:
    """Days on which a site (or one of its desks) is closed although not a public holiday."""

    first: date
    last: date
    reason: str
    decided_by: str
    desk: str | None = None
    # A bridge day stays a working day for deadlines unless said otherwise (domain.md 4.3).
    stops_deadlines: bool = False
    # The import that brought it; a closure of the site's own file has none.
    import_id: int | None = None


@dataclass(frozen=True)
class Service:
    code: str
    title: str


@dataclass(frozen=True)
class Site:
    """One building that receives the public, with its calendars.

    ``zone`` is a zone of public holidays (``metropole``, ``alsace-moselle``, …);
    ``desks`` maps a desk (``standard``, ``accueil``, ``point_numerique``) to its dated hours.
    """

    code: str
    title: str
    timezone: str
    zone: str
    services: tuple[Service, ...] = ()
    desks: Mapping[str, tuple[OpeningHours, ...]] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    worked_holidays: tuple[date, ...] = ()
