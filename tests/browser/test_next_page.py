"""One session goes from a page to another that keeps a choice under the same name."""

import asyncio

from websockets.asyncio.client import connect

from tests.benchmarks.bench_visitors import LARGEST, visitors
from tests.benchmarks.soak_crowd import FAILED, opened


async def _read(address, pages):
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    (who,) = visitors(1)
    async with connect(place, subprotocols=["streamlit"], max_size=LARGEST) as socket:
        return [await asyncio.wait_for(opened(socket, each, who), 60) for each in pages]


def test_the_week_of_a_desk_opens_right_after_the_week_of_the_telephone(full):
    for shown, faults in asyncio.run(_read(full, ("telephone", "reception", "telephone"))):
        assert not faults
        assert not [each for each in FAILED if each in shown]
