"""Eleventh step: what was purged, the keys of the pseudonyms, what a digest has told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "purges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text()),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger()),
    )
    op.create_table(
        "pseudonym_keys",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("after_import", sa.Integer(), nullable=False),
    )
    op.create_table(
        "told",
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
    )


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
