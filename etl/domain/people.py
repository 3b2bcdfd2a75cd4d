"""Who may enter: people of the allow-list, and what a visitor is to the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etl.domain.perimeter import EVERYTHING, NOTHING, Perimeter
from etl.domain.roles import RIGHTS, Right, Role


class PersonState(StrEnum):
    """Whether an access stands. A removed one stays written: the journal names its holder."""

    OPEN = "open"
    REMOVED = "removed"


@dataclass(frozen=True)
class Person:
    """One line of the allow-list.

    ``identifier`` is what the provider of identities says: the ``sub``, or the e-mail.
    ``until`` is the last day; an auditor always has one.
    """

    identifier: str
    role: Role
    perimeter: Perimeter = EVERYTHING
    since: date | None = None
    until: date | None = None
    state: PersonState = PersonState.OPEN

    def may_enter_on(self, day: date) -> bool:
        """Tell whether the access stands on a local day."""
        begun = self.since is None or self.since <= day
        ended = self.until is not None and day > self.until
        return self.state is PersonState.OPEN and begun and not ended


@dataclass(frozen=True)
class Visitor:
    """Who asks for a page: a name for the journal, a role or none, a perimeter."""

    name: str
    role: Role | None
    perimeter: Perimeter

    def may(self, right: Right) -> bool:
        return self.role is not None and right in RIGHTS[self.role]


# Nobody is admitted who is not written.
STRANGER = Visitor("", None, NOTHING)


def visitor_of(person: Person | None, day: date) -> Visitor:
    """Return what a person of the allow-list is on a local day; a stranger without one."""
    if person is None or not person.may_enter_on(day):
        return STRANGER
    return Visitor(person.identifier, person.role, person.perimeter)


def normal(identifier: str) -> str:
    """Return an identifier as it is compared: e-mails know no capitals.

    >>> normal(" Prenom.Nom@Lot.gouv.fr ")
    'prenom.nom@lot.gouv.fr'
    """
    bare = identifier.strip()
    return bare.casefold() if "@" in bare else bare


def identifiers(claims: Mapping[str, object]) -> tuple[str, ...]:
    """Return what claims of a provider may be found by: the ``sub``, then the e-mail.

    An e-mail that the provider says it did not verify proves nothing.
    """
    told = [claims.get("sub")]
    if claims.get("email_verified") is not False:
        told.append(claims.get("email"))
    return tuple(normal(str(each)) for each in told if each)
