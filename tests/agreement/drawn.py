"""Calendars as the vectors of ../shared draw them, in our own words."""

from datetime import date, time
from typing import Any

import pandas as pd

from etl.calendars.holidays import public_holidays
from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.sites import Closure, OpeningHours, Site, Slot

ZONES = {
    "Métropole": "metropole",
    "Alsace-Moselle": "alsace-moselle",
    "Guadeloupe": "guadeloupe",
    "Guyane": "guyane",
    "La Réunion": "la-reunion",
    "Martinique": "martinique",
    "Mayotte": "mayotte",
    "Nouvelle-Calédonie": "nouvelle-caledonie",
    "Polynésie française": "polynesie-francaise",
    "Polynésie Française": "polynesie-francaise",
    "Saint-Barthélemy": "saint-barthelemy",
    "Saint-Martin": "saint-martin",
    "Saint-Pierre-et-Miquelon": "saint-pierre-et-miquelon",
    "Wallis-et-Futuna": "wallis-et-futuna",
    "AUCUNE": "metropole",
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = date(2000, 1, 1)
# The years in which a calendar without French holidays has none of them.
YEARS = range(2000, 2043)

Vector = dict[str, Any]


def slots(week: Vector) -> tuple[Slot, ...]:
    return tuple(
        Slot(WEEKDAYS.index(day) + 1, _time(start), _time(end))
        for day, hours in week.items()
        for start, end in hours
    )


def _time(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def calendar(zone: str, timezone: str = "Europe/Paris", **declared: Any) -> SiteCalendar:
    return calendar_of(Site("oracle", "Oracle", timezone, ZONES[zone], **declared))


def desk(week: Vector, zone: str, timezone: str, holidays: list[str] | None) -> SiteCalendar:
    """A calendar with the hours of a vector, and its own holidays where it gives them."""
    hours = {"desk": (OpeningHours(EPOCH, slots(week)),)}
    if holidays is None:
        return calendar(zone, timezone, desks=hours)
    days = [date.fromisoformat(each) for each in holidays]
    return calendar(
        zone,
        timezone,
        desks=hours,
        closures=tuple(Closure(day, day, "oracle", "oracle") for day in days),
        worked_holidays=tuple(public_holidays("metropole", YEARS)),
    )


def instant(text: str, timezone: str | None = None) -> pd.Series:
    at = pd.Timestamp(text)
    return pd.Series([at if at.tz else at.tz_localize(timezone)]).dt.tz_convert("UTC")


def noon(day: str) -> pd.Series:
    return instant(f"{day} 12:00", "Europe/Paris")
