"""What a visitor may see."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Perimeter:
    """Sites that a visitor may see; ``None`` is every site."""

    sites: frozenset[str] | None = None

    def admits(self, site: str) -> bool:
        return self.sites is None or site in self.sites


EVERYTHING = Perimeter()
