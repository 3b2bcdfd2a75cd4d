"""Tenth step: editions, which never change, and the declarations that were applied."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = ("declared_texts", "declared_sets", "editions")
# What validating or refusing an edition writes, once.
DECIDED = (
    "validated_by",
    "validated_at",
    "validated_declared",
    "refused_by",
    "refused_at",
    "refused_declared",
)
FROZEN = (
    "number",
    "period",
    "site",
    "as_of",
    "last_import",
    "declarations",
    "closed_by",
    "closed_at",
    "closed_declared",
    "replaces",
    "reason",
    "previous",
    "sha256",
    "content",
)
SAID = "an edition never changes"


def upgrade() -> None:
    _texts()
    _editions()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _texts() -> None:
    op.create_table(
        "declared_texts",
        sa.Column("sha256", sa.Text(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "declared_sets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("author", "sha256", "files")],
    )


def _editions() -> None:
    integers = {"last_import": False, "closed_declared": False, "replaces": True}
    integers |= {"validated_declared": True, "refused_declared": True}
    instants = {"as_of": False, "closed_at": False, "validated_at": True, "refused_at": True}
    texts = {"validated_by": True, "refused_by": True}
    columns = []
    for name in (*FROZEN[1:], *DECIDED):
        kind = sa.Integer() if name in integers else sa.Text()
        kind = sa.BigInteger() if name in instants else kind
        empty = (integers | instants | texts).get(name, False)
        columns.append(sa.Column(name, kind, nullable=empty))
    number = sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False)
    op.create_table("editions", number, *columns)


def _changed(differs: str) -> str:
    """Return when an edition would change: what is frozen, or what was decided already."""
    decided = "OLD.validated_at IS NOT NULL OR OLD.refused_at IS NOT NULL"
    frozen = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FROZEN)
    return f"{decided} OR {frozen}"


def _guard_sqlite() -> None:
    abort = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for table in KEPT:
        op.execute(f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {abort}")
    for table in KEPT[:2]:
        op.execute(f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {abort}")
    op.execute(
        f"CREATE TRIGGER editions_update BEFORE UPDATE ON editions "
        f"WHEN {_changed('IS NOT')} {abort}"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION edition_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
    )
    refuses = "EXECUTE FUNCTION edition_refuses()"
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {refuses}"
        )
    for table in KEPT[:2]:
        op.execute(
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW {refuses}"
        )
    op.execute(
        "CREATE TRIGGER editions_update BEFORE UPDATE ON editions FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')}) {refuses}"
    )


def downgrade() -> None:
    raise NotImplementedError("a store only goes forward; restore a copy instead")
