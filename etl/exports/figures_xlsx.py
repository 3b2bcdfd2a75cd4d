"""Every figure of an edition as a workbook, with its n, interval, target and provenance."""

from collections.abc import Iterator

import pandas as pd

from etl.domain.dossier import Dossier, Figure, Table
from etl.exports import laying, shown
from etl.exports.seal import stored
from etl.exports.xlsx import GROUPED, Cover, Sheet, workbook
from etl.formats import ABSENT, beside

MEANINGS = {
    "Valeur": "celle de tous les documents : arrondie vers le bas",
    "n": "nombre de cas sur lesquels la valeur repose",
}
EXACT = {
    "Valeur exacte": "non arrondie, comparée à l'objectif ; une part est une fraction",
    "Empreinte du calcul": "SHA-256 de la règle, des objectifs et des calendriers appliqués",
}


def figures_xlsx(dossier: Dossier) -> bytes:
    """Return the workbook of a dossier; the same edition gives the same bytes."""
    own = dossier.identity
    sheets = [
        Sheet("Chiffres", _figures(dossier), patterns={"n": GROUPED}, meanings=MEANINGS),
        Sheet("Provenance", _provenance(dossier), meanings=EXACT),
    ]
    sheets.append(Sheet("Mois par mois", _months(dossier)))
    tables = [table for each in dossier.promises for table in each.tables]
    if tables:
        headings = ("Engagement", *tables[0].headings)
        rows = [
            (each.number, *row)
            for each in dossier.promises
            for t in each.tables
            for row in t.rows
        ]
        sheets.append(Sheet("Site par site", pd.DataFrame(rows, columns=list(headings))))
    sheets += [_sheet(table) for each in dossier.sections for table in each.tables]
    told = [(name, said.replace("\u200b", "")) for name, said in laying.identity_lines(dossier)]
    cover = Cover("Dossier d'audit : les chiffres", told, own.closed_at)
    return stored(workbook(sheets, cover, own.timezone))


def _sheet(table: Table) -> Sheet:
    frame = pd.DataFrame(list(table.rows), columns=list(table.headings)).astype("object")
    return Sheet(table.title, frame, table.note if table.rows else table.empty)


def _figures(dossier: Dossier) -> pd.DataFrame:
    """Return what documents show of each figure."""
    rows = [
        {
            "N°": promise.number,
            "Engagement": promise.short_title,
            "Verdict de l'engagement": shown.VERDICTS[promise.verdict],
            "Code": own.code,
            "Indicateur": own.title,
            "Décide": "oui" if own.mandatory else "non",
            "Verdict": shown.VERDICTS[own.verdict],
            "Valeur": shown.value(own),
            "Intervalle à 95 %": shown.interval(own),
            "n": own.counted,
            "Objectif": own.goal or ABSENT,
            "Origine de l'objectif": shown.origin(own),
            "Confiance": own.trust,
        }
        for promise, own in dossier.figures()
    ]
    return pd.DataFrame(rows).astype("object")


def _provenance(dossier: Dossier) -> pd.DataFrame:
    """Return where each figure comes from, and its exact numbers."""
    return pd.DataFrame([_line(own) for _, own in dossier.figures()]).astype("object")


def _line(own: Figure) -> dict[str, object]:
    return {
        "Code": own.code,
        "Valeur exacte": own.value,
        "Borne basse": own.low,
        "Borne haute": own.high,
        "Objectif exact": own.target,
        "Tenus": own.met,
        "Non tenus": own.missed,
        "En cours": own.pending,
        "Mesure absente": own.unknown,
        "Hors champ": own.excluded,
        "Source de l'objectif": own.source,
        "Décidé par": own.decided_by,
        "Délai de chaque cas": own.limit,
        "Mode de calcul": own.formula,
        "Fenêtre": own.window,
        "Imports": dict(laying.plain_facts(own)).get("Imports", ""),
        "Empreinte du calcul": own.definition,
        "Publiable": "sans effectif" if own.counts_hidden else "oui",
    }


def _months(dossier: Dossier) -> pd.DataFrame:
    return pd.DataFrame(list(_points(dossier))).astype("object")


def _points(dossier: Dossier) -> Iterator[dict[str, object]]:
    for promise, figure in dossier.figures():
        for each in figure.history:
            yield {
                "Engagement": promise.number,
                "Code": figure.code,
                "Mois": each.period.start,
                "Affichée": beside(each.value, each.target, shown.unit(figure.unit)),
                "Valeur": each.value,
                "Borne basse": each.low,
                "Borne haute": each.high,
                "n": each.counted,
                "Objectif": each.target,
                "Verdict": shown.VERDICTS[each.verdict],
            }
