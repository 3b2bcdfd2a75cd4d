"""The French of findings and of the action plan."""

from collections.abc import Mapping
from datetime import date

from dashboard.wording import counted, plural, value_text
from etl.domain.actions import (
    ActionState,
    Category,
    Effect,
    EffectReading,
    FindingState,
)
from etl.domain.assessments import Verdict
from etl.formats import NO_BREAK, long_day, number

TITLE = "Constats et actions"
NEXT = "Étape suivante\u00a0: solder les constats et les actions"
MENU_TITLE = "Actions"
CATEGORIES: Mapping[Category, str] = {
    Category.MAJOR: "Non-conformité majeure",
    Category.MINOR: "Non-conformité mineure",
    Category.IMPROVEMENT: "Piste de progrès",
    Category.OBSERVATION: "Observation",
    Category.STRENGTH: "Point fort",
}
CATEGORY_LOOKS: Mapping[Category, Verdict] = {
    Category.MAJOR: Verdict.MISSED,
    Category.MINOR: Verdict.INCONCLUSIVE,
    Category.IMPROVEMENT: Verdict.FOLLOWED,
    Category.OBSERVATION: Verdict.NOT_MEASURED,
    Category.STRENGTH: Verdict.MET,
}
FINDING_STATES: Mapping[FindingState, str] = {
    FindingState.OPEN: "ouvert",
    FindingState.CLOSED: "soldé",
    FindingState.DISMISSED: "écarté",
}
STATES: Mapping[ActionState, str] = {
    ActionState.PLANNED: "Planifiée",
    ActionState.DOING: "En cours",
    ActionState.CHECKING: "Réalisée, effet à vérifier",
    ActionState.CLOSED: "Soldée",
    ActionState.ABANDONED: "Abandonnée",
}
# The columns of the board, in the order of the wheel.
BOARD: Mapping[ActionState, str] = {
    ActionState.PLANNED: "Planifier",
    ActionState.DOING: "Réaliser",
    ActionState.CHECKING: "Vérifier",
    ActionState.CLOSED: "Solder",
}
STEPS: Mapping[ActionState, str] = {
    ActionState.DOING: "Lancer (ou reprendre)",
    ActionState.CHECKING: "Réalisée : vérifier son effet",
    ActionState.CLOSED: "Solder, avec sa preuve",
    ActionState.ABANDONED: "Abandonner, avec le motif",
}
EFFECTS: Mapping[Effect, str] = {
    Effect.VISIBLE: "Effet visible",
    Effect.NONE: "Pas d'effet",
    Effect.TOO_EARLY: "Trop tôt",
    Effect.UNKNOWN: "Non jugeable",
}
EFFECT_LOOKS: Mapping[Effect, Verdict] = {
    Effect.VISIBLE: Verdict.MET,
    Effect.NONE: Verdict.MISSED,
    Effect.TOO_EARLY: Verdict.NOT_MEASURED,
    Effect.UNKNOWN: Verdict.NOT_APPLICABLE,
}
LATE = "En retard"
LEAD = (
    "Un constat dit un écart entre ce qui est promis et ce qui est mesuré ; une action a une "
    "cause, un pilote, une échéance, une preuve, et son effet se lit sur la carte de contrôle."
)
PROPOSED = "Constats proposés par les verdicts"
PROPOSED_HINT = (
    "Le dernier mois terminé les justifie ; une personne les complète et les retient, ou les "
    "écarte avec un motif."
)
FINDINGS, PLAN = "Constats", "Plan d'actions"
NO_FINDING = "Aucun constat n'est encore retenu."
NO_ACTION = "Aucune action n'est encore décidée."
NOTHING_HERE = "Rien ici."
NOTHING_PROPOSED = "Les verdicts du dernier mois n'appellent aucun constat nouveau."
BACK = "Tous les constats et actions"
KEEP, DISMISS = "Retenir", "Écarter"
WRITE_FINDING = "Écrire un constat"
ADD_ACTION = "Décider une action"
CATEGORY, HEADING, FACT = "Nature", "Titre", "Constat (fait, exigence, écart)"
ENGAGEMENT, SITE, INDICATOR = "Engagement", "Site", "Indicateur où l'effet doit se voir"
NO_INDICATOR = "aucun"
ACTION, CAUSE, OWNER = "Action", "Cause", "Pilote (fonction ou service)"
DUE, DONE_ON = "Échéance", "Réalisée le"
PROOF, REASON = "Preuve de clôture", "Motif ou remarque"
PROOF_HINT = "Par exemple « pièce n° 12 du registre des preuves »."
NEXT_STEP, ADVANCE = "Étape suivante", "Enregistrer l'étape"
CLOSE_FINDING, CLOSE = "Solder ou écarter", "Enregistrer"
SOLVE, SET_ASIDE = "Soldé", "Écarté"
HISTORY = "Historique"
EFFECT = "Effet"
SEE_CHART = "Voir la carte de contrôle"
SAVED = "Enregistré au registre."
NOT_FOUND = "Cette fiche n'existe pas, ou n'est pas dans votre périmètre."


def finding_name(number_: int) -> str:
    return f"Constat n°{NO_BREAK}{number_}"


def action_name(number_: int) -> str:
    return f"Action n°{NO_BREAK}{number_}"


def summary(open_findings: int, running: int, late: int, proposed: int) -> str:
    """Return where the plan stands, in a sentence."""
    told = (
        f"{counted(open_findings, ('constat ouvert', 'constats ouverts'))}, "
        f"{counted(running, ('action en cours', 'actions en cours'))}"
    )
    if late:
        told += f", dont {number(late)} en retard"
    if proposed:
        return f"{told} ; {counted(proposed, ('constat', 'constats'))} à retenir ou à écarter."
    return f"{told}."


def due_text(due: date, late: bool, today: date) -> str:
    if late:
        days = (today - due).days
        return f"échue le {long_day(due)}, {counted(days, ('jour', 'jours'))} de retard"
    return f"pour le {long_day(due)}"


def effect_sentence(reading: EffectReading, unit: str) -> str:
    """Return what the chart says of an action, with what it rests on."""
    months = counted(reading.months, ("mois entier", "mois entiers"))
    if reading.effect is Effect.UNKNOWN:
        return (
            "La carte de contrôle ne peut pas le dire : il lui faut un indicateur mensuel et "
            "douze mois mesurés avant l'action."
        )
    told = f"Moyenne avant : {value_text(reading.before, unit)}"
    if reading.after is not None:
        told += f" ; depuis, {value_text(reading.after, unit)} sur {months}"
    if reading.effect is Effect.VISIBLE:
        return f"{told}. Un signal de progrès est sorti de la variation ordinaire."
    if reading.effect is Effect.TOO_EARLY:
        left = reading.needed - reading.months
        more = plural(left, ("mois manque", "mois manquent"))
        ended = f"Aucun signal encore ; {number(left)} {more} pour conclure"
    else:
        ended = "Aucun signal de progrès : c'est la variation ordinaire"
    worse = " ; un signal de dégradation est apparu" if reading.worsens else ""
    return f"{told}. {ended}{worse}."
