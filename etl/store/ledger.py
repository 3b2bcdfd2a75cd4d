"""The journal of acts: append-only, each line sealed with the hash of the one before.

What the chain proves: nobody altered, removed, inserted or moved a line without rewriting
all the following ones, and nobody cut the last ones without rewriting the head. What it
cannot prove: that whoever may write in the database (its administrator) did not rewrite the
whole chain and its head. Hence the seals: number and hash of the last line, kept outside
(``python -m etl journal seal``, the manifest of an audit pack). A journal rewritten before
the place of a seal no longer agrees with it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from etl.domain.journal import Deed, Entry, Fault, Flaw, Seal, State
from etl.store.journal_tables import journal, journal_head
from etl.store.reading import frame_of
from etl.store.tables import EPOCH, MICROSECOND

NOTHING_BEFORE = "0" * 64
UNKNOWN_AUTHOR = "inconnu"
READ_AT_ONCE = 5_000
COLUMNS = ("number", "at", "author", "deed", "subject", "before", "after", "previous", "sha256")


def record(connection: Connection, entry: Entry) -> int:
    """Append one line in the caller's transaction; return its number.

    The head is taken for writing first: of two writers, the second waits for the first.
    """
    number, previous = connection.execute(
        update(journal_head)
        .values(lines=journal_head.c.lines + 1)
        .returning(journal_head.c.lines, journal_head.c.sha256)
    ).one()
    line: dict[str, Any] = {
        "number": number,
        "at": (entry.at - EPOCH) // MICROSECOND,
        "author": _clean(entry.author) or UNKNOWN_AUTHOR,
        "deed": entry.deed.value,
        "subject": _clean(entry.subject),
        "before": canonical(entry.before),
        "after": canonical(entry.after),
        "previous": previous,
    }
    line["sha256"] = _hash_of(line)
    connection.execute(insert(journal).values(line | {"at": entry.at}))
    connection.execute(update(journal_head).values(sha256=line["sha256"]))
    return int(number)


def canonical(state: State) -> str:
    """Return the one JSON text of a state: sorted keys, no space, no NaN."""
    return _clean(
        json.dumps(
            state,
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            allow_nan=False,
            default=str,
        )
    )


def _clean(text: str) -> str:
    """Return a text that every engine keeps as it is: no null, no half character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _hash_of(line: dict[str, Any]) -> str:
    told = [line[name] for name in COLUMNS if name != "sha256"]
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal(connection: Connection) -> Seal:
    """Return how far the journal has come: to be kept outside of the database."""
    lines, sha256 = _head(connection)
    return Seal(lines, sha256)


def _head(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(journal_head.c.lines, journal_head.c.sha256)).first()
    return (int(row.lines), str(row.sha256)) if row else (0, "")


def verify(connection: Connection, seals: Iterable[Seal] = ()) -> list[Fault]:
    """Return every fault of the chain, in the order of its lines; none: it is intact.

    Lines are numbered without a hole, each holds the hash of the one before, and its own
    hash is that of what it says; the head knows the last one; each seal given out agrees.
    """
    faults: list[Fault] = []
    given = {each.number: each.sha256 for each in seals}
    expected, previous = 1, NOTHING_BEFORE
    for row in _lines(connection):
        line = dict(row._mapping)
        if line["number"] != expected:
            faults.append(Fault(expected, Flaw.MISSING))
        if line["previous"] != previous:
            faults.append(Fault(line["number"], Flaw.UNLINKED))
        if line["sha256"] != _hash_of(line):
            faults.append(Fault(line["number"], Flaw.ALTERED))
        if given.pop(line["number"], line["sha256"]) != line["sha256"]:
            faults.append(Fault(line["number"], Flaw.UNSEALED))
        expected, previous = line["number"] + 1, line["sha256"]
    if _head(connection) != (expected - 1, previous):
        faults.append(Fault(expected, Flaw.TRUNCATED))
    given.pop(0, None)
    return faults + [Fault(number, Flaw.UNSEALED) for number in sorted(given)]


def _lines(connection: Connection) -> Iterator[Row[Any]]:
    """Yield the lines as the database holds them: an instant that is no number is read too."""
    raw = [
        type_coerce(journal.c[name], BigInteger).label(name)
        if name == "at"
        else journal.c[name]
        for name in COLUMNS
    ]
    query = select(*raw).order_by(journal.c.number)
    yield from connection.execute(query.execution_options(yield_per=READ_AT_ONCE))


@dataclass(frozen=True)
class Wanted:
    """Which lines to read; ``before`` is excluded. ``text`` is looked for in the subject."""

    deeds: tuple[Deed, ...] = ()
    author: str = ""
    since: datetime | None = None
    before: datetime | None = None
    text: str = ""


EVERYTHING = Wanted()


def load_journal(
    connection: Connection,
    wanted: Wanted = EVERYTHING,
    limit: int | None = None,
    offset: int = 0,
) -> pd.DataFrame:
    """Return lines of the journal, newest first."""
    query = _asked(select(journal), wanted).order_by(journal.c.number.desc())
    return frame_of(connection, query.limit(limit).offset(offset))


def count_lines(connection: Connection, wanted: Wanted = EVERYTHING) -> int:
    query = _asked(select(func.count()).select_from(journal), wanted)
    return int(connection.execute(query).scalar_one())


def authors(connection: Connection) -> list[str]:
    """Return everybody who ever did something, in alphabetical order."""
    query = select(journal.c.author).distinct().order_by(journal.c.author)
    return list(connection.execute(query).scalars())


def _asked(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.deeds:
        query = query.where(journal.c.deed.in_([each.value for each in wanted.deeds]))
    if wanted.author:
        query = query.where(journal.c.author == wanted.author)
    if wanted.since:
        query = query.where(journal.c.at >= wanted.since)
    if wanted.before:
        query = query.where(journal.c.at < wanted.before)
    if wanted.text:
        query = query.where(journal.c.subject.contains(wanted.text, autoescape=True))
    return query
