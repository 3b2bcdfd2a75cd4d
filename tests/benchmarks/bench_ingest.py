"""A million calls through ``ingest``, against a bare ``pandas.read_csv`` + ``to_sql``.

Each measured command is a process of its own, so that its peak memory is its own.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine

from tests.benchmarks.call_exports import write_distributor, write_threecx
from tests.benchmarks.measuring import measured, peak_mb

MODULE = "tests.benchmarks.bench_ingest"


def bare(path: Path) -> None:
    """Read and keep, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/bare.db")
        with engine.begin() as connection:
            separator = ";" if ";" in _first_line(path) else ","
            frame = pd.read_csv(path, sep=separator, low_memory=False)
            frame.to_sql("calls", connection, index=False)


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline()


def ours(path: Path) -> None:
    """Validate, pseudonymise, de-duplicate, keep with provenance, and assess."""
    from etl.calendars.clock import now
    from etl.config import Settings
    from etl.pipeline import assess, ingest_paths, open_warehouse

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/quality.db", local=folder)
        warehouse = open_warehouse(settings)
        began = time.perf_counter()
        (report,) = ingest_paths(warehouse, [path], now())
        kept = time.perf_counter()
        found = assess(warehouse, now())
        done = time.perf_counter()
        assert report.saved is not None, report.message
        figures = {"new": report.saved.new, "rejected": report.saved.rejected}
        figures |= {"ingest_s": kept - began, "assess_s": done - kept, "months": found.months}
        print(json.dumps(figures))


def compare(label: str, path: Path, rows: int, runs: int) -> float:
    """Print the ratios of one export; return our peak memory in MB."""
    pairs = [
        (measured(MODULE, "bare", str(path)), measured(MODULE, "ours", str(path)))
        for _ in range(runs)
    ]
    middle = runs // 2
    wall, cpu = (
        sorted(bare[name] / ours[name] for bare, ours in pairs)[middle]
        for name in ("wall_s", "cpu_s")
    )
    bare_s, ours_s = (sorted(each[i]["wall_s"] for each in pairs)[middle] for i in (0, 1))
    print(f"{rows:,} calls, {label}: bare {bare_s:.1f} s, ours {ours_s:.1f} s")
    print(f"  bare / ours, median of {runs} pairs: {wall:.2f} (processor time: {cpu:.2f})")
    print(f"  {rows / ours_s:,.0f} rows/s with start-up and assessment; last: {pairs[-1][1]}")
    return pairs[-1][1]["peak_mb"]


def main(rows: int = 1_000_000, runs: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        threecx, narrow = Path(folder, "3cx.csv"), Path(folder, "appels.csv")
        write_threecx(threecx, rows)
        compare("3CX records (27 columns)", threecx, rows, runs)
        write_distributor(narrow, rows)
        peak = compare("a narrow table (8 columns)", narrow, rows, runs)
        write_distributor(narrow, rows * 4)
        four = measured(MODULE, "ours", str(narrow))
        print(f"{rows * 4:,} calls: {four}; peak memory × {four['peak_mb'] / peak:.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"bare": bare, "ours": ours}[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps({"peak_mb": peak_mb()}))
    else:
        main()
