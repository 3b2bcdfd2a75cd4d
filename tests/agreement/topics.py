"""All the vectors of a topic of ../shared, whatever the names of its files."""

import csv
import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ORACLE = Path(os.environ.get("QUALITY_SHARED", ROOT.parent / "shared"), "oracle")

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


def documents(name: str) -> list[Vector]:
    """Return the whole files of a topic, with what their vectors have in common."""
    paths = sorted((ORACLE / name).glob("*.json"))
    return [json.loads(path.read_text("utf-8")) for path in paths]


def rows(name: str, column: str) -> list[dict[str, str]]:
    """Return the rows of the tables of a topic that have a column; skip where none has."""
    found = [
        row
        for path in sorted((ORACLE / name).glob("*.csv"))
        for row in _table(path)
        if column in row
    ]
    if not found:
        pytest.skip(f"no table with {column} in {ORACLE / name}: set QUALITY_SHARED")
    return found


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _vectors(folder: Path) -> list[Vector]:
    return [each for content in documents(folder.name) for each in content["vectors"]]
