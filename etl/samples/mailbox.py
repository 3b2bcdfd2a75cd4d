"""The mailbox of the prefecture, exported once a month."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from etl.domain.periods import add_months
from etl.samples.messages import Message, written
from etl.samples.requests import Service, as_known, draw_requests, steady
from etl.samples.story import BACKLOG, Story, days_between
from etl.samples.threads import US, Thread, messages_of
from etl.samples.writing import epochs, write_text

SERVICE = Service(
    4_500, 5, steady(0.965, backlog=(0.66, 0.52, 0.71)), (0.66, 0.025, 0.315, 0.0)
)
# From then on a tool acknowledges every mail; before, some were forgotten.
TOOL = BACKLOG[2] + 1
NEWS = "La lettre des services de l'État : calendrier, réunions, nominations.\n"
LIST_HEADERS = (
    "List-Id: <lettre.exemple.fr>",
    "List-Unsubscribe: <mailto:quitter@exemple.fr>",
    "Precedence: bulk",
)


def write_mailbox(story: Story, folder: Path) -> Iterator[Path]:
    """Write a mailbox a month: the threads begun in it, as they stood when it was exported.

    Two months of the backlog were exported too early, and again once it was caught up.
    """
    requests = _requests(story)
    for place, month in story.numbered():
        own = requests[requests["place"] == place]
        name = f"courriels_cahors_{month:%Y-%m}"
        exports = {f"{name}.mbox": story.until}
        if place in BACKLOG[:2]:
            early = add_months(month, 1) + timedelta(days=3)
            exports = {f"{name}.mbox": early, f"{name}_complement.mbox": story.until}
        for file, known_at in exports.items():
            messages = _messages(own, known_at) + _newsletters(month, add_months(month, 1))
            messages.sort(key=lambda message: message.sent_s)
            yield write_text(folder / file, "".join(map(written, messages)))


def _requests(story: Story) -> pd.DataFrame:
    """Return the requests with what happens around them."""
    requests = draw_requests(story, "mailbox", SERVICE)
    random = story.random("mailbox threads")
    size = len(requests)
    by_tool = requests["place"].to_numpy() >= TOOL
    return requests.assign(
        number=np.arange(size),
        form=random.random(size) < 0.35,
        topic=random.integers(0, 90, size),
        acknowledged=by_tool | (random.random(size) < 0.965),
        returned=random.random(size) < 0.01,
        absent=random.random(size) < 0.03,
        thanks=random.random(size) < 0.12,
        twice=random.random(size) < 0.004,
        received_s=epochs(requests["received"].to_numpy()),
    )


def _messages(own: pd.DataFrame, known_at: date) -> list[Message]:
    known = as_known(own["answered"], known_at)
    seconds = epochs(known.fillna(own["received"]).to_numpy())
    own = own.assign(answered_s=np.where(known.isna(), 0, seconds))
    columns = (own[name].tolist() for name in Thread._fields)
    return [
        message for each in zip(*columns, strict=True) for message in messages_of(Thread(*each))
    ]


def _newsletters(month: date, end: date) -> list[Message]:
    """Return the mailings of a month: they ask nothing."""
    days = days_between(month, end, 3)
    sent = epochs(days + np.timedelta64(7 * 3600 + 900, "s"))
    return [
        Message(
            each, f"lettre.{each}@exemple.fr", "lettre@exemple.fr", "La lettre", US,
            "La lettre de la semaine", NEWS, headers=LIST_HEADERS,
        )
        for each in sent.tolist()
    ]  # fmt: skip
