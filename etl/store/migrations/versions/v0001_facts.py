"""First step: facts, imports, rejections, assessments."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TYPES = {
    "instant": sa.BigInteger,
    "number": sa.Double,
    "flag": sa.SmallInteger,
    "code": sa.Integer,
    "hash": sa.BigInteger,
}

# Each dataset: the instant that dates its facts, then its columns.
_FACTS = {
    "calls": (
        "started_at",
        "source_id:hash site:code service:code started_at:instant direction:code outcome:code "
        "wait_s:number talk_s:number queue:code transfer:code voice_server:code caller:hash",
    ),
    "mails": (
        "received_at",
        "source_id:hash site:code service:code channel:code nature:code received_at:instant "
        "registered_at:instant acknowledged_at:instant answered_at:instant closed_at:instant "
        "status:code reason:code complete:flag sender:hash",
    ),
    "visits": (
        "arrived_at",
        "source_id:hash site:code service:code desk:code appointment:flag booked_at:instant "
        "appointment_at:instant arrived_at:instant called_at:instant ended_at:instant "
        "outcome:code reason:code completed:flag",
    ),
    "mystery_observations": (
        "observed_at",
        "source_id:hash site:code service:code campaign:code channel:code scenario:code "
        "test:code item:code mark:number observed_at:instant",
    ),
    "survey_answers": (
        "answered_at",
        "source_id:hash site:code service:code survey:code response:hash question:code "
        "answer:code score:number complete:flag answered_at:instant",
    ),
    "events": (
        "started_at",
        "source_id:hash site:code service:code kind:code subject:code started_at:instant "
        "done_at:instant due_at:instant passed:flag amount:number total:number exercise:flag "
        "audience:code",
    ),
}

_IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name, (dated_by, columns) in _FACTS.items():
        _create_facts(name, dated_by, columns)
    _create_imports()
    _create_assessments()
    marks = op.create_table(
        "marks",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("number", sa.BigInteger()),
        sa.Column("text", sa.Text()),
    )
    op.execute(sa.insert(marks).values(name="data_version", number=0))


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")


def _create_facts(name: str, dated_by: str, columns: str) -> None:
    pairs = [column.split(":") for column in columns.split()]
    op.create_table(
        name,
        sa.Column("id", _IDENTIFIER, primary_key=True),
        *[sa.Column(column, _TYPES[kind]()) for column, kind in pairs],
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer()),
    )
    current, past = sa.text("superseded_by IS NULL"), sa.text("superseded_by IS NOT NULL")
    op.create_index(
        f"{name}_current",
        name,
        ["source_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index(
        f"{name}_history", name, ["source_id"], sqlite_where=past, postgresql_where=past
    )
    op.create_index(f"{name}_dated", name, ["site", dated_by])


def _create_imports() -> None:
    op.create_table(
        "codes",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False, unique=True),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_texts("kind", "dataset", "source", "format", "file_name", "sha256"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        *_integers("records", "accepted", "rejected", "added", "superseded", "known"),
        sa.Column("set_aside", sa.JSON(), nullable=False),
        sa.Column("first_at", sa.BigInteger()),
        sa.Column("last_at", sa.BigInteger()),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("undone_by", sa.Integer()),
    )
    live = sa.text("undone_by IS NULL")
    op.create_index(
        "imports_file",
        "imports",
        ["sha256"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "rejections",
        sa.Column("id", _IDENTIFIER, primary_key=True),
        *_integers("import_id", "line"),
        *_texts("column", "code"),
        sa.Column("value", sa.Text()),
    )
    op.create_index("rejections_import", "rejections", ["import_id"])
    op.create_table(
        "touched",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_texts("dataset", "site"),
        sa.Column("day", sa.Date(), nullable=False),
        sqlite_autoincrement=True,
    )


def _create_assessments() -> None:
    op.create_table(
        "tallies",
        *_texts("indicator", "site", "service", key=True),
        sa.Column("month", sa.Date(), primary_key=True),
        *_counts(),
        sa.Column("value_sum", sa.Double()),
        sa.Column("value_count", sa.BigInteger(), nullable=False),
        sa.Column("total_sum", sa.Double()),
        sa.Column("distribution", sa.LargeBinary()),
        sa.Column("ageing", sa.BigInteger(), nullable=False, server_default="0"),
        *_provenance(),
    )
    op.create_table(
        "findings",
        sa.Column("engagement", sa.Integer(), nullable=False),
        *_texts("indicator", "site", "service", "period", key=True),
        *_texts("kind"),
        *_days("start", "end", "span_start"),
        *[sa.Column(name, sa.Double()) for name in ("value", "low", "high", "counted")],
        *_counts(),
        sa.Column("target", sa.Double()),
        sa.Column("comparison", sa.Text()),
        sa.Column("origin", sa.Text()),
        *_texts("verdict"),
        sa.Column("rule", sa.Text()),
        *_provenance(),
    )
    op.create_index("findings_period", "findings", ["kind", "start"])
    op.create_table(
        "verdicts",
        sa.Column("engagement", sa.Integer(), primary_key=True, autoincrement=False),
        *_texts("site", "service", "period", key=True),
        *_texts("kind"),
        *_days("start", "end"),
        *_texts("verdict"),
        sa.Column("blocking", sa.Text()),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
    )
    op.create_index("verdicts_period", "verdicts", ["kind", "start"])


def _texts(*names: str, key: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False, primary_key=key) for name in names]


def _integers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _days(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=False) for name in names]


def _counts() -> list[sa.Column[int]]:
    names = ("met", "missed", "pending", "excluded", "unknown")
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _provenance() -> list[sa.Column[object]]:
    return [
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("definition", sa.Text()),
        sa.Column("import_ids", sa.Text()),
    ]
