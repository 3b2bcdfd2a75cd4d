"""A million calls through ``ingest``, against a bare ``pandas.read_csv`` + ``to_sql``.

Each measured command is a process of its own, so that its peak memory is its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import create_engine

SITES = np.array(["Cahors", "Figeac", "Gourdon"])
ISSUES = np.array(["Décroché", "Abandon", "Débordement"])
HEADER = "N° appel;Site;Date;Attente (s);Durée (s);Issue;File;Numéro appelant"


def write_calls(path: Path, rows: int, seed: int = 7) -> None:
    """Write an export of a call distributor: two years of calls, in order."""
    draw = np.random.default_rng(seed)
    seconds = np.sort(draw.integers(0, 2 * 365 * 86400, rows))
    dates = (pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s")).strftime(
        "%d/%m/%Y %H:%M:%S"
    )
    frame = pd.DataFrame(
        {
            "id": np.arange(rows).astype("str"),
            "site": SITES[draw.integers(0, 3, rows)],
            "date": dates,
            "wait": draw.exponential(20, rows).astype(int),
            "talk": draw.exponential(150, rows).astype(int),
            "issue": ISSUES[draw.choice(3, rows, p=[0.85, 0.12, 0.03])],
            "queue": "standard",
            "caller": "0536490" + pd.Series(draw.integers(0, 999, rows)).astype("str"),
        }
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        frame.to_csv(file, sep=";", index=False, header=False)


def peak_mb() -> float:
    """Return the peak memory of this process (``ru_maxrss`` would tell its parent's too)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def bare(path: Path) -> None:
    """Read and keep, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/bare.db")
        with engine.begin() as connection:
            pd.read_csv(path, sep=";").to_sql("calls", connection, index=False)


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


def measured(work: str, path: Path) -> dict[str, float]:
    """Run one of the two in a process; return its seconds and its peak memory in MB.

    ``cpu_s`` is the processor's time: on a machine that others use too, it tells more.
    """
    began, before = time.perf_counter(), os.times()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_ingest", work, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    wall, after = time.perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    lines = [json.loads(line) for line in ended.stdout.strip().splitlines()]
    return {"wall_s": wall, "cpu_s": cpu} | {
        name: value for line in lines for name, value in line.items()
    }


def main(rows: int = 1_000_000, runs: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "appels_1.csv"), Path(folder, "appels_4.csv")
        write_calls(small, rows)
        pairs = [(measured("bare", small), measured("ours", small)) for _ in range(runs)]
        ratios, cpu_ratios = (
            sorted(bare[name] / ours[name] for bare, ours in pairs)
            for name in ("wall_s", "cpu_s")
        )
        bare_s, ours_s = (
            sorted(each[i]["wall_s"] for each in pairs)[runs // 2] for i in (0, 1)
        )
        print(f"{rows:,} calls: bare read_csv + to_sql {bare_s:.1f} s, ours {ours_s:.1f} s")
        print(
            f"  ratio bare / ours, median of {runs} pairs: {ratios[runs // 2]:.2f}"
            f" (of processor time: {cpu_ratios[runs // 2]:.2f})"
        )
        print(f"  {rows / ours_s:,.0f} rows/s with start-up and assessment; {pairs[-1][1]}")
        write_calls(large, rows * 4)
        four = measured("ours", large)
        growth = four["peak_mb"] / pairs[-1][1]["peak_mb"]
        print(f"{rows * 4:,} calls: {four}; peak memory × {growth:.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"bare": bare, "ours": ours}[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps({"peak_mb": peak_mb()}))
    else:
        main()
