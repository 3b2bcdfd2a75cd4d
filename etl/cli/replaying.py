"""The command « rejouer »: a figure as it stood on a day, or in an edition, and today."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.editions import period_of
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import say
from etl.config import load_settings
from etl.domain.assessments import EVERYWHERE
from etl.errors import UsageError
from etl.pipeline import Warehouse, open_warehouse
from etl.pipeline.refiguring import Question
from etl.pipeline.replaying import replay_edition, replay_on
from etl.wording.replaying import replay_lines


def replay_figure_command(
    code: Annotated[str, typer.Argument(metavar="INDICATEUR", help="Code (10a).")],
    period: Annotated[str, typer.Argument(metavar="PÉRIODE", help="2026-05, 2026-T2, 2026.")],
    on: Annotated[
        str, typer.Option("--au", metavar="AAAA-MM-JJ", help="Tel qu'à la fin de ce jour.")
    ] = "",
    edition: Annotated[
        int | None, typer.Option("--edition", metavar="NUMÉRO", help="Tel que publié.")
    ] = None,
    site: Annotated[str, typer.Option("--site", help="Code du site (tous par défaut).")] = "",
    config: Config = DEFAULT_CONFIG,
) -> int:
    warehouse, place = open_warehouse(load_settings(config)), site or EVERYWHERE
    if place != EVERYWHERE and place not in warehouse.declarations.sites:
        raise UsageError(f"Le site « {site} » n'est pas déclaré.")
    if edition is not None:
        found = replay_edition(warehouse, code, place, edition, now())
    elif on:
        at = end_of(warehouse, on)
        found = replay_on(warehouse, Question(code, place, period_of(period)), at, now())
    else:
        raise UsageError("Donnez un jour (« --au ») ou une édition (« --edition »).")
    for line in replay_lines(found):
        say(line)
    return 0


def end_of(warehouse: Warehouse, text: str) -> datetime:
    """Return the local midnight that ends a day, or now where that is to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"« {text} » : date illisible ; attendu : 2026-07-14.") from error
    zone = warehouse.local(now()).tzinfo
    return min(datetime.combine(day + timedelta(days=1), time(), tzinfo=zone), now())
