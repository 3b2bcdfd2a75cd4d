"""One person's traces: found by pseudonyms, and taken away; who it is is never kept."""

from collections.abc import Collection, Iterable
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS, Kind, of_kind
from etl.store.encoding import hashed, secret_hash_key
from etl.store.tables import EPOCH, FACT_TABLES, MICROSECOND, confirmations, imports
from etl.store.version import grow

# The line of a row whose place in its file was forgotten with its person.
FORGOTTEN = -1
DATASETS = tuple(each for each in FACTS if of_kind(each, Kind.PSEUDONYM))


def pseudonyms_of(texts: Iterable[str], secrets: Iterable[bytes]) -> set[int]:
    """Return what each text is kept as, under each key."""
    named = pd.Series(sorted(set(texts)), dtype="str")
    return {
        int(number)
        for secret in secrets
        for number in hashed(named, secret_hash_key(secret)).values
    }


def instants_of(
    connection: Connection, dataset: Dataset, pseudonyms: Collection[int]
) -> list[datetime]:
    """Return when each row of these pseudonyms is dated, past states too."""
    facts = FACT_TABLES[dataset]
    dated = select(facts.c[DATED_BY[dataset]]).where(_of(dataset, pseudonyms))
    found = connection.execute(dated.order_by(facts.c[DATED_BY[dataset]])).scalars()
    return [EPOCH + each * MICROSECOND for each in found if each is not None]


def forget(connection: Connection, dataset: Dataset, pseudonyms: Collection[int]) -> int:
    """Take the pseudonyms away, and the lines that lead to them in files; return how many."""
    facts = FACT_TABLES[dataset]
    theirs = _of(dataset, pseudonyms)
    own = select(imports.c.id).where(imports.c.dataset == dataset.value)
    connection.execute(
        update(confirmations)
        .where(
            confirmations.c.fact_id.in_(select(facts.c.id).where(theirs)),
            confirmations.c.import_id.in_(own),
        )
        .values(line=FORGOTTEN)
    )
    nobody: dict[str, int | None] = dict.fromkeys(of_kind(dataset, Kind.PSEUDONYM))
    gone = connection.execute(
        update(facts).where(theirs).values(nobody | {"line": FORGOTTEN})
    ).rowcount
    if gone:
        grow(connection)
    return gone


def first_import_with_pseudonyms(connection: Connection) -> int | None:
    """Return the oldest import of which a row still has its pseudonym, ``None``: no row has."""
    oldest = []
    for dataset in DATASETS:
        facts = FACT_TABLES[dataset]
        known = or_(*[facts.c[name].is_not(None) for name in of_kind(dataset, Kind.PSEUDONYM)])
        oldest.append(
            connection.execute(select(func.min(facts.c.import_id)).where(known)).scalar()
        )
    return min((each for each in oldest if each is not None), default=None)


def _of(dataset: Dataset, pseudonyms: Collection[int]) -> ColumnElement[bool]:
    facts = FACT_TABLES[dataset]
    return or_(
        *[facts.c[name].in_(list(pseudonyms)) for name in of_kind(dataset, Kind.PSEUDONYM)]
    )
