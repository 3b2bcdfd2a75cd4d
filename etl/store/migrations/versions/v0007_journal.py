"""Seventh step: the journal of acts, which refuses to be changed or shortened."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NOTHING_BEFORE = "0" * 64

ON_SQLITE = (
    """
    CREATE TRIGGER journal_{act} BEFORE {act} ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_head_delete BEFORE DELETE ON journal_head
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_head_back BEFORE UPDATE ON journal_head
    WHEN NEW.lines < OLD.lines
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
)
ON_POSTGRESQL = (
    """
    CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
    """,
    """
    CREATE TRIGGER journal_kept BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_refuses()
    """,
    """
    CREATE TRIGGER journal_whole BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()
    """,
    """
    CREATE TRIGGER journal_head_kept BEFORE DELETE OR TRUNCATE ON journal_head
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()
    """,
    """
    CREATE TRIGGER journal_head_back BEFORE UPDATE ON journal_head
    FOR EACH ROW WHEN (NEW.lines < OLD.lines) EXECUTE FUNCTION journal_refuses()
    """,
)


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("author", "deed", "subject", "before", "after", "previous", "sha256")
        ],
    )
    head = op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "lines": 0, "sha256": NOTHING_BEFORE}])
    if op.get_bind().dialect.name == "postgresql":
        for statement in ON_POSTGRESQL:
            op.execute(statement)
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(ON_SQLITE[0].format(act=act))
    for statement in ON_SQLITE[1:]:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
