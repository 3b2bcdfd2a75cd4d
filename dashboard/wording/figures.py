"""The French of a data box: what a figure rests on, what can be taken away."""

from collections.abc import Sequence
from datetime import date

from dashboard.wording import HISTORIES, PRODUCT, counted, plural
from etl.domain.formulas import FormulaKind
from etl.domain.periods import PeriodKind
from etl.formats import NARROW, NO_BREAK, long_day

COLON, SEMICOLON = f"{NO_BREAK}:", f"{NARROW};"
TABLE = "Les chiffres du graphique"
CSV, XLSX = "Télécharger les chiffres (CSV)", "Télécharger les chiffres (Excel)"
SITE, PERIOD = "Périmètre", "Période"
# As many sources as a line names.
NAMED = 2
SOURCES = ("Source", "Sources")


def chart(title: str) -> str:
    return f"Graphique{COLON} {title}."


def sources(titles: Sequence[str]) -> str:
    """Return the sources of a figure in a few words, or that there is none.

    >>> sources(["Standard", "Registre", "Boîte"]).replace("\\xa0", " ")
    'Sources : Standard, Registre et 1 autre'
    """
    if not titles:
        return ""
    left = len(titles) - NAMED
    named = ", ".join(titles[:NAMED])
    more = f" et {counted(left, ('autre', 'autres'))}" if left > 0 else ""
    return f"{plural(len(titles), SOURCES)}{COLON} {named}{more}"


def rests_on(number: str, titles: Sequence[str], received: date | None) -> str:
    """Return what a figure rests on: how many, from which sources, received until when."""
    until = f"données reçues au {long_day(received)}" if received else ""
    return " · ".join(each for each in (number, sources(titles), until) if each)


def cover(
    said: Sequence[str], number: str, titles: Sequence[str], received: date | None
) -> list[tuple[str, str]]:
    """Return the lines of the first sheet of a workbook that are about its figure."""
    lines = [
        ("Ce que montre le graphique", " ".join(each for each in said if each)),
        ("Effectif", number),
        (plural(len(titles), SOURCES), f"{SEMICOLON} ".join(titles)),
        ("Données reçues au", long_day(received) if received else ""),
        ("Produit par", PRODUCT),
    ]
    return [(name, text) for name, text in lines if text]


# The titles of the figures: what is drawn, as one would name it in a report.
FORMULAS = {
    FormulaKind.ANSWER_RATE: "Taux de décroché, formule par formule",
    FormulaKind.SERVICE_LEVEL: "Appels décrochés dans le délai, formule par formule",
}
CALLS_WAITS = "Appels par durée d'attente"
CALLS_WEEK = {
    "affluence": "Appels reçus par demi-heure",
    "decroche": "Appels décrochés par demi-heure",
    "attente": "Attente au téléphone par demi-heure",
}
VISITS_WEEK = {
    "affluence": "Arrivées par demi-heure",
    "attente": "Attente au guichet par demi-heure",
}
VOICE_SERVER = "Ce que deviennent les appels au serveur vocal"
AGENTS = {False: "Agents à prévoir par demi-heure", True: "Part décrochée par demi-heure"}
SCORES = "Répartition des notes, question par question"
POINTS = "Part des tests conformes, point par point"
AGES = "Demandes ouvertes par âge et par canal"


def history(title: str, kind: PeriodKind) -> str:
    return f"{title}, {HISTORIES[kind].lower()}"


def delays(title: str) -> str:
    return f"Délai de réponse{COLON} {title}"


def funnel(title: str, level: str) -> str:
    return f"{title}, {'site par site' if level == 'sites' else 'service par service'}"


def clocks(name: str) -> str:
    return f"{name}{COLON} temps écoulé depuis le premier ordre"
