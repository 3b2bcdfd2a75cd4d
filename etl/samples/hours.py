"""The opening hours of the demonstration's desks, and the bridge days on which all close."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from etl.samples.story import Days, Story

Slots = tuple[tuple[int, int], ...]


def _slots(*texts: str) -> Slots:
    """Return slots in minutes of the day: ``08:30-12:30`` is (510, 750)."""
    ends = [text.replace("-", ":").split(":") for text in texts]
    return tuple((int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in ends)


def _week(usual: Slots, friday: Slots | None = None) -> tuple[Slots, ...]:
    return (usual,) * 4 + (usual if friday is None else friday,)


_DAY = _slots("09:00-12:00", "13:30-16:30")
_SHORT = _slots("09:00-12:00", "13:30-16:00")
_MORNING = _slots("09:00-12:00")

# Monday to Friday. Gourdon opens two afternoons since September 2025.
HOURS: dict[tuple[str, str], tuple[Slots, ...]] = {
    ("cahors", "standard"): _week(_slots("08:30-12:30", "13:30-17:30")),
    ("figeac", "standard"): _week(_DAY, _SHORT),
    ("gourdon", "standard"): _week(_DAY, _SHORT),
    ("cahors", "accueil"): _week(_DAY, _SHORT),
    ("figeac", "accueil"): _week(_SHORT, _MORNING),
    ("gourdon", "accueil"): (_MORNING, _SHORT, _MORNING, _SHORT, _MORNING),
    ("cahors", "point_numerique"): _week(_slots("09:00-11:30", "14:00-15:30")),
}
_GOURDON_MORNINGS_UNTIL = np.datetime64("2025-09-01")


def bridges(story: Story) -> Days:
    """Return the Fridays after a holiday of May that falls on a Thursday, but for 1 May."""
    days = [
        each + timedelta(days=1)
        for each in story.holidays
        if each.month == 5 and each.weekday() == 3 and each != date(each.year, 5, 1)
    ]
    return np.array(days, dtype="datetime64[D]")


def open_days(story: Story) -> Days:
    """Return the days on which the counters and switchboards open."""
    days = story.working_days(story.first, story.end)
    return days[~np.isin(days, bridges(story))]


def is_open(site: str, desk: str, instants: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Say which instants of working days are in the hours of a desk."""
    days = instants.astype("datetime64[D]")
    minutes = (instants - days).astype("timedelta64[m]").astype(np.int64)
    weekday = (days.astype(np.int64) + 3) % 7
    inside = np.zeros(len(instants), dtype=bool)
    for place, slots in enumerate(HOURS[site, desk]):
        for low, high in slots:
            inside |= (weekday == place) & (minutes >= low) & (minutes < high)
    if (site, desk) == ("gourdon", "accueil"):
        inside &= (minutes < 720) | (days >= _GOURDON_MORNINGS_UNTIL)
    return inside
