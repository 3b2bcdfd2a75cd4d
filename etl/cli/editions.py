"""The commands on editions: close, validate, refuse, list, show."""

from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import author, say
from etl.config import load_settings
from etl.domain.editions import Act
from etl.domain.periods import Period, parse_period
from etl.errors import UsageError
from etl.pipeline import Warehouse, editions, open_warehouse
from etl.wording import audit as words

app = typer.Typer(cls=FrenchGroup, no_args_is_help=True, add_completion=False)
Number = Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro de l'édition.")]
By = Annotated[str, typer.Option("--par", metavar="NOM", help="Qui (le compte par défaut).")]


@app.command(
    "close", cls=FrenchCommand, help="Arrêter une période finie : rien n'y change plus."
)
def close_command(
    period: Annotated[str, typer.Argument(metavar="PÉRIODE", help="2026-05, 2026-T2, 2026.")],
    by: By = "",
    replaces: Annotated[
        int | None, typer.Option("--rectifie", metavar="NUMÉRO", help="Édition à rectifier.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--motif", metavar="TEXTE", help="Ce qui est rectifié, et pourquoi.")
    ] = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    made = editions.close(_open(config), period_of(period), _act(by), replaces, reason)
    say(words.edition_line(made))
    return 0


@app.command("validate", cls=FrenchCommand, help="Valider une édition qu'un autre a arrêtée.")
def validate_command(number: Number, by: By = "", config: Config = DEFAULT_CONFIG) -> int:
    say(words.edition_line(editions.validate(_open(config), number, _act(by))))
    return 0


@app.command("refuse", cls=FrenchCommand, help="Refuser une édition avant sa validation.")
def refuse_command(
    number: Number,
    reason: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")],
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    say(words.edition_line(editions.refuse(_open(config), number, _act(by), reason)))
    return 0


@app.command("list", cls=FrenchCommand, help="Lister les éditions.")
def list_command(config: Config = DEFAULT_CONFIG) -> int:
    known = editions.editions(_open(config))
    for line in [words.edition_line(each) for each in known] or [words.NO_EDITION]:
        say(line)
    return 0


@app.command("show", cls=FrenchCommand, help="Montrer une édition telle qu'elle fut arrêtée.")
def show_command(number: Number, config: Config = DEFAULT_CONFIG) -> int:
    own = editions.frozen(_open(config), number)
    for line in words.edition_lines(own.edition, own.content):
        say(line)
    return 0


def period_of(code: str) -> Period:
    """Return the period that a code names; ``UsageError`` for anything else."""
    try:
        return parse_period(code)
    except ValueError as error:
        raise UsageError(
            f"« {code} » : période illisible ; attendu : 2026-05, 2026-T2 ou 2026."
        ) from error


def _open(config: Path) -> Warehouse:
    return open_warehouse(load_settings(config))


def _act(by: str) -> Act:
    """Return who acts: the account, or the name that was typed, which proves nothing."""
    return Act(by or author(), now(), is_declared=bool(by.strip()))
