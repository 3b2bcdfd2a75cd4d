"""What the visitor may see and do: told by the register of accesses, never by the visitor."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from etl.domain.people import STRANGER, Visitor
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Right, Role
from etl.errors import UserError

# What the server or the provider of identities says of a visitor.
CLAIMS = ("session", "sub", "email", "sites")
KNOWN = "_visiteur"
# How long what was read of a visitor serves, so that one page asks once.
FRESH_S = 1.0
# What is only read rests on what was known when the page began; a write asks anew.
READS = (Right.SEE_FIGURES, Right.SEE_CASES, Right.EXPORT, Right.SEE_AUDIT, Right.SEE_JOURNAL)

Register = Callable[[Mapping[str, object]], Visitor]


class NotAllowedError(UserError):
    """The visitor's role does not allow what they ask."""

    exit_code = 31

    def __init__(self) -> None:
        super().__init__("Votre rôle ne le permet pas. Adressez-vous au référent qualité.")


def _nobody(claims: Mapping[str, object]) -> Visitor:
    return STRANGER


class _Desk:
    """Where visitors are looked up: the gateway, which alone opens the store, says where.

    Until it has, everybody is a stranger.
    """

    register: Register = staticmethod(_nobody)


_acting: ContextVar[Visitor | None] = ContextVar("acting", default=None)


def consult(register: Register) -> None:
    """Look visitors up in a register from now on."""
    _Desk.register = staticmethod(register)


@contextmanager
def acting_as(who: Visitor) -> Iterator[None]:
    """Answer for a visitor whom somebody else has looked up: a route, outside any page."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def entering() -> Visitor:
    """Look the visitor up anew, as each run of a page does first."""
    acting = _acting.get()
    if acting is not None:
        return acting
    claims = {name: st.user[name] for name in CLAIMS if st.user.get(name) is not None}
    found = _Desk.register(claims)
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state[KNOWN] = (time.monotonic(), found)
    return found


def _known() -> Visitor:
    """Return the visitor as a page, or a part of it, found them a moment ago."""
    if _acting.get() is None and get_script_run_ctx(suppress_warning=True) is not None:
        at, found = st.session_state.get(KNOWN, (-FRESH_S, STRANGER))
        if time.monotonic() - at < FRESH_S and isinstance(found, Visitor):
            return found
    return entering()


def perimeter() -> Perimeter:
    """Return the perimeter of the visitor."""
    return _known().perimeter


def visitor() -> str:
    """Return who asks, as the list of accesses names them: journals keep it."""
    return _known().name


def role() -> Role | None:
    """Return the role of the visitor; ``None`` for whom no access is open."""
    return _known().role


def may(right: Right) -> bool:
    """Tell whether the visitor's role allows one thing; for a write, as of this very moment."""
    return (_known() if right in READS else entering()).may(right)


def require(right: Right) -> None:
    """Raise ``NotAllowedError`` unless the visitor's role allows one thing."""
    if not may(right):
        raise NotAllowedError
