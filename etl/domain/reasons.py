"""Why a row was refused, or accepted with a remark, and what to do about it."""

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
# The row is counted; what is told of it deserves a look.
REMARKS: Mapping[str, Reason] = {
    "before_request": Reason(
        "La réponse précède la demande",
        "La ligne est gardée, son délai est inconnu : vérifiez l'horloge ou la saisie.",
    ),
    "before_arrival": Reason(
        "L'appel au guichet précède l'arrivée",
        "La ligne est gardée, son attente est inconnue : vérifiez l'horloge du guichet.",
    ),
    "in_future": Reason(
        "La date est dans l'avenir",
        "La ligne est gardée, et comptera en son temps : vérifiez l'année et l'horloge.",
    ),
    "isolated_date": Reason(
        "La date précède de plus d'un an presque toutes les autres du fichier",
        "La ligne est gardée à sa date : vérifiez l'année.",
    ),
    "ambiguous_hour": Reason(
        "Cette heure existe deux fois (passage à l'heure d'hiver)",
        "La ligne est gardée : faites écrire le décalage ou l'heure universelle par l'export.",
    ),
    "very_long": Reason(
        "La durée dépasse douze heures",
        "La ligne est gardée : vérifiez si le logiciel a oublié de raccrocher.",
    ),
    "repeated": Reason(
        "L'identifiant est déjà celui d'une autre ligne lue en même temps",
        "La dernière ligne du fichier compte : vérifiez qu'elles parlent du même cas.",
    ),
}
UNKNOWN = Reason("Motif inconnu de cette version", "Mettez le tableau de bord à jour.")


def reason_of(code: str) -> Reason:
    return REASONS.get(code) or REMARKS.get(code) or UNKNOWN
