"""Contacts laid on the half-hours of a week: when they come, how long they wait."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from etl.calendars.working_time import SiteCalendar
from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.frames.columns import DATED_BY
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts

SLOT_MINUTES = 30
# Those who did not come, and those whose wait the log does not tell, have no wait.
WAITED = (Outcome.MET, Outcome.MISSED)
VISIT_COLUMNS = ("site", "service", "desk", "appointment", "appointment_at", "arrived_at",
                 "called_at", "ended_at", "outcome")  # fmt: skip


def visits(
    warehouse: Warehouse, sites: Sequence[str], period: Period, as_of: datetime
) -> pd.DataFrame:
    """Return one row a visit of the period, of the sites together.

    Columns: ``site``, ``desk``, ``by_appointment``, ``came`` (not a no-show), ``left`` (gave
    up before being called), ``weekday`` (0 is Monday) and ``slot`` (minutes after local
    midnight at which its half-hour begins) of the arrival, ``wait`` in minutes as the rule
    ``visit_wait`` measures it, missing where it has none.
    """
    frames = [_visits_of(warehouse, site, period, as_of) for site in sites]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _visits_of(
    warehouse: Warehouse, site: str, period: Period, as_of: datetime
) -> pd.DataFrame:
    calendar = warehouse.calendar(site)
    with warehouse.store.reading() as connection:
        facts = load_facts(
            connection,
            Dataset.VISITS,
            calendar.instants(period.start, period.end),
            sites=[site],
            columns=VISIT_COLUMNS,
        )
    judged = RULES["visit_wait"].judge(facts, Conditions(calendar, as_of))
    told = judged["outcome"].isin(WAITED)
    return pd.DataFrame(
        {
            "site": site,
            "desk": facts["desk"].astype("str").fillna(""),
            "by_appointment": facts["appointment"].fillna(facts["appointment_at"].notna()),
            "came": facts["outcome"].ne("no_show").fillna(True),
            "left": facts["outcome"].eq("left").fillna(False) & facts["called_at"].isna(),
            **half_hours(calendar, facts[DATED_BY[Dataset.VISITS]]),
            "wait": judged["value"].where(told),
        }
    )


def half_hours(calendar: SiteCalendar, at: pd.Series) -> dict[str, pd.Series]:
    """Return the local weekday (0 is Monday) and half-hour (minutes after midnight)."""
    local = calendar.local(at)
    minutes = local.dt.hour * 60 + local.dt.minute
    return {"weekday": local.dt.day_of_week, "slot": minutes // SLOT_MINUTES * SLOT_MINUTES}


def open_half_hours(
    warehouse: Warehouse, sites: Sequence[str], desk: str, period: Period, as_of: datetime
) -> pd.DataFrame:
    """Return how often each half-hour of the week was open: ``weekday``, ``slot``, ``opened``.

    Counted over the days of the period that were over at ``as_of``, each site for itself;
    a half-hour is open if the desk is at its beginning.
    """
    found = []
    for site in sites:
        calendar = warehouse.calendar(site)
        zone = calendar.site.timezone
        until = min(pd.Timestamp(period.end, tz=zone), pd.Timestamp(as_of).tz_convert(zone))
        starts = pd.Series(
            pd.date_range(
                pd.Timestamp(period.start, tz=zone),
                max(until.normalize(), pd.Timestamp(period.start, tz=zone)),
                freq=f"{SLOT_MINUTES}min",
                inclusive="left",
            )
        ).dt.tz_convert("UTC")
        starts = starts[calendar.is_open(starts, desk)] if len(starts) else starts
        found.append(pd.DataFrame(half_hours(calendar, starts)))
    every = pd.concat(found, ignore_index=True)
    return every.groupby(["weekday", "slot"]).size().rename("opened").reset_index()
