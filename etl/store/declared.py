"""The declarations that were ever applied: their texts by hash, each set with its date."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, insert, select

from etl.domain.journal import Deed, Entry
from etl.store.edition_tables import declared_sets, declared_texts
from etl.store.ledger import record


@dataclass(frozen=True)
class DeclaredSet:
    """One set of declarations: the hash of each file by its path, in force from ``at`` on."""

    sha256: str
    at: datetime
    author: str
    files: Mapping[str, str]


def set_of(texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the fingerprint of a set of files, and the hash of each, by path."""
    files = {path: _sha256(texts[path]) for path in sorted(texts)}
    return _sha256(_canonical(files)), files


def note_declarations(
    connection: Connection, texts: Mapping[str, str], at: datetime, author: str
) -> bool:
    """Keep a set of declarations that is not the last one applied; tell whether it is new.

    The journal names the files that were added, changed or removed. Whoever changed them did
    so outside of this program: ``author`` is whose command met the change first.
    """
    if not texts:
        return False
    fingerprint, files = set_of(texts)
    last = last_set(connection)
    if last is not None and last.sha256 == fingerprint:
        return False
    known = set(connection.execute(select(declared_texts.c.sha256)).scalars())
    new = {files[path]: texts[path] for path in files if files[path] not in known}
    if new:
        rows = [{"sha256": mark, "text": text} for mark, text in new.items()]
        connection.execute(insert(declared_texts), rows)
    connection.execute(
        insert(declared_sets).values(
            at=at, author=author, sha256=fingerprint, files=_canonical(files)
        )
    )
    record(connection, _told(last, DeclaredSet(fingerprint, at, author, files)))
    return True


def _told(last: DeclaredSet | None, new: DeclaredSet) -> Entry:
    """Return the journal's line: the hash of each file that differs, before and after."""
    subject = f"déclarations {new.sha256[:12]}"
    if last is None:
        told: dict[str, str | int] = {"files": len(new.files), "sha256": new.sha256}
        return Entry(Deed.DECLARATION, new.author, new.at, subject, after=told)
    paths = sorted({*last.files, *new.files})
    changed = [path for path in paths if last.files.get(path) != new.files.get(path)]
    before, after = (
        {path: each.files[path] for path in changed if path in each.files}
        for each in (last, new)
    )
    return Entry(Deed.DECLARATION, new.author, new.at, subject, before, after)


def last_set(connection: Connection) -> DeclaredSet | None:
    return _first(connection, _newest())


def set_on(connection: Connection, at: datetime) -> DeclaredSet | None:
    """Return the set in force at an instant; before the first one known, the first one."""
    known = _first(connection, _newest().where(declared_sets.c.at <= at))
    return known or _first(connection, select(declared_sets).order_by(declared_sets.c.id))


def set_named(connection: Connection, fingerprint: str) -> DeclaredSet | None:
    return _first(connection, _newest().where(declared_sets.c.sha256 == fingerprint))


def texts_of(connection: Connection, chosen: DeclaredSet) -> dict[str, str]:
    """Return the text of each file of a set, by path."""
    wanted = set(chosen.files.values())
    query = select(declared_texts).where(declared_texts.c.sha256.in_(wanted))
    known = {row.sha256: row.text for row in connection.execute(query)}
    return {path: str(known[mark]) for path, mark in chosen.files.items()}


def _newest() -> Select[tuple[object, ...]]:
    return select(declared_sets).order_by(declared_sets.c.id.desc())


def _first(connection: Connection, query: Select[tuple[object, ...]]) -> DeclaredSet | None:
    row: Row[tuple[object, ...]] | None = connection.execute(query.limit(1)).first()
    if row is None:
        return None
    told = row._mapping
    return DeclaredSet(told["sha256"], told["at"], told["author"], json.loads(told["files"]))


def _canonical(files: Mapping[str, str]) -> str:
    return json.dumps(files, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
