"""Tables of the journal of acts."""

from sqlalchemy import Column, Integer, Table, Text

from etl.store.tables import Instant, metadata

# Every act, each line with the hash of the one before; triggers refuse changes (v0007).
journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    *[
        Column(name, Text, nullable=False)
        for name in ("author", "deed", "subject", "before", "after", "previous", "sha256")
    ],
)

# How many lines the journal has, and the hash of the last: a cut tail is seen.
journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("lines", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
)
