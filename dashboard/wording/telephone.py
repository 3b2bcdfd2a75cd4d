"""French of the telephone: how calls end, and the tables of formulas."""

from collections.abc import Mapping

import pandas as pd

from etl.domain.formulas import CallClass
from etl.formats import NO_BREAK, number

OTHER_FORMULAS = "Les mêmes appels avec d'autres formules"
CLASSES_HEADING = "Ce que devient chaque appel"
# After the title of the formula that the indicator applies.
OWN = " (formule appliquée)"
OWN_REST = " (formule appliquée\u202f; le résultat affiché est la part des autres appels)"
VARIANTS_NOTE = (
    "Le verdict ne tient qu'à la formule appliquée. Les autres montrent ce que donneraient "
    "les mêmes appels : le nom de la formule fait partie du chiffre."
)
# Why a call counts or does not, in the order in which it is told.
CLASSES: Mapping[str, str] = {
    CallClass.ANSWERED_IN_TIME: "décroché dans le délai",
    CallClass.ANSWERED_LATE: "décroché",
    CallClass.ANSWERED_UNTIMED: "décroché, attente inconnue",
    CallClass.SHORT_ABANDON: "abandon court",
    CallClass.ABANDONED_IN_TIME: "abandon dans le délai",
    CallClass.ABANDONED_LATE: "abandon",
    CallClass.ABANDONED_UNTIMED: "abandon, attente inconnue",
    CallClass.OVERFLOWED: "débordement",
    CallClass.UNANSWERED: "sans réponse",
    CallClass.CUT_BY_CLOSING: "coupé par la fermeture",
    CallClass.CLOSED_IN_HOURS: "message de fermeture aux heures d'ouverture",
    CallClass.CLOSED: "message de fermeture",
    CallClass.VOICE_SERVED: "terminé au serveur vocal",
    CallClass.VOICE_ABANDONED: "abandonné au serveur vocal",
    CallClass.UNFINISHED: "interrompu par l'autocommutateur",
    CallClass.OUT_OF_HOURS: "hors des heures d'ouverture",
    CallClass.OTHER_DIRECTION: "appel sortant ou interne",
    CallClass.UNKNOWN: "issue inconnue",
}
# Where a threshold is asked, what is late is so by it.
TIMED_RULE = "answered_within"
_TIMED: Mapping[str, str] = {
    CallClass.ANSWERED_LATE: "décroché au-delà du délai",
    CallClass.ABANDONED_LATE: "abandon au-delà du délai",
}


def out_of(part: int, whole: int) -> str:
    return f"{number(part)} sur{NO_BREAK}{number(whole)}"


def classes_in_words(classes: pd.Series, is_timed: bool) -> pd.Series:
    """Return why calls count or not; ``is_timed``: the formula has a threshold."""
    named = {**CLASSES, **(_TIMED if is_timed else {})}
    return classes.map({str(each): text for each, text in named.items()})
