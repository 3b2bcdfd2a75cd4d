"""What the visitor may see: told by the reverse proxy, never by the visitor."""

import streamlit as st

from etl.domain.perimeter import EVERYTHING, Perimeter
from etl.domain.roles import RIGHTS, Right, Role

CLAIM = "sites"


def perimeter() -> Perimeter:
    """Return the perimeter of the visitor.

    Without identity (a workstation) it is everything. A proxy restricts it by a header that
    ``[server] trustedUserHeaders`` maps to the claim ``sites``: codes separated by commas.
    """
    claim = st.user.get(CLAIM)
    if claim is None:
        return EVERYTHING
    return Perimeter(frozenset(code.strip() for code in str(claim).split(",") if code.strip()))


def visitor() -> str:
    """Return who asks, as the reverse proxy names them; the journal of imports keeps it."""
    named = st.user.get("sub") or st.user.get("email")
    return str(named) if named else "tableau de bord"


def role() -> Role:
    """Return the role of the visitor; on a workstation without identity, it is the owner's."""
    return Role.ADMINISTRATOR


def may(right: Right) -> bool:
    """Tell whether the visitor's role allows one thing."""
    return right in RIGHTS[role()]
