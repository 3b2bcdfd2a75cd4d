"""The French of editions and of replayed figures."""

from collections.abc import Sequence

from dashboard import wording
from etl.domain.assessments import EVERYWHERE
from etl.domain.editions import Act, Edition, EditionState
from etl.domain.frozen import FrozenChange, FrozenMeasure
from etl.domain.periods import Period
from etl.formats import NO_BREAK, instant

TITLE = "Éditions"
NEXT = "Étape suivante\u00a0: arrêter et valider la période"
LEAD = (
    "Une édition fige une période finie\u00a0: ses chiffres, ses objectifs, ses "
    "calendriers, ses formules et la liste de ses fichiers. Une personne l'arrête, une "
    "autre la valide\u202f; rien ne la change ensuite, sinon une édition rectificative "
    "qui dit ce qu'elle change."
)
NONE = "Aucune édition n'a encore été arrêtée."
EVERY = "Toutes les éditions"
OPEN = "Ouvrir une édition"
CHOOSE = "Choisir une édition"
STATES = {
    EditionState.CLOSED: "Arrêtée, à valider",
    EditionState.VALIDATED: "Validée",
    EditionState.REFUSED: "Refusée",
    EditionState.SUPERSEDED: "Remplacée",
}
FIGURES = "Chiffres figés"
CHANGES = "Ce que cette édition change"
REASON = "Motif"
SEAL = "Empreinte"
DOWNLOAD = "Télécharger l'édition (JSON)"
CLOSE = "Arrêter une période"
CLOSE_BUTTON = "Arrêter la période"
CLOSE_NOTE = (
    "Tout est réévalué, puis figé. Une période où des cas courent encore ne s'arrête pas. "
    "Comptez une demi-minute."
)
PERIOD, NAME = "Période finie", "Votre nom"
NAME_HELP = (
    "Sans compte d'accès, le nom est déclaré\u00a0: le journal le dit. Qui valide n'est "
    "pas qui arrête."
)
RECTIFY_NOTE = "Pour une période déjà validée\u00a0: ce que l'édition rectifie, et pourquoi."
VALIDATE, REFUSE = "Valider cette édition", "Refuser cette édition"
REFUSE_REASON = "Motif du refus"
DECIDE = "Décider"
WORKING = "Évaluation, puis gel des chiffres…"
DOCUMENTS = "Documents de cette édition"
REPLAY = "Rejouer un chiffre"
REPLAY_LINK = "Rejouer ce chiffre"
REPLAY_NOTE = (
    "Le chiffre tel qu'il fut, avec les fichiers, les calendriers, la formule et "
    "l'objectif connus alors, à côté de celui d'aujourd'hui. Le site et la période sont "
    "ceux du menu."
)
INDICATOR, AS_OF, ON = "Indicateur", "Tel que", "À la fin du"
PUBLISHED, ON_A_DAY = "publié par l'édition", "connu un jour"
THEN, TODAY, GAP = "Alors", "Aujourd'hui", "Écart"
NOT_YET = "Choisissez un jour."
ALL_PARTS = "Ce qui n'a rien changé"


def title_of(edition: Edition) -> str:
    kind = "Édition rectificative" if edition.is_rectification else "Édition"
    return f"{kind} n°{NO_BREAK}{edition.number} · {wording.period_text(edition.period)}"


def option(edition: Edition) -> str:
    state = STATES[edition.state].lower()
    return f"n°{NO_BREAK}{edition.number} · {wording.period_text(edition.period)} · {state}"


def act_text(act: Act | None, zone: str) -> str:
    if act is None:
        return ""
    declared = " (nom déclaré)" if act.is_declared else ""
    return f"{act.by}{declared}, {instant(act.at, zone)}"


def state_text(edition: Edition) -> str:
    if edition.replaced_by:
        return f"Remplacée par l'édition n°{NO_BREAK}{edition.replaced_by}"
    return STATES[edition.state]


def measure_cells(measure: FrozenMeasure, title: str, unit: str) -> dict[str, str]:
    """Return one row of the table of frozen figures."""
    target = measure.target
    return {
        "Indicateur": f"{measure.indicator} · {title}",
        "Résultat": wording.value_text(measure.value, unit, target.value if target else None),
        "Effectif": f"{int(measure.counted)}",
        "Intervalle à 95 %": wording.interval_text(measure.low, measure.high, unit),
        "Objectif": measure.goal or "sans objectif",
        "Verdict": wording.VERDICTS[measure.verdict],
    }


FIELDS = {
    "verdict": "verdict",
    "value": "valeur",
    "counted": "effectif",
    "met": "cas tenus",
    "missed": "cas non tenus",
    "target": "objectif",
}


def change_cells(change: FrozenChange, sites: dict[str, str]) -> dict[str, str]:
    """Return what a rectification changes, as a row."""
    where = sites.get(change.site, change.site) if change.site else "Déclarations"
    return {
        "Objet": change.indicator or change.field,
        "Site": where,
        "Ce qui change": FIELDS.get(change.field, "texte de la déclaration"),
        "Avant": change_value(change.before),
        "Après": change_value(change.after),
    }


def change_value(text: str) -> str:
    known = {f'"{code.value}"': word for code, word in wording.VERDICTS.items()}
    if text in known:
        return known[text]
    is_hash = len(text) == 64
    return text[:12] if is_hash else text.replace(".", ",", 1)


def every_site(titles: dict[str, str]) -> dict[str, str]:
    return {EVERYWHERE: wording.ALL_SITES} | titles


def done(edition: Edition, what: str) -> str:
    return f"{title_of(edition)}{NO_BREAK}: {what}."


def closed(period: Period) -> str:
    return f"{wording.period_text(period).capitalize()}{NO_BREAK}: période arrêtée."


def waiting(editions: Sequence[Edition]) -> str:
    numbers = ", ".join(f"n°{NO_BREAK}{each.number}" for each in editions)
    return f"À valider par une autre personne{NO_BREAK}: {numbers}."


def unmoved(causes: Sequence[str]) -> str:
    return f"{ALL_PARTS}{NO_BREAK}: {', '.join(causes).lower()}."
