"""Letters and e-mails, in French: what falls due, what can still be saved."""

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from dashboard.wording import counted, plural, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.assessments import Verdict
from etl.domain.periods import PeriodKind
from etl.formats import ABSENT, NARROW, NO_BREAK, WEEKDAYS, long_day, number

TITLE = "Courriels et courriers"
LOOK_AT = "Situation au"
REQUESTS = ("demande", "demandes")
OPEN = ("demande attend", "demandes attendent")

DUE_HEADING = "Échéances"
TODAY, TOMORROW, WEEK = "aujourdhui", "demain", "semaine"
LATER, WAITING, LATE = "ensuite", "usager", "retard"
GROUPS: Mapping[str, str] = {
    TODAY: "Aujourd'hui",
    TOMORROW: "Demain",
    WEEK: "Cette semaine",
    LATER: "Ensuite",
    WAITING: "En attente de l'usager",
    LATE: "En retard",
}
LEGENDS: Mapping[str, str] = {
    TODAY: "À répondre ce jour pour tenir le délai promis.",
    TOMORROW: "À répondre demain au plus tard pour tenir le délai promis.",
    WEEK: "À répondre d'ici dimanche, ce jour et demain compris.",
    LATER: "À répondre après cette semaine.",
    WAITING: (
        "Le délai est suspendu : l'usager doit une pièce ou une réponse. L'échéance est celle "
        "d'une reprise aujourd'hui ; elle recule tant que la suspension dure."
    ),
    LATE: "Le délai promis est passé et l'usager n'a toujours pas de réponse.",
}
NONE: Mapping[str, str] = {
    TODAY: "Aucune réponse n'est due ce jour.",
    TOMORROW: "Aucune réponse n'est due demain.",
    WEEK: "Aucune réponse n'est due d'ici dimanche.",
    LATER: "Aucune autre réponse n'est attendue.",
    WAITING: "Aucune demande n'attend l'usager.",
    LATE: "Aucune demande n'est en retard.",
}
REFERENCE, DUE, WAITED = "Référence", "À répondre le", "Attente (j. ouvrés)"
DOOR_NOTE = (
    "La référence ouvre le cas sur sa fiche, avec son échéance expliquée (nouvel onglet)."
)

RESCUE_HEADINGS: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "Sauver le mois",
    PeriodKind.QUARTER: "Sauver le trimestre",
    PeriodKind.YEAR: "Sauver l'année",
}
RESCUE_LEGEND = (
    "Ce qu'il faut encore répondre à temps pour que la période soit conforme, par la règle "
    "même du verdict."
)
PROMISE = "Promesse détaillée ci-dessous"
RANK, PART = "Rang", "Liste"

OPEN_REQUESTS = ("demande ouverte", "demandes ouvertes")
AGES_HEADING = "Demandes ouvertes, par âge"
AGE = "Âge (jours ouvrés)"
# The last working day of each class, and its name.
AGES: Mapping[float, str] = {
    2: "0 à 2",
    5: "3 à 5",
    10: "6 à 10",
    20: "11 à 20",
    60: "21 à 60",
    120: "61 à 120",
    float("inf"): "plus de 120",
}
COUNTED: Mapping[str, str] = {
    "email_in_time": "Courriels et formulaires dans le délai",
    "email_late": "Courriels et formulaires en retard",
    "letter_in_time": "Courriers dans le délai",
    "letter_late": "Courriers en retard",
}
SIDES: Mapping[str, str] = {"email": "Courriels et formulaires", "letter": "Courriers"}
STATES: Mapping[str, str] = {
    "in_time": "dans le délai promis",
    "late": "au-delà du délai promis",
}
AGES_LEGEND = (
    f"Chaque barre{COLON} les demandes encore sans réponse, par âge en jours ouvrés "
    f"(suspensions déduites){SEMICOLON} plein{COLON} dans le délai promis{SEMICOLON} hachuré"
    f"{COLON} au-delà. À gauche les courriers, à droite les courriels et formulaires."
)
SCOPE = (
    "Sont comptées les demandes d'information et les réclamations, que le délai promis "
    f"couvre{SEMICOLON} chacune une fois. Les dossiers individuels n'en sont pas."
)
NO_OPEN = "Aucune demande n'attend de réponse."
AT_LAST_IMPORT = "Constats du dernier import."
HOW_TO = (
    "Les demandes viennent des boîtes de courriels et des registres : déposez leurs exports "
    "avec « python -m etl ingest FICHIER »."
)


