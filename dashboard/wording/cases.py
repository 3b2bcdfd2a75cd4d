"""French names of the columns and words of facts."""

from collections.abc import Mapping
from datetime import date

from etl.domain.pauses import REASONS
from etl.formats import day

# What the value of one case is, by the rule that judged it.
MEASURES: Mapping[str, str] = {
    "answer_delay": "Délai (j. ouvrés)",
    "answered_by_agent": "Attente (s)",
    "lost_calls": "Attente (s)",
    "answered_within": "Attente (s)",
    "call_wait": "Attente (s)",
    "received_within": "Attente (min)",
    "visit_wait": "Attente (min)",
    "appointment_delay": "Délai (jours)",
    "items_satisfied": "Part des points satisfaits",
    "satisfied": "Note",
    "net_satisfaction": "Avis",
    "score": "Note",
    "share_of_amounts": "Nombre",
    "amounts": "Nombre",
    "active_subjects": "Publications",
}
WORDS: Mapping[str, str] = {
    "inbound": "entrant",
    "outbound": "sortant",
    "internal": "interne",
    "answered": "décroché",
    "abandoned": "abandonné",
    "overflowed": "débordé",
    "unanswered": "sans réponse",
    "cut_by_closing": "coupé par la fermeture",
    "voice_server": "terminé au serveur vocal",
    "closed": "message de fermeture",
    "unfinished": "interrompu par l'autocommutateur",
    "completed": "abouti",
    "failed": "échoué",
    "served": "servi",
    "passed": "transmis",
    "email": "courriel",
    "letter": "courrier",
    "form": "formulaire",
    "information": "information générale",
    "complaint": "réclamation ou suggestion",
    "individual": "situation individuelle",
    "other": "autre",
    "request": "demande",
    "unreachable": "adresse inutilisable",
    "duplicate": "doublon",
    "no_show": "absent au rendez-vous",
    "left": "parti avant l'appel",
    "transferred": "réorienté",
    "call": "appel",
    "mail": "courriel",
    "officials": "élus",
    "public": "grand public",
    "media": "médias",
    "True": "oui",
    "False": "non",
    "information_check": "contrôle de l'information",
    "hours_change": "changement d'horaires",
    "survey_published": "enquête publiée",
    "mystery_campaign": "campagne mystère",
    "user_committee": "comité des usagers",
    "training": "formation",
    "comfort_check": "contrôle du confort",
    "voice_server_check": "contrôle du serveur vocal",
    "hotline_check": "contrôle du 34 00",
    "website_pages": "revue des pages",
    "rgaa_audit": "audit RGAA",
    "content_check": "contrôle des fiches",
    "content_error": "erreur signalée",
    "online_services": "démarches en ligne",
    "title_delivery": "délivrance de titres",
    "desk_hours": "heures d'ouverture",
    "equipment_check": "contrôle de l'équipement",
    "writing_check": "relecture d'écrits",
    "publication": "publication",
    "social_message": "message reçu",
    "rectification": "rectification",
    "crisis_activation": "activation de la cellule",
    "crisis_test": "test d'alerte",
    "cod_information": "information après le COD",
    "communication_exercise": "exercice de communication",
    "retex": "retour d'expérience",
    "retex_action": "action de retour d'expérience",
    "cip_opening": "ouverture du numéro unique",
    "cip_operators": "opérateurs formés",
    "cip_test": "test du numéro unique",
    "cip_calls": "appels du numéro unique",
    "pause": "suspension",
    **REASONS,
}

# What a file does not tell of a case.
UNTOLD = "non dit"


def word(code: str) -> str:
    """Return the French of a word of the facts; a code that is a name stays as it is."""
    return WORDS.get(code, code)


def purged(first: date) -> str:
    """Tell that cases are no longer shown though they are counted."""
    return (
        f"Les cas d'avant le {day(first)} ont été effacés, leur durée de conservation "
        "passée\u202f; ils restent comptés dans les chiffres."
    )
