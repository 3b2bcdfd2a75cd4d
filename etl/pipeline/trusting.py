"""The trust register: what each declared source sent, against what it was to send."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from etl.assessments.trust import Heard, lines_of
from etl.calendars.working_time import SiteCalendar
from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.domain.trust import Trust
from etl.pipeline.warehouse import Warehouse
from etl.store.imports import freshness
from etl.store.volumes import facts_by_source_and_day

# What is older than its last fact by more says nothing of a source as it is.
HISTORY = pd.Timedelta(days=400)
NOON = pd.Timedelta(hours=12)
DAY = pd.Timedelta(days=1)


def trust_register(warehouse: Warehouse, at: datetime) -> dict[str, Trust]:
    """Return what every declared source is worth as of ``at``, by name.

    A source that never sent anything has no line and no grade.
    """
    today = pd.Timestamp(warehouse.local(at).date())
    sources = {each.name: each for each in warehouse.declarations.sources}
    with warehouse.store.reading() as connection:
        told = freshness(connection).set_index("source")
        told = told[told["last_at"].notna() & told.index.isin(list(sources))]
        heard = [sources[name] for name in told.index]
        volumes = {
            each: facts_by_source_and_day(connection, each, _span(heard, each, told, at))
            for each in {source.dataset for source in heard}
        }
    found = {name: Trust(name, ()) for name in sources}
    for source in heard:
        calendar = warehouse.calendar(source.site)
        own = _heard(source, volumes, told)
        expected = expected_days(calendar, own.volumes["day"], today)
        lines = lines_of(own, expected, source.rhythm, today.date())
        found[source.name] = Trust(source.name, tuple(lines))
    return found


def _span(
    heard: Sequence[Source], dataset: Dataset, told: pd.DataFrame, at: datetime
) -> tuple[datetime, datetime]:
    """Return the history to read: that before the last fact of the source longest silent."""
    lasts = told.loc[[each.name for each in heard if each.dataset is dataset], "last_at"]
    return (lasts.min() - HISTORY).to_pydatetime(), at


def expected_days(calendar: SiteCalendar, days: pd.Series, today: pd.Timestamp) -> pd.Series:
    """Return the days on which the site works, closures left out, from the first one heard."""
    if days.empty:
        return pd.Series([], dtype="datetime64[us]")
    every = pd.Series(pd.date_range(days.min(), today, unit="us"))
    noon = (every + NOON).dt.tz_localize("UTC")
    works = calendar.working_days(noon - DAY, noon).eq(1).to_numpy()
    closed = np.zeros(len(every), dtype=bool)
    for each in calendar.site.closures:
        if each.desk is None:
            first, last = pd.Timestamp(each.first), pd.Timestamp(each.last)
            closed |= every.between(first, last).to_numpy()
    return every[works & ~closed].reset_index(drop=True)


def _heard(
    source: Source, volumes: Mapping[Dataset, pd.DataFrame], told: pd.DataFrame
) -> Heard:
    own = volumes[source.dataset]
    own = own[own["source"] == source.name]
    own = own[own["day"] > own["day"].max() - HISTORY]
    by_day = own.groupby("day", as_index=False)["facts"].sum()
    row = told.loc[source.name]
    return Heard(by_day, int(row["records"]), int(row["rejected"]))
