"""Written requests, whatever carries them: when they came, when they were answered."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.samples.people import draw_people
from etl.samples.story import (
    BACKLOG,
    MONTHS,
    Profile,
    Story,
    arrivals,
    daily_weights,
    days_between,
)

NATURES = ("information", "complaint", "individual", "other")
DESK = Profile(
    tuple(f"{hour:02d}:{minute}" for hour in range(6, 23) for minute in ("00", "30")),
    (0.3,) * 4 + (1.5, 2.5) + (4.0,) * 6 + (2.0,) * 4 + (3.5,) * 8 + (1.5,) * 10,
)
# A tenth of what is written on a working day comes on a day off.
DAY_OFF = 0.1
MINUTE = np.timedelta64(60, "s")
NEVER = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Service:
    """How one service treats one channel.

    ``in_time``: share answered within ``limit`` working days, for each month of the story.
    ``unanswered``: share of the late ones that nobody answers.
    """

    per_year: float
    limit: int
    in_time: NDArray[np.float64]
    natures: tuple[float, float, float, float]
    unanswered: float = 0.12


def steady(share: float, backlog: tuple[float, ...] = ()) -> NDArray[np.float64]:
    """Return the same share each month, but for the months of the backlog."""
    shares = np.full(MONTHS, share)
    shares[list(BACKLOG[: len(backlog)])] = backlog
    return shares


def draw_requests(story: Story, topic: str, service: Service) -> pd.DataFrame:
    """Return requests in order of receipt (local time).

    Columns: received, place, nature, answered (NaT if never), person, chance (uniform).
    """
    random = story.random(topic)
    days = days_between(story.first, story.end)
    working = np.is_busday(days, busdaycal=story.calendar)
    weekday = np.busday_offset(days, 0, roll="forward", busdaycal=story.calendar)
    weights = daily_weights(weekday) * np.where(working, 1.0, DAY_OFF)
    weights *= service.per_year / 365.25 / weights.mean()
    received = arrivals(random, days, weights, DESK)
    places = story.positions(received)
    natures = random.choice(NATURES, len(received), p=service.natures)
    return pd.DataFrame(
        {
            "received": received,
            "place": places,
            "nature": natures,
            "answered": _answers(story, random, received, service),
            "person": draw_people(random, len(received)),
            "chance": random.random(len(received)),
        }
    )


def _answers(
    story: Story,
    random: np.random.Generator,
    received: NDArray[np.datetime64],
    service: Service,
) -> NDArray[np.datetime64]:
    """Return when each request was answered; never for some of the late ones."""
    size, days = len(received), received.astype("datetime64[D]")
    in_time = random.random(size) < service.in_time[story.positions(received)]
    prompt = random.binomial(service.limit, 0.38, size)
    late = service.limit + random.geometric(0.22, size)
    forgotten = ~in_time & (random.random(size) < service.unanswered)
    delay = np.where(in_time, prompt, late)
    # What comes in the evening or on a day off is not answered on the same day.
    evening = received - days > np.timedelta64(15, "h")
    delay = np.where(
        evening | ~np.is_busday(days, busdaycal=story.calendar), delay.clip(1), delay
    )
    morning = story.later(days, delay).astype("datetime64[s]") + np.timedelta64(9, "h")
    answered = morning + random.integers(0, 8 * 3600, size).astype("timedelta64[s]")
    soon = received + random.integers(600, 7200, size).astype("timedelta64[s]")
    answered = np.where(delay == 0, soon, answered)
    return np.where(forgotten, NEVER, answered)


def as_known(column: pd.Series, at: object) -> pd.Series:
    """Return the instants that had happened at the day of an export; later ones are NaT."""
    return column.where(column < pd.Timestamp(at))
