"""Third step: imports that can be undone and replayed, and who asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("declaration", "author", "reason"):
        op.add_column("imports", sa.Column(name, sa.Text()))
    op.add_column("imports", sa.Column("target", sa.Integer()))
    op.add_column("rejections", sa.Column("settled_by", sa.Integer()))
    op.drop_index("imports_file", "imports")
    live = sa.text("undone_by IS NULL AND kind = 'file'")
    op.create_index(
        "imports_file",
        "imports",
        ["sha256"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "confirmations",
        sa.Column("fact_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("import_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    # Of the imports made until now nobody noted which rows they only confirmed.
    op.execute(
        "INSERT INTO marks (name, number) "
        "SELECT 'confirmed_since', COALESCE(MAX(id), 0) FROM imports"
    )


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
