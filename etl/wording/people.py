"""The French of accesses: roles, perimeters, states."""

from collections.abc import Mapping
from datetime import date

from etl.domain.people import Person, PersonState
from etl.domain.roles import Role
from etl.formats import ABSENT, NARROW, NO_BREAK, day

IDENTIFIER, ROLE, SITES, SERVICES = "Identifiant", "Rôle", "Sites", "Services"
SINCE, UNTIL, STATE = "Depuis le", "Jusqu'au", "État"
HEADINGS = (IDENTIFIER, ROLE, SITES, SERVICES, SINCE, UNTIL, STATE)
# What a narrow terminal must not cut.
KEPT_WHOLE = (IDENTIFIER, SINCE, UNTIL)
ALL_SITES, ALL_SERVICES = "Tous les sites", "Tous les services"

ROLES: Mapping[Role, str] = {
    Role.READER: "Lecteur",
    Role.LEADERSHIP: "Direction",
    Role.QUALITY_MANAGER: "Référent qualité",
    Role.SERVICE_HEAD: "Chef de service",
    Role.AUDITOR: "Auditeur",
    Role.ADMINISTRATOR: "Administrateur",
}


def cells(
    person: Person,
    today: date,
    sites: Mapping[str, str] | None = None,
    services: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Return one access under ``HEADINGS``; codes stand where no title is given."""
    return (
        person.identifier,
        ROLES[person.role],
        _codes_text(person.perimeter.sites, sites or {}, ALL_SITES),
        _codes_text(person.perimeter.services, services or {}, ALL_SERVICES),
        day(person.since) if person.since else ABSENT,
        day(person.until) if person.until else ABSENT,
        state_text(person, today),
    )


def _codes_text(codes: frozenset[str] | None, titles: Mapping[str, str], every: str) -> str:
    if codes is None:
        return every
    return ", ".join(titles.get(each, each) for each in sorted(codes))


def state_text(person: Person, today: date) -> str:
    """Return whether an access stands on a day, and if not, why."""
    if person.state is PersonState.REMOVED:
        return "retiré"
    if person.since is not None and today < person.since:
        return "à venir"
    return "ouvert" if person.may_enter_on(today) else "terminé"


def given(person: Person) -> str:
    return f"Accès enregistré{NO_BREAK}: {person.identifier}, {ROLES[person.role].lower()}."


def removed(person: Person) -> str:
    return f"Accès retiré{NO_BREAK}: {person.identifier}{NARROW}; fermé dès sa page suivante."
