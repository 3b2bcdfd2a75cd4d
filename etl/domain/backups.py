"""What a backup says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class BackedFile:
    """One file of a backup: its name there, its bytes, their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``step``: step of the schema; ``rows``: by table.

    ``key``: fingerprint of the key of the pseudonyms, empty if the store has none.
    """

    made_at: datetime
    author: str
    step: str
    rows: Mapping[str, int]
    key: str
    files: tuple[BackedFile, ...]

    def names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.files)


@dataclass(frozen=True)
class Backup:
    """A backup that was made, or looked through: where it is and what it holds."""

    path: Path
    manifest: Manifest
    is_sealed: bool
