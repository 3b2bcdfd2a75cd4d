"""Tables of running the program: what was purged, the keys of pseudonyms, what was told."""

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from etl.store.tables import Identifier, Instant, metadata

# What a rule of retention took away: a month before ``before`` is never judged again.
purges = Table(
    "purges",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("what", Text, nullable=False),
    Column("dataset", Text),
    Column("before", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("removed", BigInteger, nullable=False),
    # The first fact that there was: the history of findings still begins there.
    Column("first_at", Instant),
)

# The keys of the pseudonyms, numbered; a key is in use until the next one.
pseudonym_keys = Table(
    "pseudonym_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", Text, nullable=False),
    Column("since", Instant, nullable=False),
    # The last import that was read with the key before.
    Column("after_import", Integer, nullable=False),
)

# What a digest has told: it tells each thing once, and again only after it had ended.
told = Table(
    "told",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("told_at", Instant),
)
