"""The French of the page of accesses."""

from collections.abc import Mapping

from dashboard.wording.typography import spaced
from etl.domain.roles import Role
from etl.formats import NO_BREAK
from etl.wording.people import (
    ALL_SERVICES,
    ALL_SITES,
    HEADINGS,
    IDENTIFIER,
    ROLE,
    ROLES,
    SERVICES,
    SINCE,
    SITES,
    UNTIL,
    cells,
    given,
    removed,
)

__all__ = [
    "ALL_SERVICES",
    "ALL_SITES",
    "HEADINGS",
    "IDENTIFIER",
    "ROLE",
    "SERVICES",
    "SINCE",
    "SITES",
    "UNTIL",
    "cells",
    "given",
    "removed",
]

TITLE = "Accès"
OWNER = "tableau de bord"
LEAD = (
    "Personne n'entre qui n'est pas écrit ici. Un accès retiré ou modifié vaut dès la page "
    "suivante de son titulaire."
)
NOT_ASKED = spaced(
    "Ce tableau de bord tourne sans identité, pour cette seule machine : quiconque s'en "
    "sert est administrateur. La liste vaudra dès qu'une identité sera réglée (« identity », "
    "dans « quality.toml »)."
)
NOT_ALLOWED = "La liste des accès est tenue par les administrateurs."
ENDED = (
    "Votre session est terminée, ou votre accès n'est plus ouvert aujourd'hui. "
    "Reconnectez-vous, ou adressez-vous à l'administrateur de Vigie Qualité."
)
CLOSED_TITLE = "Votre accès n'est pas ouvert"
CLOSED = (
    "Votre identité est connue, mais aucun accès ne vous est ouvert aujourd'hui. Demandez-le à "
    "l'administrateur de Vigie Qualité de votre préfecture."
)
IDENTIFIER_HELP = "L'adresse électronique, ou le « sub » du fournisseur d'identité."
UNTIL_HELP = "Dernier jour compris. Obligatoire pour un auditeur."
GIVE = "Donner ou modifier un accès"
GIVE_BUTTON = "Enregistrer l'accès"
REMOVE = "Retirer un accès"
REMOVE_BUTTON = "Retirer"
HOLDER = "Titulaire"
CHOOSE = "Choisir"
NOBODY = "Aucun accès n'est encore ouvert."
HISTORY_NOTE = "Un accès retiré reste écrit\u00a0: le journal nomme ses titulaires."

# What each role may do, in one line.
EXPLAINED: Mapping[Role, str] = {
    Role.READER: "voit les chiffres et les exporte",
    Role.LEADERSHIP: "voit les chiffres et l'audit, valide une édition, emporte le dossier",
    Role.QUALITY_MANAGER: "importe, décrit, décide, clôt les éditions, tient l'audit",
    Role.SERVICE_HEAD: "voit les cas de ses services, dépose preuves, notes et actions",
    Role.AUDITOR: "voit tout son périmètre, tire des échantillons, note ses vérifications",
    Role.ADMINISTRATOR: "peut tout, et tient la liste des accès",
}


def role_text(role: Role) -> str:
    return f"{ROLES[role]}{NO_BREAK}: {EXPLAINED[role]}"
