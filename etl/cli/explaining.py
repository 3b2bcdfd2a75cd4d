"""``python -m etl explain``: why a contact was due on that day, day by day."""

from collections.abc import Sequence
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from etl.calendars.explanation import explain_deadline, explanation_lines
from etl.calendars.pauses import Suspension
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
PauseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--suspension",
        metavar="DÉBUT au FIN",
        help="Attente de l'usager, à répéter : 05/03/2026 10:00 au 09/03/2026 09:00.",
    ),
]
CutOffOption = Annotated[
    str,
    typer.Option("--heure-limite", metavar="HH:MM", help="À partir d'elle, reçu le lendemain."),
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


def cut_off_of(text: str) -> time | None:
    """Return the hour from which what is received counts as received the next open day."""
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"Heure illisible : « {text} ». Attendu : 16:30.") from error


def suspension(text: str, timezone: str) -> Suspension:
    """Return the pause that a person wrote as ``DÉBUT au FIN``."""
    begun, _, over = text.partition(" au ")
    if not over:
        raise UsageError(f"Suspension illisible : « {text} ». Attendu : DÉBUT au FIN.")
    first, last = (local_instant(each.strip(), timezone) for each in (begun, over))
    if last < first:
        raise UsageError(f"Suspension qui finit avant de commencer : « {text} ».")
    return Suspension(first, last, "attente de l'usager")


def lines_for(
    declarations: Declarations,
    site: str,
    limit: Limit,
    dates: tuple[str, str],
    desk: str,
    pauses: Sequence[str] = (),
) -> list[str]:
    """Return the day-by-day account; ``dates`` are those of receipt and answer, or ""."""
    if site not in declarations.sites:
        known = ", ".join(sorted(declarations.sites))
        raise UsageError(f"Site inconnu : « {site} ». Sites déclarés : {known}.")
    own = declarations.sites[site]
    received = local_instant(dates[0], own.timezone)
    answered = local_instant(dates[1], own.timezone) if dates[1] else None
    held = [suspension(each, own.timezone) for each in pauses]
    explained = explain_deadline(calendar_of(own), received, limit, answered, desk, held)
    return explanation_lines(explained)
