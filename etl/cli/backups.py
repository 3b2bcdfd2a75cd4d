"""The commands of backups: make, verify, put back, bring up to date."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.imports import DEFAULT_CONFIG, Config, author
from etl.cli.telling import console, say
from etl.config import Settings, load_settings
from etl.errors import UsageError
from etl.pipeline.backup import FOLDER, back_up, keep_last, look_through
from etl.pipeline.restoring import Choices, Declared, restore
from etl.pipeline.upgrading import upgrade
from etl.wording import operations as words

SHORTEST = 12

By = Annotated[str, typer.Option("--par", metavar="NOM", help="Qui agit (le compte d'ici).")]
KeyFile = Annotated[
    Path | None, typer.Option("--cle", metavar="FICHIER", help="Fichier de la clé secrète.")
]
Asks = Annotated[bool, typer.Option("--phrase", help="Demander la phrase secrète.")]
Archive = Annotated[Path, typer.Argument(metavar="SAUVEGARDE", help="Fichier de sauvegarde.")]
DECLARED = {
    "refuser": Declared.REFUSE,
    "remplacer": Declared.REPLACE,
    "garder": Declared.KEEP,
}


def secret_of(
    settings: Settings, key_file: Path | None, asks: bool, twice: bool
) -> bytes | None:
    """Return what seals a backup: a file, else what is typed, else the file of the settings."""
    if asks:
        typed = getpass.getpass("Phrase secrète : ")
        if twice and typed != getpass.getpass("Encore une fois : "):
            raise UsageError("Les deux phrases ne sont pas les mêmes.")
        return _long_enough(typed.encode())
    place = key_file or (Path(settings.backup_key_file) if settings.backup_key_file else None)
    if place is None:
        return None
    try:
        return _long_enough(place.read_bytes().strip())
    except OSError as error:
        raise UsageError(f"« {place} » : clé illisible ({error.strerror}).") from error


def _long_enough(secret: bytes) -> bytes:
    if len(secret) < SHORTEST:
        raise UsageError(f"Clé ou phrase trop courte : {SHORTEST} caractères au moins.")
    return secret


def backup_command(
    folder: Annotated[
        Path | None, typer.Option("--vers", metavar="DOSSIER", help="Où l'écrire.")
    ] = None,
    key_file: KeyFile = None,
    asks: Asks = False,
    keep: Annotated[
        int, typer.Option("--garder", metavar="N", help="Effacer toutes sauf les N dernières.")
    ] = 0,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    secret = secret_of(settings, key_file, asks, twice=True)
    place = folder or Path(settings.local, FOLDER)
    with console.status("Sauvegarde…"):
        backup = back_up(settings, place, now(), by or author(), secret)
    for line in words.backup_lines(backup):
        say(line)
    if keep and (gone := keep_last(place, keep)):
        say(words.gone_line(gone))
    return 0


def restore_command(  # noqa: PLR0913 (one argument an option)
    path: Archive,
    key_file: KeyFile = None,
    asks: Asks = False,
    only_verify: Annotated[
        bool, typer.Option("--verifier", help="Tout vérifier, ne rien restaurer.")
    ] = False,
    declared: Annotated[
        str,
        typer.Option(
            "--declarations", metavar="CHOIX", help="refuser, remplacer ou garder celles d'ici."
        ),
    ] = "refuser",
    no_copy: Annotated[
        bool, typer.Option("--sans-copie", help="Mettre de côté une base d'ici abîmée.")
    ] = False,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    if declared not in DECLARED:
        raise UsageError(f"« --declarations » : {', '.join(DECLARED)}.")
    if not path.is_file():
        raise UsageError(f"« {path} » : sauvegarde introuvable.")
    settings = load_settings(config)
    secret = secret_of(settings, key_file, asks, twice=False)
    with console.status("Vérification et restauration…"):
        if only_verify:
            backup = look_through(path, secret)
            lines = [*words.backup_lines(backup), words.verified_line(backup)]
        else:
            choices = Choices(DECLARED[declared], not no_copy)
            done = restore(settings, path, now(), by or author(), secret, choices)
            lines = words.restored_lines(done)
    for line in lines:
        say(line)
    return 0


def upgrade_command(
    key_file: KeyFile = None,
    asks: Asks = False,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    secret = secret_of(settings, key_file, asks, twice=True)
    for line in words.upgraded_lines(upgrade(settings, now(), by or author(), secret)):
        say(line)
    return 0
