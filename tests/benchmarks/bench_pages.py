"""Server time of the pages that read findings: little history against much, and an empty page.

Both stores hold the same calls a day and end on the same day (as in ``bench_scale``): what is
asked is whether years of facts behind a page make it slower. What is measured is the processor
time of the real server for one run of a page, asked again by the same visitor over its own
websocket: on a machine that others use too, it tells more than the clock. Then what a page
costs the first who asks for it after the data changed.

``python -m tests.benchmarks.bench_pages [--small 100000] [--large 10000000] [--runs 20]
[--stores FOLDER]``
"""

import argparse
import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from websockets.asyncio.client import connect

from dashboard.gateway.warehouse import FRESH_S
from etl.calendars.clock import now
from etl.config import Settings
from etl.pipeline import assess, ingest_paths, open_warehouse
from tests.benchmarks.bench_scale import CALLS_A_DAY
from tests.benchmarks.bench_visitors import LARGEST, Visitor, opened, process_of
from tests.benchmarks.call_exports import write_history
from tests.browser.serving import free_port, server, wait_for
from tests.pages.warehouses import ROOT, variables

LAST_DAY = 3_650
PAGES = ("overview", "engagement", "compare", "reception", "mystery", "satisfaction",
         "emergency", "method")  # fmt: skip
# These read the facts of the chosen month besides: they grow with a month, not with years.
OF_A_MONTH = ("telephone", "mails")
EMPTY = "import streamlit as st\nst.title('Rien')\n"
GROWTH, DEARER, ROUNDS = 1.2, 5, 3
CHANGE = "UPDATE marks SET number = number + 1 WHERE name = 'data_version'"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def build(folder: Path, calls: int) -> Path:
    """Fill a store with as many days of calls as it takes, ending on the last day."""
    folder.mkdir()
    days = max(1, round(calls / CALLS_A_DAY))
    path = folder / "history.csv"
    write_history(path, LAST_DAY - days, days, CALLS_A_DAY)
    settings = Settings(
        database_url=f"sqlite:///{folder}/quality.db",
        declarations=str(ROOT / "data"),
        local=str(folder),
    )
    warehouse = open_warehouse(settings)
    began = time.perf_counter()
    (report,) = ingest_paths(warehouse, [path], now())
    assess(warehouse, now())
    warehouse.store.dispose()
    path.unlink()
    assert report.saved is not None, report.message
    print(f"{report.saved.new:,} calls of {days:,} days in {time.perf_counter() - began:.0f} s")
    return folder


def stored(place: Path, calls: int) -> Path:
    """Return the store of so many calls, as it was built before where it was."""
    folder = place / str(calls)
    return folder if folder.exists() else build(folder, calls)


@contextmanager
def empty_server(folder: Path, collects: bool) -> Iterator[str]:
    """Serve a page that says one word, with the forced collection of Streamlit or without."""
    script, port = folder / "rien.py", free_port()
    script.write_text(EMPTY, "utf-8")
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
    ]
    command += ["--server.headless", "true", "--runner.postScriptGC", str(collects).lower()]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    ) as process:
        try:
            wait_for(process, f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def processor_s(address: str) -> float:
    told = (process_of(address) / "stat").read_text("ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * TICK_S


async def cost_ms(address: str, page: str, runs: int) -> float:
    """Return the processor time of one run of a page, once it has been shown twice."""
    who = Visitor(0, "cahors", "")
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(place, subprotocols=["streamlit"], max_size=LARGEST) as socket:
        for _ in range(2):
            await opened(socket, page, who)
        before = processor_s(address)
        for _ in range(runs):
            await opened(socket, page, who)
        return (processor_s(address) - before) / runs * 1000


async def first_ms(address: str, page: str, folder: Path) -> float:
    """Return the median processor time of a page seen first after the data changed."""
    who, costs = Visitor(0, "cahors", ""), []
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(place, subprotocols=["streamlit"], max_size=LARGEST) as socket:
        await opened(socket, page, who)
        for _ in range(ROUNDS):
            with closing(sqlite3.connect(folder / "quality.db")) as store, store:
                store.execute(CHANGE)
            await asyncio.sleep(2 * FRESH_S)
            before = processor_s(address)
            await opened(socket, page, who)
            costs.append(processor_s(address) - before)
    return statistics.median(costs) * 1000


def compare_first(page: str, addresses: tuple[str, str], folders: tuple[Path, Path]) -> None:
    """Tell what a page costs the first who asks after an import, in both stores."""
    small, large = (
        asyncio.run(first_ms(address, page, folder))
        for address, folder in zip(addresses, folders, strict=True)
    )
    print(
        f"{page:13} first: {small:5.0f} ms → {large:5.0f} ms, {large / small:.2f}", flush=True
    )


def cost(address: str, page: str, runs: int) -> float:
    return asyncio.run(cost_ms(address, page, runs))


def cost_of_nothing(place: Path, collects: bool) -> float:
    with empty_server(place, collects) as address:
        return statistics.median(cost(address, "overview", 40) for _ in range(ROUNDS))


def compare(page: str, addresses: tuple[str, str], runs: int, empty: float) -> None:
    """Measure both stores in turn, several times, and tell the medians."""
    costs = [[cost(each, page, runs) for each in addresses] for _ in range(ROUNDS)]
    small, large = (statistics.median(each) for each in zip(*costs, strict=True))
    ratio, dearer = large / small, large / empty
    mark = "ok" if ratio <= GROWTH and dearer <= DEARER else "ABOVE"
    print(
        f"{page:13} {small:5.1f} ms → {large:5.1f} ms: ratio {ratio:.2f}, "
        f"{dearer:.1f} × an empty page: {mark}",
        flush=True,
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--small", type=int, default=100_000)
    words.add_argument("--large", type=int, default=10_000_000)
    words.add_argument("--runs", type=int, default=20)
    words.add_argument("--stores", type=Path, help="a folder that keeps them for another run")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        sizes = (asked.small, asked.large)
        small, large = (stored(asked.stores or place, each) for each in sizes)
        bare, empty = (cost_of_nothing(place, collects) for collects in (False, True))
        print(f"an empty page of Streamlit: {empty:.1f} ms ({bare:.1f} without its collection)")
        with server(variables(small)) as one, server(variables(large)) as many:
            for page in (*PAGES, *OF_A_MONTH):
                compare(page, (one, many), asked.runs, empty)
                compare_first(page, (one, many), (small, large))
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
