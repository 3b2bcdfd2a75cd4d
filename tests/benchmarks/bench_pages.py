"""Server time of the pages that read findings: little history against much, and an empty page.

Both stores hold the same calls a day and end on the same day (as in ``bench_scale``): what is
asked is whether years of facts behind a page make it slower. Each page is run in this process,
large store and small in turn, with what the server has kept (warm) and without (cold).

``python -m tests.benchmarks.bench_pages [--small 100000] [--large 10000000] [--runs 9]``
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects  # noqa: F401  (a page of the first visitor would pay for it)
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from etl.calendars.clock import now
from etl.config import Settings
from etl.pipeline import assess, ingest_paths, open_warehouse
from tests.benchmarks.bench_scale import CALLS_A_DAY
from tests.benchmarks.call_exports import write_history
from tests.pages.warehouses import ROOT, variables

LAST_DAY = 3_650
PAGES = ("overview", "engagement", "compare", "reception", "mystery", "emergency")
# These read the facts of the chosen month besides: they grow with a month, not with years.
OF_A_MONTH = ("telephone", "mails")
EMPTY = "import streamlit as st\nst.title('Rien')\n"
SITE = "cahors"
GROWTH, DEARER = 1.2, 5


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


def empty_page() -> AppTest:
    return AppTest.from_string(EMPTY)


def page_of(folder: Path, page: str) -> Callable[[], AppTest]:
    def opened() -> AppTest:
        os.environ.update(variables(folder))
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        at.query_params["site"] = SITE
        at.query_params["numero"] = "10"
        at.run()
        return at if page == "overview" else at.switch_page(f"dashboard/pages/{page}.py")

    return opened


def forget() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


def seconds(at: AppTest, folder: Path | None = None) -> float:
    if folder:
        os.environ.update(variables(folder))
    began = time.perf_counter()
    at.run()
    assert not at.exception
    return time.perf_counter() - began


def warm(folder: Path, page: str, runs: int) -> list[float]:
    forget()
    at = page_of(folder, page)()
    at.run()
    return [seconds(at, folder) for _ in range(runs)]


def cold(folder: Path, page: str) -> float:
    at = page_of(folder, page)()
    at.run()
    forget()
    return seconds(at, folder)


def compare(page: str, small: Path, large: Path, runs: int, empty: float) -> None:
    less, more = warm(small, page, runs), warm(large, page, runs)
    less += warm(small, page, runs)
    more += warm(large, page, runs)
    one, many = statistics.median(less), statistics.median(more)
    colds = [statistics.median(cold(each, page) for _ in range(3)) for each in (small, large)]
    ratio, dearer = many / one, many / empty
    mark = "ok" if ratio <= GROWTH and dearer <= DEARER else "ABOVE"
    print(
        f"{page:11} warm {one * 1000:5.0f} ms → {many * 1000:5.0f} ms: ratio {ratio:.2f}, "
        f"{dearer:.1f} × an empty page {mark}; cold {colds[0] * 1000:.0f} → "
        f"{colds[1] * 1000:.0f} ms: {colds[1] / colds[0]:.2f}",
        flush=True,
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--small", type=int, default=100_000)
    words.add_argument("--large", type=int, default=10_000_000)
    words.add_argument("--runs", type=int, default=9)
    asked = words.parse_args()
    # 360 ms of looking at installed packages, that a server pays once.
    BidiComponentManager.discover_and_register_components = lambda self, **options: None
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        small = build(place / "small", asked.small)
        large = build(place / "large", asked.large)
        gc.collect()
        gc.freeze()
        at = empty_page()
        at.run()
        empty = statistics.median(seconds(at) for _ in range(3 * asked.runs))
        print(f"an empty page of Streamlit: {empty * 1000:.1f} ms")
        for page in (*PAGES, *OF_A_MONTH):
            compare(page, small, large, asked.runs, empty)
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
