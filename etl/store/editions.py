"""Editions kept: numbered, chained, and refused any change by the database itself."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from etl.domain.editions import Act, Edition
from etl.domain.journal import Deed, Entry
from etl.domain.periods import Period, parse_period
from etl.store.edition_tables import editions
from etl.store.ledger import record

NOTHING_BEFORE = "0" * 64
HEADINGS = [column for column in editions.c if column.name != "content"]


@dataclass(frozen=True)
class Kept:
    """What an edition says of itself, to be kept with its content."""

    number: int
    period: Period
    site: str
    as_of: datetime
    last_import: int
    declarations: str
    closed: Act
    previous: str
    replaces: int | None
    reason: str


def following(connection: Connection) -> tuple[int, str]:
    """Return the number of the next edition, and the hash of the last one."""
    number = connection.execute(select(func.max(editions.c.number))).scalar() or 0
    last = select(editions.c.sha256).where(editions.c.number == number)
    return number + 1, connection.execute(last).scalar() or NOTHING_BEFORE


def keep_edition(connection: Connection, kept: Kept, content: dict[str, object]) -> str:
    """Keep an edition and write it down in the journal; return the hash of its content."""
    text = canonical(content)
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    connection.execute(
        insert(editions).values(
            number=kept.number,
            period=kept.period.code,
            site=kept.site,
            as_of=kept.as_of,
            last_import=kept.last_import,
            declarations=kept.declarations,
            closed_by=kept.closed.by,
            closed_at=kept.closed.at,
            closed_declared=int(kept.closed.is_declared),
            replaces=kept.replaces,
            reason=kept.reason,
            previous=kept.previous,
            sha256=sha256,
            content=text,
        )
    )
    after: dict[str, str | int | None] = {
        "period": kept.period.code,
        "site": kept.site,
        "sha256": sha256,
        "declarations": kept.declarations,
        "last_import": kept.last_import,
        "name_declared": kept.closed.is_declared,
    }
    if kept.replaces is not None:
        after |= {"replaces": kept.replaces, "reason": kept.reason}
    told = Entry(
        Deed.EDITION_CLOSED, kept.closed.by, kept.closed.at, _named(kept.number), after=after
    )
    record(connection, told)
    return sha256


def decide(connection: Connection, edition: Edition, act: Act, reason: str = "") -> None:
    """Validate an edition, or refuse it for a reason; the journal tells which."""
    how = "refused" if reason else "validated"
    connection.execute(
        update(editions)
        .where(editions.c.number == edition.number)
        .values(
            {
                f"{how}_by": act.by,
                f"{how}_at": act.at,
                f"{how}_declared": int(act.is_declared),
            }
        )
    )
    after: dict[str, str | int | None] = {
        "state": how,
        "sha256": edition.sha256,
        "name_declared": act.is_declared,
    }
    if reason:
        after["reason"] = reason
    deed = Deed.EDITION_REFUSED if reason else Deed.EDITION_VALIDATED
    before = {"state": edition.state.value, "closed_by": edition.closed.by}
    record(connection, Entry(deed, act.by, act.at, _named(edition.number), before, after))


def canonical(content: dict[str, object]) -> str:
    """Return the one JSON text of a content: sorted keys, no space, no NaN."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def load_editions(connection: Connection) -> list[Edition]:
    """Return every edition, oldest first, without its content."""
    rows = connection.execute(select(*HEADINGS).order_by(editions.c.number)).all()
    replaced = {row.replaces: row.number for row in rows if row.replaces and row.validated_at}
    return [_edition(row, replaced.get(row.number)) for row in rows]


def load_content(connection: Connection, number: int) -> str | None:
    """Return the content of an edition as it was kept, to the last character."""
    query = select(editions.c.content).where(editions.c.number == number)
    return connection.execute(query).scalar()


def broken_editions(connection: Connection) -> list[int]:
    """Return the editions whose content or place in the chain is not what was kept."""
    broken, previous, expected = [], NOTHING_BEFORE, 1
    for row in connection.execute(select(editions).order_by(editions.c.number)):
        found = hashlib.sha256(str(row.content).encode("utf-8")).hexdigest()
        if (row.number, row.previous, row.sha256) != (expected, previous, found):
            broken.append(int(row.number))
        previous, expected = str(row.sha256), int(row.number) + 1
    return broken


def _edition(row: Row[Any], replaced_by: int | None) -> Edition:
    return Edition(
        number=row.number,
        period=parse_period(row.period),
        site=row.site,
        as_of=row.as_of,
        last_import=row.last_import,
        declarations=row.declarations,
        closed=Act(row.closed_by, row.closed_at, bool(row.closed_declared)),
        sha256=row.sha256,
        previous=row.previous,
        validated=_act(row.validated_by, row.validated_at, row.validated_declared),
        refused=_act(row.refused_by, row.refused_at, row.refused_declared),
        replaces=row.replaces,
        reason=row.reason,
        replaced_by=replaced_by,
    )


def _act(by: str | None, at: datetime | None, is_declared: int | None) -> Act | None:
    return None if by is None or at is None else Act(by, at, bool(is_declared))


def _named(number: int) -> str:
    return f"édition {number}"
