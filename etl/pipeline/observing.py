"""How the data of a prefecture stands: what came, what is silent, what verdicts say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.periods import PeriodKind
from etl.domain.sources import Rhythm
from etl.domain.trust import ALLOWED_DAYS, SILENT
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_verdicts, touched_days
from etl.store.imports import freshness, list_imports
from etl.store.quarantine import open_lines
from etl.store.version import data_version


@dataclass(frozen=True)
class SourceState:
    """A source that was heard once: its last fact, and whether it is silent since too long."""

    name: str
    title: str
    last_at: datetime
    is_silent: bool


@dataclass(frozen=True)
class Observed:
    """The state of a store, counts only; ``verdicts``: of the last finished month."""

    imports: int
    records: int
    rejected: int
    waiting_rows: int
    waiting_days: int
    version: int
    last_import_at: datetime | None
    sources: tuple[SourceState, ...]
    month: date | None
    verdicts: Mapping[int, Verdict]


def observe(warehouse: Warehouse, at: datetime) -> Observed:
    """Return how the store stands as of ``at``."""
    with warehouse.store.reading() as connection:
        imports, heard = list_imports(connection), freshness(connection)
        waiting, days = open_lines(connection), touched_days(connection)
        told = load_verdicts(connection, sites=[EVERYWHERE], kind=PeriodKind.MONTH)
        version = data_version(connection)
    live = imports[imports["undone_by"].isna()]
    month, verdicts = _last_month(told, warehouse.local(at).date())
    return Observed(
        len(live),
        int(live["records"].sum()),
        int(live["rejected"].sum()),
        sum(waiting.values()),
        len(days),
        version,
        None if live.empty else live["imported_at"].max().to_pydatetime(),
        tuple(_sources(warehouse, heard, at)),
        month,
        verdicts,
    )


def _last_month(told: pd.DataFrame, today: date) -> tuple[date | None, dict[int, Verdict]]:
    """Return the last finished month of which something is said, with its verdicts."""
    own = told[(told["service"] == EVERYWHERE) & (told["end"] <= pd.Timestamp(today))]
    if own.empty:
        return None, {}
    last = own[own["start"] == own["start"].max()]
    pairs = zip(last["engagement"], last["verdict"], strict=True)
    return last["start"].iloc[0].date(), {int(each): Verdict(word) for each, word in pairs}


def _sources(warehouse: Warehouse, heard: pd.DataFrame, at: datetime) -> list[SourceState]:
    declared = {each.name: each for each in warehouse.declarations.sources}
    found = []
    for name, last_at in zip(heard["source"], heard["last_at"], strict=True):
        if name in declared and pd.notna(last_at):
            allowed = ALLOWED_DAYS.get(Rhythm(declared[name].rhythm))
            days = (pd.Timestamp(at) - last_at) / pd.Timedelta(days=1)
            silent = allowed is not None and days > SILENT * allowed
            title = declared[name].title
            found.append(SourceState(str(name), title, last_at.to_pydatetime(), bool(silent)))
    return found
