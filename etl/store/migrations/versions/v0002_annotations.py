"""Second step: what an annotation of the register of events says beside its date and title."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Choices and codes are numbers of the table ``codes``.
_COLUMNS = {
    "everywhere": sa.SmallInteger,
    "author": sa.Integer,
    "evidence": sa.Integer,
    "limits": sa.Integer,
    "indicators": sa.Integer,
}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("events", sa.Column(name, kind()))


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
