"""Thirteenth step: who observed a mystery test, and which ratings are second ones."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mystery_observations", sa.Column("observer", sa.BigInteger()))
    op.add_column("mystery_observations", sa.Column("second_rating", sa.SmallInteger()))


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
