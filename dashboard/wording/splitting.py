"""One figure told by channel, reason or half-hour, in French."""

from collections.abc import Mapping
from html import escape

from dashboard.wording import counted, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.formats import NARROW, WEEKDAYS, number

TITLE = "En détail"
CHOOSE = "Détailler par"
NOTHING = "Rien n'est compté dans cette période."
DIMENSIONS: Mapping[str, str] = {
    "channel": "Canal",
    "reason": "Motif",
    "queue": "File",
    "desk": "Guichet",
    "scenario": "Scénario",
    "survey": "Enquête",
    "subject": "Objet",
    "moment": "Jour et demi-heure",
}
# The ends of the names of their files.
FILES: Mapping[str, str] = {
    "channel": "canal",
    "reason": "motif",
    "queue": "file",
    "desk": "guichet",
    "scenario": "scenario",
    "survey": "enquete",
    "subject": "objet",
    "moment": "semaine",
}
LEGEND = (
    f"Disque{COLON} part dans la période{SEMICOLON} trait{COLON} intervalle à 95{NARROW}%. Les "
    "plus gros effectifs viennent d'abord."
)
CASES = ("cas compté", "cas comptés")
# A half-hour of fewer cases says nothing.
FEWEST = 10
# What is missed at most in the fullest colour, and the hours that are drawn.
FULLEST = 0.3
FIRST, LAST = 7 * 60, 19 * 60 + 30
WEEK_LEGEND = (
    f"Chaque case{COLON} résultat des cas arrivés dans cette demi-heure{SEMICOLON} plus foncé, "
    f"moins bon. Vide sous {FEWEST} cas. De 7 h à 20 h{SEMICOLON} le tableau a tout."
)
NO_HALF_HOUR = (
    f"Aucune demi-heure n'a {FEWEST} cas dans cette période{COLON} choisissez un trimestre ou "
    "une année."
)


def title(indicator: str, dimension: str) -> str:
    return f"{indicator}, par {DIMENSIONS[dimension].lower()}"


def label(name: str, share: float, part: int, whole: int) -> str:
    return f"{escape(name)} · {value_text(share, '%')} ({number(part)}/{number(whole)})"


def said(name: str, share: float, part: int, whole: int) -> str:
    told = f"{number(part)} sur {counted(whole, CASES)}"
    return f"<b>{escape(name)}</b><br>{value_text(share, '%')}, {told}"


def half_hour(weekday: int, slot: int) -> str:
    return f"{WEEKDAYS[weekday]} {slot // 60}\u00a0h\u00a0{slot % 60:02d}"


def worst(name: str, share: float, whole: int) -> str:
    return f"Le moins bon{COLON} {name}, {value_text(share, '%')} sur {counted(whole, CASES)}."


def untimed(cases: int) -> str:
    """Say how many cases have a day and no hour."""
    return f"{counted(cases, ('cas', 'cas'))} sans heure, hors de la grille." if cases else ""
