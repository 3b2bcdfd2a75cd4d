"""Fifth step: what people wrote in surveys, screened, as a number of the table of texts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey_answers", sa.Column("verbatim", sa.Integer()))


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
