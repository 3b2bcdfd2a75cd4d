"""« Banc de sensibilité », in French."""

from collections.abc import Mapping

from dashboard.wording import counted
from dashboard.wording.phrases import COLON
from etl.domain.engagements import Unit
from etl.formats import NO_BREAK

HEADING = "Banc de sensibilité"
NOTE = (
    "Chaque ligne change un seul choix et juge à nouveau les mêmes cas par la même règle. Le "
    "verdict affiché ne tient qu'aux choix déclarés."
)
OWN = "Choix déclarés"
FLIPS = {True: "oui", False: "non"}
NOTHING = "Aucun autre choix défendable n'est connu pour cet indicateur."
_OPTIONS: Mapping[tuple[str, str], str] = {
    ("own", ""): OWN,
    ("short_abandons", ""): "Abandons courts comptés",
    ("hours", "with_closed"): "Appels à toute heure, messages de fermeture compris",
    ("hours", "all"): "Appels à toute heure, sans les messages de fermeture",
    ("closed_in_hours", ""): "Messages de fermeture aux heures d'ouverture écartés",
    ("called_again", ""): "Appels perdus écartés si l'appelant rappelle dans l'heure",
    ("pauses", "with"): "Suspensions décomptées",
    ("pauses", "without"): "Suspensions non décomptées",
    ("unit", Unit.WORKING_DAYS): "Délai en jours ouvrés",
    ("unit", Unit.WORKABLE_DAYS): "Délai en jours ouvrables",
    ("unit", Unit.CALENDAR_DAYS): "Délai en jours calendaires",
    ("receipt", "day_zero"): "Délai compté du jour de réception",
    ("receipt", "next_open_day"): "Reçu un jour fermé, compté du jour ouvert suivant",
    ("duplicates", "duplicate"): "Doublons comptés comme des demandes",
    ("duplicates", "unreachable"): "Expéditeurs injoignables comptés",
}


def option(choice: str, code: str, formulas: Mapping[str, str]) -> str:
    """Return a choice in words.

    >>> option("short_abandons", "5", {})
    'Abandons de moins de 5\\xa0s écartés'
    """
    if choice == "formula":
        return f"Formule{COLON} {formulas.get(code, code)}"
    if choice == "short_abandons" and code:
        return f"Abandons de moins de {code}{NO_BREAK}s écartés"
    return _OPTIONS[choice, code]


def sentence(choices: int, flipping: int) -> str:
    """Say whether the verdict hangs on a choice.

    >>> sentence(9, 0)
    'Le verdict tient\\xa0: aucun des 9 autres choix ne le changerait.'
    """
    if not flipping:
        return (
            f"Le verdict tient{COLON} aucun des {choices} autres choix ne le changerait."
            if choices > 1
            else f"Le verdict tient{COLON} le seul autre choix ne le changerait pas."
        )
    told = counted(flipping, ("autre choix le changerait", "autres choix le changeraient"))
    return f"Le verdict dépend de ce qu'on choisit{COLON} {told}, sur {choices}."
