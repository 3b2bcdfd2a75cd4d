"""Tables of the store: facts in narrow integer rows, imports, rejections, assessments."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Dialect,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS, FactColumn, Kind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY_US = 86_400_000_000


class Instant(TypeDecorator[datetime]):
    """An instant kept as microseconds since 1970, the same on every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


metadata = MetaData()

# SQLite numbers rows by itself only under the exact type INTEGER.
Identifier = BigInteger().with_variant(Integer(), "sqlite")

# Choices, codes and texts are numbers of the table ``codes``; keys and pseudonyms are hashes.
KEPT_AS: Mapping[Kind, type[TypeEngine[Any]]] = {
    Kind.INSTANT: BigInteger,
    Kind.NUMBER: Double,
    Kind.FLAG: SmallInteger,
    Kind.CHOICE: Integer,
    Kind.CODE: Integer,
    Kind.TEXT: Integer,
    Kind.KEY: BigInteger,
    Kind.PSEUDONYM: BigInteger,
}


def fact_column(column: FactColumn) -> Column[object]:
    return Column(column.name, KEPT_AS[column.kind]())


def _facts(dataset: Dataset) -> Table:
    """Return the table of a dataset: append-only, each row with its whole history.

    ``import_id`` and ``line`` tell where the state was read; ``added_by`` and
    ``superseded_by`` are the imports between which it was current.
    """
    table = Table(
        dataset.value,
        metadata,
        Column("id", Identifier, primary_key=True),
        *[fact_column(column) for column in FACTS[dataset]],
        Column("import_id", Integer, nullable=False),
        Column("line", Integer, nullable=False),
        Column("added_by", Integer, nullable=False),
        Column("superseded_by", Integer),
    )
    name, contact, past = dataset.value, table.c.source_id, table.c.superseded_by
    Index(
        f"{name}_current",
        contact,
        unique=True,
        sqlite_where=past.is_(None),
        postgresql_where=past.is_(None),
    )
    Index(
        f"{name}_history",
        contact,
        sqlite_where=past.is_not(None),
        postgresql_where=past.is_not(None),
    )
    Index(f"{name}_dated", table.c.site, table.c[DATED_BY[dataset]])
    if "about" in table.c:
        told = table.c.about.is_not(None)
        Index(f"{name}_about", table.c.about, sqlite_where=told, postgresql_where=told)
    return table


FACT_TABLES: Mapping[Dataset, Table] = {dataset: _facts(dataset) for dataset in Dataset}

codes = Table(
    "codes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False, unique=True),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("records", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("superseded", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("set_aside", JSON, nullable=False),
    # What deserves a look in the accepted rows: column, code, rows, first lines.
    Column("remarks", JSON, nullable=False, server_default="[]"),
    Column("first_at", Instant),
    Column("last_at", Instant),
    Column("seconds", Double, nullable=False),
    Column("undone_by", Integer),
    # Fingerprint of the declaration by which the file was read.
    Column("declaration", Text),
    # Who asked for an undo, a replay or a forced import, and why.
    Column("author", Text),
    Column("reason", Text),
    # The import that this one undoes or replays.
    Column("target", Integer),
)
_LIVE_FILES = imports.c.undone_by.is_(None) & (imports.c.kind == "file")
Index(
    "imports_file",
    imports.c.sha256,
    unique=True,
    sqlite_where=_LIVE_FILES,
    postgresql_where=_LIVE_FILES,
)

# Which imports said what a fact already said: what is left when its own import is undone.
confirmations = Table(
    "confirmations",
    metadata,
    Column("fact_id", BigInteger, primary_key=True, autoincrement=False),
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, nullable=False),
    sqlite_with_rowid=False,
)

rejections = Table(
    "rejections",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("import_id", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("value", Text),
    # The import that read the row again; it counts while that import is not undone.
    Column("settled_by", Integer),
)
Index("rejections_import", rejections.c.import_id)

# Days on which facts changed and that no assessment has seen yet (days of UTC).
touched = Table(
    "touched",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dataset", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("day", Date, nullable=False),
    sqlite_autoincrement=True,
)

# Single facts about the store: version of its data, fingerprint of the pseudonym key.
marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger),
    Column("text", Text),
)


def _counts() -> list[Column[int]]:
    names = ("met", "missed", "pending", "excluded", "unknown")
    return [Column(name, BigInteger, nullable=False) for name in names]


def _spared() -> list[Column[int]]:
    """Return how many cases are met, and how many pending, thanks to a pause."""
    return [
        Column(name, BigInteger, nullable=False, server_default="0")
        for name in ("saved", "held")
    ]


tallies = Table(
    "tallies",
    metadata,
    Column("indicator", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    *_counts(),
    Column("value_sum", Double),
    Column("value_count", BigInteger, nullable=False),
    Column("total_sum", Double),
    Column("distribution", LargeBinary),
    # Late cases still open, whose value grows with time.
    Column("ageing", BigInteger, nullable=False, server_default="0"),
    *_spared(),
    Column("as_of", Instant, nullable=False),
    Column("definition", Text),
    Column("import_ids", Text),
)

findings = Table(
    "findings",
    metadata,
    Column("engagement", Integer, nullable=False),
    Column("indicator", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("span_start", Date, nullable=False),
    Column("value", Double),
    Column("low", Double),
    Column("high", Double),
    Column("counted", Double),
    *_counts(),
    *_spared(),
    Column("target", Double),
    Column("comparison", Text),
    Column("origin", Text),
    Column("verdict", Text, nullable=False),
    Column("rule", Text),
    Column("as_of", Instant, nullable=False),
    Column("definition", Text),
    Column("import_ids", Text),
)
Index("findings_period", findings.c.kind, findings.c.start)

verdicts = Table(
    "verdicts",
    metadata,
    Column("engagement", Integer, primary_key=True, autoincrement=False),
    Column("site", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("blocking", Text),
    Column("as_of", Instant, nullable=False),
)
Index("verdicts_period", verdicts.c.kind, verdicts.c.start)

# Revisions of the audit's registers: rows are added, never changed.
register_entries = Table(
    "register_entries",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("register", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("content", JSON, nullable=False),
)
Index(
    "register_entries_revision",
    register_entries.c.register,
    register_entries.c.number,
    register_entries.c.revision,
    unique=True,
)
