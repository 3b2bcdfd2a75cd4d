"""``python -m etl watch``: take what services drop in a folder."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl import wording
from etl.calendars.clock import now
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.progress import follower
from etl.cli.telling import assess_and_tell, author, say
from etl.config import load_settings
from etl.pipeline import (
    Following,
    ImportReport,
    Orders,
    Warehouse,
    alone,
    looks,
    open_warehouse,
    stable,
    take,
)

PAUSE_S = 5.0


def watch_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Boîte de dépôt (inbox).")
    ] = None,
    once: Annotated[
        bool, typer.Option("--une-fois", help="Relever une fois, puis s'arrêter.")
    ] = False,
    pause: Annotated[
        float, typer.Option("--pause", metavar="S", help="Secondes entre deux regards.", min=0)
    ] = PAUSE_S,
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    inbox = folder or Path(settings.local, "inbox")
    if folder is None:
        inbox.mkdir(parents=True, exist_ok=True)
    warehouse = open_warehouse(settings)
    with alone(inbox):
        say(wording.watching(inbox))
        if warehouse.is_to_assess():
            # The last watch died between an import and its assessment.
            assess_and_tell(warehouse)
        before = looks(inbox)
        while True:
            time.sleep(pause)
            after = looks(inbox)
            take_all(warehouse, inbox, stable(before, after))
            if once:
                return 0
            before = after


def take_all(warehouse: Warehouse, inbox: Path, names: Sequence[str]) -> None:
    """Take these things of the inbox, one after the other, then assess once."""
    taken = 0
    for name in names:
        with follower(Console(quiet=True)) as progress:
            following = Following(progress, Orders(author=author()))
            done = take(warehouse, inbox / name, now(), _report, following)
        say(wording.taken_line(name, done))
        taken += done is not None
    if taken:
        assess_and_tell(warehouse)


def _report(name: str, reports: Sequence[ImportReport]) -> str:
    return wording.import_report(name, reports, now())
