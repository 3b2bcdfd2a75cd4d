"""Brings a store's tables up to date, step by step (Alembic, in the process)."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from etl.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def _steps() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def is_up_to_date(connection: Connection) -> bool:
    """Tell whether the last step was taken; refuse a store that a later program wrote."""
    steps = _steps()
    taken = step_of(connection)
    known = {step.revision for step in steps.walk_revisions()}
    if taken is not None and taken not in known:
        raise StoreError(
            f"La base a été écrite par une version plus récente du logiciel (étape {taken}). "
            "Mettez le logiciel à jour avant de l'ouvrir."
        )
    return taken == steps.get_current_head()


def head() -> str:
    """Return the last step that this program knows."""
    return str(_steps().get_current_head())


def step_of(connection: Connection) -> str | None:
    """Return the last step that was taken, ``None`` in an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date(connection: Connection, to: str = "head") -> None:
    """Take the missing steps inside the caller's transaction, all of them or some."""
    steps = _steps()
    with EnvironmentContext(
        Config(), steps, fn=lambda taken, _: steps._upgrade_revs(to, taken)
    ) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
