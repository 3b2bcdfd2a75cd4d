"""What happens at the demonstration prefecture: the months, and what each one is like."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from etl.calendars.holidays import public_holidays
from etl.domain.periods import add_months

MONTHS = 24
SITES = ("cahors", "figeac", "gourdon")
TITLES = {"cahors": "Cahors", "figeac": "Figeac", "gourdon": "Gourdon"}

# Events of the story, as positions in the twenty-four months.
VOICE_SERVER = 9  # a voice server at Cahors: fewer calls reach the switchboard
BACKLOG = (11, 12, 13)  # e-mails of Cahors pile up, then are caught up
FIGEAC_SWITCH = 12  # Figeac leaves its 3CX for the same distributor as Gourdon
STRIKE = 16  # half of the calls are lost, everywhere
CRISIS = 19  # a flood: the real activation, with its public information cell
SILENT = 22  # the register of publications is no longer sent

Days = NDArray[np.datetime64]

# A year at a French counter: quiet in August and in late December, busy in September.
SEASON = (1.10, 1.02, 1.04, 1.00, 0.92, 1.02, 0.86, 0.70, 1.22, 1.12, 1.02, 0.88)
WEEKDAY = (1.26, 1.06, 0.94, 0.98, 0.76)


def days_between(first: date, end: date, step: int = 1) -> Days:
    """Return the days from the first to the one before the end, or one in ``step``."""
    return np.arange(
        np.datetime64(first, "D"), np.datetime64(end, "D"), np.timedelta64(step, "D")
    )


@dataclass(frozen=True)
class Story:
    """Twenty-four whole months that end before the month of ``until``."""

    until: date
    seed: int

    @cached_property
    def months(self) -> tuple[date, ...]:
        last = add_months(self.until, -1)
        return tuple(add_months(last, step - MONTHS + 1) for step in range(MONTHS))

    @property
    def first(self) -> date:
        return self.months[0]

    @property
    def end(self) -> date:
        """The first day after the last whole month."""
        return add_months(self.until, 0)

    @cached_property
    def holidays(self) -> list[date]:
        years = range(self.first.year - 1, self.until.year + 2)
        return sorted(public_holidays("metropole", years))

    @cached_property
    def calendar(self) -> np.busdaycalendar:
        return np.busdaycalendar(holidays=self.holidays)

    def random(self, topic: str) -> np.random.Generator:
        """Return the draws of one topic; those of another topic do not depend on them."""
        return np.random.default_rng([self.seed, zlib.crc32(topic.encode())])

    def working_days(self, first: date, end: date) -> Days:
        days = days_between(first, end)
        return days[np.is_busday(days, busdaycal=self.calendar)]

    def later(self, days: Days, count: NDArray[np.int64]) -> Days:
        """Return the day that lies so many working days after each day (day zero excluded)."""
        return np.busday_offset(days, count, roll="backward", busdaycal=self.calendar)

    def positions(self, days: Days) -> NDArray[np.int64]:
        """Return the position of each day's month in the story."""
        months = days.astype("datetime64[M]").astype(np.int64)
        origin = np.datetime64(self.first, "M").astype(np.int64)
        return np.asarray(months - origin, dtype=np.int64)

    def numbered(self) -> Iterator[tuple[int, date]]:
        return enumerate(self.months)

    def quarters(self) -> Iterator[tuple[int, date]]:
        """Yield the months that end a calendar quarter."""
        return ((place, month) for place, month in self.numbered() if month.month % 3 == 0)


def daily_weights(days: Days) -> NDArray[np.float64]:
    """Return how busy each working day is; a mean day is worth about one."""
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    return np.asarray(np.take(WEEKDAY, weekday) * np.take(SEASON, month), dtype=np.float64)


@dataclass(frozen=True)
class Profile:
    """The half hours of a day and how many contacts each one gets."""

    starts: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, random: np.random.Generator, days: Days) -> NDArray[np.datetime64]:
        """Return one instant in each day."""
        shares = np.array(self.weights) / sum(self.weights)
        minutes = np.array([int(each[:2]) * 60 + int(each[3:]) for each in self.starts])
        chosen = minutes[random.choice(len(minutes), size=len(days), p=shares)] * 60
        seconds = chosen + random.integers(0, 1800, size=len(days))
        instants: NDArray[np.datetime64] = days + seconds.astype("timedelta64[s]")
        return instants


def arrivals(
    random: np.random.Generator, days: Days, daily: NDArray[np.float64], profile: Profile
) -> NDArray[np.datetime64]:
    """Return the sorted local instants of contacts, ``daily`` of them each day on average."""
    counts = random.poisson(daily)
    instants: NDArray[np.datetime64] = profile.draw(random, np.repeat(days, counts))
    instants.sort()
    return instants
