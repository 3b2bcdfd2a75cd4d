"""Who enters: claims of the server, looked up in the list of accesses at every run."""

from collections.abc import Mapping

from dashboard import access
from dashboard.gateway.warehouse import settings, store, today
from dashboard.wording import people as words
from etl.calendars.clock import now
from etl.config import OIDC, PROXY
from etl.domain.people import Person, Visitor, identifiers, visitor_of
from etl.domain.perimeter import EVERYTHING
from etl.domain.roles import Role
from etl.pipeline import sessions
from etl.store.people import find_person

# On a workstation without identity, whoever sits there owns the store.
OWNER = Visitor(words.OWNER, Role.ADMINISTRATOR, EVERYTHING)


def known_visitor(claims: Mapping[str, object]) -> Visitor:
    """Return what the claims of a visitor are worth now: a stranger unless they are written."""
    if not settings().identity:
        return _narrowed(OWNER, claims)
    return _narrowed(visitor_of(_person(claims), today()), claims)


def _person(claims: Mapping[str, object]) -> Person | None:
    """Return who the server says it is: by an open session, or as the proxy names them."""
    if settings().identity == OIDC:
        return sessions.holder(store(), str(claims.get("session", "")), now())
    if settings().identity == PROXY:
        return person_of({"sub": claims.get("sub")})
    return None


def person_of(claims: Mapping[str, object]) -> Person | None:
    """Return the person of the list whom the claims of a provider name."""
    with store().reading() as connection:
        return find_person(connection, identifiers(claims))


def enter(claims: Mapping[str, object], id_token: str | None) -> str | None:
    """Open a session for whom the claims name; ``None`` where no access stands today."""
    person = person_of(claims)
    if person is None or not person.may_enter_on(today()):
        return None
    return sessions.begin(store(), person, id_token, now())


def is_open(session: str) -> bool:
    """Tell whether a session stands, and so does the access of its holder."""
    person = sessions.holder(store(), session, now())
    return person is not None and person.may_enter_on(today())


def is_known(name: str) -> bool:
    """Tell whether an access stands for whom a proxy names."""
    person = person_of({"sub": name})
    return person is not None and person.may_enter_on(today())


def leave(session: str) -> str | None:
    """Close a session; return the provider's token of it, if it was open."""
    return sessions.end(store(), session, now())


def _narrowed(found: Visitor, claims: Mapping[str, object]) -> Visitor:
    """Keep a visitor to the sites that a proxy names, where it names any (``Sites: a, b``)."""
    told = claims.get("sites")
    if told is None:
        return found
    codes = [code.strip() for code in str(told).split(",") if code.strip()]
    return Visitor(found.name, found.role, found.perimeter.narrowed(codes))


access.consult(known_visitor)
