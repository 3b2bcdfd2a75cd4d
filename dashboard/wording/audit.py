"""The French of the page *Audit*: completeness, applicability, samples."""

from collections.abc import Mapping

from dashboard.wording import counted
from etl.domain.samples import CheckResult, SampleTally, Stratum
from etl.formats import NO_BREAK, number, percent

TITLE = "Audit"
NEXT = "Étape suivante\u00a0: contrôler ce qui manque encore"
SECTIONS: Mapping[str, str] = {
    "completude": "Contrôle de complétude",
    "applicabilite": "Déclaration d'applicabilité",
    "tirage": "Tirage d'échantillon",
}
SECTION = "Volet"
# Each check: what is wrong, and what mends it.
CHECKS: Mapping[str, tuple[str, str]] = {
    "met_without_evidence": (
        "Engagements conformes sans aucune preuve validée",
        "Un chiffre sans pièce ne convainc personne : déposez et faites valider.",
    ),
    "evidence_missing": ("Preuves attendues, absentes ou rejetées", "À déposer."),
    "evidence_expired": ("Preuves expirées", "À remplacer par une version à jour."),
    "evidence_to_review": (
        "Preuves déposées, non validées",
        "À relire par une autre personne que qui a déposé.",
    ),
    "not_measured": (
        "Indicateurs obligatoires non mesurés",
        "« Non mesuré » n'est jamais conforme : importez la source.",
    ),
    "source_silent": ("Sources en retard ou muettes", "À relancer auprès du service."),
    "missed_without_finding": (
        "Engagements non conformes sans constat",
        "À retenir, page Actions.",
    ),
    "finding_without_action": ("Non-conformités sans action", "À décider, page Actions."),
    "action_late": ("Actions en retard", "À réaliser, ou à reporter avec un motif."),
    "yearly_overdue": (
        "Exercices, enquêtes ou réunions de l'année non tenus",
        "À tenir, puis à importer.",
    ),
    "target_undecided": (
        "Objectifs proposés, non décidés par la préfecture",
        "À décider : la déclaration de l'engagement dit par qui et depuis quand.",
    ),
    "sample_unchecked": (
        "Échantillons tirés, non vérifiés en entier",
        "À vérifier cas par cas.",
    ),
}
NOTHING_TO_LOOK_AT = "rien à regarder"
SCORE = "Prêt pour l'audit"
SCORE_HINT = (
    "Chaque ligne vaut des points, qu'elle perd en proportion de ce qui reste à faire ; une "
    "ligne où il n'y a rien à regarder ne compte ni pour ni contre."
)
EXPLAINED = "D'où vient ce score"
NOT_MEASURED_YET = "Rien n'est encore évalué : seuls les registres sont contrôlés."
APPLIES, DOES_NOT = "Applicable", "Sans objet"
APPLIED_LEAD = (
    "Un engagement s'applique partout, sauf décision datée. Le registre prévaut sur les "
    "fichiers ; le verdict « sans objet » le suit."
)
DECIDE, WITHDRAW = "Décider", "Retirer"
DECISION, REASON, DECIDED_BY = "Décision", "Motif", "Décidé par (autorité)"
SINCE = "À compter du"
ENGAGEMENT, SITE = "Engagement", "Site"
RECORDED = "Décisions du registre"
WITHDRAWN = "retirée"
DECIDED_NOW = "Décision inscrite ; les verdicts sont réévalués."
WITHDRAWN_NOW = "Décision retirée ; les verdicts sont réévalués."
FROM_REGISTER, FROM_FILE = "registre", "déclaration"
DRAW_LEAD = (
    "Le tirage se refait à la main : chaque cas a pour rang l'empreinte SHA-256 de "
    "« graine|clé » ; les places sont partagées entre les strates en proportion de leurs cas, "
    "et les plus petits rangs sont tirés. L'ordre des lignes n'y change rien."
)
DRAW, SEED, SIZE = "Tirer", "Graine", "Nombre de cas"
SEED_HINT = "N'importe quel mot, annoncé avant le tirage : le même mot redonne les mêmes cas."
INDICATOR, STRATA = "Indicateur", "Strates"
STRATUM_NAMES: Mapping[Stratum, str] = {
    Stratum.OUTCOME: "Issue",
    Stratum.SITE: "Site",
    Stratum.MONTH: "Mois",
}
NO_SAMPLE = "Aucun échantillon n'est encore tiré."
NEEDS_DATA = "Importez et évaluez des données pour tirer un échantillon."
DRAWN_NOW = "Échantillon tiré et inscrit au registre."
SAMPLES = "Échantillons"
OPENED = "Échantillon affiché"
CHECK_CASE, CASE, RESULT = "Inscrire une vérification", "Cas", "Ce qui est trouvé"
RESULTS: Mapping[CheckResult, str] = {
    CheckResult.AGREES: "Concordant",
    CheckResult.DIFFERS: "Discordant",
    CheckResult.NOT_FOUND: "Introuvable",
}
REMARK = "Remarque"
SAVE = "Inscrire"
CHECKED_NOW = "Vérification inscrite."
GRID_CSV, GRID_XLSX = "Grille (CSV)", "Grille (XLSX)"
AGAIN = "Refaire le tirage"
SAME, DIFFERENT = (
    "Les mêmes cas sont tirés.",
    "D'autres cas sont tirés : les faits ont changé depuis.",
)


def score_sentence(score: float | None, gaps: int) -> str:
    if score is None:
        return "Rien n'est encore à contrôler."
    if not gaps:
        return "Le dossier est complet : un auditeur peut entrer."
    return (
        f"Le dossier est prêt à {percent(score)} ; "
        f"{counted(gaps, ('point reste', 'points restent'))} à ramener à zéro."
    )


def sample_name(number_: int, indicator: str, period: str) -> str:
    return f"n°{NO_BREAK}{number_} · {indicator} · {period}"


def drawn_text(drawn: int, population: int, seed: str) -> str:
    return (
        f"{counted(drawn, ('cas tiré', 'cas tirés'))} parmi {number(population)}, "
        f"graine « {seed} »."
    )


def tally_sentence(told: SampleTally, highest: str) -> str:
    """Return what the checks of a sample support, of the whole."""
    if told.highest is None:
        return "Aucun cas n'est encore vérifié : l'échantillon ne dit rien encore."
    wrong = counted(
        told.discordant, ("discordant ou introuvable", "discordants ou introuvables")
    )
    return (
        f"{counted(told.checked, ('cas vérifié', 'cas vérifiés'))} sur {number(told.drawn)}, "
        f"{wrong} : avec 95 % de confiance, au plus {highest} de l'ensemble serait discordant "
        "(borne exacte de Clopper et Pearson)."
    )
