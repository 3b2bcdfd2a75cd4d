"""What an import would change: all of it tried, then taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from etl.domain.assessments import Verdict
from etl.pipeline.assessing import assess
from etl.pipeline.drafts import Drafts
from etl.pipeline.due import due
from etl.pipeline.ingesting import PLAIN, ImportReport, Orders, Progress, ingest_paths
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_verdicts
from etl.store.imports import list_imports
from etl.store.quarantine import load_rejections
from etl.store.rehearsing import rehearsing

EXAMPLES = 3
EVERY_CELL = 1_000_000
_UNTOLD = [Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE]
WHOSE = ["engagement", "site", "service", "period"]


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    ``reasons``: file, column, code, cells, lines and values of a few examples. ``months``:
    site and month that would be assessed again, and their engagements. ``verdicts``: those
    that would change (engagement, site, service, period, before, after).
    """

    reports: Sequence[ImportReport]
    reasons: pd.DataFrame
    months: pd.DataFrame
    verdicts: pd.DataFrame


def preview(
    warehouse: Warehouse,
    paths: Sequence[Path],
    at: datetime,
    progress: Progress | None = None,
    orders: Orders = PLAIN,
) -> Preview:
    """Import and assess in a transaction that is rolled back; other writers wait meanwhile."""
    with rehearsing(warehouse.store) as store:
        # What is taken back must leave no draft behind.
        stage = replace(warehouse, store=store, drafts=Drafts())
        assess(stage, at)
        before, known = _verdicts(stage), _last_import(stage)
        reports = ingest_paths(stage, paths, at, progress, orders)
        reasons, months = _reasons(stage, known), _months(stage, at)
        assess(stage, at)
        changes = _changes(before, _verdicts(stage))
    return Preview(reports, reasons, months, changes)


def _verdicts(warehouse: Warehouse) -> pd.DataFrame:
    with warehouse.store.reading() as connection:
        return load_verdicts(connection)[[*WHOSE, "verdict"]]


def _last_import(warehouse: Warehouse) -> int:
    with warehouse.store.reading() as connection:
        return max(list_imports(connection)["id"].tolist(), default=0)


def _reasons(warehouse: Warehouse, since: int) -> pd.DataFrame:
    with warehouse.store.reading() as connection:
        cells = load_rejections(connection, limit=EVERY_CELL)
    cells = cells[cells["import_id"] > since]
    found = cells.groupby(["file_name", "column", "code"], sort=False)
    return found.agg(
        cells=("line", "size"),
        lines=("line", lambda lines: ", ".join(map(str, lines[:EXAMPLES]))),
        values=("value", lambda values: " · ".join(values.dropna().unique()[:EXAMPLES])),
    ).reset_index()


def _months(warehouse: Warehouse, at: datetime) -> pd.DataFrame:
    number_of = {
        indicator.code: engagement.number
        for engagement in warehouse.declarations.engagements
        for indicator in engagement.indicators
    }
    work = due(warehouse, at, everything=False).work
    rows = {
        (site, month.start, number_of[code])
        for (_, site, month), codes in work.items()
        for code in codes
    }
    return pd.DataFrame(sorted(rows), columns=["site", "month", "engagement"])


def _changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    both = before.merge(after, on=WHOSE, how="outer", suffixes=("_before", "_after"))
    both = both.rename(columns={"verdict_before": "before", "verdict_after": "after"})
    changed = both["before"].fillna("") != both["after"].fillna("")
    # A period that begins with nothing measured is no news.
    empty = both["before"].isna() & both["after"].isin(_UNTOLD)
    return both[changed & ~empty].reset_index(drop=True)
