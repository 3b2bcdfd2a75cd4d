"""What a check of the installation finds."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """Sound, to be looked at, or to be mended before anything else."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, and what to do about it, in French."""

    name: str
    health: Health
    found: str
    mend: str = ""
