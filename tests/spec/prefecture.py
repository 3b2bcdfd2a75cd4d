"""The prefecture of the spec tests, and the short way to judge a table in it."""

from datetime import date, datetime, time

import pandas as pd

from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import OpeningHours, Site, Slot
from etl.frames.batches import typed
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from tests.tables import PARIS, table

MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(16, 30))
FRIDAY_AFTERNOON = (time(13, 30), time(16))


def weekly(*days: tuple[tuple[time, time], ...]) -> tuple[Slot, ...]:
    return tuple(
        Slot(weekday, start, end)
        for weekday, slots in enumerate(days, start=1)
        for start, end in slots
    )


# Monday to Thursday 9:00-12:00 and 13:30-16:30, Friday until 16:00.
HOURS = weekly(*[(MORNING, AFTERNOON)] * 4, (MORNING, FRIDAY_AFTERNOON))
PREFECTURE = Site(
    code="cahors",
    title="Préfecture",
    timezone=PARIS,
    zone="metropole",
    desks={desk: (OpeningHours(date(2000, 1, 1), HOURS),) for desk in ("standard", "accueil")},
)
CALENDAR: SiteCalendar = calendar_of(PREFECTURE)


def limit(amount: float, unit: str) -> Limit:
    return Limit(amount, Unit(unit))


def instant(local: str) -> datetime:
    return pd.Timestamp(local, tz=PARIS).to_pydatetime()


def facts(dataset: Dataset, text: str) -> pd.DataFrame:
    """Return the table with all columns of the dataset, and those of the test (expected)."""
    drawn = table(text)
    every = typed(dataset, {name: drawn[name] for name in drawn.columns}, drawn.index)
    return every.join(drawn[[name for name in drawn.columns if name not in every.columns]])


def conditions(as_of: str, **given: object) -> Conditions:
    """Return conditions; what is not a limit is a parameter of the rule."""
    own = {name: given.pop(name) for name in ("limit", "limits") if name in given}
    return Conditions(CALENDAR, instant(as_of), parameters=given, **own)


def judge(rule: str, contacts: pd.DataFrame, as_of: str, **given: object) -> pd.DataFrame:
    return RULES[rule].judge(contacts, conditions(as_of, **given))


def outcomes(rule: str, contacts: pd.DataFrame, as_of: str, **given: object) -> list[str]:
    return list(judge(rule, contacts, as_of, **given)["outcome"])


def values(
    rule: str, contacts: pd.DataFrame, as_of: str, **given: object
) -> list[float | None]:
    found = judge(rule, contacts, as_of, **given)["value"]
    return [None if pd.isna(value) else value for value in found]
