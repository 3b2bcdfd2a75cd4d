"""The same monthly figures, written by hand in SQL for DuckDB.

Opening hours and deadlines are tables, laid out beforehand: DuckDB only joins them.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from etl.calendars.working_time import SiteCalendar
from etl.domain.engagements import Limit, Unit

LIMITS = {
    "working_1": Limit(1, Unit.WORKING_DAYS),
    "working_5": Limit(5, Unit.WORKING_DAYS),
    "working_10": Limit(10, Unit.WORKING_DAYS),
    "calendar_7": Limit(7, Unit.CALENDAR_DAYS),
    "calendar_14": Limit(14, Unit.CALENDAR_DAYS),
}

_DATED = """
CREATE TEMP TABLE {table} AS
SELECT facts.*, days.* EXCLUDE (site, starts) {more}
FROM (SELECT {columns}, epoch_us({dated}) AS begun FROM '{path}') AS facts
ASOF JOIN days ON facts.site = days.site AND facts.begun >= days.starts {join}
"""

_CALLS = """
WITH judged AS (
    SELECT site, month, outcome, wait_s, transfer, direction,
        coalesce(direction NOT IN ('outbound', 'internal'), TRUE)
            AND coalesce(begun < open_until, FALSE) AS counted
    FROM dated_calls
)
SELECT indicator, site, month, sum(met) AS met, sum(missed) AS missed, 0 AS pending
FROM (
    SELECT unnest(['10a', '10b']) AS indicator, site, month,
        count(*) FILTER (outcome = 'answered') AS met,
        count(*) FILTER (outcome <> 'answered') AS missed
    FROM judged WHERE counted GROUP BY site, month
    UNION ALL
    SELECT '10c', site, month,
        count(*) FILTER (wait_s <= 25), count(*) FILTER (wait_s > 25)
    FROM judged WHERE counted AND outcome = 'answered' GROUP BY site, month
    UNION ALL
    SELECT '10c_moyen', site, month, count(*), 0
    FROM judged WHERE counted AND outcome = 'answered' AND wait_s >= 0 GROUP BY site, month
    UNION ALL
    SELECT '5b', site, month,
        count(*) FILTER (transfer = 'completed'), count(*) FILTER (transfer = 'failed')
    FROM judged WHERE counted AND transfer IS NOT NULL GROUP BY site, month
)
GROUP BY indicator, site, month
"""

_MAILS = """
WITH known AS (
    SELECT *,
        CASE WHEN epoch_us(answered_at) <= {as_of} THEN epoch_us(answered_at) END AS answered,
        CASE WHEN epoch_us(registered_at) <= {as_of} THEN epoch_us(registered_at) END
            AS registered,
        CASE WHEN epoch_us(acknowledged_at) <= {as_of} THEN epoch_us(acknowledged_at) END
            AS acknowledged,
        CASE channel WHEN 'letter' THEN working_10 ELSE working_5 END AS answer_by,
        CASE channel WHEN 'letter' THEN calendar_14 ELSE calendar_7 END AS acknowledge_by,
        nature IN ('information', 'complaint') AS general,
        coalesce(status, '') AS state
    FROM dated_mails
), asked AS (
    SELECT '17a' AS indicator, site, month, begun, answered AS done, working_5 AS late_from
    FROM known WHERE general AND channel <> 'letter' AND state = 'request'
    UNION ALL
    SELECT '17b', site, month, begun, answered, working_10
    FROM known WHERE general AND channel = 'letter' AND state = 'request'
    UNION ALL
    SELECT '3c', site, month, begun, answered, answer_by
    FROM known WHERE nature = 'complaint' AND state = 'request'
    UNION ALL
    SELECT '17d', site, month, begun, least(acknowledged, answered), acknowledge_by
    FROM known WHERE general AND state = 'request'
    UNION ALL
    SELECT '18a', site, month, begun, registered, working_1
    FROM known WHERE complete IS NOT NULL AND state <> 'duplicate'
), judged AS (
    SELECT indicator, site, month,
        CASE WHEN done < begun THEN 'unknown'
            WHEN done IS NULL AND late_from > {as_of} THEN 'pending'
            WHEN done < late_from THEN 'met' ELSE 'missed' END AS outcome
    FROM asked
    UNION ALL
    SELECT '17c_retard', site, month,
        CASE WHEN answered < begun THEN 'unknown'
            WHEN answered IS NULL AND answer_by > {as_of} THEN 'pending'
            WHEN answered IS NOT NULL THEN 'met' ELSE 'missed' END
    FROM known WHERE general AND state = 'request'
    UNION ALL
    SELECT '18b', site, month, CASE WHEN complete THEN 'met' ELSE 'missed' END
    FROM known WHERE complete IS NOT NULL AND state <> 'duplicate'
)
SELECT indicator, site, month,
    count(*) FILTER (outcome = 'met') AS met,
    count(*) FILTER (outcome = 'missed') AS missed,
    count(*) FILTER (outcome = 'pending') AS pending
FROM judged GROUP BY indicator, site, month
"""


def day_table(calendars: dict[str, SiteCalendar]) -> pd.DataFrame:
    """Return the first instant of each local day, its month, and what is due when."""
    return pd.concat([_days_of(*each) for each in calendars.items()], ignore_index=True)


def _days_of(site: str, calendar: SiteCalendar) -> pd.DataFrame:
    within = (calendar.days >= np.datetime64("2023-12-01")) & (
        calendar.days < np.datetime64("2026-03-01")
    )
    starts = calendar.midnights[within]
    instants = pd.Series(starts.view("datetime64[us]")).dt.tz_localize("UTC")
    months = calendar.days[within].astype("datetime64[M]").astype("datetime64[us]")
    due = {name: _microseconds(calendar, instants, limit) for name, limit in LIMITS.items()}
    return pd.DataFrame({"site": site, "starts": starts, "month": months, **due})


def _microseconds(calendar: SiteCalendar, instants: pd.Series, limit: Limit) -> np.ndarray:
    late = calendar.deadline(instants, limit).dt.tz_localize(None)
    return late.to_numpy("datetime64[us]").view("int64")


def opening_table(calendars: dict[str, SiteCalendar], desk: str) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "site": site,
                    "open_from": calendar.openings[desk].starts,
                    "open_until": calendar.openings[desk].ends,
                }
            )
            for site, calendar in calendars.items()
        ],
        ignore_index=True,
    )


def figures(
    folder: Path, days: pd.DataFrame, openings: pd.DataFrame, as_of_us: int
) -> pd.DataFrame:
    """Return met, missed and pending of each indicator, site and month."""
    connection = duckdb.connect()
    connection.register("days", days)
    connection.register("openings", openings)
    connection.execute(
        _DATED.format(
            table="dated_calls",
            more=", openings.open_until",
            columns="site, direction, outcome, wait_s, transfer",
            dated="started_at",
            path=folder / "calls.parquet",
            join="ASOF LEFT JOIN openings"
            " ON facts.site = openings.site AND facts.begun >= openings.open_from",
        )
    )
    connection.execute(
        _DATED.format(
            table="dated_mails",
            more="",
            columns="site, channel, nature, status, complete, registered_at, acknowledged_at,"
            " answered_at",
            dated="received_at",
            path=folder / "mails.parquet",
            join="",
        )
    )
    found = [connection.execute(_CALLS).df()]
    found.append(connection.execute(_MAILS.format(as_of=as_of_us)).df())
    connection.close()
    return pd.concat(found, ignore_index=True)
