"""Words of the product, as a reader needs them: the glossary of the page of the method."""

from dashboard.wording.typography import spaced


def _key(term: str) -> str:
    """Return a word without the kinds of spaces and the case in which it may stand."""
    return " ".join(term.split()).casefold()


GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Engagement", "Promesse numérotée de la charte, dans ses propres mots."),
    (
        "Indicateur",
        "Une façon de mesurer un engagement (17a). Certains décident du verdict, les autres "
        "sont suivis.",
    ),
    ("Délai", "Ce que chaque contact doit tenir : cinq jours ouvrés."),
    ("Objectif", "Ce que l'ensemble doit atteindre : 90 %. Daté, avec son origine."),
    ("Effectif", "Nombre de contacts jugés, tenus ou non."),
    (
        "Intervalle à 95 %",
        "Où se trouve le vrai taux, compte tenu de l'effectif ; méthode de Wilson.",
    ),
    ("En cours", "Le délai n'est pas échu : ni tenu ni manqué."),
    ("Mesure absente", "La promesse couvre ce contact, mais le fichier ne le dit pas."),
    ("Hors champ", "La promesse ne couvre pas ce contact."),
    ("Conforme", "Tous les indicateurs qui décident du verdict atteignent leur objectif."),
    (
        "Non conforme",
        "Au moins un indicateur qui décide du verdict n'atteint pas son objectif.",
    ),
    ("Sans objet", "L'engagement ne s'applique pas à ce site sur cette période."),
    (
        "Confiance",
        "Ce que valent les sources d'un chiffre, de A (rien à signaler) à D (à vérifier) : "
        "fraîcheur, jours manquants, volume habituel, lignes rejetées.",
    ),
    (
        "À confirmer",
        "Trop peu de contacts pour conclure, ou trop de mesures absentes.",
    ),
    ("Non mesuré", "Aucun fichier, ou rien d'échu. Jamais vert."),
    ("Suivi", "Indicateur sans objectif chiffré : une valeur, pas de verdict."),
    ("Fenêtre", "Durée la plus courte sur laquelle un indicateur a un sens."),
    (
        "Jour ouvré",
        "Du lundi au vendredi, hors jours fériés ; le jour de réception compte zéro.",
    ),
    (
        "Variation ordinaire",
        "Ce que la série fait quand rien ne change : moyenne, plus ou moins trois écarts.",
    ),
    (
        "Variation particulière",
        "Un mois, ou une suite de mois, que le hasard n'explique pas : il y a une cause.",
    ),
    (
        "Assurance",
        "Où se trouve l'objectif par rapport aux limites : tenu chaque mois, manqué chaque "
        "mois, ou selon les mois.",
    ),
    (
        "Entonnoir",
        "Comparaison de sites selon leur effectif : plus il est grand, plus les limites se "
        "resserrent.",
    ),
    ("Quarantaine", "Lignes refusées à l'import, avec la raison et ce qu'il faut faire."),
    ("Empreinte", "Marque d'une définition : elle change si la définition change."),
)

_MEANINGS = {_key(word): meaning for word, meaning in GLOSSARY}


def explained(term: str) -> str:
    """Return what a word means, in the words of the glossary; nothing for any other word."""
    return spaced(_MEANINGS.get(_key(term), ""))


def help_name(term: str) -> str:
    return spaced(f"Que veut dire « {term} » ?")
