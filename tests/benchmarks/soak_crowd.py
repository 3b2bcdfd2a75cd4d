"""Visitors who come, read a few pages of every section, go and come back, until a given end.

Light sessions over the server's own websocket protocol, as in ``bench_visitors``.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.benchmarks.bench_visitors import (
    LARGEST,
    PROXY_HEADER,
    VISITED,
    Visitor,
    problems,
    visitors,
)
from tests.browser.serving import PAGES

# How many pages one session reads before it goes.
STAY = (3, 9)
FAILED = ("Traceback", "pas pu s'afficher", "injoignable")
# On a busy machine a page may wait long for its turn: that is measured, not failed.
LONGEST_S = 240


@dataclass
class Account:
    """What happened: seconds a page, bytes, and everything that should not have been."""

    seconds: list[float] = field(default_factory=list)
    sessions: int = 0
    imports: int = 0
    rows: int = 0
    import_s: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    # Seconds since the start, and megabytes.
    memory: list[tuple[float, float]] = field(default_factory=list)


async def crowd(address: str, count: int, pause_s: float, end: float, account: Account) -> None:
    """Let ``count`` visitors live until ``end`` (of the monotonic clock)."""
    async with asyncio.TaskGroup() as group:
        for who in visitors(count):
            group.create_task(come_and_go(address, who, pause_s, end, account))


async def come_and_go(
    address: str, who: Visitor, pause_s: float, end: float, account: Account
) -> None:
    draw = random.Random(who.number)
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    headers = {PROXY_HEADER: who.person.identifier}
    while time.monotonic() < end:
        account.sessions += 1
        try:
            async with connect(
                place,
                additional_headers=headers,
                subprotocols=["streamlit"],
                max_size=LARGEST,
                open_timeout=LONGEST_S,
            ) as socket:
                for _ in range(draw.randint(*STAY)):
                    await asyncio.sleep(draw.uniform(0.5, 1.5) * pause_s)
                    if time.monotonic() > end:
                        return
                    await look(socket, draw.choice(list(PAGES)), who, account)
        except (OSError, TimeoutError, WebSocketException) as error:
            account.troubles.append(f"visitor {who.number}: {type(error).__name__} {error}")
            await asyncio.sleep(1)


async def look(socket: ClientConnection, page: str, who: Visitor, account: Account) -> None:
    """Open a page; note how long it took and what is wrong with it."""
    began = time.monotonic()
    shown, faults = await asyncio.wait_for(opened(socket, page, who), LONGEST_S)
    account.seconds.append(time.monotonic() - began)
    faults += [f"says « {each} »" for each in FAILED if each in shown]
    if page in VISITED:
        faults += problems(shown, who)
    account.troubles += [f"visitor {who.number} {page}: {each}" for each in faults]


async def opened(socket: ClientConnection, page: str, who: Visitor) -> tuple[str, list[str]]:
    """Ask for a page; return its texts and the failures that it shows, once it has ended."""
    ask = BackMsg()
    ask.rerun_script.query_string = f"site={who.site}&periode={who.period}&numero=17"
    ask.rerun_script.page_name = PAGES[page].strip("/").split("?")[0]
    await socket.send(ask.SerializeToString())
    texts: list[str] = []
    faults: list[str] = []
    async for message in socket:
        told = ForwardMsg.FromString(message)
        match told.WhichOneof("type"):
            case "delta":
                element = told.delta.new_element
                texts += [element.markdown.body, element.alert.body]
                if element.HasField("exception"):
                    faults.append(f"raises {element.exception.type}")
            case "page_not_found":
                faults.append("is not found")
            case "script_finished":
                break
    return "\n".join(filter(None, texts)), faults
