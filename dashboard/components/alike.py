"""Sections of a page that are alike for all who chose and may see the same."""

from collections.abc import Callable
from typing import TypeVar

from dashboard import filters
from dashboard.gateway import alike

T = TypeVar("T")


def show_alike(show: Callable[..., T], *codes: object) -> T:
    """Show a section of the chosen site and period, as it was drawn before where it was.

    What ``show`` must be is said by ``alike.once``: links carry what is chosen, hence the key.
    """
    chosen = filters.chosen()
    shown: T = alike.once(_shown, show, chosen.site, chosen.period, *codes)
    return shown


def _shown(show: Callable[..., T], site: str, period: object, *codes: object) -> T:
    return show(*codes)
