"""What is taken away when its time is over: rows, identities, comments, refused values.

Tallies, findings and verdicts are counts: they stay, and so does each purge in its table.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    union,
    update,
)

from etl.domain.datasets import Dataset
from etl.domain.retention import Part
from etl.frames.columns import DATED_BY, FACTS, Kind, of_kind
from etl.store.engine import Store
from etl.store.facts import span
from etl.store.operation_tables import purges
from etl.store.tables import EPOCH as FIRST_INSTANT
from etl.store.tables import (
    FACT_TABLES,
    MICROSECOND,
    codes,
    confirmations,
    imports,
    marks,
    rejections,
)
from etl.store.version import EPOCH, grow

# What kinds of columns hold numbers of the table of texts.
_TEXTS = (Kind.CHOICE, Kind.CODE, Kind.TEXT)
IDS_A_QUERY = 500


def purge_rows(connection: Connection, dataset: Dataset, until: datetime) -> int:
    """Delete the facts dated before an instant, past states too; return how many."""
    facts = FACT_TABLES[dataset]
    old = _dated_before(facts, dataset, until)
    texts = _texts_of(connection, dataset, old)
    own = select(imports.c.id).where(imports.c.dataset == dataset.value)
    connection.execute(
        delete(confirmations).where(
            confirmations.c.fact_id.in_(select(facts.c.id).where(old)),
            confirmations.c.import_id.in_(own),
        )
    )
    gone = connection.execute(delete(facts).where(old)).rowcount
    _forget_texts(connection, texts)
    return gone


def purge_pseudonyms(connection: Connection, dataset: Dataset, until: datetime) -> int:
    """Forget who the facts dated before an instant were of; return how many."""
    facts = FACT_TABLES[dataset]
    names = of_kind(dataset, Kind.PSEUDONYM)
    known = or_(*[facts.c[name].is_not(None) for name in names])
    nobody = dict.fromkeys(names)
    old = and_(_dated_before(facts, dataset, until), known)
    return connection.execute(update(facts).where(old).values(nobody)).rowcount


def purge_texts(connection: Connection, dataset: Dataset, until: datetime) -> int:
    """Forget what people wrote before an instant; return how many texts."""
    facts = FACT_TABLES[dataset]
    names = of_kind(dataset, Kind.TEXT)
    written = or_(*[facts.c[name].is_not(None) for name in names])
    old = and_(_dated_before(facts, dataset, until), written)
    texts = _texts_of(connection, dataset, old)
    nothing = dict.fromkeys(names)
    gone = connection.execute(update(facts).where(old).values(nothing)).rowcount
    _forget_texts(connection, texts)
    return gone


def purge_quarantine(connection: Connection, until: datetime) -> int:
    """Forget the values of rows that were refused before an instant; line and reason stay."""
    old = select(imports.c.id).where(imports.c.imported_at < until)
    return connection.execute(
        update(rejections)
        .where(rejections.c.import_id.in_(old), rejections.c.value.is_not(None))
        .values(value=None)
    ).rowcount


def note_purge(
    connection: Connection,
    part: Part,
    dataset: Dataset | None,
    before: date,
    told: tuple[datetime, int, datetime | None],
) -> None:
    """Write down a purge: when, how many, and the first fact that there was before it."""
    at, removed, first_at = told
    connection.execute(
        insert(purges).values(
            what=part.value,
            dataset=dataset.value if dataset else None,
            before=before,
            at=at,
            removed=removed,
            first_at=first_at,
        )
    )
    grow(connection)


def purged_before(connection: Connection) -> dict[Dataset, date]:
    """Return, for each dataset with purged months, the first day of the first month kept."""
    last = (
        select(purges.c.dataset, func.max(purges.c.before))
        .where(purges.c.what == Part.ROWS.value)
        .group_by(purges.c.dataset)
    )
    return {Dataset(name): day for name, day in connection.execute(last)}


def first_instants(connection: Connection, without: Collection[str] = ()) -> list[datetime]:
    """Return the first instants of each dataset, of what was purged since too.

    ``without``: kinds of events that do not count.
    """
    firsts = [span(connection, each, without)[0] for each in Dataset]
    purged = select(func.min(purges.c.first_at, type_=purges.c.first_at.type)).where(
        purges.c.what == Part.ROWS.value
    )
    firsts.append(connection.execute(purged).scalar())
    return [each for each in firsts if each is not None]


def clean(store: Store) -> None:
    """Leave no trace of what was deleted in the pages of the file."""
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def overwrite_deleted(connection: Connection) -> None:
    """Have this connection write zeros where it deletes (PostgreSQL does by its vacuum)."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=ON"))


def _dated_before(facts: Table, dataset: Dataset, until: datetime) -> ColumnElement[bool]:
    return facts.c[DATED_BY[dataset]] < (until - FIRST_INSTANT) // MICROSECOND


def _texts_of(connection: Connection, dataset: Dataset, old: ColumnElement[bool]) -> list[int]:
    facts = FACT_TABLES[dataset]
    names = of_kind(dataset, Kind.TEXT)
    if not names:
        return []
    queries = [
        select(facts.c[name]).where(old, facts.c[name].is_not(None)).distinct()
        for name in names
    ]
    return sorted({int(number) for (number,) in connection.execute(union(*queries))})


def _forget_texts(connection: Connection, numbers: Sequence[int]) -> None:
    """Delete those texts that no fact holds any more; imports under way start again."""
    for start in range(0, len(numbers), IDS_A_QUERY):
        some = set(numbers[start : start + IDS_A_QUERY])
        held: set[int] = set()
        for query in _holders():
            among = query.where(query.selected_columns[0].in_(some - held or {-1}))
            held |= set(connection.execute(among.distinct()).scalars())
        connection.execute(delete(codes).where(codes.c.id.in_(some - held)))
    if numbers:
        _next_epoch(connection)


def _holders() -> list[Select[int]]:
    return [
        select(FACT_TABLES[dataset].c[column.name])
        for dataset, columns in FACTS.items()
        for column in columns
        if column.kind in _TEXTS
    ]


def _next_epoch(connection: Connection) -> None:
    mark = marks.c.name == EPOCH
    if connection.execute(select(marks.c.number).where(mark)).first() is None:
        connection.execute(insert(marks).values(name=EPOCH, number=0))
    connection.execute(update(marks).where(mark).values(number=marks.c.number + 1))
