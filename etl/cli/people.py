"""``python -m etl acces``: who may enter the dashboard, and as what."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from etl.calendars.clock import now
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config, author
from etl.cli.telling import console, say
from etl.config import load_settings
from etl.domain.people import Person
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.pipeline import open_warehouse
from etl.pipeline import people as pipeline
from etl.wording import people as wording

app = typer.Typer(cls=FrenchGroup, no_args_is_help=True, add_completion=False)


class French(StrEnum):
    """The roles, as a person types them."""

    READER = "lecteur"
    LEADERSHIP = "direction"
    QUALITY_MANAGER = "referent"
    SERVICE_HEAD = "service"
    AUDITOR = "auditeur"
    ADMINISTRATOR = "administrateur"

    @property
    def role(self) -> Role:
        return Role[self.name]


Identifier = Annotated[
    str, typer.Argument(metavar="IDENTIFIANT", help="Adresse électronique, ou « sub ».")
]
By = Annotated[str, typer.Option("--par", metavar="NOM", help="Qui le fait (le compte).")]


@app.command("list", cls=FrenchCommand, help="Accès ouverts, à venir, terminés et retirés.")
def list_command(config: Config = DEFAULT_CONFIG) -> int:
    warehouse = open_warehouse(load_settings(config))
    day = warehouse.local(now()).date()
    shown = Table()
    for heading in wording.HEADINGS:
        shown.add_column(heading, no_wrap=heading in wording.KEPT_WHOLE)
    for each in pipeline.people(warehouse):
        shown.add_row(*wording.cells(each, day))
    console.print(shown)
    return 0


@app.command("add", cls=FrenchCommand, help="Donner un accès, ou le modifier.")
def add_command(  # noqa: PLR0913 (one argument an option)
    identifier: Identifier,
    role: Annotated[French, typer.Option("--role", help="Ce que la personne peut faire.")],
    sites: Annotated[
        str, typer.Option("--sites", metavar="CODES", help="cahors,figeac (tous par défaut).")
    ] = "",
    services: Annotated[
        str, typer.Option("--services", metavar="CODES", help="titres (tous par défaut).")
    ] = "",
    since: Annotated[
        datetime | None, typer.Option("--du", formats=["%d/%m/%Y"], help="Premier jour.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--au", formats=["%d/%m/%Y"], help="Dernier jour.")
    ] = None,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    asked = Person(
        identifier=identifier,
        role=role.role,
        perimeter=Perimeter(_codes(sites), _codes(services)),
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    warehouse = open_warehouse(load_settings(config))
    say(wording.given(pipeline.give_access(warehouse, asked, by or author(), now())))
    return 0


@app.command("remove", cls=FrenchCommand, help="Retirer un accès, dès la page suivante.")
def remove_command(identifier: Identifier, by: By = "", config: Config = DEFAULT_CONFIG) -> int:
    warehouse = open_warehouse(load_settings(config))
    say(wording.removed(pipeline.remove_access(warehouse, identifier, by or author(), now())))
    return 0


def _codes(text: str) -> frozenset[str] | None:
    return frozenset(each.strip() for each in text.split(",") if each.strip()) or None
