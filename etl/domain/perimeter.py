"""What a visitor may see."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Perimeter:
    """Sites and services that a visitor may see; ``None`` is every one of them.

    A row without a site is for those who see every site, a case without a service for those
    who see every service. The figures of a site are the promise of the whole site: services
    narrow cases, and what names a service.
    """

    sites: frozenset[str] | None = None
    services: frozenset[str] | None = None

    def admits(self, site: str) -> bool:
        return self.sites is None or site in self.sites

    def admits_service(self, service: str) -> bool:
        return self.services is None or service in self.services

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing at all is left out."""
        return self.sites is None and self.services is None

    def narrowed(self, sites: Iterable[str]) -> "Perimeter":
        """Return what is left of it within some sites."""
        own = frozenset(sites)
        return Perimeter(own if self.sites is None else own & self.sites, self.services)


EVERYTHING = Perimeter()
NOTHING = Perimeter(frozenset(), frozenset())
