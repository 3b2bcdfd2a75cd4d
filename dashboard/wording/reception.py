"""Reception desks, in French."""

from collections.abc import Mapping

from dashboard.wording import counted, plural, value_text
from dashboard.wording.phrases import COLON, OPENING_FRAME, SEMICOLON
from etl.formats import ABSENT, NO_BREAK, WEEKDAYS, number

TITLE = "Accueil et point numérique"
NO_VISIT = "Aucune visite sur cette période."
HOW_TO = (
    "Les visites viennent du système de file d'attente et de l'agenda des rendez-vous : "
    "déposez leurs exports avec « python -m etl ingest FICHIER »."
)
DESKS: Mapping[str, str] = {
    "accueil": "Accueil général",
    "point_numerique": "Point numérique",
    "": "Guichet non précisé",
}
WAITS = "L'attente"
BY_ARRIVALS, BY_WAIT = "affluence", "attente"
VIEWS: Mapping[str, str] = {BY_ARRIVALS: "Affluence", BY_WAIT: "Attente"}
LEGENDS: Mapping[str, str] = {
    BY_ARRIVALS: (
        f"Chaque case{COLON} arrivées en moyenne, pour chaque fois que le guichet était "
        "ouvert à cette demi-heure." + OPENING_FRAME
    ),
    BY_WAIT: (
        f"Chaque case{COLON} le temps, en minutes, en moins duquel neuf usagers sur dix "
        f"arrivés à cette demi-heure sont appelés{SEMICOLON} il faut au moins dix attentes "
        "connues." + OPENING_FRAME
    ),
}
VISITS = ("visite", "visites")
FEWEST = 10


def desk_title(desk: str) -> str:
    return DESKS.get(desk, desk.replace("_", " ").capitalize())


def group_title(by_appointment: bool) -> str:
    return "Avec rendez-vous" if by_appointment else "Sans rendez-vous"


def half_hour(weekday: int, slot: int) -> str:
    """Return a half-hour of the week in words.

    >>> half_hour(0, 570)
    'le lundi à 9\\xa0h\\xa030'
    """
    hours, minutes = divmod(slot, 60)
    return f"le {WEEKDAYS[weekday]} à {hours}{NO_BREAK}h{NO_BREAK}{minutes:02d}"


def group_facts(
    came: int, waited: int, median: float, p90: float, no_shows: int, left: int
) -> list[tuple[str, str, str]]:
    return [
        ("Visites", number(came), counted(waited, ("attente connue", "attentes connues"))),
        ("Un sur deux attend moins de", _wait(median), ""),
        ("Neuf sur dix, moins de", _wait(p90), ""),
        ("Partis avant l'appel", number(left), ""),
        ("Absents à l'appel", number(no_shows), ""),
    ]


def _wait(minutes: float) -> str:
    return ABSENT if minutes != minutes else value_text(minutes, "min")


def busiest(weekday: int, slot: int, a_day: float) -> str:
    """Say when people come most."""
    arrivals = number(a_day, 1)
    people = plural(a_day, ("arrivée", "arrivées"))
    when = half_hour(weekday, slot)
    return f"Le plus d'affluence{COLON} {when}, {arrivals}{NO_BREAK}{people} en moyenne."


def longest(weekday: int, slot: int, minutes: float) -> str:
    when = half_hour(weekday, slot)
    return (
        f"La plus longue attente{COLON} {when}, où neuf usagers sur dix sont appelés en "
        f"{_wait(minutes)} ou moins."
    )


def outside(arrivals: int) -> str:
    """Say how many came while the desk was closed."""
    if not arrivals:
        return ""
    told = counted(arrivals, ("arrivée", "arrivées"))
    return f"{told} hors des heures d'ouverture, à lire dans les chiffres du graphique."


def cell(weekday: int, slot: int, a_day: float, arrivals: int, p90: float) -> str:
    when = half_hour(weekday, slot)
    often = f"{number(a_day, 1)} en moyenne" if a_day == a_day else "guichet fermé"
    return (
        f"<b>{when[:1].upper()}{when[1:]}</b><br>{counted(arrivals, VISITS)}, {often}<br>"
        f"neuf sur dix en {_wait(p90)} ou moins"
    )
