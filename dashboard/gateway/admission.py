"""Who enters: claims of the server, looked up in the list of accesses at every run."""

from collections.abc import Mapping

from dashboard import access
from dashboard.gateway.warehouse import settings, store, today
from dashboard.wording import people as words
from etl.domain.people import Visitor, identifiers, visitor_of
from etl.domain.perimeter import EVERYTHING
from etl.domain.roles import Role
from etl.store.people import find_person

# On a workstation without identity, whoever sits there owns the store.
OWNER = Visitor(words.OWNER, Role.ADMINISTRATOR, EVERYTHING)


def known_visitor(claims: Mapping[str, object]) -> Visitor:
    """Return what the claims of a visitor are worth now: a stranger unless they are written."""
    if not settings().identity:
        return _narrowed(OWNER, claims)
    with store().reading() as connection:
        person = find_person(connection, identifiers(claims))
    return _narrowed(visitor_of(person, today()), claims)


def _narrowed(found: Visitor, claims: Mapping[str, object]) -> Visitor:
    """Keep a visitor to the sites that a proxy names, where it names any (``Sites: a, b``)."""
    told = claims.get("sites")
    if told is None:
        return found
    codes = [code.strip() for code in str(told).split(",") if code.strip()]
    return Visitor(found.name, found.role, found.perimeter.narrowed(codes))


access.consult(known_visitor)
