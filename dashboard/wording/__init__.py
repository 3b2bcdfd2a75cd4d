"""The French of the dashboard."""

from collections.abc import Mapping
from datetime import date

from etl.domain.assessments import Outcome
from etl.domain.datasets import Dataset
from etl.domain.engagements import Comparison, Limit, Statistic
from etl.domain.names import ORIGINS as ORIGINS
from etl.domain.names import TALLIES as TALLIES
from etl.domain.names import UNITS as UNITS
from etl.domain.names import VERDICTS as VERDICTS
from etl.domain.names import period_text as period_text
from etl.domain.periods import Period, PeriodKind
from etl.formats import (
    ABSENT,
    NARROW,
    NO_BREAK,
    beside,
    month,
    number,
    unit_of,
)
from etl.formats import SHOWN_UNITS as SHOWN_UNITS

PRODUCT = "Vigie Qualité"
# A cell of a table that leaves the house, and the line that says why.
HIDDEN = "masqué"
HIDDEN_NOTE = (
    "masqué : effectif de 1 à 4 personnes, ou chiffre qui permettrait d'en retrouver un. "
    "Les pages de la préfecture montrent les chiffres exacts."
)
NEEDS_SCRIPTS = "Vigie Qualité a besoin de JavaScript pour s'afficher."
PORT_HELP = "port d'écoute (8501)"
ADDRESS_HELP = "adresse d'écoute (127.0.0.1)"

# The headings of the menu.
STEERING, CHANNELS, DATA, AUDIT = "Pilotage", "Canaux", "Données", "Audit"
ADMINISTRATION = "Administration"
ALL_SITES = "Tous les sites"
OVERVIEW = "Vue d'ensemble"
ENGAGEMENT = "Fiche engagement"
IMPORTS = "Imports et sources"
# The state is part of the link, as the law asks.
ACCESSIBILITY = "Accessibilité\u00a0: non conforme"

LOADING = "Chargement…"
NO_ANSWER = ABSENT

EMPTY_TITLE = "Aucune donnée pour l'instant"
EMPTY_STEPS = (
    (
        "Voir le tableau de bord vivre",
        "python -m etl demo",
        "Charge une préfecture inventée : vingt-quatre mois de fichiers.",
    ),
    (
        "Importer vos exports",
        "python -m etl ingest FICHIER",
        "Un fichier, un dossier ou une archive zip ; le format est reconnu à son contenu.",
    ),
)
NOT_ASSESSED = "Des fichiers sont importés, mais rien n'est encore évalué."
ASSESS_COMMAND = "python -m etl assess"

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.MET: "tenu",
    Outcome.MISSED: "non tenu",
    Outcome.PENDING: "en cours",
    Outcome.UNKNOWN: "mesure absente",
    Outcome.EXCLUDED: "hors champ",
}
OUTCOME_PILLS: Mapping[str, str] = {
    "tous": "Tous",
    Outcome.MISSED: "Non tenus",
    Outcome.PENDING: "En cours",
    Outcome.MET: "Tenus",
    Outcome.UNKNOWN: "Mesure absente",
    Outcome.EXCLUDED: "Hors champ",
}
KINDS: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "Mois",
    PeriodKind.QUARTER: "Trimestre",
    PeriodKind.YEAR: "Année",
}
HISTORIES: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "Mois après mois",
    PeriodKind.QUARTER: "Trimestre après trimestre",
    PeriodKind.YEAR: "Année après année",
}
# What an observation is called: one, several.
OBSERVED: Mapping[Dataset, tuple[str, str]] = {
    Dataset.CALLS: ("appel", "appels"),
    Dataset.MAILS: ("demande", "demandes"),
    Dataset.VISITS: ("visite", "visites"),
    Dataset.MYSTERY: ("test", "tests"),
    Dataset.SURVEYS: ("réponse", "réponses"),
    Dataset.EVENTS: ("relevé", "relevés"),
}
COMPARISONS: Mapping[Comparison, str] = {
    Comparison.AT_LEAST: "≥",
    Comparison.AT_MOST: "≤",
    Comparison.BELOW: "<",
    Comparison.ABOVE: ">",
}
# Units of the declarations that are not words to show after a number.
RHYTHMS = {
    "daily": "chaque jour",
    "weekly": "chaque semaine",
    "monthly": "chaque mois",
    "quarterly": "chaque trimestre",
    "yearly": "chaque année",
    "event": "à l'évènement",
}
STATISTICS: Mapping[Statistic, str] = {
    Statistic.SHARE: "part des cas tenus",
    Statistic.SHARE_MISSED: "part des cas non tenus",
    Statistic.MEAN: "moyenne",
    Statistic.NET: "part des satisfaits moins part des insatisfaits",
    Statistic.MEDIAN: "médiane",
    Statistic.P90: "neuvième décile",
    Statistic.MAXIMUM: "maximum",
    Statistic.COUNT: "nombre de cas tenus",
    Statistic.COUNT_MISSED: "nombre de cas non tenus",
    Statistic.RATIO: "rapport de deux sommes",
    Statistic.LATEST_RATIO: "rapport du dernier mois connu",
    Statistic.LATEST_SUM: "somme du dernier mois connu",
    Statistic.PER_WEEK: "nombre par semaine",
}
RULE_NAMES = {
    "observed_then_interval": (
        "La valeur observée est comparée à l'objectif. Le verdict est rendu si l'effectif "
        "suffit, ou si l'intervalle à 95 % est tout entier du même côté de l'objectif ; "
        "sinon il est « à confirmer »."
    )
}
WEEK, WEEK_VIEW = "La semaine, demi-heure par demi-heure", "Ce que dit chaque case"


