"""The digest: what changed since it was last told, sent, then written down as told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd

from etl.domain.digest import Digest, Subject, Topic, changes
from etl.pipeline.observing import observe
from etl.pipeline.reminding import reminders
from etl.pipeline.warehouse import Warehouse
from etl.pipeline.worklist import open_requests
from etl.store.telling import load_told, save_told

# How many days ahead the limit of an answer is told, and the last day of anything else.
AHEAD = timedelta(days=2)
LONG_AHEAD = timedelta(days=14)
Send = Callable[[Digest], None]


def digest(
    warehouse: Warehouse,
    at: datetime,
    send: Send,
    keeps: bool = True,
    ahead: timedelta = LONG_AHEAD,
) -> Digest:
    """Tell what changed, by ``send``; what was sent is told for good.

    Stopped between the two, the same is sent once more: nothing is ever left untold. Without
    ``keeps`` nothing is written down (a preview). Actions, evidence and exercises are told
    ``ahead`` of their last day, and once more when it is over.
    """
    seen = observe(warehouse, at)
    due = _due(warehouse, at)
    states = {
        Subject(Topic.VERDICT, f"{number:02d}"): verdict.value
        for number, verdict in seen.verdicts.items()
    }
    states |= {
        Subject(Topic.SOURCE, each.name): "silent" if each.is_silent else "heard"
        for each in seen.sources
    }
    states |= dict.fromkeys(due, "due")
    reminded = {each.subject: each for each in reminders(warehouse, at, ahead)}
    states |= {subject: each.state for subject, each in reminded.items()}
    with warehouse.store.reading() as connection:
        before = load_told(connection)
    titles = {Subject(Topic.SOURCE, each.name): each.title for each in seen.sources}
    titles |= {
        Subject(Topic.VERDICT, f"{each.number:02d}"): each.title
        for each in warehouse.declarations.engagements
    }
    titles |= {subject: each.title for subject, each in reminded.items()}
    last_days = {subject: each.last for subject, each in reminded.items()}
    found = Digest(seen.month, tuple(changes(before, states)), titles, due, last_days)
    if found.changes:
        send(found)
    if keeps:
        with warehouse.store.writing() as connection:
            save_told(connection, states, at)
    return found


def _due(warehouse: Warehouse, at: datetime) -> dict[Subject, int]:
    """Return how many open requests reach their limit on each of the next days."""
    requests = open_requests(warehouse, tuple(warehouse.declarations.sites), at)
    if requests.empty:
        return {}
    own = requests.drop_duplicates("fact_id")
    limits = pd.to_datetime(own["due_on"]).dt.date
    today = warehouse.local(at).date()
    days = [each for each in limits if today <= each <= today + AHEAD]
    return {Subject(Topic.DUE, each.isoformat()): days.count(each) for each in set(days)}
