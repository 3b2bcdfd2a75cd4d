"""Opening hours and working days, against peers that do them row by row and against numpy.

Each ratio is the median of several rounds in which both sides run one after the other; the
answers are compared in the same run. ``business-duration`` knows one interval a day, so it is
given days without a lunch break; the others count the hours of a prefecture.
"""

import statistics
import time as clock
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pandas as pd

from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import OpeningHours, Site, Slot

PARIS = "Europe/Paris"
PEERS = ("business_duration", "businesstimedelta")
MORNING, AFTERNOON, WHOLE = (
    (time(9), time(12)),
    (time(13, 30), time(16, 30)),
    (time(9), time(16, 30)),
)


@dataclass(frozen=True)
class Cases:
    """Instants in UTC, and the same as the local clock shows them."""

    start: pd.Series
    end: pd.Series
    local_start: pd.Series
    local_end: pd.Series

    def first(self, rows: int) -> "Cases":
        every = (self.start, self.end, self.local_start, self.local_end)
        return Cases(*(each.iloc[:rows] for each in every))


def _hours(*intervals: tuple[time, time]) -> tuple[OpeningHours, ...]:
    slots = tuple(Slot(day, *each) for day in range(1, 6) for each in intervals)
    return (OpeningHours(date(2000, 1, 1), slots),)


def site() -> SiteCalendar:
    desks = {"lunch": _hours(MORNING, AFTERNOON), "whole": _hours(WHOLE)}
    return calendar_of(Site("bench", "Banc d'essai", PARIS, "metropole", desks=desks))


def draw_cases(rows: int, seed: int = 11) -> Cases:
    """Draw starts over two years, and ends up to two weeks later."""
    draw = np.random.default_rng(seed)
    local = pd.Timestamp("2024-01-01").as_unit("us") + pd.to_timedelta(
        draw.integers(4 * 3600, 2 * 365 * 86400, rows), unit="s"
    )
    start = pd.Series(
        local.floor("h") + pd.to_timedelta(draw.integers(0, 3600, rows), unit="s")
    )
    end = start + pd.to_timedelta(pd.Series(draw.integers(0, 14 * 86400, rows)), unit="s")
    return Cases(_utc(start), _utc(end), start, end)


def _utc(local: pd.Series) -> pd.Series:
    # The hours that never were or came twice are at night, when no desk is open.
    there = local.dt.tz_localize(PARIS, ambiguous=True, nonexistent="shift_forward")
    return there.dt.tz_convert("UTC").astype("datetime64[us, UTC]")


def by_business_duration(cases: Cases, calendar: SiteCalendar) -> list[float]:
    peer = import_module("business_duration").businessDuration
    pairs = zip(cases.local_start, cases.local_end, strict=True)
    return [
        peer(
            start,
            end,
            starttime=WHOLE[0],
            endtime=WHOLE[1],
            holidaylist=calendar.holidays,
            unit="sec",
        )
        for start, end in pairs
    ]


def by_businesstimedelta(cases: Cases, calendar: SiteCalendar) -> list[float]:
    peer = import_module("businesstimedelta")
    rules = peer.Rules(
        [
            peer.WorkDayRule(time(9), time(16, 30), working_days=[0, 1, 2, 3, 4]),
            peer.LunchTimeRule(time(12), time(13, 30), working_days=[0, 1, 2, 3, 4]),
            peer.HolidayRule(dict(calendar.holidays)),
        ]
    )
    pairs = zip(
        cases.local_start.dt.to_pydatetime(), cases.local_end.dt.to_pydatetime(), strict=True
    )
    spans = [rules.difference(start, end) for start, end in pairs]
    return [span.hours * 3600 + span.seconds for span in spans]


def _seconds(run: Callable[[], object]) -> float:
    began = clock.perf_counter()
    run()
    return clock.perf_counter() - began


def _medians(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """Return the median seconds of each run, taken in turns."""
    taken = [[_seconds(run) for run in runs] for _ in range(rounds)]
    return [statistics.median(each) for each in zip(*taken, strict=True)]


def _differing(ours: Sequence[float] | pd.Series, theirs: Sequence[float]) -> int:
    return int((~np.isclose(np.asarray(ours, float), np.asarray(theirs, float))).sum())


def against_peer(cases: Cases, calendar: SiteCalendar, name: str, few: int) -> None:
    """Print how many times faster a row is than with a peer, on rows both can count."""
    desk, peer = {
        "business_duration": ("whole", by_business_duration),
        "businesstimedelta": ("lunch", by_businesstimedelta),
    }[name]
    sample = cases.first(few)
    ours_s, theirs_s = _medians(
        3,
        lambda: calendar.opening_seconds(cases.start, cases.end, desk),
        lambda: peer(sample, calendar),
    )
    ours = calendar.opening_seconds(sample.start, sample.end, desk)
    apart = _differing(ours, peer(sample, calendar))
    rows = len(cases.start)
    ratio = (theirs_s / few) / (ours_s / rows)
    print(
        f"  opening_seconds ({rows:,} rows): {ours_s / rows * 1e9:,.0f} ns a row; "
        f"{name} ({few:,} rows): {theirs_s / few * 1e6:,.0f} µs a row; "
        f"× {ratio:,.0f} faster; answers that differ: {apart} of {few:,}"
    )


def against_numpy(cases: Cases, calendar: SiteCalendar, rounds: int) -> None:
    """Print how many times slower than numpy's count of days, which knows no hours."""
    holidays = np.array(sorted(calendar.holidays), dtype="datetime64[D]")
    busdays = np.busdaycalendar(holidays=holidays)
    first, last = (
        each.to_numpy().astype("datetime64[D]") + 1
        for each in (cases.local_start, cases.local_end)
    )
    limit = Limit(5, Unit.WORKING_DAYS)
    runs: dict[str, Callable[[], object]] = {
        "numpy.busday_count": lambda: np.busday_count(first, last, busdaycal=busdays),
        "opening_seconds": lambda: calendar.opening_seconds(cases.start, cases.end, "lunch"),
        "working_days": lambda: calendar.working_days(cases.start, cases.end),
        "deadline (5 working days)": lambda: calendar.deadline(cases.start, limit),
    }
    numpy_s, *ours = _medians(rounds, *runs.values())
    rows = len(cases.start)
    print(f"  numpy.busday_count: {numpy_s / rows * 1e9:,.0f} ns a row ({rows:,} rows)")
    for name, seconds in zip(list(runs)[1:], ours, strict=True):
        print(
            f"  {name}: {seconds / rows * 1e9:,.0f} ns a row, × {seconds / numpy_s:.2f} of it"
        )
    counted = np.busday_count(first, last, busdaycal=busdays)
    apart = _differing(calendar.working_days(cases.start, cases.end), counted)
    print(f"  working days that differ from numpy's: {apart} of {rows:,}")


def main(rows: int = 1_000_000, few: int = 2_000, rounds: int = 5) -> None:
    calendar, cases = site(), draw_cases(rows)
    for name in PEERS:
        if find_spec(name) is None:
            print(f"  {name}: not installed, not compared")
        else:
            against_peer(cases, calendar, name, few)
    against_numpy(cases, calendar, rounds)


if __name__ == "__main__":
    main()
