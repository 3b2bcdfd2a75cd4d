"""``python -m etl staffing``: the agents that the telephone needs, half-hour by half-hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from etl import formats, wording
from etl.assessments.erlang import Goal
from etl.domain.periods import add_months
from etl.errors import UsageError
from etl.pipeline import Warehouse
from etl.pipeline.staffing import Asked, Staffing, staffing

LAYOUTS = ("%d/%m/%Y", "%Y-%m-%d")
# Whole months looked at unless dates are given.
MONTHS = 3

SiteOption = Annotated[str, typer.Option("--site", help="Code du site (cahors).")]
DeskOption = Annotated[str, typer.Option("--guichet", help="Guichet, pour ses heures.")]
LevelOption = Annotated[
    float, typer.Option("--niveau", metavar="%", help="Part des appels à décrocher à temps.")
]
WithinOption = Annotated[
    float, typer.Option("--delai", metavar="S", help="Délai de décroché, en secondes.")
]
ShrinkageOption = Annotated[
    float,
    typer.Option("--absence", metavar="%", help="Part du temps payé hors du téléphone."),
]
OccupancyOption = Annotated[
    float, typer.Option("--occupation", metavar="%", help="Occupation des agents, au plus.")
]
AfterOption = Annotated[
    float, typer.Option("--apres-appel", metavar="S", help="Travail après chaque appel.")
]
FromOption = Annotated[
    str, typer.Option("--du", metavar="DATE", help="Premier jour : 01/03/2026.")
]
AgentsOption = Annotated[
    int | None,
    typer.Option("--agents", metavar="N", min=0, help="Ce qu'on peut attendre de N agents."),
]
ToOption = Annotated[str, typer.Option("--au", metavar="DATE", help="Dernier jour, compris.")]


@dataclass(frozen=True)
class Words:
    """What a person typed: percentages as they read, dates as text."""

    site: str
    desk: str
    dates: tuple[str, str]
    level: float
    within: float
    shrinkage: float
    occupancy: float
    after_call: float
    agents: int | None = None


def asked_of(words: Words, warehouse: Warehouse, at: datetime) -> Asked:
    """Return the question, checked; without dates, over the last months that are over."""
    known = warehouse.declarations.sites
    if words.site not in known:
        raise UsageError(wording.unknown_site(words.site, known))
    if words.desk not in known[words.site].desks:
        raise UsageError(wording.unknown_desk(words.desk, known[words.site].desks))
    this_month = add_months(warehouse.local(at).date(), 0)
    first = _day(words.dates[0]) or add_months(this_month, -MONTHS)
    last = _day(words.dates[1])
    try:
        goal = Goal(
            service_level=words.level / 100,
            within_s=words.within,
            occupancy=words.occupancy / 100,
            shrinkage=words.shrinkage / 100,
        )
    except ValueError:
        raise UsageError(wording.IMPOSSIBLE_GOAL) from None
    end = last + timedelta(days=1) if last else this_month
    return Asked(words.site, first, end, at, words.desk, goal, words.after_call, words.agents)


def print_staffing(warehouse: Warehouse, asked: Asked, console: Console) -> None:
    found = staffing(warehouse, asked)
    for line in wording.staffing_lines(found, asked):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    if found.handled:
        console.print(_table(found))


def _table(found: Staffing) -> Table:
    shown = Table(*wording.STAFFING_HEADINGS)
    for column in shown.columns[2:]:
        column.justify = "right"
    for row in _texts(found.rows).itertuples(index=False):
        shown.add_row(*row)
    return shown


def _texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the table, in French."""
    return pd.DataFrame(
        {
            "weekday": rows["weekday"].map(lambda each: formats.WEEKDAYS[each - 1]),
            "half_hour": rows["half_hour"],
            "days": rows["days"].map(formats.number),
            "arrivals": rows["arrivals"].map(lambda each: formats.number(each, 1)),
            "agents": rows["agents"].map(formats.number),
            "scheduled": rows["scheduled"].map(formats.number),
            "service_level": _expected(rows["service_level"], formats.percent),
            "answer_rate": _expected(rows["answer_rate"], formats.percent),
            "mean_wait_s": _expected(rows["mean_wait_s"], formats.duration),
        }
    )


def _expected(figures: pd.Series, written: Callable[[float], str]) -> pd.Series:
    return figures.map(written).mask(figures.isna(), wording.UNSTABLE)


def _day(text: str) -> date | None:
    """Return the day that a person wrote, ``None`` for no text."""
    if not text:
        return None
    for layout in LAYOUTS:
        try:
            return datetime.strptime(text, layout).date()
        except ValueError:
            continue
    raise UsageError(f"Date illisible : « {text} ». Attendu : 01/03/2026.")
