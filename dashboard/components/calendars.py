"""Calendars of the sites: opening hours, public holidays of the zone, closures."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import gateway
from dashboard.components import html
from dashboard.wording import calendars as words
from etl.domain.sites import Closure, OpeningHours, Site, Slot
from etl.formats import WEEKDAYS, long_day


def show_calendars() -> None:
    for site in gateway.declared_sites():
        st.header(site.title, anchor=False)
        html.show(html.paragraph(words.zone(site.zone, site.timezone)))
        if site.desks:
            st.table(pd.DataFrame(_hours(site)), hide_index=True, border="horizontal")
        html.show(html.details([*_closures(site), *_holidays(site)]))


def _hours(site: Site) -> list[dict[str, str]]:
    """Return the hours of each desk, the newest first, one column a weekday."""
    return [
        {
            "Guichet": words.desk(desk),
            "Depuis": long_day(hours.since),
            **{name.capitalize(): _slots(hours, day) for day, name in _weekdays(site)},
            "Source": hours.source,
        }
        for desk, history in site.desks.items()
        for hours in sorted(history, key=lambda each: each.since, reverse=True)
    ]


def _weekdays(site: Site) -> Sequence[tuple[int, str]]:
    """Return the days from Monday to Friday, and those of the week-end that are opened."""
    used = {
        slot.weekday
        for history in site.desks.values()
        for hours in history
        for slot in hours.slots
    }
    return [(day, name) for day, name in enumerate(WEEKDAYS, start=1) if day < 6 or day in used]


def _slots(hours: OpeningHours, day: int) -> str:
    own = [each for each in hours.slots if each.weekday == day]
    return ", ".join(map(_slot, own)) or words.CLOSED


def _slot(slot: Slot) -> str:
    return f"{slot.start:%H:%M}\u2013{slot.end:%H:%M}"


def _closures(site: Site) -> list[tuple[str, str]]:
    newest = sorted(site.closures, key=lambda each: each.first, reverse=True)
    return [(words.days(each.first, each.last), _closure(each)) for each in newest]


def _closure(closure: Closure) -> str:
    whole = words.desk(closure.desk) if closure.desk else words.WHOLE_SITE
    stops = words.STOPS if closure.stops_deadlines else words.RUNS
    return " · ".join((closure.reason, whole, stops, closure.decided_by))


def _holidays(site: Site) -> list[tuple[str, str]]:
    days = gateway.holidays_of(site)
    told = ", ".join(f"{long_day(day)} ({name})" for day, name in days.items())
    return [(words.HOLIDAYS, told)]
