"""Speed and memory of the store against pandas, in one run.

Prints times and ratios; ``--url`` measures another engine, ``--rows`` another size.
"""

import argparse
import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).parents[2]))

from etl.domain.datasets import Dataset
from etl.frames.batches import typed
from etl.store.engine import Store, open_store
from etl.store.facts import load_facts
from etl.store.imports import FileStamp

BATCH = 100_000
AT = datetime(2025, 4, 1, tzinfo=UTC)
START_US = 1_700_000_000_000_000
NOTHING = pd.DataFrame({"line": [], "column": [], "code": [], "value": []})


def batch(number: int) -> pd.DataFrame:
    """Return one batch of accepted calls, thirteen columns, a call every thirty seconds."""
    draw = np.random.default_rng(number)
    order = np.arange(number * BATCH, (number + 1) * BATCH)
    columns: dict[str, object] = {
        "source_id": pd.Series([f"{START_US + each}.{each % 977}" for each in order]),
        "site": draw.choice(["cahors", "figeac", "gourdon"], BATCH),
        "service": draw.choice(["standard", "accueil"], BATCH),
        "started_at": pd.to_datetime(START_US + order * 30_000_000, unit="us", utc=True),
        "direction": np.full(BATCH, "inbound"),
        "outcome": draw.choice(["answered", "abandoned", "overflowed", "closed"], BATCH),
        "wait_s": draw.integers(0, 300, BATCH).astype("float64"),
        "talk_s": np.where(draw.random(BATCH) < 0.3, np.nan, draw.integers(5, 900, BATCH)),
        "queue": draw.choice(["file-1", "file-2", "file-3"], BATCH),
        "caller": pd.Series([f"+336{each:08d}" for each in draw.integers(0, 10**6, BATCH)]),
    }
    index = pd.RangeIndex(BATCH)
    series = {name: pd.Series(values, index=index) for name, values in columns.items()}
    return typed(Dataset.CALLS, series, index).set_index(pd.Index(order + 1))


def timed(label: str, work: Callable[[], object]) -> float:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<44} {wall:7.2f} s  (processor {cpu:6.2f} s, peak {peak:5.0f} MiB)")
    return wall


def fill(store: Store, batches: Iterator[pd.DataFrame], name: str) -> None:
    stamp = FileStamp(name, name, 1, "standard", "bench", Dataset.CALLS)
    with store.importing(stamp, AT) as run:
        records = 0
        for rows in batches:
            run.add(rows, NOTHING, 0)
            records += len(rows)
        run.finish(records, {})


def read(store: Store) -> None:
    with store.reading() as connection:
        load_facts(connection, Dataset.CALLS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--url", default="")
    chosen = parser.parse_args()
    count = chosen.rows // BATCH
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(chosen.url or f"sqlite:///{folder}/q.db", bytes(32))
        timed("making the frames", lambda: [batch(number) for number in range(count)])
        frames = [batch(number) for number in range(count)]
        ours = timed("import into an empty store", lambda: fill(store, iter(frames), "one"))
        again = timed("import of the same rows again", lambda: fill(store, iter(frames), "two"))
        loaded = timed("load_facts, all rows", lambda: read(store))
        store.dispose()
        whole = pd.concat(frames)
        peer = create_engine(chosen.url or f"sqlite:///{folder}/peer.db")
        theirs = timed(
            "DataFrame.to_sql",
            lambda: whole.to_sql("bench_peer", peer, index=False, chunksize=BATCH),
        )
        back = timed("pandas.read_sql", lambda: pd.read_sql("SELECT * FROM bench_peer", peer))
        peer.dispose()
    print(f"import / to_sql       {ours / theirs:.2f}")
    print(f"import again / to_sql {again / theirs:.2f}")
    print(f"load_facts / read_sql {loaded / back:.2f}")


if __name__ == "__main__":
    main()
