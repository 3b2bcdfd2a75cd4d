"""``python -m etl explain``: why a contact was due on that day, day by day."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from etl.calendars.explanation import explain_deadline, explanation_lines
from etl.calendars.working_time import calendar_of
from etl.definitions.declarations import Declarations
from etl.domain.engagements import Limit, Unit
from etl.errors import UsageError

LAYOUTS = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class FrenchUnit(StrEnum):
    """The units of a limit, as a person types them."""

    WORKING_DAYS = "jours-ouvres"
    WORKABLE_DAYS = "jours-ouvrables"
    CALENDAR_DAYS = "jours"
    OPENING_HOURS = "heures-ouverture"
    HOURS = "heures"
    MINUTES = "minutes"
    SECONDS = "secondes"

    @property
    def unit(self) -> Unit:
        return Unit[self.name]


SiteOption = Annotated[str, typer.Option("--site", help="Code du site (cahors).")]
ReceivedOption = Annotated[
    str, typer.Option("--recu", metavar="DATE", help="Réception : 07/05/2026 10:00.")
]
AmountOption = Annotated[float, typer.Option("--delai", metavar="N", help="Délai à tenir.")]
UnitOption = Annotated[FrenchUnit, typer.Option("--unite", help="Unité du délai.")]
AnsweredOption = Annotated[
    str, typer.Option("--repondu", metavar="DATE", help="Réponse, si elle a eu lieu.")
]
DeskOption = Annotated[str, typer.Option("--guichet", help="Guichet, pour ses heures.")]


def local_instant(text: str, timezone: str) -> datetime:
    """Return the instant that a person wrote as a local time; a date alone is midnight."""
    for layout in LAYOUTS:
        try:
            # The zone is given at once: the text is a local time of the site.
            return datetime.strptime(text, layout).replace(tzinfo=ZoneInfo(timezone))
        except ValueError:
            continue
    raise UsageError(f"Date illisible : « {text} ». Attendu : 07/05/2026 10:00.")


def lines_for(
    declarations: Declarations, site: str, limit: Limit, dates: tuple[str, str], desk: str
) -> list[str]:
    """Return the day-by-day account; ``dates`` are those of receipt and answer, or ""."""
    if site not in declarations.sites:
        known = ", ".join(sorted(declarations.sites))
        raise UsageError(f"Site inconnu : « {site} ». Sites déclarés : {known}.")
    own = declarations.sites[site]
    received = local_instant(dates[0], own.timezone)
    answered = local_instant(dates[1], own.timezone) if dates[1] else None
    explained = explain_deadline(calendar_of(own), received, limit, answered, desk)
    return explanation_lines(explained)
