"""Eighth step: the registers of the audit, revision by revision."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
    )
    op.create_index(
        "register_entries_revision",
        "register_entries",
        ["register", "number", "revision"],
        unique=True,
    )


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
