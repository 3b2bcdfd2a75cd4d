"""Findings and actions on the command line: ``constat`` and ``action``."""

from typing import Annotated

import typer
from rich.table import Table

from etl.audit.plan import Step, is_late
from etl.calendars.clock import now
from etl.cli.evidence import By, Site, day_of, signed
from etl.cli.french import FrenchCommand, FrenchGroup
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import console, say
from etl.config import load_settings
from etl.domain.actions import Action, ActionState, AuditFinding, Category, FindingState
from etl.domain.assessments import EVERYWHERE
from etl.errors import UsageError
from etl.formats import day
from etl.pipeline import open_warehouse
from etl.pipeline.plans import (
    action_entries,
    action_history,
    advance_action,
    close_finding,
    effect,
    finding_entries,
    finding_history,
    proposed_findings,
    write_action,
    write_finding,
)
from etl.wording.plans import (
    CATEGORIES,
    EFFECTS,
    ENDS,
    STATES,
    STEPS,
    action_line,
    finding_line,
    of_word,
)

findings = typer.Typer(cls=FrenchGroup, no_args_is_help=True, help="Registre des constats.")
actions = typer.Typer(cls=FrenchGroup, no_args_is_help=True, help="Plan d'actions.")
Number = Annotated[int, typer.Argument(metavar="NUMÉRO", help="Numéro de la fiche.")]
Engagement = Annotated[int, typer.Option("--engagement", metavar="N", help="Numéro.")]
Reason = Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")]


@findings.command("list", cls=FrenchCommand, help="Les constats, ouverts ou non.")
def list_findings(config: Config = DEFAULT_CONFIG) -> int:
    for each in finding_entries(open_warehouse(load_settings(config))):
        say(finding_line(each))
    return 0


@findings.command("propose", cls=FrenchCommand, help="Ce que les verdicts appellent.")
def propose(
    site: Site = "",
    keep: Annotated[bool, typer.Option("--retenir", help="Tout retenir.")] = False,
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(load_settings(config))
    for draft in proposed_findings(warehouse, site or EVERYWHERE, now()):
        if keep:
            say(finding_line(write_finding(warehouse, draft, signed(by))))
        else:
            say(
                f"{CATEGORIES[draft.category]} : engagement {draft.engagement}, "
                f"{draft.title}. {draft.fact}"
            )
    return 0


@findings.command("add", cls=FrenchCommand, help="Écrire un constat.")
def add_finding(  # noqa: PLR0913 (one argument an option)
    title: Annotated[str, typer.Argument(metavar="TITRE")],
    fact: Annotated[str, typer.Option("--constat", metavar="TEXTE", help="Le fait, l'écart.")],
    engagement: Engagement,
    category: Annotated[str, typer.Option("--nature")] = "observation",
    site: Site = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    nature: Category = of_word(CATEGORIES, category)
    finding = AuditFinding(engagement, nature, title, fact, site or EVERYWHERE)
    warehouse = open_warehouse(load_settings(config))
    say(finding_line(write_finding(warehouse, finding, signed(by))))
    return 0


@findings.command("close", cls=FrenchCommand, help="Solder ou écarter un constat.")
def close_command(
    number: Number,
    end: Annotated[str, typer.Option("--suite", help="soldé ou écarté.")] = "soldé",
    reason: Reason = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    state: FindingState = of_word(ENDS, end)
    warehouse = open_warehouse(load_settings(config))
    seen = finding_history(warehouse, number)[-1]
    say(finding_line(close_finding(warehouse, seen, state, reason, signed(by))))
    return 0


@actions.command("list", cls=FrenchCommand, help="Le plan d'actions, et l'effet de chacune.")
def list_actions(config: Config = DEFAULT_CONFIG) -> int:
    warehouse, at = open_warehouse(load_settings(config)), now()
    today = warehouse.local(at).date()
    shown = Table("N°", "Engagement", "Action", "Pilote", "Échéance", "Étape", "Effet")
    for each in action_entries(warehouse):
        own, reading = each.content, effect(warehouse, each.content, at)
        late = " (en retard)" if is_late(own, today) else ""
        shown.add_row(
            str(each.number),
            str(own.engagement),
            own.title,
            own.owner,
            day(own.due) + late,
            STATES[own.state],
            EFFECTS[reading.effect] if reading else "—",
        )
    console.print(shown)
    return 0


@actions.command("add", cls=FrenchCommand, help="Décider une action sur un constat.")
def add_action(  # noqa: PLR0913 (one argument an option)
    title: Annotated[str, typer.Argument(metavar="ACTION")],
    number: Annotated[int, typer.Option("--constat", metavar="NUMÉRO")],
    cause: Annotated[str, typer.Option("--cause", metavar="TEXTE")],
    owner: Annotated[str, typer.Option("--pilote", metavar="FONCTION")],
    due: Annotated[str, typer.Option("--echeance", metavar="JJ/MM/AAAA")],
    indicator: Annotated[str, typer.Option("--indicateur", metavar="CODE")] = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse = open_warehouse(load_settings(config))
    finding, last = finding_history(warehouse, number)[-1].content, day_of(due)
    if last is None:
        raise UsageError("Une action a une échéance : --echeance jj/mm/aaaa.")
    action = Action(
        engagement=finding.engagement,
        title=title,
        cause=cause,
        owner=owner,
        due=last,
        site=finding.site,
        finding=number,
        indicator=indicator,
    )
    say(action_line(write_action(warehouse, action, signed(by))))
    return 0


@actions.command("step", cls=FrenchCommand, help="Faire passer une action à l'étape suivante.")
def step_command(  # noqa: PLR0913 (one argument an option)
    number: Number,
    to: Annotated[str, typer.Option("--etape", help="lancer, réaliser, solder, abandonner.")],
    done_on: Annotated[str, typer.Option("--le", metavar="JJ/MM/AAAA")] = "",
    proof: Annotated[str, typer.Option("--preuve", metavar="TEXTE")] = "",
    reason: Reason = "",
    by: By = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    state: ActionState = of_word(STEPS, to)
    warehouse = open_warehouse(load_settings(config))
    step = Step(state, day_of(done_on), proof, reason)
    seen = action_history(warehouse, number)[-1]
    say(action_line(advance_action(warehouse, seen, step, signed(by))))
    return 0