def plural(count: float, words: tuple[str, str]) -> str:
    """Return the word that agrees with the count: 0 and 1 are singular in French."""
    return words[0] if abs(count) < 2 else words[1]


def counted(count: float, words: tuple[str, str]) -> str:
    """Return a count with its word.

    >>> counted(1, ("appel", "appels")), counted(1200, ("appel", "appels"))
    ('1\\xa0appel', '1\\u202f200\\xa0appels')
    """
    return f"{number(count)}{NO_BREAK}{plural(count, words)}"


def value_text(value: float | None, unit: str, target: float | None = None) -> str:
    """Return a value with the unit that a reader expects; it never reads like a target that
    it is not.

    >>> value_text(3, "nb"), value_text(0.925, "%")
    ('3', '92,5\\u202f%')
    """
    return beside(value, target, SHOWN_UNITS.get(unit, unit))


def target_text(target: float | None, comparison: Comparison, unit: str) -> str:
    if target is None:
        return "sans objectif chiffré"
    return f"{COMPARISONS[comparison]}{NO_BREAK}{value_text(target, unit)}"


def interval_text(low: float | None, high: float | None, unit: str) -> str:
    if low is None or high is None:
        return ABSENT
    bounds = value_text(low, unit), value_text(high, unit)
    # The unit is said once, after the second bound.
    own = unit_of(low, SHOWN_UNITS.get(unit, unit))
    shared = f"{NARROW}%" if unit == "%" else f"{NO_BREAK}{own}"
    return f"{bounds[0].removesuffix(shared)} à {bounds[1]}".replace(" ", NO_BREAK)


def limit_text(limit: Limit) -> str:
    """Return a limit in words: ``5 jours ouvrés``."""
    shown = number(limit.amount, 0 if float(limit.amount).is_integer() else 1)
    return f"{shown}{NO_BREAK}{plural(limit.amount, UNITS[limit.unit])}"


def span_text(start: date, end: date) -> str:
    """Return a span of whole months: ``d'avril 2024 à mars 2025`` (``end`` is exclusive)."""
    last = Period(date(end.year - (end.month == 1), (end.month - 2) % 12 + 1, 1)).start
    if last <= start:
        return month(start)
    of = "d'" if month(start)[0] in "ao" else "de "
    return f"{of}{month(start)} à {month(last)}"