def as_of(day: date, at: datetime | None) -> str:
    """Say when the page looks: an instant, or the morning of a day."""
    if at is None:
        return f"Au matin du {long_day(day)}"
    return f"Au {long_day(day)} à {at:%H}{NO_BREAK}h{NO_BREAK}{at:%M}"


def day_choice(day: date, is_last_import: bool) -> str:
    shown = f"{WEEKDAYS[day.weekday()]} {long_day(day)}"
    return f"{shown} (dernier import)" if is_last_import else shown


def opening(when: str, opened: int, counts: Mapping[str, int]) -> str:
    """Say how many requests wait, how many are late, and what falls due."""
    if not opened:
        return f"{when}, aucune demande n'attend de réponse."
    late = counts[LATE]
    overdue = f", dont {number(late)} en retard" if late else ", aucune n'est en retard"
    due = due_line(counts) or "aucune réponse n'est due aujourd'hui ni demain"
    return f"{when}, {counted(opened, OPEN)} une réponse{overdue}{SEMICOLON} {due}."


def due_line(counts: Mapping[str, int]) -> str:
    """Say what falls due today and tomorrow, nothing where nothing does."""
    today, tomorrow = counts[TODAY], counts[TOMORROW]
    if not today:
        return f"{_due(tomorrow)} demain" if tomorrow else ""
    return f"{_due(today)} aujourd'hui" + (f", {number(tomorrow)} demain" if tomorrow else "")


def _due(count: int) -> str:
    return (
        f"{counted(count, ('réponse', 'réponses'))} {plural(count, ('est due', 'sont dues'))}"
    )


def late_line(counts: Mapping[str, int]) -> str:
    """Say how many requests are late, nothing where none is."""
    late = counts[LATE]
    if not late:
        return ""
    verb = plural(late, ("est", "sont"))
    return f"{counted(late, REQUESTS)} {verb} en retard et sans réponse"


def priority(counts: Mapping[str, int]) -> str:
    """Return the most urgent line: what falls due, then what is late."""
    parts = [each for each in (due_line(counts), late_line(counts)) if each]
    return f"{f'{SEMICOLON} '.join(parts)}." if parts else ""


def group(name: str, count: int) -> str:
    return f"{GROUPS[name]} ({number(count)})"


def nothing_since(day: date) -> str:
    return (
        f"La dernière demande connue a été reçue le {long_day(day)}{COLON} rien de plus récent "
        "n'est importé. Ce qui échoit depuis ne peut pas être dit."
    )


def look_back(day: date) -> str:
    return f"Voir la situation au {long_day(day)}"


def due_day(day: pd.Timestamp, suspended: bool) -> str:
    """Return the last day in time, as a reader plans it."""
    if pd.isna(day):
        return ABSENT
    shown = f"{WEEKDAYS[day.weekday()][:3]}. {day:%d/%m/%Y}".replace(" ", NO_BREAK)
    return f"{shown} (suspendu)" if suspended else shown


def part(is_needed: bool) -> str:
    return "à répondre" if is_needed else "marge"


def rescue_heading(kind: PeriodKind) -> str:
    return RESCUE_HEADINGS[kind]


def list_heading(needed: int) -> str:
    return f"La plus courte liste à traiter{COLON} {counted(needed, REQUESTS)}"


