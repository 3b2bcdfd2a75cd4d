"""One session goes from a page to another that keeps a choice under the same name."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from websockets.asyncio.client import connect

from tests.benchmarks.bench_visitors import LARGEST, visitors
from tests.benchmarks.soak_crowd import FAILED, opened


async def _read(address, pages):
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    (who,) = visitors(1)
    async with connect(place, subprotocols=["streamlit"], max_size=LARGEST) as socket:
        return [await asyncio.wait_for(opened(socket, each, who), 60) for each in pages]


def test_the_week_of_a_desk_opens_right_after_the_week_of_the_telephone(full):
    asked = _read(full, ("telephone", "reception", "telephone"))
    # A loop of its own: this thread already runs that of Playwright.
    with ThreadPoolExecutor(max_workers=1) as pool:
        answers = pool.submit(asyncio.run, asked).result()
    assert len(answers) == 3
    for shown, faults in answers:
        assert not faults
        assert not [each for each in FAILED if each in shown]
