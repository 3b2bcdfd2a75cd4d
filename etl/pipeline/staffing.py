"""How many agents the telephone of a site needs, from the calls that it received.

Conventions, shown with the figures: the calls are those that ask for an agent during the
opening hours of the desk; the handling time is the logged conversation, plus what the goal
declares for the work after a call; a day without any call of the site in the log is a day
that was not observed; one patience, estimated over all calls, holds for every half-hour.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from etl.assessments.erlang import (
    Counts,
    Goal,
    agents_needed,
    agents_scheduled,
    erlang_a,
    erlang_c,
    patience_of,
)
from etl.calendars.working_time import SiteCalendar
from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts

HALF_HOUR = pd.Timedelta(minutes=30)
HALF_HOUR_S = 1800
_READ = ("started_at", "direction", "outcome", "wait_s", "talk_s", "voice_server")
KEYS = ["weekday", "half_hour"]


@dataclass(frozen=True)
class Asked:
    """Whose telephone: a desk of a site, over local days [first, end), as it stood then.

    ``after_call_s`` is the work after each call, which no log tells. With ``agents``, what
    is expected of that number on the telephone in every half-hour, goal or not.
    """

    site: str
    first: date
    end: date
    as_of: datetime
    desk: str = "standard"
    goal: Goal = field(default_factory=Goal)
    after_call_s: float = 0.0
    agents: int | None = None


@dataclass(frozen=True)
class Staffing:
    """What a telephone received, and the agents that it needs.

    ``rows``: one a (weekday, half-hour) in which the desk opens. weekday (1 is Monday),
    half_hour ("09:30", local), days (observed), arrivals (mean number of calls in an open
    half-hour), load (erlangs), agents (on the telephone, to reach the goal), scheduled (with
    shrinkage); then what is expected with that number of agents: service_level (share of all
    calls answered within the goal's time), answer_rate, mean_wait_s (all calls), occupancy.
    ``handling_s`` is the mean over ``handled`` calls; ``patience_s`` rests on ``gave_up``
    callers and is missing if there were none: then nobody is taken to give up (Erlang C).
    """

    rows: pd.DataFrame
    calls: int
    handling_s: float
    handled: int
    patience_s: float
    gave_up: int

    def overall(self, name: str) -> float:
        """Return a share over all the calls of a week, missing where a queue only grows."""
        rows = self.rows[self.rows["arrivals"] > 0]
        if rows.empty:
            return np.nan
        weights = rows["arrivals"] / rows["arrivals"].sum()
        return float((rows[name] * weights).sum(skipna=False))


def staffing(warehouse: Warehouse, asked: Asked) -> Staffing:
    """Return the agents that each half-hour of the week needs, from what was observed."""
    calendar = warehouse.calendar(asked.site)
    start, end = calendar.instants(asked.first, asked.end)
    with warehouse.store.reading() as connection:
        calls = load_facts(
            connection,
            Dataset.CALLS,
            (start, max(start, min(end, asked.as_of))),
            sites=[asked.site],
            columns=_READ,
        )
    return staffing_of(calls, calendar, asked)


def staffing_of(calls: pd.DataFrame, calendar: SiteCalendar, asked: Asked) -> Staffing:
    """Return the same from the calls themselves (columns of the dataset)."""
    calls = calls[calls["started_at"] < asked.as_of]
    own = calls[_asks_in_hours(calls, calendar, asked)]
    lasting = own.loc[own["outcome"].eq("answered") & (own["talk_s"] >= 0), "talk_s"]
    handling = float(lasting.mean()) + asked.after_call_s
    lost = own["outcome"].eq("abandoned")
    patience = patience_of(own["wait_s"], lost)
    slots = open_half_hours(calendar, asked, calls["started_at"])
    arrivals = _arrivals(own, slots, calendar)
    rows = expected(arrivals, handling, patience, asked.goal, asked.agents)
    gave_up = int((lost & (own["wait_s"] >= 0)).sum())
    return Staffing(rows, len(own), handling, len(lasting), patience, gave_up)


def open_half_hours(calendar: SiteCalendar, asked: Asked, calls_at: pd.Series) -> pd.DataFrame:
    """Return the observed half-hours in which the desk opens: start_at (UTC), open_s."""
    first, end = calendar.instants(asked.first, asked.end)
    over = min(end, asked.as_of.astimezone(UTC))
    starts = pd.Series(pd.date_range(first, over, freq=HALF_HOUR, unit="us"))
    starts = starts[starts + HALF_HOUR <= over]
    seconds = calendar.opening_seconds(starts, starts + HALF_HOUR, asked.desk)
    heard = calendar.local(calls_at).dt.date.unique()
    kept = (seconds > 0) & calendar.local(starts).dt.date.isin(heard)
    return pd.DataFrame({"start_at": starts[kept], "open_s": seconds[kept]})


def expected(
    arrivals: pd.DataFrame,
    handling_s: float,
    patience_s: float,
    goal: Goal,
    agents: int | None = None,
) -> pd.DataFrame:
    """Return the rows with the agents needed and what is expected of them.

    With ``agents``, that number is on the telephone in every half-hour instead; where
    nobody gives up and it does not exceed the load, the queue only grows: no number.
    """
    load = arrivals["arrivals"] * handling_s / HALF_HOUR_S
    if load.isna().any() or arrivals.empty:
        return arrivals.assign(load=load, **dict.fromkeys(_EXPECTED, np.nan))
    needed = agents_needed(load, handling_s, goal, patience_s)
    present = needed if agents is None else np.full_like(needed, agents)
    queue = _queue(load, present, (handling_s, patience_s, goal.within_s))
    return arrivals.assign(
        load=load,
        agents=present,
        scheduled=agents_scheduled(present, goal.shrinkage),
        service_level=queue["service_level"].to_numpy(),
        answer_rate=1 - queue["p_abandon"].to_numpy(),
        mean_wait_s=queue["mean_wait"].to_numpy(),
        occupancy=queue["occupancy"].to_numpy(),
    )


_EXPECTED = (
    "agents",
    "scheduled",
    "service_level",
    "answer_rate",
    "mean_wait_s",
    "occupancy",
)


def _asks_in_hours(calls: pd.DataFrame, calendar: SiteCalendar, asked: Asked) -> pd.Series:
    """Tell the calls that the rule of answered calls counts: the same ones, no others."""
    given = Conditions(calendar, asked.as_of, parameters={"desk": asked.desk})
    judged = RULES["answered_by_agent"].judge(calls, given)
    return judged["outcome"].isin([Outcome.MET, Outcome.MISSED])


def _queue(load: pd.Series, agents: Counts, times: tuple[float, float, float]) -> pd.DataFrame:
    handling, patience, within = times
    if np.isnan(patience):
        found = erlang_c(load, agents, handling, within)
        given_up = np.where(found["stable"] | (load.to_numpy() == 0), 0.0, np.nan)
        return found.assign(p_abandon=given_up)
    return erlang_a(load, agents, handling, patience, within)


def _arrivals(calls: pd.DataFrame, slots: pd.DataFrame, calendar: SiteCalendar) -> pd.DataFrame:
    """Return the mean number of calls of each half-hour of the week, and the days observed.

    A half-hour in which the desk is open for ten minutes is a third of an open half-hour.
    """
    received = calls["started_at"].dt.floor(HALF_HOUR).value_counts()
    local = calendar.local(slots["start_at"])
    named = slots.assign(
        weekday=local.dt.day_of_week + 1,
        half_hour=local.dt.strftime("%H:%M"),
        calls=slots["start_at"].map(received).fillna(0),
    )
    groups = named.groupby(KEYS, as_index=False)
    rows = groups.agg(
        days=("start_at", "count"), open_s=("open_s", "sum"), calls=("calls", "sum")
    )
    rows = rows.assign(arrivals=rows["calls"] * HALF_HOUR_S / rows["open_s"])
    return rows[[*KEYS, "days", "arrivals"]]
