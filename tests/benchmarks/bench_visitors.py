"""Fifty visitors at once, ten pages each: no error, nobody sees another's site.

Sessions of the real server over loopback, by its own websocket protocol; a run is bounded.
Each visitor is somebody of the list of accesses, named by a trusted proxy. Every second one
sees one site only, and asks for another.
Prints p50 and p95 of a page, pages a second and the memory that a session takes; ends with
code 1 if a page failed or showed what it should not.

``python -m tests.benchmarks.bench_visitors [--visitors 50] [--pages 10] [--pause 3]``
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from etl.calendars.clock import now
from etl.domain.people import Person
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.pipeline import open_warehouse
from etl.pipeline.people import give_access
from tests.browser.serving import PAGES, server
from tests.pages import warehouses

SITES = {
    "cahors": "Préfecture du Lot, Cahors",
    "figeac": "Sous-préfecture de Figeac",
    "gourdon": "Sous-préfecture de Gourdon",
}
PERIODS = ("2025-03", "2025-02", "2025-T1", "2025")
# Pages of one site over a period: each says where it looks.
VISITED = ("engagement", "telephone", "mails", "reception", "mystery", "satisfaction",
           "overview")  # fmt: skip
PROXY_HEADER = "X-Remote-User"
BEHIND_A_PROXY = {
    "QUALITY_IDENTITY": "proxy",
    "QUALITY_PROXY_HEADER": PROXY_HEADER,
    "QUALITY_PROXY_ADDRESSES": "127.0.0.1",
    "QUALITY_PUBLIC_URL": "http://127.0.0.1",
}
AUTHOR = "mesure"
LONGEST_S, LARGEST = 60, 1 << 25
BAD = ("Traceback", "Une erreur")


@dataclass
class Outcome:
    """What happened to all visitors."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Visitor:
    """Who looks at which site; ``held_to`` is the only one that they may see."""

    number: int
    site: str
    period: str
    held_to: str = ""

    @property
    def seen(self) -> str:
        return self.held_to or self.site

    @property
    def person(self) -> Person:
        sites = frozenset({self.held_to}) if self.held_to else None
        role = Role.READER if self.held_to else Role.QUALITY_MANAGER
        return Person(f"visiteur{self.number}@exemple.fr", role, Perimeter(sites))


def visitors(count: int) -> list[Visitor]:
    codes = list(SITES)
    return [
        Visitor(
            number,
            codes[number % 3],
            PERIODS[number % len(PERIODS)],
            codes[(number + 1) % 3] if number % 2 else "",
        )
        for number in range(count)
    ]


async def visit(
    address: str, who: Visitor, pages: int, pause_s: float, outcome: Outcome
) -> None:
    """Open pages one after the other in one session, resting between two."""
    draw = random.Random(who.number)
    headers = {PROXY_HEADER: who.person.identifier}
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    await asyncio.sleep(draw.uniform(0, pause_s))
    async with connect(
        place, additional_headers=headers, subprotocols=["streamlit"], max_size=LARGEST
    ) as socket:
        for _ in range(pages):
            page = draw.choice(VISITED)
            began = time.perf_counter()
            shown = await asyncio.wait_for(opened(socket, page, who), LONGEST_S)
            outcome.seconds.append(time.perf_counter() - began)
            outcome.wrong += [f"{who.number} {page}: {each}" for each in problems(shown, who)]
            await asyncio.sleep(draw.uniform(0.5, 1.5) * pause_s)


async def opened(socket: ClientConnection, page: str, who: Visitor) -> str:
    """Ask for a page; return the texts that it shows once its script has ended."""
    ask = BackMsg()
    ask.rerun_script.query_string = f"site={who.site}&periode={who.period}&numero=10"
    ask.rerun_script.page_name = PAGES[page].strip("/").split("?")[0]
    await socket.send(ask.SerializeToString())
    texts = []
    async for message in socket:
        told = ForwardMsg.FromString(message)
        kind = told.WhichOneof("type")
        if kind == "delta":
            element = told.delta.new_element
            texts += [element.markdown.body, element.exception.message, element.alert.body]
        elif kind == "script_finished":
            break
    return "\n".join(filter(None, texts))


def problems(shown: str, who: Visitor) -> Sequence[str]:
    """Say what is wrong with a page: a fault, no place, or the place of somebody else."""
    place = next((each for each in shown.split("\n") if 'class="lieu"' in each), "")
    found = [f"says « {each} »" for each in BAD if each in shown]
    if SITES[who.seen].replace("'", "&#x27;") not in place:
        found.append(f"is not about {who.seen}: {place[:120]!r}")
    others = [title for code, title in SITES.items() if code != who.seen]
    return found + [f"shows {each}" for each in others if each in place]


async def crowd(address: str, asked: argparse.Namespace) -> Outcome:
    outcome = Outcome()
    async with asyncio.TaskGroup() as group:
        for who in visitors(asked.visitors):
            group.create_task(visit(address, who, asked.pages, asked.pause, outcome))
    return outcome


def memory_mb(address: str) -> float:
    """Return the resident memory of the process that serves an address."""
    told = (process_of(address) / "status").read_text("ascii")
    return int(told.split("VmRSS:")[1].split()[0]) / 1024


def process_of(address: str) -> Path:
    """Return the folder of /proc of the process that serves an address."""
    wanted = f"\x00{address.rsplit(':', 1)[1]}\x00"
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if wanted in path.read_text("utf-8", errors="replace"):
                return path.parent
    raise RuntimeError(f"nobody serves {address}")


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(address: str, asked: argparse.Namespace) -> Outcome:
    alone = argparse.Namespace(visitors=3, pages=len(VISITED), pause=0.0)
    asyncio.run(crowd(address, alone))
    before = memory_mb(address)
    began = time.perf_counter()
    outcome = asyncio.run(crowd(address, asked))
    wall, after = time.perf_counter() - began, memory_mb(address)
    seconds = outcome.seconds
    print(
        f"{asked.visitors} visitors, {len(seconds)} pages in {wall:.0f} s "
        f"({len(seconds) / wall:.1f} a second), {asked.pause:.0f} s between two: "
        f"p50 {statistics.median(seconds):.2f} s, p95 {percentile(seconds, 0.95):.2f} s, "
        f"longest {max(seconds):.2f} s; {len(outcome.wrong)} wrong; "
        f"{before:.0f} MB before, {after:.0f} MB after, "
        f"{(after - before) / asked.visitors:.2f} MB a session; load {os.getloadavg()[0]:.1f}"
    )
    for each in islice(outcome.wrong, 10):
        print("  wrong:", each)
    return outcome


def admit(folder: Path, count: int) -> None:
    """Write every visitor in the list of accesses."""
    warehouse = open_warehouse(warehouses.settings(folder))
    for who in visitors(count):
        give_access(warehouse, who.person, AUTHOR, now())
    warehouse.store.dispose()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--visitors", type=int, default=50)
    words.add_argument("--pages", type=int, default=10)
    words.add_argument("--pause", type=float, default=3.0, help="seconds between two pages")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = warehouses.build_full(Path(name))
        admit(folder, asked.visitors)
        with server(warehouses.variables(folder) | BEHIND_A_PROXY) as address:
            outcome = measure(address, asked)
    if outcome.wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
