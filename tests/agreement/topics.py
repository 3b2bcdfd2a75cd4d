"""All the vectors of a topic of ../shared, whatever the names of its files."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.agreement.oracle import ORACLE

Vector = dict[str, Any]
Choice = Callable[[Vector], bool]

# What the test modules of this folder take of each topic, once they are imported.
TAKEN: dict[str, list[Choice]] = defaultdict(list)


def topic(name: str, belongs: Choice = lambda each: True) -> Any:
    """Return a mark that runs a test once for each vector of a topic, named by its id.

    ``belongs`` chooses the vectors by what they hold. Where the folder is absent the test is
    skipped and says how to find it.
    """
    found = taken(name, belongs)
    if found:
        cases = [pytest.param(each, id=str(each["id"])) for each in found]
    else:
        reason = f"no such test vectors in {ORACLE / name}: set QUALITY_SHARED"
        cases = [pytest.param({}, marks=pytest.mark.skip(reason=reason))]
    return pytest.mark.parametrize("vector", cases)


def taken(name: str, belongs: Choice) -> list[Vector]:
    """Return the vectors of a topic that a test takes at once, and remember that it does."""
    TAKEN[name].append(belongs)
    return [each for each in _vectors(ORACLE / name) if belongs(each)]


def untold(name: str, *told: Choice) -> list[str]:
    """Return the vectors of a topic that no test takes: a file of a kind never seen."""
    return [
        each["id"] for each in _vectors(ORACLE / name) if not any(one(each) for one in told)
    ]


def _vectors(folder: Path) -> list[Vector]:
    return [
        each
        for path in sorted(folder.glob("*.json"))
        for each in json.loads(path.read_text("utf-8"))["vectors"]
    ]
