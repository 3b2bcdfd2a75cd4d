"""Tables of the editions, and of the declarations that were ever applied."""

from sqlalchemy import Column, Integer, Table, Text

from etl.store.tables import Instant, metadata

# Files of declarations by the SHA-256 of their text: each text is kept once, for good.
declared_texts = Table(
    "declared_texts",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("text", Text, nullable=False),
)

# Each set of declarations when it was first applied: paths and hashes, as canonical JSON.
declared_sets = Table(
    "declared_sets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("author", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("files", Text, nullable=False),
)

# A trigger refuses any change but one validation, or one refusal (v0010).
editions = Table(
    "editions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("period", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("last_import", Integer, nullable=False),
    Column("declarations", Text, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("closed_at", Instant, nullable=False),
    Column("closed_declared", Integer, nullable=False),
    Column("validated_by", Text),
    Column("validated_at", Instant),
    Column("validated_declared", Integer),
    Column("refused_by", Text),
    Column("refused_at", Instant),
    Column("refused_declared", Integer),
    Column("replaces", Integer),
    Column("reason", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    # The content, as canonical JSON: what ``sha256`` is the hash of.
    Column("content", Text, nullable=False),
)
