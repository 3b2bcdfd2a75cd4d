"""Memory of one file from 1 to 10 million calls; a day's file in a small and a large store.

The small store (100,000 calls) and the large one (10 million) hold the same calls a day and end
on the same day: the large one is ten years of them, and the same files come after both.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.call_exports import write_history
from tests.benchmarks.measuring import Figures, measured, peak_mb, told

MODULE = "tests.benchmarks.bench_scale"
CALLS_A_DAY = 2_740
DAYS = {100_000: 37, 1_000_000: 365, 10_000_000: 3_650}
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


def main(pairs: int = 3) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        firsts = {}
        for calls, days in DAYS.items():
            path = folder / "history.csv"
            write_history(path, MOST_DAYS - days, days, CALLS_A_DAY)
            firsts[calls] = imported(folder / str(calls), path)
            path.unlink()
            print(f"{calls:,} calls into an empty store: {told(firsts[calls])}")
        peak = firsts[10_000_000]["peak_mb"] / firsts[1_000_000]["peak_mb"]
        print(f"peak memory, 10 million calls / 1 million: {peak:.2f}")
        for number in range(pairs):
            path = folder / "day.csv"
            write_history(path, MOST_DAYS + number, 1, CALLS_A_DAY)
            small, large = (
                measured(folder / str(each), path) for each in (100_000, 10_000_000)
            )
            wall, cpu = (large[name] / small[name] for name in ("wall_s", "cpu_s"))
            print(f"a day's file, large store / small: {wall:.2f} (processor time: {cpu:.2f})")
            print(f"  small {told(small)}\n  large {told(large)}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        kept(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
