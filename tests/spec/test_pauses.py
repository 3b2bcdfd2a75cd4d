"""Waiting for the visitor stops the clock: what each pause does to five working days."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from etl.calendars.explanation import explain_deadline
from etl.calendars.pauses import Suspension, net_deadline, paused, united
from etl.calendars.working_time import calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours
from tests.spec.prefecture import PREFECTURE, weekly

LOT = calendar_of(PREFECTURE)
FIVE = Limit(5, Unit.WORKING_DAYS)
# Received on Monday 2 March 2026: without a pause the last day is Monday 9 March.
CASES = {
    "no pause": ([], "2026-03-09"),
    "two days, the first one not counted": ([("03-04", "03-06")], "2026-03-11"),
    "the same day is no day": ([("03-04", "03-04")], "2026-03-09"),
    "overlapping ones are counted once": (
        [("03-04", "03-06"), ("03-05", "03-06")],
        "2026-03-11",
    ),
    "overlapping ones reach to the last end": (
        [("03-04", "03-06"), ("03-05", "03-10")],
        "2026-03-13",
    ),
    "one after the other add up": ([("03-03", "03-04"), ("03-05", "03-06")], "2026-03-11"),
    "a week-end holds no working day": ([("03-06", "03-08")], "2026-03-09"),
    "from the due day on: ends with the pause": ([("03-09", "03-12")], "2026-03-12"),
    "from the due day to a Saturday: the Monday": ([("03-09", "03-14")], "2026-03-16"),
    "after the due day: too late": ([("03-10", "03-12")], "2026-03-09"),
    "before the receipt: nothing": ([("02-23", "02-27")], "2026-03-09"),
    "from before the receipt: since the receipt": ([("02-23", "03-03")], "2026-03-10"),
}


def at(day: str, hour: int = 10) -> datetime:
    moment = datetime.fromisoformat(f"2026-{day}T{hour:02d}:00")
    return moment.replace(tzinfo=ZoneInfo("Europe/Paris"))


def series(*instants: datetime) -> pd.Series:
    return pd.to_datetime(pd.Series(list(instants), dtype="object"), utc=True).astype(
        "datetime64[us, UTC]"
    )


@pytest.mark.parametrize("name", list(CASES))
def test_five_working_days_with(name):
    pauses, last = CASES[name]
    begun, over = (series(*(at(each[side]) for each in pauses)) for side in (0, 1))
    frame = pd.DataFrame({"fact_id": [0] * len(pauses), "started_at": begun, "done_at": over})
    start = series(at("03-02"))
    held = united(frame, start, series(at("06-01")))
    late = net_deadline(LOT, start, FIVE, held)
    assert str((LOT.local(late)[0] - pd.Timedelta(hours=1)).date()) == last
    told = [Suspension(at(first), at(end), "pièce manquante") for first, end in pauses]
    assert explain_deadline(LOT, at("03-02"), FIVE, pauses=told).deadline == late[0]


def test_case_42_waiting_for_the_visitor_stops_the_clock_in_opening_time():
    """From Thursday 17:50 to Monday 12:30, with a closed Friday, is 160 minutes, not 4 days."""
    ten_to_six = [((time(10), time(18)),)] * 5
    site = replace(
        PREFECTURE,
        desks={"accueil": (OpeningHours(date(2000, 1, 1), weekly(*ten_to_six)),)},
        closures=(Closure(date(2024, 3, 8), date(2024, 3, 8), "pont", "préfet"),),
    )
    calendar = calendar_of(site)
    local = [
        datetime(2024, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))
        for day, hour, minute in ((7, 17, 30), (7, 17, 50), (11, 12, 30), (11, 13, 0))
    ]
    received, waiting, resumed, resolved = (series(each) for each in local)
    pause = pd.DataFrame({"fact_id": [0], "started_at": waiting, "done_at": resumed})
    limit = Limit(1, Unit.OPENING_HOURS)
    held = united(pause, received, resolved)
    assert paused(calendar, received, limit, held, "accueil")[0] == 160 * 60
    gross = calendar.opening_seconds(received, resolved, "accueil")[0]
    assert gross - 160 * 60 == 50 * 60
    # One hour of opening time: late on Monday after 13:10, instead of 10:30.
    late = net_deadline(calendar, received, limit, held, "accueil")[0]
    assert f"{calendar.local(pd.Series([late]))[0]:%d %H:%M}" == "11 13:10"


def test_a_pause_from_before_the_receipt_holds_opening_time_since_the_receipt_only():
    start = series(at("03-02"))
    frame = pd.DataFrame(
        {"fact_id": [0], "started_at": series(at("02-27")), "done_at": series(at("03-02", 11))}
    )
    held = united(frame, start, series(at("03-03")))
    spent = paused(LOT, start, Limit(0, Unit.OPENING_HOURS), held, "accueil")
    assert list(spent) == [3600]
