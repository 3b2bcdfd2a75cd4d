"""What every page of a register needs: who signs, what they may, what they may see."""

from dashboard import access
from dashboard.gateway.warehouse import warehouse
from dashboard.wording.people import OWNER
from etl.calendars.clock import now
from etl.domain.assessments import EVERYWHERE
from etl.domain.registers import Signature
from etl.domain.roles import Right
from etl.store.registers import registers_version

# What ``access.visitor`` says of somebody whom no identity names: a workstation.
UNNAMED = OWNER


def require(right: Right, site: str | None = None) -> None:
    """Raise ``NotAllowedError`` unless the visitor may do it (at a site, if one is given)."""
    access.require(right)
    if site is not None and not within(site):
        raise access.NotAllowedError


def may(right: Right) -> bool:
    return access.may(right)


def within(site: str) -> bool:
    """Tell whether a row is in the perimeter: one of all sites is for who sees them all."""
    if site == EVERYWHERE:
        return access.perimeter().sites is None
    return access.perimeter().admits(site)


def is_named() -> bool:
    """Tell whether somebody is identified: else the page asks who writes."""
    return access.visitor() != UNNAMED


def signature(given: str = "") -> Signature:
    """Return who writes, now: the visitor; on a workstation, the function that is given."""
    return Signature(access.visitor() if is_named() else given.strip() or UNNAMED, now())


def version() -> int:
    """Return the version of the registers: part of the key of every cached answer."""
    with warehouse().store.reading() as connection:
        return registers_version(connection)
