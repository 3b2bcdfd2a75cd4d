"""The commands of ``python -m etl``."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from etl import wording
from etl.calendars.clock import now
from etl.cli import (
    editions,
    explaining,
    imports,
    journal,
    operations,
    people,
    publishing,
    registers,
)
from etl.cli import sources as declared
from etl.cli import staffing as agents
from etl.cli.formulas import formula_lines
from etl.cli.french import FrenchCommand, FrenchGroup, UsageMistake, mistake_in_french
from etl.cli.imports import DEFAULT_CONFIG, REFUSED, By, Config
from etl.cli.progress import follower
from etl.cli.replaying import replay_figure_command
from etl.cli.schemas import write_expected
from etl.cli.status import print_status
from etl.cli.telling import assess_and_tell, author, console, problems, say
from etl.cli.watching import watch_command
from etl.config import Settings, load_settings
from etl.domain.engagements import Limit
from etl.errors import UserError
from etl.logs import configure
from etl.pipeline import (
    Orders,
    Status,
    Warehouse,
    ingest_paths,
    load_definitions,
    open_warehouse,
)
from etl.pipeline.demonstrating import demonstrate_registers
from etl.samples.demonstration import write_demonstration

INTERRUPTED = 130

app = typer.Typer(
    cls=FrenchGroup,
    name="python -m etl",
    help="Suivi des engagements de qualité d'une préfecture : importer, évaluer, consulter.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("undo", cls=FrenchCommand, help="Annuler un import : rien n'est effacé.")(
    imports.undo_command
)
app.command("watch", cls=FrenchCommand, help="Relever la boîte de dépôt, en continu.")(
    watch_command
)
app.command("replay", cls=FrenchCommand, help="Relire les lignes rejetées d'un import.")(
    imports.replay_command
)

app.command(
    "rejouer", cls=FrenchCommand, help="Rejouer un chiffre tel qu'il fut, et l'écart expliqué."
)(replay_figure_command)
operations.add_to(app)
registers.add_to(app)
app.add_typer(journal.app, name="journal", help="Journal des actes : vérifier, lire, copier.")
app.add_typer(editions.app, name="edition", help="Éditions : arrêter, valider, relire.")
app.command("dossier", cls=FrenchCommand, help="Écrire le dossier d'audit d'une édition.")(
    publishing.pack_command
)
app.command(
    "publier",
    cls=FrenchCommand,
    help="Écrire ce qui se publie d'une édition : affiches, feuilles, page web, tableau.",
)(publishing.publish_command)

app.add_typer(declared.app, name="sources", help="Sources déclarées, et fichiers inconnus.")
app.add_typer(people.app, name="acces", help="Qui peut entrer, à quel titre, jusqu'à quand.")


def _import(warehouse: Warehouse, paths: Sequence[Path], orders: Orders) -> int:
    """Import and assess; return the exit code: 10 if a file was refused."""
    with follower(console) as progress:
        reports = ingest_paths(warehouse, paths, now(), progress, orders)
    say(wording.import_total(reports))
    assess_and_tell(warehouse, by=orders.author)
    return REFUSED if any(each.status is Status.REFUSED for each in reports) else 0


def _settings(config: Path) -> Settings:
    return load_settings(config)


@app.command(cls=FrenchCommand, help="Importer des exports : fichiers, dossiers, archives zip.")
def ingest(
    files: Annotated[
        list[Path], typer.Argument(metavar="FICHIER...", help="Exports à importer.")
    ],
    only_preview: Annotated[
        bool, typer.Option("--apercu", help="Dire ce qui changerait, sans rien importer.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--forcer", help="Importer malgré les rejets (avec --motif).")
    ] = False,
    reason: Annotated[
        str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi l'import est forcé.")
    ] = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(_settings(config))
    orders = Orders(force, by.strip() or author(), reason)
    if only_preview:
        return imports.preview_import(warehouse, files, orders)
    return _import(warehouse, files, orders)


@app.command(
    name="assess", cls=FrenchCommand, help="Évaluer ce qui a changé depuis la fois d'avant."
)
def assess_command(
    everything: Annotated[
        bool, typer.Option("--tout", help="Tout réévaluer, depuis le premier fait.")
    ] = False,
    config: Config = DEFAULT_CONFIG,
) -> int:
    assess_and_tell(open_warehouse(_settings(config)), everything)
    return 0


@app.command(cls=FrenchCommand, help="État des sources, des rejets et des verdicts.")
def status(config: Config = DEFAULT_CONFIG) -> int:
    print_status(open_warehouse(_settings(config)), console, now().date())
    return 0


@app.command(cls=FrenchCommand, help="Charger la préfecture de démonstration (24 mois).")
def demo(
    folder: Annotated[
        Path | None,
        typer.Option("--dossier", metavar="DOSSIER", help="Où écrire les exports."),
    ] = None,
    if_empty: Annotated[
        bool, typer.Option("--si-vide", help="Ne rien faire si des données sont déjà là.")
    ] = False,
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = _settings(config)
    warehouse = open_warehouse(settings)
    if if_empty and warehouse.is_filled():
        say("Des données sont déjà là : la démonstration n'est pas chargée.")
        return 0
    place = folder or Path(settings.local, "demonstration")
    with console.status("Écriture des exports de démonstration…"):
        files = write_demonstration(place, now().date())
    say(wording.demonstration_line(len(files), place))
    # A broken file belongs to the demonstration: its refusal is not a failure of the command.
    _import(warehouse, [place], Orders(author=author()))
    demonstrate_registers(warehouse, now())
    return 0


@app.command(
    cls=FrenchCommand, help="Écrire les schémas (Table Schema) et les modèles à remplir."
)
def schema(
    folder: Annotated[
        Path, typer.Option("--vers", metavar="DOSSIER", help="Où écrire les fichiers.")
    ],
    config: Config = DEFAULT_CONFIG,
) -> int:
    written = write_expected(load_definitions(Path(_settings(config).declarations)), folder)
    say(wording.expected_line(written, folder))
    return 0


@app.command(cls=FrenchCommand, help="Expliquer une échéance, jour par jour.")
def explain(  # noqa: PLR0913 (one argument an option)
    received: explaining.ReceivedOption,
    amount: explaining.AmountOption,
    site: explaining.SiteOption = "cahors",
    unit: explaining.UnitOption = explaining.FrenchUnit.WORKING_DAYS,
    answered: explaining.AnsweredOption = "",
    desk: explaining.DeskOption = "accueil",
    pauses: explaining.PauseOption = None,
    cut_off: explaining.CutOffOption = "",
) -> int:
    declarations = load_definitions(Path(load_settings(DEFAULT_CONFIG).declarations))
    limit = Limit(amount, unit.unit, cut_off=explaining.cut_off_of(cut_off))
    dates = (received, answered)
    for line in explaining.lines_for(declarations, site, limit, dates, desk, pauses or ()):
        say(line)
    return 0


@app.command(cls=FrenchCommand, help="Agents nécessaires au téléphone, par demi-heure.")
def staffing(  # noqa: PLR0913 (one argument an option)
    site: agents.SiteOption = "cahors",
    desk: agents.DeskOption = "standard",
    level: agents.LevelOption = 80,
    within: agents.WithinOption = 20,
    shrinkage: agents.ShrinkageOption = 0,
    occupancy: agents.OccupancyOption = 100,
    after_call: agents.AfterOption = 0,
    number: agents.AgentsOption = None,
    first: agents.FromOption = "",
    last: agents.ToOption = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(_settings(config))
    goal = (level, within, shrinkage, occupancy, after_call, number)
    words = agents.Words(site, desk, (first, last), *goal)
    agents.print_staffing(warehouse, agents.asked_of(words, warehouse, now()), console)
    return 0


@app.command(
    name="formula", cls=FrenchCommand, help="Dire ce que compte un chiffre du téléphone."
)
def formula_command(
    code: Annotated[str, typer.Argument(metavar="INDICATEUR", help="Code (10a).")],
    period: Annotated[str, typer.Option("--periode", metavar="P", help="2026-05, 2026-T2.")],
    site: Annotated[str, typer.Option("--site", help="Code du site (tous par défaut).")] = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    for line in formula_lines(open_warehouse(_settings(config)), code, period, site):
        say(line)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; turn what goes wrong into a French sentence and an exit code."""
    try:
        configure(load_settings(DEFAULT_CONFIG).log_format)
        result = app(args=list(arguments or sys.argv[1:]), standalone_mode=False)
    except UserError as error:
        say(str(error), problems)
        return error.exit_code
    except UsageMistake as error:
        say(mistake_in_french(error), problems)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        result = INTERRUPTED
    # The library turns Ctrl-C in a command into this code, and says nothing.
    if result == INTERRUPTED:
        say("Interrompu : rien n'a été conservé du fichier en cours.", problems)
    return result if isinstance(result, int) else 0
