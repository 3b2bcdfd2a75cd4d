"""Fourth step: pauses, the requests that they are about, and the cases that they spare."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("about", sa.BigInteger()))
    op.add_column("events", sa.Column("reason", sa.Integer()))
    told = sa.text("about IS NOT NULL")
    op.create_index(
        "events_about", "events", ["about"], sqlite_where=told, postgresql_where=told
    )
    for table in ("tallies", "findings"):
        for name in ("saved", "held"):
            op.add_column(
                table, sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
            )


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
