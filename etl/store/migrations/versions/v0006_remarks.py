"""Sixth step: what was noticed of the rows that an import accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "imports", sa.Column("remarks", sa.JSON(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
