"""« Quoi de neuf » : what each version brings to those who use it, newest first."""

from dataclasses import dataclass

from dashboard.wording.typography import spaced
from etl.formats import NO_BREAK

TITLE = "Quoi de neuf"
INTRODUCTION = spaced(
    "Ce que chaque version apporte à ceux qui s'en servent. Ce qui change un chiffre est dit "
    "avec les engagements et les périodes touchés."
)


@dataclass(frozen=True)
class Version:
    """One version: its number, and under each heading what is new."""

    number: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


VERSIONS = (
    Version(
        "0.1.0",
        (
            (
                "Piloter",
                (
                    "La vue d'ensemble dit ce qui a changé depuis la période précédente, et ce "
                    "qui presse, dans l'ordre, avec la raison de chaque rang.",
                    "Elle s'imprime sur une feuille A4 (« Imprimer », ou le navigateur).",
                    "Chaque carte porte sa tendance, l'assurance de son objectif et la "
                    "confiance dans ses sources.",
                    "Un mot a son point d'interrogation : il ouvre la définition du glossaire.",
                ),
            ),
            (
                "Comprendre un chiffre",
                (
                    "Chaque graphique dit son effectif, ses sources et leur date, et se "
                    "télécharge en CSV ou en classeur Excel.",
                    "La fiche montre ce que d'autres choix de calcul donneraient.",
                    "Une échéance s'explique jour par jour, jusqu'au fichier et à la ligne.",
                ),
            ),
            (
                "Par canal",
                (
                    "Téléphone : toutes les formules du taux de décroché, la semaine, les "
                    "agents à prévoir.",
                    "Courriels et courriers : ce qui échoit, ce qui sauve le mois, le stock "
                    "par âge.",
                    "Accueil, enquêtes mystères, satisfaction, communication d'urgence.",
                ),
            ),
            (
                "Importer",
                (
                    "Un aperçu dit ce qu'un fichier changerait, sans rien garder ; un import "
                    "s'annule sans rien effacer.",
                    "Un tableau inconnu se décrit sans informaticien.",
                ),
            ),
        ),
    ),
)


def link() -> str:
    """Return the link of the menu, with the version that runs."""
    return f"{TITLE} · version{NO_BREAK}{VERSIONS[0].number}"


def heading(version: Version) -> str:
    return f"Version{NO_BREAK}{version.number}"
