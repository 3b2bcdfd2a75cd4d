"""``python -m etl sources``: what is declared, and what an unknown table seems to be."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import console, say
from etl.config import load_settings
from etl.domain.datasets import Dataset
from etl.domain.sources import Column
from etl.errors import UnknownFormatError, UsageError
from etl.pipeline import open_warehouse
from etl.pipeline.describing import (
    Description,
    Understood,
    declare,
    describe,
    draft,
    reader_of,
    understand,
    with_month_first,
)
from etl.wording import sources as wording

UNKNOWN_TABLE = 11
ROWS_SHOWN = 5

app = typer.Typer(cls=FrenchGroup, no_args_is_help=True, add_completion=False)


class Dates(StrEnum):
    """Which comes first in a date that reads both ways."""

    DAY = "jour"
    MONTH = "mois"


class French(StrEnum):
    """The datasets, as a person types them."""

    CALLS = "appels"
    MAILS = "courriers"
    VISITS = "visites"
    MYSTERY = "mysteres"
    SURVEYS = "enquetes"
    EVENTS = "evenements"

    @property
    def dataset(self) -> Dataset:
        return Dataset[self.name]


@app.command("list", cls=FrenchCommand, help="Sources déclarées : nom, format, rythme.")
def list_command(config: Config = DEFAULT_CONFIG) -> int:
    shown = Table(*wording.SOURCE_HEADINGS)
    for each in open_warehouse(load_settings(config)).declarations.sources:
        shown.add_row(each.name, each.title, each.format, wording.RHYTHMS[each.rhythm])
    console.print(shown)
    return 0


@app.command("check", cls=FrenchCommand, help="Dire ce qu'un fichier semble être.")
def check_command(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Tableau CSV, XLSX ou ODS.")],
    facts: Annotated[
        French | None, typer.Option("--faits", help="Ce que contient le tableau.")
    ] = None,
    dates: Annotated[
        Dates | None, typer.Option("--dates", help="Ce qui vient d'abord dans une date.")
    ] = None,
    name: Annotated[
        str, typer.Option("--enregistrer", metavar="NOM", help="Déclarer la source.")
    ] = "",
    title: Annotated[str, typer.Option("--titre", metavar="TEXTE", help="Son intitulé.")] = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    warehouse = open_warehouse(settings)
    try:
        known = reader_of(warehouse, file)
    except UnknownFormatError:
        known = None
    if known is not None:
        say(wording.recognised_line(file.name, known.source))
        return 0
    described = describe(warehouse, file, facts.dataset if facts else None)
    _print_table(described, console)
    columns = _dated(described, dates, is_final=bool(name))
    source = draft(warehouse, described, (name or "brouillon", title or name or "-"), columns)
    _print_understood(understand(warehouse, file, source), described, console)
    if not name:
        say(wording.HOW_TO_DECLARE)
        return UNKNOWN_TABLE
    say(wording.declared_line(declare(Path(settings.declarations), source)))
    return 0


def _dated(described: Description, dates: Dates | None, is_final: bool) -> Mapping[str, Column]:
    """Return the columns with their dates as the person says; ask where they read both ways."""
    proposal = described.proposal
    if proposal.to_confirm and dates is None and is_final:
        raise UsageError(wording.ambiguous_dates(proposal.to_confirm))
    if dates is not Dates.MONTH:
        return proposal.columns
    return {
        name: with_month_first(column) if name in proposal.to_confirm else column
        for name, column in proposal.columns.items()
    }


def _print_table(described: Description, to: Console) -> None:
    table = described.table
    say(wording.layout_line(table.encoding, table.delimiter, table.header_line), to)
    means = {
        header: name
        for name, column in described.proposal.columns.items()
        for header in column.header
    }
    shown = Table(*wording.GUESS_HEADINGS)
    for each in table.columns:
        example = next(iter(table.sample[each.header].dropna()), "")
        reading = wording.reading(each.parse, each.layouts, each.is_clock)
        if each.is_ambiguous:
            reading = f"{reading} {wording.EITHER_WAY}"
        shown.add_row(each.header, reading, means.get(each.header, "—"), str(example)[:30])
    to.print(shown)
    for name, words in (described.proposal.untold or {}).items():
        say(wording.untold_line(name, words), to)


def _print_understood(found: Understood, described: Description, to: Console) -> None:
    say(wording.understood_line(found.read, found.rejected), to)
    for row in found.rejections.head(ROWS_SHOWN).to_dict("records"):
        say(wording.rejection_line(row), to)
