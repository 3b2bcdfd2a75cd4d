"""The commands on the journal: is it whole, what does it say, its seal and its copy."""

from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import author, problems, say
from etl.config import load_settings
from etl.domain.journal import Deed, Entry, Seal
from etl.exports.csv import to_csv
from etl.pipeline import Warehouse, open_warehouse
from etl.store.editions import broken_editions
from etl.store.ledger import load_journal, record, seal, verify
from etl.wording import audit as words

ALTERED = 1
SHOWN = 20
# Seals given out, one a line: number and hash. Kept outside of the database, and better still
# copied elsewhere.
SEALS = "journal.seals"

app = typer.Typer(cls=FrenchGroup, no_args_is_help=True, add_completion=False)


@app.command("verify", cls=FrenchCommand, help="Vérifier que rien n'y a été changé.")
def verify_command(config: Config = DEFAULT_CONFIG) -> int:
    settings = load_settings(config)
    warehouse, place = open_warehouse(settings), Path(settings.local, SEALS)
    with warehouse.store.reading() as connection:
        faults = verify(connection, read_seals(place))
        broken, last = broken_editions(connection), seal(connection)
    for line in words.verdict_lines(faults, last):
        say(line, problems if faults else None)
    if broken:
        say(words.broken_line(broken), problems)
    return ALTERED if faults or broken else 0


@app.command("seal", cls=FrenchCommand, help="Noter l'empreinte du journal hors de la base.")
def seal_command(config: Config = DEFAULT_CONFIG) -> int:
    settings = load_settings(config)
    with open_warehouse(settings).store.reading() as connection:
        given = seal(connection)
    place = Path(settings.local, SEALS)
    with place.open("a", encoding="ascii") as file:
        file.write(f"{given.number} {given.sha256}\n")
    say(words.seal_line(given, place))
    return 0


@app.command("show", cls=FrenchCommand, help="Montrer les dernières lignes.")
def show_command(
    lines: Annotated[int, typer.Option("--lignes", help="Combien de lignes.")] = SHOWN,
    config: Config = DEFAULT_CONFIG,
) -> int:
    with open_warehouse(load_settings(config)).store.reading() as connection:
        found = load_journal(connection, limit=lines)
    for line in words.journal_lines(found):
        say(line)
    return 0


@app.command("export", cls=FrenchCommand, help="Écrire tout le journal dans un CSV.")
def export_command(
    to: Annotated[Path, typer.Option("--vers", metavar="FICHIER", help="Fichier à écrire.")],
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(load_settings(config))
    _note_export(warehouse)
    with warehouse.store.reading() as connection:
        found = load_journal(connection)
    to.write_bytes(to_csv(words.journal_table(found, full=True), "Europe/Paris"))
    say(words.exported_line(len(found), to))
    return 0


def _note_export(warehouse: Warehouse) -> None:
    with warehouse.store.writing() as connection:
        record(connection, Entry(Deed.EXPORT, author(), now(), "journal"))


def read_seals(place: Path) -> list[Seal]:
    """Return the seals that were noted; none where no file was made."""
    if not place.exists():
        return []
    pairs = [line.split() for line in place.read_text("ascii").splitlines() if line.strip()]
    return [Seal(int(number), sha256) for number, sha256 in pairs]
