"""The commands of personal data: what is over is taken away, and each person's right."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.backups import By
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config, author
from etl.cli.telling import assess_and_tell, say
from etl.config import load_settings
from etl.definitions.retention import load_retention
from etl.errors import UsageError
from etl.pipeline import open_warehouse
from etl.pipeline.keys import destroy_useless, key_states, rotate
from etl.pipeline.persons import erase, search
from etl.pipeline.purging import purge
from etl.pipeline.treatment import sheet
from etl.wording import privacy as words

person = typer.Typer(cls=FrenchGroup, no_args_is_help=True, add_completion=False)
keys = typer.Typer(cls=FrenchGroup, no_args_is_help=True, add_completion=False)
Applies = Annotated[
    bool, typer.Option("--appliquer", help="Effacer vraiment (sinon, dire ce qui le serait).")
]


def purge_command(
    applies: Applies = False, by: By = "", config: Config = DEFAULT_CONFIG
) -> int:
    settings = load_settings(config)
    retention = load_retention(Path(settings.declarations))
    warehouse = open_warehouse(settings)
    if applies:
        assess_and_tell(warehouse)
    inbox = Path(settings.local, "inbox")
    done = purge(warehouse, retention, now(), by or author(), inbox, applies)
    for line in words.purge_lines(done, applies):
        say(line)
    if applies and (gone := destroy_useless(warehouse, settings, now(), by or author())):
        say(words.destroyed_line(gone))
    return 0


def asked_person() -> str:
    """Return who is meant: typed unseen, or given by another program; never an argument."""
    given = getpass("Numéro ou adresse : ") if sys.stdin.isatty() else sys.stdin.readline()
    if not given.strip():
        raise UsageError("Un numéro de téléphone ou une adresse électronique est attendu.")
    return given.strip()


@person.command("chercher", cls=FrenchCommand, help="Dire ce qui est gardé d'une personne.")
def search_command(config: Config = DEFAULT_CONFIG) -> int:
    settings = load_settings(config)
    for line in words.trace_lines(search(open_warehouse(settings), settings, asked_person())):
        say(line)
    return 0


@person.command(
    "effacer", cls=FrenchCommand, help="Oublier une personne ; les comptes restent."
)
def erase_command(by: By = "", config: Config = DEFAULT_CONFIG) -> int:
    settings = load_settings(config)
    warehouse = open_warehouse(settings)
    gone = erase(warehouse, settings, asked_person(), now(), by or author())
    for line in words.erased_lines(gone):
        say(line)
    return 0


@keys.command("etat", cls=FrenchCommand, help="Clés des pseudonymes : numéros et dates.")
def keys_command(config: Config = DEFAULT_CONFIG) -> int:
    settings = load_settings(config)
    for line in words.key_lines(key_states(open_warehouse(settings), settings)):
        say(line)
    return 0


@keys.command("tourner", cls=FrenchCommand, help="Changer la clé des pseudonymes.")
def rotate_command(by: By = "", config: Config = DEFAULT_CONFIG) -> int:
    settings = load_settings(config)
    number = rotate(open_warehouse(settings), settings, now(), by or author())
    say(words.rotated_line(number))
    return 0


def register_command(
    to: Annotated[
        Path | None,
        typer.Option("--vers", metavar="FICHIER", help="Où l'écrire (.md ou .html)."),
    ] = None,
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    written = words.register(sheet(settings), now())
    if to is None:
        say(written.markdown())
        return 0
    to.write_text(written.html() if to.suffix == ".html" else written.markdown(), "utf-8")
    say(words.register_line(to))
    return 0
