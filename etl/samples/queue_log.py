"""The queue log of the switchboard of Cahors, one file a month as rotated."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.domain.periods import add_months
from etl.samples.story import Story
from etl.samples.writing import epochs, write_text

NUMBER = "0536490100"
DAY_S = 86_400
Line = tuple[int, str]


class _Call(NamedTuple):
    """What the log tells of one call."""

    sequence: int
    epoch: int
    outcome: str
    wait: int
    talk: int
    transfer: str
    caller: str
    agent: int
    rang_before: bool


def write_queue_logs(story: Story, folder: Path, calls: pd.DataFrame) -> Iterator[Path]:
    entered = _entered(story, calls)
    for place, month in story.numbered():
        own = entered[entered["place"] == place]
        columns = (own[name].tolist() for name in _Call._fields)
        lines = [line for each in zip(*columns, strict=True) for line in _events(_Call(*each))]
        begun = int(epochs(np.array([month], dtype="datetime64[s]"))[0]) + 2 * 3600
        lines.extend(_housekeeping(begun))
        texts = [text for _, text in sorted(lines, key=lambda line: line[0])]
        # A disk that filled up: one line of the month is cut.
        texts.insert(len(texts) // 2, f"{texts[len(texts) // 2][:10]}|16093")
        name = f"queue_log-{add_months(month, 1):%Y%m%d}"
        yield write_text(folder / name, "\n".join(texts) + "\n", "ascii")


def _entered(story: Story, calls: pd.DataFrame) -> pd.DataFrame:
    """Return the calls that entered the queue: the closed-hours message comes before it."""
    random = story.random("queue log")
    entered = calls[calls["outcome"] != "closed"]
    return entered.assign(
        sequence=np.arange(len(entered)) % 100_000,
        epoch=epochs(entered["started"].to_numpy()),
        agent=random.integers(201, 207, len(entered)),
        rang_before=(random.random(len(entered)) < 0.2) & (entered["wait"] > 12),
    )


def _housekeeping(begun: int) -> Iterator[Line]:
    yield begun, f"{begun}|NONE|NONE|NONE|QUEUESTART|"
    for day in (7, 14, 21):
        instant = begun + day * DAY_S
        yield instant, f"{instant}|NONE|NONE|NONE|CONFIGRELOAD|"


def _events(call: _Call) -> Iterator[Line]:
    """Yield the lines of one call, each with its instant."""
    start, ended = call.epoch, call.epoch + call.wait
    identity = f"{start}.{call.sequence}|standard"
    yield start, f"{start}|{identity}|NONE|DID|{NUMBER}"
    yield start, f"{start}|{identity}|NONE|ENTERQUEUE||{call.caller or 'anonymous'}|1"
    if call.outcome == "answered":
        yield from _conversation(call, identity, ended)
    else:
        event = {"abandoned": "ABANDON", "overflowed": "EXITWITHTIMEOUT"}.get(
            call.outcome, "EXITEMPTY"
        )
        yield ended, f"{ended}|{identity}|NONE|{event}|1|1|{call.wait}"


def _conversation(call: _Call, identity: str, begun: int) -> Iterator[Line]:
    agent = f"SIP/{call.agent}"
    if call.rang_before:
        rang = call.epoch + 10
        yield rang, f"{rang}|{identity}|SIP/{call.agent + 10}|RINGNOANSWER|10000"
    ring = min(call.wait, 5)
    yield begun, f"{begun}|{identity}|{agent}|CONNECT|{call.wait}|{begun}.7|{ring}"
    hung_up, spans = begun + call.talk, f"{call.wait}|{call.talk}|1"
    event = {
        "": f"COMPLETECALLER|{spans}",
        "completed": f"ATTENDEDTRANSFER|BRIDGE|{begun}.9|{spans}",
        "failed": f"ATTENDEDTRANSFER|APP|Queue|{spans}",
    }[call.transfer]
    yield hung_up, f"{hung_up}|{identity}|{agent}|{event}"
    if call.transfer == "failed":
        yield from _lost_in_the_next_queue(call, identity, hung_up)


def _lost_in_the_next_queue(call: _Call, identity: str, at: int) -> Iterator[Line]:
    """Yield what follows a transfer to a service where nobody answers."""
    other, given_up = identity.replace("|standard", "|etrangers"), at + 40
    yield at, f"{at}|{other}|NONE|ENTERQUEUE||{call.caller or 'anonymous'}|1"
    yield given_up, f"{given_up}|{other}|NONE|ABANDON|1|1|40"
