"""The commands on imports: preview, undo, replay."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from etl import wording
from etl.calendars.clock import now
from etl.cli.progress import follower
from etl.cli.telling import assess_and_tell, console, say
from etl.cli.telling import author as author
from etl.config import load_settings
from etl.pipeline import (
    Orders,
    Status,
    Warehouse,
    open_warehouse,
    original,
    preview,
    replay,
    undo,
)

Config = Annotated[Path, typer.Option("--config", metavar="FICHIER", help="Réglages (TOML).")]
DEFAULT_CONFIG = Path("quality.toml")
REFUSED = 10
Number = Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro de l'import.")]
By = Annotated[str, typer.Option("--par", metavar="NOM", help="Qui le demande (le compte).")]
Reason = Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")]


def preview_import(warehouse: Warehouse, paths: Sequence[Path], orders: Orders) -> int:
    """Say what an import would do; return the exit code: 10 if a file would be refused."""
    with follower(console) as progress:
        found = preview(warehouse, paths, now(), progress, orders)
    for line in wording.preview_lines(found):
        say(line)
    return REFUSED if any(each.status is Status.REFUSED for each in found.reports) else 0


def replay_command(
    number: Number,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FICHIER]",
            help="Le fichier, corrigé ou non ; ou celui que la boîte de dépôt a gardé.",
        ),
    ] = None,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    warehouse = open_warehouse(settings)
    file = file or original(warehouse, number, Path(settings.local, "inbox"))
    with follower(console) as progress:
        replay(warehouse, number, file, now(), progress, Orders(author=by.strip() or author()))
    assess_and_tell(warehouse, by=by)
    return 0


def undo_command(
    number: Number, reason: Reason, by: By = "", config: Config = DEFAULT_CONFIG
) -> int:
    warehouse = open_warehouse(load_settings(config))
    undone = undo(warehouse, number, now(), by.strip() or author(), reason)
    say(wording.undo_line(undone))
    assess_and_tell(warehouse, by=by)
    return 0
