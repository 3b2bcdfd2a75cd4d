"""What a figure is worth, computed another way; targets are read in the declared files.

Nothing of the product is imported, on purpose.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Z = 1.959963984540054


@dataclass(frozen=True)
class Figure:
    """A value, on how many contacts, and how many of these were kept (of a share)."""

    value: float | None
    counted: int
    met: int | None = None


COUNTS = ("count", "count_missed", "per_week")
REACHED = {
    "at_least": lambda value, target: value >= target,
    "at_most": lambda value, target: value <= target,
    "below": lambda value, target: value < target,
    "above": lambda value, target: value > target,
}


def declared(folder: Path) -> dict[str, tuple[int, dict]]:
    """Return each declared indicator with the number of its engagement."""
    found = {}
    for path in sorted(folder.glob("e*.toml")):
        own = tomllib.loads(path.read_text("utf-8"))
        found |= {each["code"]: (own["number"], each) for each in own["indicators"]}
    return found


def target_of(indicator: dict) -> tuple[float, str]:
    last = indicator["targets"][-1]
    return last["value"], last["comparison"]


def wilson(met: int, counted: int) -> tuple[float, float]:
    """Return the bounds of the share that 95 % of such counts come from."""
    p, half = met / counted, Z * Z / counted
    middle = (p + half / 2) / (1 + half)
    width = Z * math.sqrt(p * (1 - p) / counted + half / 4 / counted) / (1 + half)
    return middle - width, middle + width


def verdict(indicator: dict, figure: Figure) -> str:
    """Say what a finished month is worth: the value first, the interval where few are known."""
    if figure.value is None:
        return "Non mesuré"
    target, comparison = target_of(indicator)
    reached = REACHED[comparison](figure.value, target)
    enough = indicator.get("enough", 30)
    if indicator["statistic"] not in COUNTS and figure.counted < enough:
        if figure.met is None:
            return "À confirmer"
        bounds = wilson(figure.met, figure.counted)
        if {REACHED[comparison](each, target) for each in bounds} != {reached}:
            return "À confirmer"
    return "Conforme" if reached else "Non conforme"


def missing(indicator: dict, figure: Figure) -> int:
    """Return how many more contacts would settle a share that few contacts leave open."""
    target, _ = target_of(indicator)
    distance = abs(figure.value - target)
    needed = Z * Z * target * (1 - target) / distance**2 if distance else math.inf
    enough = indicator.get("enough", 30)
    return max(1, min(enough, math.ceil(needed) if distance else enough) - figure.counted)


GRAVEST = ("Non conforme", "Non mesuré", "À confirmer", "Conforme")


def gravest(verdicts: Sequence[str]) -> str:
    return next(each for each in GRAVEST if each in verdicts)
