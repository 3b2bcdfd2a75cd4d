"""Why a row was refused, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    reason: str
    remedy: str


REASONS: Mapping[str, Reason] = {
    "unreadable": Reason(
        "La valeur ne se lit pas comme la colonne l'annonce",
        "Corrigez la cellule (date, nombre), ou décrivez ce format dans la source.",
    ),
    "missing": Reason(
        "Une valeur obligatoire manque",
        "Complétez la cellule dans le logiciel d'origine, puis exportez à nouveau.",
    ),
    "unknown_word": Reason(
        "Ce mot n'est pas connu de la source",
        "Ajoutez-le aux « meanings » de la colonne dans data/sources, ou corrigez-le.",
    ),
    "unknown_site": Reason(
        "Ce site n'est pas déclaré",
        "Déclarez le site dans data/sites, ou corrigez son nom dans le fichier.",
    ),
    "unknown_indicator": Reason(
        "Cet évènement nomme un indicateur qui n'est pas déclaré",
        "Corrigez le code (ceux de la page Méthode), ou laissez la cellule vide pour tous.",
    ),
    "negative": Reason(
        "La durée ou le nombre est négatif",
        "Vérifiez l'horloge ou la saisie, puis exportez à nouveau.",
    ),
    "before_start": Reason(
        "La fin précède le début",
        "Vérifiez les deux dates dans le logiciel d'origine.",
    ),
    "out_of_range": Reason(
        "La valeur est hors des bornes admises",
        "Vérifiez la saisie : une date lointaine est souvent une faute de frappe.",
    ),
    "impossible_time": Reason(
        "Cette heure n'existe pas (passage à l'heure d'été)",
        "Vérifiez le fuseau horaire déclaré par la source.",
    ),
    "too_long": Reason(
        "Le texte est plus long que ce que la colonne admet",
        "Vérifiez que la source désigne la bonne colonne.",
    ),
    "broken_line": Reason(
        "La ligne n'a pas le nombre de champs attendu",
        "Vérifiez le séparateur et les guillemets, puis exportez à nouveau.",
    ),
}
UNKNOWN = Reason("Motif inconnu de cette version", "Mettez le tableau de bord à jour.")


def reason_of(code: str) -> Reason:
    return REASONS.get(code, UNKNOWN)