def score(met: int, missed: int, pending: int, target: float) -> str:
    """Say what became of the requests by now, and what is promised of them."""
    parts = [
        counted(met, ("répondue à temps", "répondues à temps")),
        counted(missed, ("manquée", "manquées")),
    ]
    if pending:
        parts.append(counted(pending, ("ouverte", "ouvertes")))
    return f"{', '.join(parts)} (objectif{COLON} {value_text(target, '%')} à temps)."


def rescue_sentence(needed: int, pending: int) -> str:
    """Say which open requests keep the target, and how many may be missed."""
    if not pending:
        return f"L'objectif est tenu{SEMICOLON} plus rien n'est ouvert."
    opened = counted(pending, OPEN_REQUESTS)
    if not needed:
        return f"L'objectif est tenu, quoi qu'il advienne {_those(pending, opened)}."
    if needed == pending:
        return f"Il faut répondre à temps à {_every(pending, opened)}{COLON} aucune marge."
    spare = pending - needed
    verb = plural(spare, ("peut encore être manquée", "peuvent encore être manquées"))
    return (
        f"Il suffit de répondre à temps à {number(needed)} des {opened}{COLON} "
        f"{number(spare)} {verb}."
    )


def _those(count: int, opened: str) -> str:
    return "de la demande ouverte" if count == 1 else f"des {opened}"


def _every(count: int, opened: str) -> str:
    return "la seule demande ouverte" if count == 1 else f"toutes les {opened}"


def lost_sentence(
    lost_on: date, bearable: int, total: int, target: float, fresh: int | None
) -> str:
    """Say since when a target is out of reach, why, and what would bring it back."""
    bears = f"{counted(bearable, ('réponse manquée', 'réponses manquées'))} au plus"
    why = (
        f"Hors d'atteinte depuis le {long_day(lost_on)}{COLON} un objectif de "
        f"{value_text(target, '%')} sur {counted(total, REQUESTS)} supporte {bears}."
    )
    if fresh is None:
        return why
    more = counted(fresh, ("nouvelle demande", "nouvelles demandes"))
    answered = plural(fresh, ("répondue", "toutes répondues"))
    return f"{why} Il redeviendrait atteignable avec {more}, {answered} à temps."


def doubt(verdict: Verdict, total: int, enough: int) -> str:
    """Say why the verdict stays open although the share is reached, or out of reach."""
    if verdict is not Verdict.INCONCLUSIVE:
        return ""
    if total < enough:
        return (
            f"Avec moins de {counted(enough, REQUESTS)}, le verdict restera "
            f"«{NARROW}à confirmer{NARROW}»."
        )
    return (
        f"Trop de mesures manquent aux fichiers{COLON} le verdict restera "
        f"«{NARROW}à confirmer{NARROW}»."
    )


SAFE, TO_SAVE, LOST = "Assuré", "À sauver", "Hors d'atteinte"
RUNNING = "La période est en cours : ce compte ne porte que sur les demandes reçues à ce jour."
NOTHING_RECEIVED = "Aucune demande reçue sur cette période à cette date."
ORDER_NOTE = (
    f"Par échéance, la plus proche d'abord{SEMICOLON} ce qui attend l'usager vient en dernier. "
    "Une réponse manquée se remplace par la suivante de la liste complète (CSV), tant qu'il "
    "reste de la marge."
)


def age_reading(found: pd.DataFrame) -> str:
    """Say how many requests are open, how many late, on each channel."""
    told = []
    for side, title in SIDES.items():
        late = int(found[f"{side}_late"].sum())
        opened = late + int(found[f"{side}_in_time"].sum())
        told.append(
            f"{title}{COLON} {number(opened)} sans réponse, dont {number(late)} en retard"
        )
    return f"{'. '.join(told)}."


def bar(age: str, side: str, state: str, count: int) -> str:
    """Describe one bar."""
    return (
        f"<b>{SIDES[side]}, {age}{NO_BREAK}jours ouvrés</b><br>"
        f"{counted(count, REQUESTS)} {STATES[state]}"
    )
