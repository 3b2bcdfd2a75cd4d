"""What is declared: definitions, calendars, sources, as the page of the method prints them."""

from collections.abc import Mapping
from datetime import date

from dashboard.gateway.annotations import every_annotation
from dashboard.gateway.warehouse import (
    admitted_sites,
    engagements,
    own_sources,
    version,
    warehouse,
)
from etl.calendars.clock import now
from etl.calendars.holidays import public_holidays
from etl.domain.annotations import Annotation
from etl.domain.engagements import Engagement, Indicator
from etl.domain.sites import Site
from etl.domain.sources import Source


def definitions() -> Mapping[str, tuple[Engagement, Indicator]]:
    """Return every indicator with its engagement, in the charter's order."""
    return {each.code: (own, each) for own in engagements() for each in own.indicators}


def declared_sites() -> tuple[Site, ...]:
    """Return the sites of the perimeter."""
    sites = warehouse().declarations.sites
    return tuple(sites[code] for code in admitted_sites())


def declared_sources() -> tuple[Source, ...]:
    """Return the sources in the order of their titles, but for those of other sites."""
    return tuple(sorted(own_sources(), key=lambda each: each.title))


def holidays_of(site: Site) -> Mapping[date, str]:
    """Return the public holidays of this year and of the next in a site's zone."""
    year = warehouse().local(now()).year
    return public_holidays(site.zone, (year, year + 1))


def register_of_events() -> tuple[Annotation, ...]:
    """Return every event of the perimeter, newest first."""
    sites = admitted_sites()
    told = every_annotation(version())
    return tuple(each for each in reversed(told) if each.everywhere or each.site in sites)
