"""Mystery campaigns: what each point scored, and a draw for the next campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.indicators.measures import wilson
from etl.pipeline.double_ratings import first_ratings
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts

COLUMNS = ("site", "campaign", "channel", "scenario", "test", "item", "mark", "observed_at",
           "observer", "second_rating")  # fmt: skip
HALF_HOUR = "30min"


@dataclass(frozen=True)
class Draw:
    """What is drawn: so many tests at a desk, between two days, from a seed.

    The same values give the same draw anywhere: it can be checked by anybody.
    """

    site: str
    desk: str
    first: date
    last: date
    tests: int
    scenarios: tuple[str, ...]
    seed: int


def observations(warehouse: Warehouse, sites: Sequence[str]) -> pd.DataFrame:
    """Return the first rating of every test of these sites, one row a point of a test."""
    return first_ratings(ratings(warehouse, sites))


def ratings(warehouse: Warehouse, sites: Sequence[str]) -> pd.DataFrame:
    """Return every rating of these sites, second ones too, one row a point of a test."""
    with warehouse.store.reading() as connection:
        facts = load_facts(connection, Dataset.MYSTERY, sites=sites, columns=COLUMNS)
    texts = ("site", "campaign", "channel", "scenario", "test", "item")
    return facts.astype(dict.fromkeys(texts, "str"))


def points(observed: pd.DataFrame, by: Sequence[str] = ("item",)) -> pd.DataFrame:
    """Return what each point scored: ``asked``, ``satisfied``, ``share``, ``low``, ``high``.

    A point is satisfied by a mark of 1; without a mark it was « sans objet ». The interval is
    Wilson's, at 95 %.
    """
    asked = observed[observed["mark"].notna()]
    grouped = asked.assign(satisfied=asked["mark"].eq(1)).groupby(list(by), sort=True)
    found = grouped.agg(asked=("mark", "size"), satisfied=("satisfied", "sum")).reset_index()
    low, high = wilson(found["satisfied"], found["asked"])
    return found.assign(share=found["satisfied"] / found["asked"], low=low, high=high)


def campaigns(observed: pd.DataFrame) -> pd.DataFrame:
    """Return each campaign and channel: first and last day, number of tests, newest first."""
    key = observed["site"].str.cat(observed["test"], sep="\x1f")
    grouped = observed.assign(key=key).groupby(["campaign", "channel"], sort=False)
    found = grouped.agg(
        first=("observed_at", "min"), last=("observed_at", "max"), tests=("key", "nunique")
    ).reset_index()
    return found.sort_values(["last", "channel"], ascending=[False, True], ignore_index=True)


def item_titles(warehouse: Warehouse) -> Mapping[str, str]:
    """Return what the grids call each point."""
    return {
        code: header
        for source in reversed(warehouse.declarations.sources)
        if source.dataset is Dataset.MYSTERY
        for header, code in source.melt.items()
    }


def scenario_titles(warehouse: Warehouse) -> Mapping[str, str]:
    """Return what the grids call each scenario."""
    return {
        code: written
        for source in reversed(warehouse.declarations.sources)
        if source.dataset is Dataset.MYSTERY and "scenario" in source.columns
        for written, code in source.columns["scenario"].meanings.items()
    }


def draw(warehouse: Warehouse, asked: Draw) -> pd.DataFrame:
    """Return the half-hours and scenarios drawn, in the order of time.

    Columns ``at`` (UTC, the beginning of a half-hour in which the desk is open) and
    ``scenario``. Each half-hour is drawn once at most; scenarios come as evenly as can be.
    """
    calendar = warehouse.calendar(asked.site)
    begin, end = calendar.instants(asked.first, _after(asked.last))
    starts = pd.Series(pd.date_range(begin, end, freq=HALF_HOUR, inclusive="left"))
    starts = starts[calendar.is_open(starts, asked.desk)].reset_index(drop=True)
    random = np.random.default_rng(asked.seed)
    size = min(asked.tests, len(starts))
    chosen = np.sort(random.choice(len(starts), size=size, replace=False))
    rounds = np.resize(np.array(asked.scenarios, dtype=object), size)
    random.shuffle(rounds)
    return pd.DataFrame({"at": starts.iloc[chosen].to_numpy(), "scenario": rounds}).assign(
        at=lambda frame: pd.to_datetime(frame["at"], utc=True)
    )


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
