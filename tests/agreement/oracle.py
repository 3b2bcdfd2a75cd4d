"""Test vectors made outside this project; they are not part of it and may be absent."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ORACLE = Path(os.environ.get("QUALITY_SHARED", ROOT.parent / "shared"), "oracle")


def _opened(name: str) -> Path:
    path = ORACLE / name
    if not path.exists():
        pytest.skip(f"no test vectors at {path}: set QUALITY_SHARED")
    return path


def document(name: str) -> dict[str, Any]:
    """Return a whole file of vectors; skip the test where it is absent."""
    return json.loads(_opened(name).read_text("utf-8"))


def vectors(name: str) -> list[dict[str, Any]]:
    return document(name)["vectors"]


def rows(name: str) -> list[dict[str, str]]:
    with _opened(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
