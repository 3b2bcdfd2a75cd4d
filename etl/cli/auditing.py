"""The audit on the command line: completeness, applicability, samples."""

from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.evidence import By, Site, day_of, signed
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import assess_and_tell, say
from etl.config import load_settings
from etl.domain.applicability import Decision
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import Period, parse_period
from etl.domain.samples import CheckResult, Stratum
from etl.errors import UsageError
from etl.pipeline import Warehouse, open_warehouse
from etl.pipeline.applicability import decide, decision_history, statement, withdraw
from etl.pipeline.completeness import completeness
from etl.pipeline.draws import (
    Draw,
    check_case,
    checks_of,
    draw_sample,
    is_drawn_again,
    sample_entries,
    sample_entry,
    tally,
)
from etl.pipeline.grids import sample_grid
from etl.wording.auditing import (
    RESULTS,
    STRATA,
    applied_line,
    case_line,
    check_lines,
    sample_line,
    tally_line,
)
from etl.wording.plans import of_word

# Something is still to be mended before an audit.
INCOMPLETE = 6
DIFFERENT = 7

audit = typer.Typer(cls=FrenchGroup, no_args_is_help=True, help="Contrôle du dossier d'audit.")
applying = typer.Typer(
    cls=FrenchGroup, no_args_is_help=True, help="Déclaration d'applicabilité."
)
samples = typer.Typer(cls=FrenchGroup, no_args_is_help=True, help="Échantillons d'audit.")
Number = Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro.")]


def _warehouse(config: Path) -> Warehouse:
    return open_warehouse(load_settings(config))


@audit.command("check", cls=FrenchCommand, help="Ce qu'un auditeur verrait d'abord.")
def check(
    site: Site = "",
    details: Annotated[bool, typer.Option("--details", help="Nommer chaque point.")] = False,
    config: Config = DEFAULT_CONFIG,
) -> int:
    lines = completeness(_warehouse(config), site or EVERYWHERE, now())
    for each in check_lines(lines, details):
        say(each)
    return INCOMPLETE if any(each.gaps for each in lines) else 0


@applying.command("list", cls=FrenchCommand, help="Ce qui s'applique, où, depuis quand.")
def list_applicable(
    on: Annotated[str, typer.Option("--au", metavar="JJ/MM/AAAA")] = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = _warehouse(config)
    day = day_of(on) or warehouse.local(now()).date()
    for each in statement(warehouse, day):
        say(applied_line(each))
    return 0


@applying.command("decide", cls=FrenchCommand, help="Décider, avec une date et un motif.")
def decide_command(  # noqa: PLR0913 (one argument an option)
    engagement: Number,
    reason: Annotated[str, typer.Option("--motif", metavar="TEXTE")],
    decided_by: Annotated[str, typer.Option("--decide-par", metavar="FONCTION")],
    since: Annotated[str, typer.Option("--depuis", metavar="JJ/MM/AAAA")],
    applies: Annotated[bool, typer.Option("--applicable/--sans-objet")] = False,
    site: Site = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    first = day_of(since)
    if first is None:
        raise UsageError("Une décision a sa date : --depuis jj/mm/aaaa.")
    warehouse = _warehouse(config)
    decision = Decision(engagement, applies, first, reason, decided_by, site or EVERYWHERE)
    say(f"Décision n° {decide(warehouse, decision, signed(by)).number} inscrite au registre.")
    assess_and_tell(warehouse)
    return 0


@applying.command("withdraw", cls=FrenchCommand, help="Retirer une décision du registre.")
def withdraw_command(number: Number, by: By = "", config: Config = DEFAULT_CONFIG) -> int:
    warehouse = _warehouse(config)
    withdraw(warehouse, decision_history(warehouse, number)[-1], signed(by))
    say(f"Décision n° {number} retirée ; elle reste écrite.")
    assess_and_tell(warehouse)
    return 0


@samples.command("draw", cls=FrenchCommand, help="Tirer un échantillon, par une graine.")
def draw_command(  # noqa: PLR0913 (one argument an option)
    indicator: Annotated[str, typer.Argument(metavar="INDICATEUR", help="Code (17a).")],
    period: Annotated[str, typer.Option("--periode", metavar="P", help="2026-05, 2026-T2.")],
    seed: Annotated[str, typer.Option("--graine", metavar="TEXTE")],
    size: Annotated[int, typer.Option("--taille", metavar="N")] = 30,
    strata: Annotated[
        str, typer.Option("--strates", help="issue,site,mois")
    ] = "issue,site,mois",
    site: Site = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = _warehouse(config)
    asked: tuple[Stratum, ...] = tuple(of_word(STRATA, each) for each in strata.split(","))
    draw = Draw(indicator, _period(period), seed, size, site or EVERYWHERE, asked)
    entry = draw_sample(warehouse, draw, signed(by))
    say(sample_line(entry))
    for each in entry.content.cases:
        say(case_line(each))
    return 0


@samples.command("list", cls=FrenchCommand, help="Les échantillons, et ce qu'ils disent.")
def list_samples(config: Config = DEFAULT_CONFIG) -> int:
    warehouse = _warehouse(config)
    for entry in sample_entries(warehouse):
        found = checks_of(warehouse, entry.number).values()
        say(sample_line(entry))
        say(f"  {tally_line(tally(entry.content, (each.content for each in found)))}")
    return 0


@samples.command("check", cls=FrenchCommand, help="Dire ce qui est trouvé dans un cas.")
def check_command(
    number: Number,
    key: Annotated[str, typer.Argument(metavar="CLÉ", help="Clé du cas.")],
    result: Annotated[str, typer.Argument(metavar="RÉSULTAT", help="concordant, …")],
    remark: Annotated[str, typer.Option("--remarque", metavar="TEXTE")] = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = _warehouse(config)
    found: CheckResult = of_word(RESULTS, result)
    sample = sample_entry(warehouse, number)
    check_case(warehouse, sample, key, found, remark, signed(by))
    checks = checks_of(warehouse, number).values()
    say(tally_line(tally(sample.content, (each.content for each in checks))))
    return 0


@samples.command("verify", cls=FrenchCommand, help="Tirer de nouveau : les mêmes cas ?")
def verify(number: Number, config: Config = DEFAULT_CONFIG) -> int:
    warehouse = _warehouse(config)
    same = is_drawn_again(warehouse, sample_entry(warehouse, number).content)
    say(
        "Les mêmes cas sont tirés."
        if same
        else "D'autres cas sont tirés : les faits ont changé."
    )
    return 0 if same else DIFFERENT


@samples.command("grid", cls=FrenchCommand, help="Écrire la grille de vérification (XLSX).")
def grid(
    number: Number,
    folder: Annotated[Path, typer.Option("--vers", metavar="DOSSIER")] = Path(),
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = _warehouse(config)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"echantillon-{number}.xlsx"
    path.write_bytes(sample_grid(warehouse, sample_entry(warehouse, number)))
    say(f"« {path} » écrit.")
    return 0


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except ValueError as error:
        raise UsageError(f"Période illisible « {text} » : 2026-05, 2026-T2 ou 2026.") from error
