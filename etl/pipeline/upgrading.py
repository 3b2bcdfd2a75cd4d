"""A store brought to the schema of this program: backed up, moved, verified, or put back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.config import Settings
from etl.domain.backups import Backup
from etl.errors import StoreError
from etl.pipeline.backup import FOLDER, back_up
from etl.pipeline.warehouse import open_warehouse
from etl.store.facts import FACT_NAMES
from etl.store.inspecting import inspect_store


@dataclass(frozen=True)
class Upgraded:
    """From which step to which; ``backup`` of the store as it was, ``None``: nothing to do."""

    before: str | None
    after: str
    backup: Backup | None
    facts: int


def upgrade(
    settings: Settings, at: datetime, author: str, secret: bytes | None = None
) -> Upgraded:
    """Bring the store up to date, after a backup; the steps are one transaction.

    Raises ``StoreError`` if a fact, or its soundness, was lost on the way: the message names
    the backup that puts all back.
    """
    stood = inspect_store(settings.database_url)
    facts = sum(stood.rows.get(name, 0) for name in FACT_NAMES)
    if stood.step is None or stood.is_up_to_date:
        open_warehouse(settings).store.dispose()
        return Upgraded(stood.step, stood.latest, None, facts)
    backup = back_up(settings, Path(settings.local, FOLDER), at, author, secret)
    open_warehouse(settings).store.dispose()
    stands = inspect_store(settings.database_url)
    lost = [name for name in FACT_NAMES if stands.rows.get(name) != stood.rows.get(name)]
    if lost or not stands.is_sound or not stands.is_up_to_date:
        raise StoreError(
            "La mise à niveau n'est pas conforme : des faits manquent, ou la base est abîmée.\n"
            f"  Pour revenir : « python -m etl restore {backup.path} », puis prévenez les "
            "mainteneurs."
        )
    return Upgraded(stood.step, stands.latest, backup, facts)
