"""What looks alike to all who see the same: drawn for the first, sent again to the others."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboard import access, wording
from dashboard.gateway.warehouse import opening, today, version

# Sections of pages, of a site and a period each; the largest weigh some 100 kB.
ENTRIES = 512

T = TypeVar("T")


def once(show: Callable[..., T], *codes: object) -> T:
    """Show a section of a page as it was drawn before, or draw it; return what it returned.

    ``show`` is a function of a module. It shows no widget, depends on nothing but ``codes``
    (codes, numbers, days, periods, other functions of a module) and the gateway, and nobody
    changes what it returns. What was drawn is found again by the version of the data, the
    declarations, the day, the whole perimeter and the role of the visitor: nobody is shown
    what was drawn for another perimeter.
    """
    own = access.perimeter()
    seen = [None if each is None else sorted(each) for each in (own.sites, own.services)]
    key = repr((opening(), today(), seen, access.role(), _name(show), *map(_told, codes)))
    return _drawn(version(), key, show, codes)


@st.cache_resource(max_entries=ENTRIES, show_spinner=wording.LOADING)
def _drawn(version: int, key: str, _show: Callable[..., T], _codes: tuple[object, ...]) -> T:
    return _show(*_codes)


def _told(code: object) -> object:
    return _name(code) if callable(code) else code


def _name(function: Callable[..., object]) -> str:
    """Return what a function is called; two local ones may share a name and differ."""
    name = f"{function.__module__}.{function.__qualname__}"
    if "<" in name:
        raise ValueError(f"not a function of a module: {name}")
    return name
