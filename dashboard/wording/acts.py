"""The French of the journal of acts."""

from collections.abc import Sequence

from etl.domain.journal import Fault, Seal
from etl.formats import NARROW, NO_BREAK, number
from etl.wording.audit import FLAWS

TITLE = "Journal"
NEXT = "Étape suivante\u00a0: relire le journal"
LEAD = (
    "Tout ce qui a été fait\u00a0: imports, annulations, déclarations changées, éditions, "
    "preuves, actions, téléchargements, connexions. Aucune ligne ne se modifie ni ne se "
    "retire."
)
NO_RIGHT = "Votre rôle ne permet pas de consulter le journal."
NOTHING = "Aucune ligne ne répond à ces choix."
EVERY_DEED, EVERYBODY = "Tous les actes", "Tout le monde"
DEED, PERSON, SINCE, UNTIL = "Acte", "Personne", "Du", "Au"
DOWNLOAD = "Télécharger ces lignes (CSV)"
SEAL = "Empreinte de la dernière ligne"
SEAL_NOTE = (
    "Chaque ligne porte l'empreinte de la précédente. Remettez celle-ci à l'auditeur, ou "
    "gardez-la hors de la base\u00a0: elle prouvera que rien n'a été récrit avant elle. "
    "Sans elle, qui administre la base pourrait tout récrire."
)


def intact(seal: Seal) -> str:
    return (
        f"Journal intact{NO_BREAK}: {number(seal.number)}{NO_BREAK}lignes, enchaînées de la "
        "première à la dernière."
    )


def altered(faults: Sequence[Fault]) -> str:
    first = faults[0]
    return (
        f"Journal altéré{NARROW}! {number(len(faults))} anomalie(s)"
        f"{NARROW}; la première, ligne {number(first.number)}{NO_BREAK}: {FLAWS[first.flaw]}."
    )


def count_text(lines: int) -> str:
    return f"{number(lines)}{NO_BREAK}ligne{'s' if lines > 1 else ''}, la plus récente d'abord."
