"""The grid of a sample: one line a case, to be filled beside the service's own papers."""

import pandas as pd

from etl.domain.registers import Entry
from etl.domain.samples import CaseCheck, CheckResult, Sample
from etl.exports.xlsx import Cover, Sheet, workbook
from etl.pipeline.draws import checks_of
from etl.pipeline.warehouse import Warehouse

RESULTS = {
    CheckResult.AGREES: "concordant",
    CheckResult.DIFFERS: "discordant",
    CheckResult.NOT_FOUND: "introuvable",
}
OUTCOMES = {"met": "tenu", "missed": "non tenu"}
METHOD = (
    "Rang d'un cas : SHA-256 du texte « graine|clé ». Places partagées entre les strates en "
    "proportion de leurs cas (plus forts restes) ; les plus petits rangs de chaque strate sont "
    "tirés. L'ordre des lignes n'y change rien."
)


def grid_frame(warehouse: Warehouse, entry: Entry[Sample]) -> pd.DataFrame:
    """Return the cases of a sample, with where each was read and what was found in it."""
    found = checks_of(warehouse, entry.number)
    titles = {code: site.title for code, site in warehouse.declarations.sites.items()}
    return pd.DataFrame(
        [
            {
                "Rang": place,
                "Clé": each.key,
                "Site": titles.get(each.site, each.site),
                "Mois": each.month,
                "Issue": OUTCOMES.get(each.outcome, each.outcome),
                "Fichier": each.file_name,
                "Ligne": each.line,
                **_told(found.get(each.key)),
            }
            for place, each in enumerate(entry.content.cases, start=1)
        ]
    )


def _told(check: Entry[CaseCheck] | None) -> dict[str, str]:
    if check is None:
        return {"Vérification": "", "Remarque": ""}
    return {"Vérification": RESULTS[check.content.result], "Remarque": check.content.remark}


def sample_grid(warehouse: Warehouse, entry: Entry[Sample]) -> bytes:
    """Return the grid as a workbook: the same sample gives the same bytes."""
    own = entry.content
    cover = Cover(
        f"Échantillon n° {entry.number}",
        [
            ("Indicateur", own.indicator),
            ("Période", own.period),
            ("Site", own.site),
            ("Population", str(own.population)),
            ("Graine", own.seed),
            ("Méthode", METHOD),
            ("À remplir", f"Vérification : {', '.join(RESULTS.values())}."),
        ],
        own.as_of,
    )
    return workbook([Sheet("Cas", grid_frame(warehouse, entry))], cover)
