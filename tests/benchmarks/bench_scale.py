"""Memory of one file from 1 to 10 million calls; a day's file in a small and a large store.

The small store (100,000 calls) and the large one (10 million) hold the same calls a day and end
on the same day: the large one is ten years of them, and the same files come after both, so that
the month they touch is the same. Two GB of disk and some minutes; with the name of a folder
(``python -m tests.benchmarks.bench_scale FOLDER``) the stores stay there, filled only once.
"""

import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.call_exports import write_history
from tests.benchmarks.measuring import Figures, measured, peak_mb, ratios, told

MODULE = "tests.benchmarks.bench_scale"
CALLS_A_DAY = 2_740
DAYS = {100_000: 37, 1_000_000: 365, 4_000_000: 1_460, 10_000_000: 3_650}
MOST_DAYS = max(DAYS.values())


def kept(folder: Path, path: Path) -> None:
    """Import one file into the store of a folder and assess what it touches."""
    from etl.calendars.clock import now
    from etl.config import Settings
    from etl.pipeline import assess, ingest_paths, open_warehouse

    settings = Settings(database_url=f"sqlite:///{folder}/quality.db", local=str(folder))
    warehouse = open_warehouse(settings)
    wall, cpu = time.perf_counter(), time.process_time()
    (report,) = ingest_paths(warehouse, [path], now())
    ingested = time.perf_counter()
    assess(warehouse, now())
    done = time.perf_counter()
    assert report.saved is not None, report.message
    figures = {"new": float(report.saved.new), "cpu_s": time.process_time() - cpu}
    figures |= {"wall_s": done - wall, "ingest_s": ingested - wall, "peak_mb": peak_mb()}
    print(json.dumps(figures))


def imported(folder: Path, path: Path) -> Figures:
    """Do it in a process of its own; its seconds are those of the import, not of its start."""
    folder.mkdir(exist_ok=True)
    return measured(MODULE, str(folder), str(path))


def fill(folder: Path) -> dict[int, Figures]:
    """Fill the stores that are not there yet; return what each cost."""
    costs = {}
    for calls, days in DAYS.items():
        if (own := folder / str(calls)).exists():
            continue
        path = folder / "history.csv"
        write_history(path, MOST_DAYS - days, days, CALLS_A_DAY)
        costs[calls] = imported(own, path)
        path.unlink()
        print(f"{calls:,} calls into an empty store: {told(costs[calls])}")
    return costs


def compare(folder: Path, first_day: int, pairs: int) -> None:
    """Import the same day's files into the small store and into the large one."""
    found: dict[int, list[Figures]] = {100_000: [], 10_000_000: []}
    for number in range(pairs):
        path = folder / f"day{number}.csv"
        write_history(path, first_day + number, 1, CALLS_A_DAY)
        # Each is first every other time: what the disk keeps at hand favours none.
        for each in sorted(found, reverse=number % 2 == 1):
            found[each].append(imported(folder / str(each), path))
            print(f"a day into {each:,} calls: {told(found[each][-1])}")
        path.unlink()
    small, large = found.values()
    print(ratios("a day's file, large store / small", large, small))
    for name in ("wall_s", "cpu_s"):
        middles = [median(each[name] for each in side) for side in (large, small)]
        print(f"  {name}, medians: {middles[0] / middles[1]:.2f}")


def days_kept(folder: Path) -> int:
    """Return how many days were already imported after the history."""
    with sqlite3.connect(folder / "100000" / "quality.db") as connection:
        return int(connection.execute("SELECT count(*) FROM imports").fetchone()[0]) - 1


def main(kept_in: str = "", pairs: int = 5) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(kept_in or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        costs = fill(folder)
        if costs.keys() >= {1_000_000, 10_000_000}:
            peak = costs[10_000_000]["peak_mb"] / costs[1_000_000]["peak_mb"]
            print(f"peak memory, 10 million calls / 1 million: {peak:.2f}")
        compare(folder, MOST_DAYS + days_kept(folder), pairs)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        kept(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main(sys.argv[1] if len(sys.argv) == 2 else "")
