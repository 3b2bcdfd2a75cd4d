"""The words of the page where events are told."""

from collections.abc import Sequence

from dashboard.wording import counted
from dashboard.wording.annotations import KINDS, LIMITS
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.annotations import AnnotationKind, LimitChange
from etl.formats import NARROW, NO_BREAK

TITLE = "Évènements"
LEAD = (
    "Ce qui s'est passé sur les sites, inscrit une seule fois, montré sur tous les graphiques, "
    "et seul motif d'un changement de limites."
)
TELL, MOVE, REGISTER = "Inscrire un évènement", "Changer des limites", "Le journal"
PLACE, KIND = "Où", "Nature"
# Labels of fields, and what stands in them while they are empty.
TITLE_FIELD = ("Ce qui s'est passé", "Grève nationale")
FIRST_FIELD = ("Premier jour", "jj/mm/aaaa")
LAST_FIELD = ("Dernier jour", "jj/mm/aaaa, vide si cela dure")
SOURCE_FIELD = ("Signalé par", "Une fonction, jamais un nom")
EVIDENCE_FIELD = ("Pièce", "Préavis, procès-verbal, note…")
WHY_FIELD = ("Motif", "Le journal des imports le garde, avec votre nom")
EFFECT = "Effet sur les limites de variation"
NO_EFFECT = "aucun"
INDICATORS = "Indicateurs concernés"
EVERY_INDICATOR = "Tous"
SAVE, SAVE_MOVE = "Inscrire au journal", "Changer les limites"
EVENT = "À cause de"
TOLD_HERE = "Inscrit sur la page Évènements"
NOT_A_DAY = f"Un jour s'écrit jj/mm/aaaa, comme 03/03/2025{NARROW}; le premier est demandé."
NO_REASON = "Un changement de limites se justifie\u00a0: donnez son motif."
MOVE_HINT = (
    "Seul un évènement du journal change des limites. Rien n'est effacé\u00a0: l'inscription "
    "d'avant reste au journal des imports."
)
NOT_ALLOWED = (
    "Votre rôle permet de lire le journal. Pour inscrire un évènement, adressez-vous au "
    "référent qualité."
)
NOTHING = "Aucun évènement n'est inscrit."
HOW_TO_UNDO = (
    "Une inscription est un import d'une ligne\u00a0: elle s'annule dans «\u202fImports et "
    "sources\u202f», par son numéro."
)
# A year may hold many: the register has them all.
MOST_NAMED = 4


KINDS_TOLD: Sequence[AnnotationKind] = tuple(KINDS)


def kind(each: AnnotationKind) -> str:
    return KINDS[each].capitalize()


def effect(each: LimitChange | None) -> str:
    told = NO_EFFECT if each is None else LIMITS[each]
    return told[:1].upper() + told[1:]


def kept(number: int) -> str:
    place = f"import n°{NO_BREAK}{number}"
    return f"Évènement inscrit{NARROW}: il est sur tous les graphiques ({place})."


def indicator(code: str, title: str) -> str:
    return f"{code} · {title}"


def during(events: Sequence[tuple[str, str]]) -> str:
    """Name what happened, and when, beside a chart that has no axis of time.

    >>> during([("Grève nationale", "le 3 mars 2025")])
    'Évènements de la période\\xa0: Grève nationale (le 3 mars 2025).'
    """
    if not events:
        return ""
    named = [f"{title} ({days})" for title, days in events[:MOST_NAMED]]
    more = len(events) - MOST_NAMED
    rest = f"{SEMICOLON} et {counted(more, ('autre', 'autres'))}" if more > 0 else ""
    return f"Évènements de la période{COLON} {f'{SEMICOLON} '.join(named)}{rest}."
