"""The register of evidence on the command line: ``python -m etl preuve``."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from etl.audit.evidence import pieces_of
from etl.calendars.clock import now
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config, author
from etl.cli.telling import console, say
from etl.config import load_settings
from etl.domain.assessments import EVERYWHERE
from etl.domain.evidence import Evidence, EvidenceState
from etl.domain.registers import Entry, Signature
from etl.errors import UsageError
from etl.pipeline import Warehouse, open_warehouse
from etl.pipeline.computed import held_entries
from etl.pipeline.evidence import (
    Deposit,
    deposit_file,
    deposit_link,
    evidence_file,
    evidence_history,
    review,
)
from etl.wording.evidence import OPINIONS, entry_line, piece_rows, revision_line

app = typer.Typer(cls=FrenchGroup, no_args_is_help=True, help="Registre des preuves.")
Number = Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro de la pièce.")]
By = Annotated[str, typer.Option("--par", metavar="NOM", help="Qui écrit (le compte).")]
Site = Annotated[str, typer.Option("--site", help="Code du site (tous par défaut).")]


def signed(by: str) -> Signature:
    """Return who writes: the name that is given, else the account that runs the command."""
    return Signature(by.strip() or author(), now())


def day_of(text: str) -> date | None:
    """Return a day written jj/mm/aaaa, nothing for an empty text; ``UsageError`` otherwise."""
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError as error:
        raise UsageError(f"Date illisible « {text} » : jj/mm/aaaa attendu.") from error


@app.command("add", cls=FrenchCommand, help="Déposer un fichier ou un lien.")
def add(  # noqa: PLR0913 (one argument an option)
    given: Annotated[str, typer.Argument(metavar="FICHIER|LIEN", help="Fichier, ou https://…")],
    engagement: Annotated[int, typer.Option("--engagement", metavar="N", help="Numéro.")],
    piece: Annotated[str, typer.Option("--piece", metavar="TITRE", help="Pièce attendue.")],
    owner: Annotated[str, typer.Option("--responsable", metavar="FONCTION")],
    dated: Annotated[str, typer.Option("--datee", metavar="JJ/MM/AAAA")] = "",
    until: Annotated[str, typer.Option("--jusque", metavar="JJ/MM/AAAA")] = "",
    site: Site = "",
    number: Annotated[int, typer.Option("--remplace", metavar="NUMÉRO")] = 0,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(load_settings(config))
    own = signed(by)
    deposit = Deposit(
        engagement=engagement,
        piece=piece,
        dated=day_of(dated) or warehouse.local(own.at).date(),
        owner=owner,
        site=site or EVERYWHERE,
        valid_until=day_of(until),
    )
    seen = _entry(warehouse, number) if number else None
    if given.casefold().startswith(("http:", "https:")):
        entry = deposit_link(warehouse, deposit, given, own, seen)
    else:
        entry = deposit_file(warehouse, deposit, _read(Path(given)), own, seen)
    say(entry_line(entry))
    return 0


@app.command("list", cls=FrenchCommand, help="Ce qui est attendu, et ce qui est tenu.")
def list_command(
    engagement: Annotated[int, typer.Option("--engagement", metavar="N")] = 0,
    site: Site = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(load_settings(config))
    day, entries = warehouse.local(now()).date(), held_entries(warehouse)
    shown = Table("N°", "Pièce attendue", "État", "Tenue", "Valable jusqu'au")
    for own in warehouse.declarations.engagements:
        if engagement in (0, own.number):
            for row in piece_rows(pieces_of(own, entries, site or EVERYWHERE, day)):
                shown.add_row(*row)
    console.print(shown)
    return 0


@app.command("review", cls=FrenchCommand, help="Rendre un avis sur une pièce.")
def review_command(
    number: Number,
    opinion: Annotated[str, typer.Option("--avis", help="valider, relire ou rejeter.")],
    remark: Annotated[str, typer.Option("--motif", metavar="TEXTE")] = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    if opinion not in OPINIONS:
        raise UsageError(f"Avis inconnu « {opinion} » : {', '.join(OPINIONS)}.")
    warehouse = open_warehouse(load_settings(config))
    state: EvidenceState = OPINIONS[opinion]
    say(entry_line(review(warehouse, _entry(warehouse, number), state, remark, signed(by))))
    return 0


@app.command("history", cls=FrenchCommand, help="Toutes les révisions d'une pièce.")
def history_command(number: Number, config: Config = DEFAULT_CONFIG) -> int:
    for each in evidence_history(open_warehouse(load_settings(config)), number):
        say(revision_line(each))
    return 0


@app.command("get", cls=FrenchCommand, help="Rendre le fichier d'une pièce, vérifié.")
def get_command(
    number: Number,
    folder: Annotated[Path, typer.Option("--vers", metavar="DOSSIER")] = Path(),
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(load_settings(config))
    held = _entry(warehouse, number).content
    content = evidence_file(warehouse, held)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / held.name).write_bytes(content)
    say(f"« {folder / held.name} » écrit.")
    return 0


def _entry(warehouse: Warehouse, number: int) -> Entry[Evidence]:
    return evidence_history(warehouse, number)[-1]


def _read(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise UsageError(f"« {path} » : fichier illisible ({error.strerror}).") from error
