"""The list of accesses, for those who keep it."""

from collections.abc import Mapping

import pandas as pd

from dashboard import access
from dashboard.gateway.warehouse import settings, today, warehouse
from dashboard.wording import people as words
from etl.calendars.clock import now
from etl.config import OIDC
from etl.domain.people import Person
from etl.domain.roles import Right
from etl.pipeline import people as pipeline

__all__ = [
    "accesses",
    "accesses_table",
    "give_access",
    "is_asked",
    "is_by_provider",
    "known_services",
    "remove_access",
    "stands",
]


def is_asked() -> bool:
    """Tell whether visitors must say who they are."""
    return bool(settings().identity)


def is_by_provider() -> bool:
    """Tell whether visitors come in by a provider, hence may go out by it."""
    return settings().identity == OIDC


def accesses() -> tuple[Person, ...]:
    """Return everybody who was ever given an access."""
    access.require(Right.MANAGE_ACCESS)
    return pipeline.people(warehouse())


def give_access(person: Person) -> Person:
    """Give or change an access; raise ``UserError`` where it is unfit."""
    access.require(Right.MANAGE_ACCESS)
    return pipeline.give_access(warehouse(), person, access.visitor(), now())


def remove_access(identifier: str) -> Person:
    """Remove an access, as of the next page of its holder."""
    access.require(Right.MANAGE_ACCESS)
    return pipeline.remove_access(warehouse(), identifier, access.visitor(), now())


def stands(person: Person) -> bool:
    """Tell whether an access stands today."""
    return person.may_enter_on(today())


def known_services() -> Mapping[str, str]:
    """Return the services of all sites by their code, with a title each."""
    access.require(Right.MANAGE_ACCESS)
    sites = warehouse().declarations.sites.values()
    return {each.code: each.title for own in sites for each in own.services}


def accesses_table(people: tuple[Person, ...]) -> pd.DataFrame:
    """Return accesses in words, those that stand first."""
    day, services = today(), known_services()
    sites = {code: each.title for code, each in warehouse().declarations.sites.items()}
    rows = [
        words.cells(each, day, sites, services)
        for each in sorted(people, key=lambda each: not each.may_enter_on(day))
    ]
    return pd.DataFrame(rows, columns=list(words.HEADINGS))
