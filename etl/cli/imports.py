"""The commands on imports that were made: undo."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from etl import wording
from etl.calendars.clock import now
from etl.cli.telling import assess_and_tell, say
from etl.config import load_settings
from etl.pipeline import open_warehouse, undo

Config = Annotated[Path, typer.Option("--config", metavar="FICHIER", help="Réglages (TOML).")]
DEFAULT_CONFIG = Path("quality.toml")
Number = Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro de l'import.")]
Reason = Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")]


def author() -> str:
    """Return the name of the account that runs the command: the journal keeps it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "inconnu"


def undo_command(number: Number, reason: Reason, config: Config = DEFAULT_CONFIG) -> int:
    warehouse = open_warehouse(load_settings(config))
    undone = undo(warehouse, number, now(), author(), reason)
    say(wording.undo_line(undone))
    assess_and_tell(warehouse)
    return 0
