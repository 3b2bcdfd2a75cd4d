"""Which indicators stand still with a pause, and where a new pause is felt."""

from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from etl.calendars.pauses import Suspension
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator
from etl.domain.pauses import REASONS
from etl.frames.columns import DATED_BY
from etl.indicators.rules import RULES
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import Span
from etl.store.pauses import load_pauses, paused_days

_TICK = timedelta(microseconds=1)
# The facts that a pause may be about.
PAUSABLE = (Dataset.MAILS, Dataset.EVENTS)


def counts_pauses(indicator: Indicator) -> bool:
    """Tell whether the clock of an indicator stands still: as it declares, else by its rule."""
    declared = indicator.parameters.get("pauses")
    return RULES[indicator.rule].pauses if declared is None else bool(declared)


def pauses_of(
    warehouse: Warehouse, indicators: Sequence[Indicator], span: Span, site: str
) -> pd.DataFrame | None:
    """Return the pauses of the facts of a span, ``None`` where no indicator counts them."""
    dataset = indicators[0].dataset
    if dataset not in PAUSABLE or not any(counts_pauses(each) for each in indicators):
        return None
    with warehouse.store.reading() as connection:
        return load_pauses(connection, dataset, span, [site])


def labelled(pauses: pd.DataFrame | None, facts: pd.DataFrame) -> pd.DataFrame | None:
    """Return the pauses of some facts, each named by the label of its fact in the frame."""
    if pauses is None or pauses.empty:
        return None
    own = pauses[pauses["fact_id"].isin(facts["fact_id"])]
    places = pd.Index(facts["fact_id"]).get_indexer(pd.Index(own["fact_id"]))
    return own.assign(fact_id=facts.index[places])


def suspensions_of(
    warehouse: Warehouse, dataset: Dataset, fact: pd.Series, at: datetime
) -> tuple[Suspension, ...]:
    """Return the pauses of one fact as they were known at an instant, oldest first."""
    if dataset not in PAUSABLE:
        return ()
    dated = pd.Timestamp(fact[DATED_BY[dataset]]).to_pydatetime()
    with warehouse.store.reading() as connection:
        found = load_pauses(connection, dataset, (dated, dated + _TICK), [str(fact["site"])])
    own = found[(found["fact_id"] == fact["fact_id"]) & (found["started_at"] <= at)]
    return tuple(_suspension(row, at) for row in own.to_dict("records"))


def _suspension(row: dict[Hashable, Any], at: datetime) -> Suspension:
    over = row["done_at"]
    is_open = bool(pd.isna(over) or over > at)
    return Suspension(
        start=row["started_at"].to_pydatetime(),
        end=at if is_open else over.to_pydatetime(),
        reason=REASONS.get(str(row["reason"]), str(row["reason"])),
        author=str(row["author"]),
        is_open=is_open,
    )


def with_paused_requests(warehouse: Warehouse, touched: pd.DataFrame) -> pd.DataFrame:
    """Return the touched days, and those of the requests whose pauses were touched."""
    events = touched[touched["dataset"] == Dataset.EVENTS.value]
    if events.empty:
        return touched
    with warehouse.store.reading() as connection:
        felt = [paused_days(connection, each, events) for each in PAUSABLE]
    return pd.concat([touched, *felt], ignore_index=True)
