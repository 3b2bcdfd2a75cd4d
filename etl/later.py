"""Large libraries that few commands need: loaded when something of them is first asked for."""

from importlib import import_module
from typing import Any


class Later:
    """A module that is not imported yet.

    >>> Later("math").floor(1.5)
    1
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
