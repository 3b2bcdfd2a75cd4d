"""Which messages belong together: by their references, with care by their subject."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from etl.readers.mailbox.headers import key_of
from etl.readers.mailbox.messages import NONE, Mailbox

_MOST_DAYS_APART = 60
_MOST_CANDIDATES = 50
_EDGES_AT_ONCE = 10_000


def find_threads(mailbox: Mailbox) -> pd.Series:
    """Return the thread of each message: the number of its first message.

    Messages that cite each other are joined, whatever the loops; a reply that cites
    nothing known joins the last message of the same subject between the same people.
    """
    messages = mailbox.messages
    places = _places(messages)
    replied = _cited(places, messages["in_reply_to"].to_numpy())
    owners, cited = _references(mailbox, mailbox.references, places)
    returners, returned = _references(mailbox, mailbox.returned, places)
    rows = np.arange(len(messages))
    edges = np.concatenate(
        [
            np.stack([rows, replied], axis=1),
            np.stack([owners, cited], axis=1),
            np.stack([returners, returned], axis=1),
        ]
    )
    edges = edges[edges[:, 1] >= 0]
    known = np.zeros(len(messages), dtype=bool)
    known[edges[:, 0]] = True
    by_subject = np.array(_subject_edges(mailbox, known), dtype=np.int64).reshape(-1, 2)
    joined = _joined(len(messages), np.concatenate([edges, by_subject]))
    return pd.Series(joined, index=messages.index)


def find_parents(mailbox: Mailbox) -> pd.Series:
    """Return the row of the message that each one answers, -1 if it is not there.

    It is the one of In-Reply-To, else the last of References that is in the mailbox.
    """
    messages = mailbox.messages
    places = _places(messages)
    parents = _cited(places, messages["in_reply_to"].to_numpy()).copy()
    owners, cited = _references(mailbox, mailbox.references, places)
    present = (cited >= 0) & (cited != owners)
    last = pd.Series(cited[present]).groupby(owners[present]).last()
    by_reference = np.full(len(messages), -1)
    by_reference[last.index.to_numpy(dtype=np.int64)] = last.to_numpy()
    parents = np.where(parents >= 0, parents, by_reference)
    parents[parents == np.arange(len(messages))] = -1
    return pd.Series(parents, index=messages.index)


def _places(messages: pd.DataFrame) -> pd.Series:
    """Return the row of each Message-ID; the first one where it is repeated."""
    keys = messages["key"].to_numpy()
    rows = pd.Series(np.arange(len(keys)), index=keys)
    return rows[(keys != NONE) & ~rows.index.duplicated()]


def _cited(places: pd.Series, keys: np.ndarray) -> np.ndarray:
    found = places.index.get_indexer(keys)
    rows = places.to_numpy()
    return np.where(found >= 0, rows[found] if len(rows) else -1, -1).astype(np.int64)


def _references(
    mailbox: Mailbox, pairs: pd.DataFrame, places: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Return the citing rows and the cited ones (-1: not in the mailbox)."""
    owners = mailbox.messages.index.get_indexer(pairs["position"]).astype(np.int64)
    return owners, _cited(places, pairs["key"].to_numpy())


def _joined(count: int, edges: np.ndarray) -> np.ndarray:
    """Return the first row of the group of each row (union-find, paths halved)."""
    leader = array("q", range(count))

    def lead(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for one, other in _pairs(edges):
        first, second = lead(one), lead(other)
        # The smaller row leads: it is the first message of the group.
        leader[max(first, second)] = min(first, second)
    return np.fromiter((lead(row) for row in range(count)), dtype=np.int64, count=count)


def _pairs(edges: np.ndarray) -> Iterator[list[int]]:
    """Yield the edges as lists, some at a time: all of them would fill the memory."""
    for start in range(0, len(edges), _EDGES_AT_ONCE):
        yield from edges[start : start + _EDGES_AT_ONCE].tolist()


def _subject_edges(mailbox: Mailbox, known: np.ndarray) -> list[tuple[int, int]]:
    """Return the replies without known reference, each with the message it may follow."""
    messages = mailbox.messages
    subjects = messages["subject_key"].to_numpy()
    orphans = messages["is_reply"].to_numpy() & ~known & (subjects != NONE)
    if not orphans.any():
        return []
    sent = messages["sent_s"].to_numpy()
    alike = np.flatnonzero(np.isin(subjects, subjects[orphans]) & ~np.isnan(sent))
    seen: dict[int, list[int]] = defaultdict(list)
    people = dict(zip(alike.tolist(), map(key_of, messages["person"].iloc[alike]), strict=True))
    recipients = _recipients(mailbox, alike)
    edges = []
    for row in alike[np.argsort(sent[alike], kind="stable")].tolist():
        subject = int(subjects[row])
        for earlier in reversed(seen[subject][-_MOST_CANDIDATES:] if orphans[row] else []):
            near = sent[row] - sent[earlier] <= _MOST_DAYS_APART * 86400
            if near and _correspond(row, earlier, people, recipients):
                edges.append((row, earlier))
                break
        seen[subject].append(row)
    return edges


def _recipients(mailbox: Mailbox, rows: np.ndarray) -> Mapping[int, set[int]]:
    """Return to whom some messages are written, by row."""
    pairs = mailbox.recipients
    owners = mailbox.messages.index.get_indexer(pairs["position"])
    own = np.isin(owners, rows)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row, key in zip(owners[own].tolist(), pairs["key"][own].tolist(), strict=True):
        found[row].add(key)
    return found


def _correspond(
    later: int, earlier: int, people: Mapping[int, int], recipients: Mapping[int, set[int]]
) -> bool:
    """Say whether the later message is between the people of the earlier one."""
    if people[later] == people[earlier]:
        return bool(recipients[later] & recipients[earlier])
    return people[earlier] in recipients[later]
