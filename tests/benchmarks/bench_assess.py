"""A full assessment of a million calls and 200,000 mails, against hand-written DuckDB.

Both sides start from facts that are stored: ours in SQLite, DuckDB's in Parquet files. Ours
also keeps tallies, findings and verdicts of every period; DuckDB only counts months. The
counts of both are compared in the same run.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from etl.config import Settings
from etl.domain.datasets import Dataset
from etl.pipeline import assess, open_warehouse
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_tallies
from etl.store.imports import FileStamp
from tests.benchmarks import by_duckdb, contacts

AS_OF = datetime(2025, 12, 28, 9, tzinfo=UTC)
BATCH = 100_000
COUNTS = ["met", "missed", "pending"]
KEYS = ["indicator", "site", "month"]
NOTHING = pd.DataFrame({"line": [], "column": [], "code": [], "value": []})


def keep(warehouse: Warehouse, dataset: Dataset, facts: pd.DataFrame) -> None:
    """Store facts as an import does."""
    name = dataset.value
    stamp = FileStamp(name, name, len(facts) * 80, name, "bench", dataset)
    with warehouse.store.importing(stamp, AS_OF) as run:
        for start in range(0, len(facts), BATCH):
            run.add(facts.iloc[start : start + BATCH], NOTHING, 0)
        run.finish(len(facts), {})


def ours(warehouse: Warehouse, indicators: pd.Series) -> pd.DataFrame:
    """Return our counts of the same indicators, all services together."""
    with warehouse.store.reading() as connection:
        tallies = load_tallies(connection, sorted(indicators.unique()))
    return tallies.groupby(KEYS)[COUNTS].sum()


def differing(warehouse: Warehouse, theirs: pd.DataFrame) -> tuple[int, int]:
    """Return how many counts differ, and of how many."""
    own = ours(warehouse, theirs["indicator"])
    other = theirs.assign(month=theirs["month"].astype("datetime64[us]"))
    other = other.set_index(KEYS)[COUNTS].astype("int64")
    own, other = (each[each.any(axis=1)].sort_index() for each in (own, other))
    together = own.join(other.add_suffix("_theirs"), how="outer").fillna(-1)
    apart = [together[name] != together[f"{name}_theirs"] for name in COUNTS]
    return int(sum(each.sum() for each in apart)), len(together) * len(COUNTS)


def seconds(run: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that passed, and those of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu


def compare(warehouse: Warehouse, folder: Path, runs: int) -> None:
    calendars = {site: warehouse.calendar(site) for site in contacts.SITES}
    days = by_duckdb.day_table(calendars)
    openings = by_duckdb.opening_table(calendars, "standard")
    as_of_us = int(AS_OF.timestamp()) * 1_000_000

    def theirs() -> pd.DataFrame:
        return by_duckdb.figures(folder, days, openings, as_of_us)

    pairs = []
    for _ in range(runs):
        pairs.append((seconds(lambda: assess(warehouse, AS_OF, True)), seconds(theirs)))
    apart, of = differing(warehouse, theirs())
    for place, name in enumerate(("seconds", "seconds of the processor")):
        own, other = (statistics.median(each[i][place] for each in pairs) for i in (0, 1))
        ratio = statistics.median(mine[place] / his[place] for mine, his in pairs)
        print(f"  {name}: assessment {own:.2f}, DuckDB {other:.2f}: × {ratio:.1f}")
    print(f"  counts that differ: {apart} of {of:,}")


def main(calls: int = 1_000_000, mails: int = 200_000, runs: int = 3) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(database_url=f"sqlite:///{folder}/quality.db", local=name)
        warehouse = open_warehouse(settings)
        for dataset, facts in (
            (Dataset.CALLS, contacts.calls(calls)),
            (Dataset.MAILS, contacts.mails(mails)),
        ):
            facts.to_parquet(folder / f"{dataset.value}.parquet")
            keep(warehouse, dataset, facts)
        compare(warehouse, folder, runs)


if __name__ == "__main__":
    main()
