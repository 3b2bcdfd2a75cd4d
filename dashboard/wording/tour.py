"""The guided tour of a first visit, in French: a title, a text, and what is shown."""

from dataclasses import dataclass

from dashboard.wording.typography import spaced


@dataclass(frozen=True)
class Step:
    """One step; ``target`` is the key of the part of the page that it is about."""

    title: str
    text: str
    target: str


STEPS = (
    Step(
        "Le verdict, en une phrase",
        spaced(
            "Chaque engagement de la charte est conforme, non conforme, à confirmer, non "
            "mesuré ou sans objet. Le point d'interrogation à côté d'un mot l'explique."
        ),
        "bilan",
    ),
    Step(
        "Ce qui presse, et pourquoi",
        spaced(
            "Du plus urgent au moins urgent, avec la raison de chaque rang ; puis ce qui a "
            "changé depuis la période précédente."
        ),
        "attention",
    ),
    Step(
        "Une carte par engagement",
        spaced(
            "Le chiffre, son objectif, sa tendance et la confiance dans ses sources. Ouvrez "
            "une carte : on descend jusqu'au fichier et à la ligne."
        ),
        "registre-0",
    ),
    Step(
        "Votre site, votre période",
        spaced(
            "Les choix du menu suivent de page en page, et l'adresse les garde : envoyez-la "
            "telle quelle. Cette page s'imprime sur une feuille."
        ),
        "titre",
    ),
)
NEXT, END, SKIP, AGAIN = "Suivant", "Terminer", "Passer la visite", "Revoir la visite guidée"


def place(step: int) -> str:
    """Return where a step stands: « Visite guidée, 1 sur 4 »."""
    return f"Visite guidée, {step + 1} sur {len(STEPS)}"
