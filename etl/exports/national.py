"""Results in the shape of Services Publics +: one line a result of the programme, in CSV."""

import pandas as pd

from etl.domain.dossier import Dossier, Figure
from etl.domain.publications import NationalRow, Publications
from etl.exports import shown
from etl.exports.csv import to_csv
from etl.exports.text import told
from etl.formats import day, instant

NOTE = (
    "non publié : effectif trop faible pour être publié sans risque pour les personnes. "
    "Édition validée ; les chiffres sont ceux de l'affiche et du site."
)


def national_csv(dossier: Dossier, publications: Publications) -> bytes:
    """Return the results of a published dossier, as a French spreadsheet opens them."""
    rows = [
        _line(each, figure, dossier)
        for each in publications.services_publics_plus
        if (figure := dossier.figure(each.indicator)) is not None
    ]
    frame = pd.DataFrame(rows).astype("object")
    return to_csv(frame, dossier.identity.timezone, told(NOTE))


def _line(row: NationalRow, figure: Figure, dossier: Dossier) -> dict[str, object]:
    own = dossier.identity
    goal = shown.bare_goal(figure)
    return {
        "Structure": own.publisher,
        "Site": own.site,
        "Période": own.period.code,
        "Début": day(own.period.start),
        "Fin (exclue)": day(own.period.end),
        "Engagement Services Publics +": row.engagement,
        "Indicateur": row.item,
        "Définition": row.definition,
        "Résultat": shown.bare(figure),
        "Unité": shown.unit(figure.unit) or "nombre",
        "Effectif": shown.NOT_PUBLISHED if shown.is_secret(figure) else figure.counted,
        "Objectif": goal,
        "Origine de l'objectif": shown.origin(figure),
        "État": shown.VERDICTS[figure.verdict],
        "Code": figure.code,
        "Édition": own.number,
        "Validée le": instant(own.validated_at, own.timezone),
    }
