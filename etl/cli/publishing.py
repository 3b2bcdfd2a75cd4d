"""The commands that write documents: the audit pack, and what is published."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import author, say
from etl.config import load_settings
from etl.domain.assessments import EVERYWHERE
from etl.errors import UsageError
from etl.pipeline import open_warehouse
from etl.pipeline.packing import audit_pack, write_whole
from etl.pipeline.publishing import BY_NAME, document, matter, note_taken
from etl.wording import publishing

Edition = Annotated[int, typer.Argument(metavar="ÉDITION", help="Numéro de l'édition.")]
By = Annotated[str, typer.Option("--par", metavar="NOM", help="Qui le demande.")]


def pack_command(
    edition: Edition,
    to: Annotated[
        Path, typer.Option("--vers", metavar="FICHIER.zip", help="Archive à écrire.")
    ],
    registers: Annotated[
        str,
        typer.Option(
            "--registres",
            metavar="INSTANT",
            help="Registres tels qu'à cet instant (celui du manifeste : le même dossier).",
        ),
    ] = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings, at = load_settings(config), now()
    warehouse = open_warehouse(settings)
    made = audit_pack(warehouse, Path(settings.declarations), edition, _instant(registers))
    write_whole(to, made.data)
    told = {"document": "dossier-d-audit", "sceau": made.seal}
    note_taken(warehouse, edition, told, by or author(), at)
    say(publishing.pack_line(to, len(made.data), made.seal))
    return 0


def _instant(text: str) -> datetime | None:
    """Return an instant given with its offset from UTC; ``UsageError`` for anything else."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"« {text} » n'est pas un instant.") from error
    if found.tzinfo is None:
        raise UsageError(f"« {text} » ne dit pas son fuseau : 2026-07-31T18:00:00+02:00.")
    return found


def publish_command(
    edition: Edition,
    folder: Annotated[
        Path, typer.Option("--vers", metavar="DOSSIER", help="Où écrire les documents.")
    ],
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="NOM",
            help=f"Lequel (tous ceux du public par défaut) : {', '.join(BY_NAME)}.",
        ),
    ] = None,
    site: Annotated[
        str, typer.Option("--site", help="Code du site (tous ensemble par défaut).")
    ] = EVERYWHERE,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings, at = load_settings(config), now()
    warehouse = open_warehouse(settings)
    wanted = names or [each.name for each in BY_NAME.values() if each.is_public]
    is_public = all(name in BY_NAME and BY_NAME[name].is_public for name in wanted)
    own = matter(warehouse, Path(settings.declarations), edition, site, is_public)
    # All are made before one is written: a set is whole or is not there.
    made = [(name, document(own, name, site)) for name in wanted]
    for name, each in made:
        path = folder / each.name
        write_whole(path, each.data)
        told = {"document": name, "sha256": hashlib.sha256(each.data).hexdigest()}
        note_taken(warehouse, edition, told, by or author(), at)
        say(publishing.document_line(path, len(each.data)))
    return 0
